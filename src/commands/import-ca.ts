import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ClusterError } from "../live/cluster-error.ts";
import { existingText, writeWhole } from "../output/write-pem.ts";
import { foundText, specLines } from "../report/import-ca-text.ts";
import { wrap } from "../report/wrap.ts";
import { pemBlocks, readCertificate } from "../x509/certificate.ts";
import { type FoundCertificate, parseFingerprint, readRoots } from "../x509/read-roots.ts";
import { folderName } from "./folder-name.ts";
import type { ExitCode, Terminal } from "./terminal.ts";
import { WrongUsage } from "./wrong-usage.ts";

export interface ImportCAOptions {
  /** What the root is called: `orders-g1`. */
  readonly name: string;
  readonly fromFile?: string;
  /** `NAMESPACE/NAME` */
  readonly secret?: string;
  readonly configmap?: string;
  readonly key?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly fingerprint?: string;
  readonly out?: string;
  readonly replace: boolean;
}

/** Seconds until an API server has to have answered. */
const TIME_LIMIT = 10;
const DEFAULT_KEY = "ca.crt";

/**
 * Writes a public root into `pki/`, once somebody has confirmed its fingerprint. 0: it is there; 1: it is not what was
 * confirmed, or was declined; 2: wrong usage, or what was found is no root; 3: the cluster or the disk can't be used.
 */
export async function importCA(options: ImportCAOptions, terminal: Terminal): Promise<ExitCode> {
  try {
    return await run(options, terminal);
  } catch (error) {
    if (!(error instanceof WrongUsage || error instanceof ClusterError)) throw error;
    say(terminal, error.message);
    return error instanceof WrongUsage ? 2 : 3;
  }
}

async function run(options: ImportCAOptions, terminal: Terminal): Promise<ExitCode> {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(options.name)) {
    throw new WrongUsage(`"${options.name}" can't be a file's name. Use letters, digits, hyphens, such as orders-g1.`);
  }
  const wanted = options.fingerprint === undefined ? undefined : parseFingerprint(options.fingerprint);
  if (options.fingerprint !== undefined && wanted === undefined) {
    throw new WrongUsage(`--fingerprint ${options.fingerprint} is no SHA-256 fingerprint: sha256: and 64 hexadecimal digits.`);
  }
  const { bytes, from } = await fetched(options, terminal.root);
  const asOf = Date.now();
  const found = readRoots(bytes, asOf);
  if (found.kind === "refused") throw new WrongUsage(`${from} is refused. ${found.why}`);
  const show = (each: FoundCertificate): void => terminal.err(foundText(each, asOf, terminal.style));

  const [only] = found.certificates;
  const chosen = wanted === undefined ? only : found.certificates.find(({ certificate }) => certificate.fingerprint === wanted);
  if (!chosen || (wanted === undefined && found.certificates.length > 1)) {
    for (const each of found.certificates) show(each);
    if (wanted !== undefined) {
      say(terminal, `${from} does not hold ${wanted}. Nothing was written.`);
      return 1;
    }
    throw new WrongUsage(`${from} holds ${found.certificates.length} certificates, and a file holds one: choose it by --fingerprint.`);
  }
  if (chosen.unfit !== undefined) {
    show(chosen);
    throw new WrongUsage(`The certificate in ${from} ${chosen.unfit}.`);
  }
  return write(chosen, from, wanted !== undefined, options, terminal, () => show(chosen));
}

