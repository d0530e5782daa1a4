#!/usr/bin/env node
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { reportFailure } from "./commands/exit-with.ts";
import { packageVersion } from "./commands/package-version.ts";
import { type ExitCode, processTerminal, type Terminal } from "./commands/terminal.ts";
import { parseDuration } from "./terms/duration.ts";

const PROBE_HELP = `
Without --kubeconfig it dials what clients dial, as far as those names resolve
here. Nothing is sent but a TLS greeting, and no certificate of yours. From a
cluster it reads CertificateRequests, which hold no key, and ConfigMaps of roots;
never a Secret.

Exit codes: 0 all as compiled; 1 something differs or does not answer; 2 wrong
usage; 3 there is no way to look (no kubeconfig, no rights, no API server).`;

const IMPORT_CA_HELP = `
Only roots are imported: self-signed CAs. Private keys, leaves and intermediates
are refused. What a server presents is never taken for a root: whoever stands
between you and that server would decide whom you trust. Get the fingerprint from
the root's owner by another way; they print it with
  openssl x509 -in ca.crt -noout -fingerprint -sha256

Exit codes: 0 written, or there already; 1 not what was confirmed, or declined;
2 wrong usage, or no root; 3 the cluster or the disk can't be used.`;

/** Names the commands. Each is loaded when it is called, so that none waits for what another one needs. */
function program(terminal: Terminal, end: (code: ExitCode) => void): Command {
  const trueline = new Command("trueline")
    .description("Compiles topology specs into Kubernetes manifests, and proves every dial before a file is written.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      outputError: (text, write) => write(text.replace(/^error: /, "trueline: ")),
    });
  const format = () => new Option("--format <format>", "how to print the result").choices(["text", "json"]).default("text");
  const timeLimit = () => new Option("--time-limit <seconds>", "how long a spec may take to evaluate").argParser(seconds).default(10);

  const asOf = () => new Option("--as-of <date>", "for which day or time to look at certificates (default: now)").argParser(date);

  trueline
    .command("synth")
    .description("compile specs, prove them, and write dist/ if every dial succeeds")
    .argument("[specs...]", "spec files (default: all below specs/)")
    .option("--dist <folder>", "the folder to write", terminal.cdk8sOutdir ?? "dist")
    .addOption(format())
    .addOption(asOf())
    .addOption(timeLimit())
    .action(async (specs: string[], { timeLimit: timeLimitSeconds, ...options }) => {
      const { synth } = await import("./commands/synth.ts");
      end(await synth({ specs, ...options, timeLimitSeconds }, terminal));
    });

  trueline
    .command("check")
    .description("prove specs, and compare dist/ with what they compile to; never writes")
    .option("--manifests <folder>", "prove the manifests of this folder instead, whoever wrote them")
    .option("--dist <folder>", "the folder to compare", "dist")
    .option("--strict", "let warnings and unknown dials fail too", false)
    .addOption(format())
    .addOption(asOf())
    .addOption(timeLimit())
    .action(async ({ timeLimit: timeLimitSeconds, ...options }) => {
      const { check } = await import("./commands/check.ts");
      end(await check({ ...options, timeLimitSeconds }, terminal));
    });

  trueline
    .command("certs")
    .description("the life of every certificate: names, issuers, renewal, who presents and trusts it")
    .argument("[name]", "only those of a certificate, an authority, a workload or a pod")
    .option("--manifests <folder>", "of the manifests of this folder, whoever wrote them")
    .addOption(new Option("--format <format>", "how to print the result").choices(["text", "json", "markdown"]).default("text"))
    .addOption(timeLimit())
    .action(async (name: string | undefined, { timeLimit: timeLimitSeconds, ...options }) => {
      const { certs } = await import("./commands/certs.ts");
      end(await certs({ ...(name === undefined ? {} : { name }), ...options, timeLimitSeconds }, terminal));
    });

  trueline
    .command("probe")
    .description("dial the TLS listeners of compiled workloads, and compare what they serve with what was compiled")
    .argument("[workloads...]", "workloads or pods (default: all that can be dialled)")
    .option("--manifests <folder>", "compare with the manifests of this folder, whoever wrote them")
    .option("--kubeconfig <file>", "dial pods through their cluster's API (needs get and create on pods/portforward)")
    .option("--context <[cluster=]name>", "the kubeconfig's context of a cluster; once for each", several)
    .option("--via <host:port=host:port>", "connect there instead, and ask for the first name; may be repeated", several)
    .option("--roots <file>", "PEM of roots that each served chain has to lead to; may be repeated", several)
    .option("--warn-before <duration>", "report certificates that end within this, such as 168h", duration)
    .addOption(new Option("--dial-limit <seconds>", "how long a dial may take").argParser(seconds).default(5))
    .addOption(format())
    .addOption(timeLimit())
    .addHelpText("after", PROBE_HELP)
    .action(async (workloads: string[], { timeLimit: timeLimitSeconds, dialLimit, warnBefore, ...options }) => {
      const { probe } = await import("./commands/probe.ts");
      const warn = warnBefore === undefined ? {} : { warnBeforeSeconds: warnBefore };
      const none = { context: [], via: [], roots: [] };
      end(await probe({ workloads, ...none, ...options, ...warn, dialLimitSeconds: dialLimit, timeLimitSeconds }, terminal));
    });

  trueline
    .command("import-ca")
    .description("write a public root into pki/, once its fingerprint is confirmed")
    .argument("<name>", "what it is called, such as orders-g1")
    .option("--from-file <file>", "PEM or DER")
    .option("--configmap <namespace/name>", "of a cluster")
    .option("--secret <namespace/name>", "of a cluster; of what it holds only one key is looked at")
    .option("--key <key>", "of the ConfigMap or Secret (default: ca.crt)")
    .option("--kubeconfig <file>", "the kubeconfig that leads to the cluster (default: as kubectl)")
    .option("--context <name>", "its context (default: the current one)")
    .option("--fingerprint <sha256:...>", "the one that its owner told you; without it you are asked")
    .option("--out <file>", "where to write it (default: pki/NAME.pem)")
    .option("--replace", "even where another certificate is in that file", false)
    .addHelpText("after", IMPORT_CA_HELP)
    .action(async (name: string, options) => {
      const { importCA } = await import("./commands/import-ca.ts");
      end(await importCA({ name, ...options }, terminal));
    });

  const explain = trueline.command("explain").description("explain a dial, a finding, or what could be chosen");
  explain
    .command("dial")
    .description("follow all dials from one process to another, hop by hop, with the rules they go by")
    .addArgument(new Argument("<from>", "a pod, a client or a workload"))
    .addArgument(new Argument("<to>", "likewise, or a host that is dialled"))
    .option("--manifests <folder>", "in the manifests of this folder, whoever wrote them")
    .addOption(asOf())
    .addOption(timeLimit())
    .action(async (from: string, to: string, { timeLimit: timeLimitSeconds, ...options }) => {
      const { explainADial } = await import("./commands/explain-dial.ts");
      end(await explainADial({ from, to, ...options, timeLimitSeconds }, terminal));
    });
  explain
    .command("strategies")
    .description("which names and certificates a workload could have, each compiled and proven, and why the others fail")
    .argument("[workload]", "only of this workload (default: of all specs)")
    .addOption(new Option("--format <format>", "how to print the result").choices(["text", "json", "markdown"]).default("text"))
    .addOption(asOf())
    .addOption(timeLimit())
    .action(async (workload: string | undefined, { timeLimit: timeLimitSeconds, ...options }) => {
      const { explainStrategies } = await import("./commands/explain-strategies.ts");
      end(await explainStrategies({ ...(workload === undefined ? {} : { workload }), ...options, timeLimitSeconds }, terminal));
    });
  explain
    .command("rewrites")
    .description("what the DNS of a cluster is to rewrite for clients, and how it gets there")
    .argument("[workload]", "only of this workload (default: all that ask for it)")
    .addOption(timeLimit())
    .action(async (workload: string | undefined, { timeLimit: timeLimitSeconds }) => {
      const { explainRewrites } = await import("./commands/explain-rewrites.ts");
      end(await explainRewrites({ ...(workload === undefined ? {} : { workload }), timeLimitSeconds }, terminal));
    });
  explain
    .command("code")
    .description("what a finding's code means, and what to change")
    .addArgument(new Argument("<code>", "for example TL4103"))
    .action(async (code: string) => {
      const { explainACode } = await import("./commands/explain-code.ts");
      end(explainACode(code, terminal));
    });
  return trueline;
}

