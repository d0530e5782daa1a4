import type { Kind } from "../../src/kinds/kind.ts";
import { authoritiesOf } from "../../src/kinds/kurrentdb/edge.ts";
import { clustersThatLackNames } from "../../src/kinds/kurrentdb/far-names.ts";
import { problems } from "../../src/kinds/kurrentdb/problems.ts";
import { references, trustDomain } from "../../src/kinds/kurrentdb/references.ts";
import { kurrentdbSchema } from "../../src/kinds/kurrentdb/schema.ts";
import type { KurrentDBWorkload } from "../../src/kinds/kurrentdb/spec.ts";
import { checkTopology } from "../../src/spec/check-topology.ts";
import { kurrentdb, privateCA } from "../../src/spec/language.ts";
import type { Topology } from "../../src/spec/topology.ts";

/** The reading side of the KurrentDB kind: nothing here makes objects. */
const kurrentdbKind: Kind<KurrentDBWorkload> = {
  kind: "kurrentdb",
  schema: kurrentdbSchema,
  problems,
  construct: () => undefined,
  namespace: (spec) => spec.namespace,
  authorities: authoritiesOf,
  references,
  trustDomain,
  elsewhere: clustersThatLackNames,
  authenticatesCallers: (spec) => spec.security.authority !== undefined,
  brought: ({ users, namespace }) =>
    Object.values(users ?? {}).map(({ name, key }) => ({ namespace: namespace.name, kind: "Secret" as const, name, keys: [key] })),
  client: () => undefined,
  clientProgram: "kurrentdb-client",
};

export const kinds: ReadonlyMap<string, Kind> = new Map([["kurrentdb", kurrentdbKind as unknown as Kind]]);

type Data = Record<string, unknown>;

export const cluster = (changes: Data = {}): Data => ({
  platform: { kubernetes: "1.33", certManager: "1.21", trustManager: "0.25", externalDNS: { version: "0.22.0", zones: ["example.com"] } },
  dns: { serviceIP: "10.96.0.10" },
  ...changes,
});

export const ca = (changes: Data = {}): Data => ({ ...privateCA({ generations: ["g1", "g2"], ...changes }) });

export const acmeSpec = (changes: Data = {}): Data => ({
  kind: "acme",
  server: "letsencrypt",
  email: "ops@example.com",
  dns01: { route53: { region: "eu-central-1" } },
  dnsZones: ["example.com"],
  ...changes,
});

export const users = {
  adminPasswordSecret: { name: "orders-users", key: "admin" },
  opsPasswordSecret: { name: "orders-users", key: "ops" },
};

/** A KurrentDB that is right; `changes` replace whole fields. */
export const database = (changes: Data = {}): Data => ({
  ...kurrentdb({
    cluster: "east",
    namespace: "kurrent",
    image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
    replicas: 3,
    storage: { size: "100Gi" },
    network: { domain: "example.com" },
    security: { authority: "ordersNodes" },
    users,
    ...changes,
  } as never),
});

/** A topology that is right; `changes` replace whole parts. */
export const topology = (changes: Data = {}): Data => ({
  kind: "topology",
  clusters: { east: cluster() },
  authorities: { ordersNodes: ca() },
  workloads: { orders: database() },
  ...changes,
});

/** Problems as `path: message hint`. */
export function check(data: unknown, name = "shop"): readonly string[] {
  const result = checkTopology({ file: `specs/${name}.ts`, name, data: JSON.parse(JSON.stringify(data)) }, kinds);
  return result.kind === "checked"
    ? []
    : result.problems.map(({ path, message, hint }) => `${path.join(".")}: ${message}${hint === undefined ? "" : ` ${hint}`}`);
}

export function checked(data: unknown, name = "shop"): Topology {
  const result = checkTopology({ file: `specs/${name}.ts`, name, data: JSON.parse(JSON.stringify(data)) }, kinds);
  if (result.kind === "wrong") throw new Error(JSON.stringify(result.problems, null, 1));
  return result.topology;
}
