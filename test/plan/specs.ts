import { type Compiled, compileSpecs } from "../../src/compile.ts";
import { compareStrategies } from "../../src/plan/compare.ts";
import { workloadsOf } from "../../src/plan/given.ts";
import type { Strategy, WorkloadStrategies } from "../../src/report/strategies/strategies.ts";
import { acme, kurrentdb, privateCA } from "../../src/spec/language.ts";

type Data = Readonly<Record<string, unknown>>;

/** A cluster with everything installed that a strategy may need. */
export const east = {
  platform: { kubernetes: "1.33", certManager: "1.21", trustManager: "0.25", externalDNS: { version: "0.22", zones: ["example.com"] } },
  dns: { serviceIP: "10.96.0.10" },
};

export const nodes = privateCA({ generations: ["g1"] });

export const letsencrypt = acme({
  server: "letsencrypt",
  email: "platform@example.com",
  dns01: { cloudflare: { apiTokenSecretRef: { name: "cloudflare", key: "token" } } },
  dnsZones: ["example.com"],
});

const users = { adminPasswordSecret: { name: "users", key: "admin" }, opsPasswordSecret: { name: "users", key: "ops" } };

/** A workload of three nodes that needs nothing but its authority. */
export function orders(over: Data = {}): object {
  return kurrentdb({
    cluster: "east",
    namespace: "kurrent",
    image: "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0",
    replicas: 3,
    storage: { size: "10Gi" },
    network: { clientTrafficStrategy: "ServiceName" },
    security: { authority: "nodes" },
    users,
    ...over,
  } as Parameters<typeof kurrentdb>[0]);
}

/** A client beside it. */
export const shop = { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] };
/** One that no cluster runs. */
export const laptops = { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] };

/** Topologies by their names, compiled. Throws with the problems if they can't be. */
export async function compiled(specs: Readonly<Record<string, Data>>): Promise<Compiled> {
  const result = await compileSpecs(
    Object.entries(specs).map(([name, data]) => ({ file: `specs/${name}.ts`, name, data: { kind: "topology", ...data } })),
  );
  if (result.kind === "wrong") throw new Error(JSON.stringify(result.problems));
  return result;
}

/** What workload `orders` of compiled specs may choose. */
export async function compare(specs: Compiled, workload = "orders"): Promise<WorkloadStrategies> {
  const given = workloadsOf(specs).find((each) => each.workload.name === workload);
  if (!given) throw new Error(`there is no ${workload}`);
  return compareStrategies(given, specs);
}

/** The same of one topology. */
export async function compareOne(data: Data): Promise<WorkloadStrategies> {
  return compare(await compiled({ orders: { clusters: { east }, authorities: { nodes }, workloads: { orders: orders() }, ...data } }));
}

/** The row of a combination: `SplitDNS FQDN private`. */
export function rowOf({ strategies }: WorkloadStrategies, combination: string): Strategy {
  const row = strategies.find(({ choice }) => `${choice.internode} ${choice.clients} ${choice.certificates.by}` === combination);
  if (!row) throw new Error(`there is no row ${combination}`);
  return row;
}

/** `admissible`, the code of the first error, or `exit 2`. */
export function endOf({ verdict }: Pick<Strategy, "verdict">): string {
  if (verdict.kind === "admissible") return "admissible";
  return verdict.kind === "refused" ? "exit 2" : verdict.code;
}

/** The fields that a row changes; those that are still to say with a `?`. */
export function changesOf({ changes }: Strategy): readonly string[] {
  return changes.map(({ path, toSay }) => `${path.join(".")}${toSay === undefined ? "" : "?"}`);
}

/** How many errors the specs have as they are. */
export function brokenBefore({ proof }: Compiled): number {
  return proof.findings.filter(({ severity }) => severity === "error").length;
}
