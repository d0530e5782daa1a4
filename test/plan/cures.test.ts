import { describe, expect, test } from "vitest";
import type { Compiled } from "../../src/compile.ts";
import { cures } from "../../src/plan/cures.ts";
import { withValue } from "../../src/plan/edit.ts";
import type { Change, Hairpins } from "../../src/report/strategies/strategies.ts";
import { compiled, east, laptops, nodes, orders, shop } from "./specs.ts";

const network = (internode: string, clients: string) => ({
  domain: "example.com",
  internodeTrafficStrategy: internode,
  clientTrafficStrategy: clients,
  loadBalancer: { enabled: true },
});

function specs(internode: string, clients: string, dialling: Record<string, unknown> = { shop }): Promise<Compiled> {
  const workloads = { orders: orders({ network: network(internode, clients) }) };
  return compiled({ orders: { clusters: { east }, authorities: { nodes }, workloads, clients: dialling } });
}

const firstOf = (found: Hairpins | undefined): string[] =>
  (found?.cures ?? []).map(({ changes: [first] }) => `${first?.path.at(-1)} ${first?.after}`);

/** The specs with a cure written into them, compiled by themselves. */
async function written(before: Compiled, changes: readonly Change[]): Promise<Compiled> {
  const [spec] = before.specs;
  return compiled({
    orders: changes.reduce<unknown>((data, { path, after: value }) => withValue(data, path, value), spec?.data) as Record<string, unknown>,
  });
}

const hairpins = ({ proof }: Compiled) => proof.traces.filter(({ path }) => path === "hairpin").length;
const errors = ({ proof }: Compiled) => proof.findings.filter(({ severity }) => severity === "error").length;

describe("cures of hairpins", () => {
  test("of servers: SplitDNS or Service names, each of which holds when it is written", async () => {
    const before = await specs("FQDN", "ServiceName");
    expect(hairpins(before)).toBe(18);
    const found = await cures(before, "orders", "servers");
    expect(found).toMatchObject({ of: "servers", count: 18, tried: [] });
    expect(firstOf(found).sort()).toEqual(["internodeTrafficStrategy ServiceName", "internodeTrafficStrategy SplitDNS"]);
    for (const { changes } of found?.cures ?? []) {
      const cured = await written(before, changes);
      expect([hairpins(cured), errors(cured)]).toEqual([0, 0]);
    }
  });

  test("of clients in the cluster: Service names", async () => {
    const before = await specs("SplitDNS", "FQDN");
    const found = await cures(before, "orders", "clients");
    expect(found).toMatchObject({ count: 3, cures: [{ removes: 3, of: "clients" }] });
    expect(firstOf(found)).toEqual(["clientTrafficStrategy ServiceName"]);
    const cured = await written(before, found?.cures[0]?.changes ?? []);
    expect([hairpins(cured), errors(cured)]).toEqual([0, 0]);
  });

  test("a cure that would break a client outside is not proposed, and it says by what it breaks", async () => {
    const found = await cures(await specs("SplitDNS", "FQDN", { shop, laptops }), "orders", "clients");
    expect(found).toMatchObject({
      count: 3,
      cures: [],
      tried: [{ verdict: { kind: "broken", code: "TL2114", dial: { from: "laptops" } } }, { verdict: { kind: "refused" } }],
    });
  });

  test("where both sides hairpin, one side's cure leaves the other's as they are", async () => {
    const before = await specs("FQDN", "FQDN");
    for (const of of ["servers", "clients"] as const) {
      const found = await cures(before, "orders", of);
      expect(found?.cures.length).toBeGreaterThan(0);
      for (const { facts } of found?.cures ?? []) {
        const other = of === "servers" ? "clients" : "servers";
        expect(facts.hairpins).toEqual({ [of]: 0, [other]: of === "servers" ? 3 : 18 });
      }
    }
  });

  test("none where there is no hairpin, and nothing of a workload that is not there", async () => {
    expect(await cures(await specs("ServiceName", "ServiceName"), "orders", "servers")).toEqual({
      of: "servers",
      count: 0,
      cures: [],
      tried: [],
    });
    expect(await cures(await specs("ServiceName", "ServiceName"), "order", "servers")).toBeUndefined();
  });
});
