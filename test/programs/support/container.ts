import type { Rule } from "../../../src/terms/evidence.ts";
import { objectIdOf } from "../../../src/terms/kube-object.ts";
import { type Place, place } from "../../../src/terms/place.ts";
import type { Address } from "../../../src/world/network.ts";
import type { Container, Content, Pod } from "../../../src/world/program.ts";
import type { Certificate, KeyId, TrustStore } from "../../../src/world/tls.ts";

const maker = objectIdOf("east", "apps", "StatefulSet", "kurrent", "orders");
/** Where the fake container stands. */
const containerPath = ["spec", "template", "spec", "containers", 0] as const;

export interface FakeContainer {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** By absolute path; a text is the text of a ConfigMap's key. */
  readonly files?: Readonly<Record<string, Content | string>>;
  /** Folders where a volume is mounted, beside those of the files. */
  readonly mounted?: readonly string[];
  /** Folders that a volume hides with all below, whatever is in it. */
  readonly hidden?: readonly string[];
  readonly securityContext?: unknown;
  readonly podSpec?: Readonly<Record<string, unknown>>;
  readonly siblings?: Container["siblings"];
  readonly cluster?: string;
}

/** A container as the world would hand it to a program. */
export function container(fake: FakeContainer): Container {
  const argv = [...(fake.command ?? []), ...(fake.args ?? [])];
  const files = new Map(
    Object.entries(fake.files ?? {}).map(([path, content]) => [path, typeof content === "string" ? text(content) : content]),
  );
  const at = place(maker, ...containerPath);
  const spec = { name: "main", command: fake.command, args: fake.args, securityContext: fake.securityContext };
  const pod: Pod = {
    kind: "pod",
    cluster: fake.cluster ?? "east",
    namespace: "kurrent",
    name: "orders-0",
    labels: {},
    address: "pod:east/kurrent/orders-0" as Address,
    place: place(maker, "spec", "template", "spec"),
    spec: { containers: [spec], ...fake.podSpec },
  };
  return {
    name: "main",
    place: at,
    image: fake.image ?? "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
    argv,
    env: new Map(
      Object.entries(fake.env ?? {}).map(([name, value], i) => [
        name,
        { content: text(value), place: place(maker, ...containerPath, "env", i, "value") },
      ]),
    ),
    file: (path) => files.get(path),
    directory(path) {
      const prefix = path === "/" ? "/" : `${path}/`;
      const below = [...files].filter(([file]) => file.startsWith(prefix) && !file.slice(prefix.length).includes("/"));
      if (below.length === 0 && !(fake.mounted ?? []).includes(path)) return undefined;
      return new Map(below.map(([file, content]) => [file.slice(prefix.length), content]));
    },
    ...(fake.hidden
      ? { volume: (path: string) => (fake.hidden?.some((each) => path === each || path.startsWith(`${each}/`)) ? at : undefined) }
      : {}),
    pod,
    siblings: [{ name: "main", image: "", argv, mounts: [] }, ...(fake.siblings ?? [])],
  };
}

/** The place of a key of a ConfigMap. */
export const configMapKey: Place = place(objectIdOf("east", "", "ConfigMap", "kurrent", "orders-configuration"), "data", "key");

export function text(value: string): Content {
  return { kind: "text", text: value, place: configMapKey };
}

export function opaque(): Content {
  return { kind: "opaque", place: configMapKey };
}

export function keyId(name: string): KeyId {
  return name as KeyId;
}

const issuedInTest: Rule = { id: "test/issued", evidence: "lab", source: "the test" };

/** A certificate of a node that satisfies its peers, but for what is given. */
export function certificate(given: Partial<Certificate> = {}): Certificate {
  return {
    kind: "certificate",
    place: place(objectIdOf("east", "cert-manager.io", "Certificate", "kurrent", "orders-node-tls")),
    key: keyId("east/kurrent/orders-node-tls"),
    signedBy: keyId("east/kurrent/orders-nodes-g1"),
    commonName: "orders.kurrent",
    dnsNames: ["orders-0.kurrent.svc.cluster.local"],
    ips: [],
    usages: ["digital signature", "key encipherment", "server auth", "client auth"],
    algorithm: "RSA",
    ca: false,
    lifetime: { durationSeconds: 7_776_000, renewBeforeSeconds: 2_592_000 },
    label: "orders-node-tls",
    rule: issuedInTest,
    ...given,
  };
}

/** A self-signed CA: `ordersNodes g1`, whose key is `east/kurrent/orders-nodes-g1`. */
export function root(generation = "g1"): Certificate {
  const key = keyId(`east/kurrent/orders-nodes-${generation}`);
  return certificate({
    key,
    signedBy: key,
    ca: true,
    usages: ["cert sign"],
    commonName: `ordersNodes ${generation}`,
    dnsNames: [],
    label: `ordersNodes ${generation}`,
  });
}

export function trusting(...roots: readonly Certificate[]): TrustStore {
  return {
    place: place(objectIdOf("east", "", "ConfigMap", "kurrent", "orders-nodes-roots")),
    roots,
    refused: [],
    publicRoots: false,
    rules: [],
  };
}

export function chainFile(...chain: readonly Certificate[]): Content {
  return { kind: "certificates", chain, place: configMapKey };
}

export function keyFile(leaf: Certificate): Content {
  return { kind: "private-key", key: leaf.key, algorithm: leaf.algorithm, place: configMapKey };
}
