import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment, StatedIssuer } from "../../src/terms/environment.ts";
import type { KubeObject } from "../../src/terms/kube-object.ts";

/** A CA of the lab's own. */
export interface LabAuthority {
  readonly "tls.crt": string;
  readonly "tls.key": string;
}

/** Makes a self-signed CA that outlives every lab. */
export function newAuthority(subject: string, bits = 2048): LabAuthority {
  const at = mkdtempSync(join(tmpdir(), "trueline-lab-ca-"));
  const request = ["req", "-x509", "-newkey", `rsa:${bits}`, "-nodes", "-days", "3650", "-subj", subject];
  execFileSync("openssl", [...request, "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-keyout", "tls.key", "-out", "tls.crt"], {
    cwd: at,
    stdio: "ignore",
  });
  const made = { "tls.crt": readFileSync(join(at, "tls.crt"), "utf8"), "tls.key": readFileSync(join(at, "tls.key"), "utf8") };
  rmSync(at, { recursive: true });
  return made;
}

/** The roots that specs state as PEM, and the lab's CAs that are there in their place, since nobody has the keys of the former. */
export interface StoodIn {
  /** Puts the lab's root in the place of each stated one, in any plain data. */
  replace<T>(data: T): T;
  /** The lab's CA whose root this is. */
  authorityOf(root: string): LabAuthority | undefined;
}

/** A certificate in the text of JSON, where the ends of its lines are escaped. */
const PEM = /-----BEGIN CERTIFICATE-----(?:[A-Za-z0-9+/=\s]|\\[rn])+-----END CERTIFICATE-----/g;

/** One form for a certificate that is written with other line ends. */
function plain(pem: string): string {
  return pem.replace(/\\[rn]|\s/g, "");
}

/** Makes a CA for each root that the Environments state. */
export function standInForRoots(environments: readonly Environment[]): StoodIn {
  const stated = environments.flatMap(({ issuers = [], vaults = [], roots = [], brought }) => [
    ...[...issuers, ...vaults].map((each) => each.root),
    ...roots.map((each) => each.pem),
    ...brought.flatMap(({ pem = {} }) => Object.values(pem)).filter((each) => new X509Certificate(each).ca),
  ]);
  const made = new Map<string, LabAuthority>();
  for (const pem of stated) {
    const key = plain(pem);
    const { subject, publicKey } = new X509Certificate(pem);
    const name = /^CN=(.*)$/m.exec(subject)?.[1] ?? "lab";
    // cert-manager keeps a CA that is there already only if its key is as long as is asked for.
    const bits = publicKey.asymmetricKeyDetails?.modulusLength;
    if (!made.has(key)) made.set(key, newAuthority(`/CN=${name.replaceAll("/", " ")}`, bits));
  }
  const own = new Map([...made.values()].map((each) => [plain(each["tls.crt"]), each]));
  const replace = (_: string, value: unknown): unknown =>
    typeof value === "string" ? value.replace(PEM, (each) => made.get(plain(each))?.["tls.crt"].trimEnd() ?? each) : value;
  return {
    replace: <T>(data: T): T => (made.size === 0 ? data : (JSON.parse(JSON.stringify(data, replace)) as T)),
    authorityOf: (root) => own.get(plain(root)),
  };
}

/** The root that the Environments state for an Issuer or ClusterIssuer of a cluster, or for the Vault behind it, if any. */
export function statedRoot(object: KubeObject, cluster: string, environments: readonly Environment[]): string | undefined {
  const { kind, metadata } = object;
  if (kind !== "Issuer" && kind !== "ClusterIssuer") return undefined;
  const vault = (object["spec"] as { vault?: { server?: string; path?: string } } | undefined)?.vault;
  const ofVault = environments
    .flatMap((each) => each.vaults ?? [])
    .find((each) => each.server === vault?.server && each.path === vault?.path);
  const stated = issuersOf(cluster, environments).find(
    (each) => each.kind === kind && each.name === metadata.name && (kind === "ClusterIssuer" || each.namespace === metadata.namespace),
  );
  return stated?.root ?? ofVault?.root;
}

/** The issuers of cert-manager's own that somebody else makes in a cluster, and behind which root they are. */
export function issuersOf(cluster: string, environments: readonly Environment[]): readonly StatedIssuer[] {
  const all = environments.flatMap((each) => each.issuers ?? []).filter((each) => each.cluster === cluster);
  return all.filter((each) => each.group === "cert-manager.io");
}

/**
 * The Secrets of private CAs that a cluster makes and whose root a spec states: there before cert-manager comes, as if restored from
 * a backup with the annotations by which it knows its own, so that the root is the stated one's stand-in. `objects` and
 * `environments` hold the lab's roots already.
 */
export function restoredRoots(
  objects: readonly KubeObject[],
  environments: readonly Environment[],
  stoodIn: StoodIn,
): readonly KubeObject[] {
  const stated = environments.flatMap(({ roots = [] }) => roots);
  return objects.flatMap((object) => {
    const spec = object["spec"] as CaSpec | undefined;
    if (object.kind !== "Certificate" || !spec?.isCA) return [];
    const root = stated.find(({ authority, generation }) => spec.commonName === `${authority} ${generation}`);
    const own = root && stoodIn.authorityOf(root.pem);
    return own ? [restored(object, spec, own)] : [];
  });
}

interface CaSpec {
  readonly isCA?: boolean;
  readonly commonName?: string;
  readonly secretName: string;
  readonly issuerRef: { readonly name: string; readonly kind: string; readonly group: string };
}

function restored({ metadata }: KubeObject, { secretName, commonName = "", issuerRef }: CaSpec, own: LabAuthority): KubeObject {
  const known = {
    "certificate-name": metadata.name,
    "issuer-name": issuerRef.name,
    "issuer-kind": issuerRef.kind,
    "issuer-group": issuerRef.group,
  };
  const names = { "common-name": commonName, "alt-names": "", "ip-sans": "", "uri-sans": "" };
  const annotations = Object.fromEntries(Object.entries({ ...known, ...names }).map(([key, value]) => [`cert-manager.io/${key}`, value]));
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: secretName, ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }), annotations },
    type: "kubernetes.io/tls",
    stringData: { ...own, "ca.crt": own["tls.crt"] },
  };
}
