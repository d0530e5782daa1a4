import { describe, expect, test } from "vitest";
import { candidates } from "../../src/plan/candidates.ts";
import { type Given, workloadsOf } from "../../src/plan/given.ts";
import { compiled, east, nodes, orders, shop } from "./specs.ts";

const network = (domain: string) => ({
  domain,
  internodeTrafficStrategy: "FQDN",
  clientTrafficStrategy: "FQDN",
  loadBalancer: { enabled: true },
});

/** Two workloads as if the servers of both were one cluster. */
async function fleet(): Promise<Given> {
  const west = { ...east, platform: { ...east.platform, externalDNS: { version: "0.22", zones: ["west.example.com"] } } };
  const specs = await compiled({
    orders: {
      clusters: { east, west },
      authorities: { nodes, farNodes: nodes },
      workloads: {
        orders: orders({ network: network("example.com") }),
        far: orders({ cluster: "west", network: network("west.example.com"), security: { authority: "farNodes" } }),
      },
      clients: { shop },
    },
  });
  const [head, far] = workloadsOf(specs);
  if (!head || !far) throw new Error("there are two workloads");
  expect(head.fleet.map(({ workload }) => workload.name)).toEqual(["orders"]);
  return { ...head, fleet: [head, far] };
}

const find = (given: Given, combination: string) =>
  candidates(given).find(({ choice }) => `${choice.internode} ${choice.clients} ${choice.certificates.by}` === combination);
const pathsOf = (given: Given, combination: string) => find(given, combination)?.changes.map(({ path }) => path.join("."));

describe("candidates", () => {
  test("each combination once, and one of them is the spec as it stands", async () => {
    const given = await fleet();
    const all = candidates(given);
    expect(new Set(all.map(({ choice }) => JSON.stringify(choice))).size).toBe(all.length);
    expect(all).toHaveLength(3 * 3 * 3);
    expect(all.filter(({ current }) => current)).toMatchObject([{ choice: { internode: "FQDN", clients: "FQDN" }, changes: [] }]);
  });

  test("workloads whose servers belong together change together; their load balancers stay", async () => {
    const given = await fleet();
    expect(pathsOf(given, "SplitDNS FQDN private")).toEqual([
      "workloads.orders.network.internodeTrafficStrategy",
      "workloads.far.network.internodeTrafficStrategy",
      "workloads.far.security.authority",
    ]);
    expect(pathsOf(given, "ServiceName ServiceName private")).not.toContain("workloads.orders.network.loadBalancer.enabled");
    expect(pathsOf({ ...given, fleet: [given] }, "ServiceName ServiceName private")).toContain(
      "workloads.orders.network.loadBalancer.enabled",
    );
  });

  test("a public authority signs for all of them, and their clients trust it", async () => {
    const paths = pathsOf(await fleet(), "FQDN FQDN public");
    expect(paths).toEqual([
      "authorities.public",
      "workloads.orders.security.authority",
      "workloads.far.security.authority",
      "clients.shop.trusts",
    ]);
  });
});