function several(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function duration(text: string): number {
  const value = parseDuration(text);
  if (value === undefined || value <= 0) throw new InvalidArgumentError("It takes a duration such as 168h or 90m; there are no days.");
  return value;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("It takes a number of seconds above 0.");
  return value;
}

/** A day or a time as ISO 8601 writes it, in milliseconds since 1970. Without an offset it is UTC, so that it means the same everywhere. */
function date(text: string): number {
  const [, day, time = "T00:00", offset = "Z"] = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const value = Date.parse(`${day}${time}${offset}`);
  // Date.parse takes the 31st of February for a day in March.
  const real = Number.isFinite(value) && new Date(`${day}T00:00Z`).toISOString().slice(0, 10) === day;
  if (!real) throw new InvalidArgumentError("It takes a day or a time such as 2026-12-31 or 2026-12-31T18:00Z.");
  return value;
}

/** Usage errors exit with 2, help and version with 0. */
async function main(): Promise<void> {
  const terminal = processTerminal();
  // Whoever reads us may have read enough, as head does.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(process.exitCode ?? 0);
    throw error;
  });
  const end = (code: ExitCode): void => {
    process.exitCode = code;
  };
  try {
    await program(terminal, end).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) end(error.exitCode === 0 ? 0 : 2);
    else end(reportFailure(error, packageVersion(), ["trueline", ...process.argv.slice(2)].join(" "), terminal));
  }
}

await main();