async function write(
  { certificate }: FoundCertificate,
  from: string,
  confirmed: boolean,
  options: ImportCAOptions,
  terminal: Terminal,
  show: () => void,
): Promise<ExitCode> {
  const file = folderName(terminal.root, options.out ?? `pki/${options.name}.pem`);
  const path = resolve(terminal.root, file);
  const before = existingText(path);
  const known = before === undefined ? undefined : fingerprintOf(before);
  const done = (what: string): ExitCode => {
    terminal.out(`${[`${file} ${what}`, "In the spec:", ...specLines(options.name, file).map((line) => `  ${line}`)].join("\n")}\n`);
    return 0;
  };
  if (known === certificate.fingerprint) return done("holds this root already.");
  if (before !== undefined && !options.replace) {
    show();
    say(
      terminal,
      `${file} holds ${known === undefined ? "something else" : `another certificate, ${known}`}. A new root is a new generation: give it a name of its own, or say --replace.`,
    );
    return 1;
  }
  if (!confirmed) {
    show();
    if (!terminal.confirm) {
      say(terminal, `Nobody is here to confirm it. Compare the fingerprint with what the owner of ${from} says, then run:`);
      terminal.err(`  ${commandLine(options, certificate.fingerprint)}\n`);
      return 2;
    }
    if (!(await terminal.confirm("Is this the fingerprint that its owner told you?"))) {
      say(terminal, "Nothing was written.");
      return 1;
    }
  }
  writeWhole(path, certificate.pem);
  return done("written.");
}

async function fetched(options: ImportCAOptions, root: string): Promise<{ readonly bytes: Uint8Array; readonly from: string }> {
  const { fromFile, secret, configmap } = options;
  const given = [fromFile, secret, configmap].filter((each) => each !== undefined);
  if (given.length !== 1) throw new WrongUsage("Say where the root is: one of --from-file, --secret and --configmap.");
  if (fromFile === undefined) return fromCluster(options);
  try {
    return { bytes: readFileSync(resolve(root, fromFile)), from: fromFile };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new WrongUsage(`${fromFile} can't be read: ${code === "ENOENT" ? "there is no such file" : code}.`);
  }
}

async function fromCluster({ secret, configmap, key = DEFAULT_KEY, kubeconfig, context }: ImportCAOptions) {
  const kind = secret === undefined ? "ConfigMap" : "Secret";
  const [namespace, name, ...more] = (secret ?? configmap ?? "").split("/");
  if (!namespace || !name || more.length > 0) throw new WrongUsage(`--${kind.toLowerCase()} takes NAMESPACE/NAME.`);
  if (kind === "Secret" && key.endsWith(".key"))
    throw new WrongUsage(`--key ${key}: that is where private keys are kept, and only public certificates are imported.`);
  const { Kubeconfigs } = await import("../live/cluster.ts");
  const { oneKey } = await import("../live/cluster-objects.ts");
  const configs = new Kubeconfigs(kubeconfig);
  const chosen = context ?? configs.current;
  if (chosen === undefined)
    throw new WrongUsage(`The kubeconfig has no current context: say --context. It has ${configs.contexts.join(", ") || "none"}.`);
  const from = `${kind} ${namespace}/${name} of ${chosen}`;
  const found = await oneKey(configs.open(chosen, TIME_LIMIT), kind, namespace, name, key);
  if (found.kind === "no-object") throw new WrongUsage(`There is no ${from}.`);
  if (found.kind === "no-key")
    throw new WrongUsage(`${from} has no key ${key}. It has ${found.keys.join(", ") || "none"}: choose by --key.`);
  return { bytes: Buffer.from(found.text, "utf8"), from: `key ${key} of ${from}` };
}

/** Of the certificate that a file holds; undefined for a file that does not hold exactly one. */
function fingerprintOf(text: string): string | undefined {
  const [block, ...more] = pemBlocks(text);
  if (block === undefined || more.length > 0) return undefined;
  try {
    return readCertificate(block).fingerprint;
  } catch {
    return undefined;
  }
}

function commandLine(options: ImportCAOptions, fingerprint: string): string {
  const { name, fromFile, secret, configmap, key, kubeconfig, context, out, replace } = options;
  const flags = Object.entries({ "from-file": fromFile, secret, configmap, key, kubeconfig, context, out }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}`, quoted(value)],
  );
  return ["trueline import-ca", quoted(name), ...flags, ...(replace ? ["--replace"] : []), "--fingerprint", fingerprint].join(" ");
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function say(terminal: Terminal, text: string): void {
  terminal.err(`${wrap(text, "", "  ").join("\n")}\n`);
}
