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

  test("of clients in the cluster: Service names, or rewrites in its DNS", async () => {
    const before = await specs("SplitDNS", "FQDN");
    const found = await cures(before, "orders", "clients");
    expect(found).toMatchObject({ count: 3, cures: [{ removes: 3, of: "clients" }, { removes: 3 }] });
    expect(firstOf(found)).toEqual(["clientTrafficStrategy ServiceName", "clientRewrites true"]);
    for (const { changes } of found?.cures ?? []) {
      const cured = await written(before, changes);
      expect([hairpins(cured), errors(cured)]).toEqual([0, 0]);
    }
  });

  test("a cure that would break a client outside is not proposed, and it says by what it breaks; rewrites break nobody", async () => {
    const found = await cures(await specs("SplitDNS", "FQDN", { shop, laptops }), "orders", "clients");
    expect(found).toMatchObject({
      count: 3,
      tried: [{ verdict: { kind: "broken", code: "TL2114", dial: { from: "laptops" } } }, { verdict: { kind: "refused" } }],
    });
    expect(firstOf(found)).toEqual(["clientRewrites true"]);
    expect(found?.cures[0]?.changes.map(({ path, toSay }) => `${path.join(".")}${toSay ? "?" : ""}`)).toEqual([
      "workloads.orders.network.clientRewrites",
      "clusters.east.dns.customization?",
    ]);
  });

  test("rewrites are no cure where a person has to write them into a Corefile that nobody states", async () => {
    const kubeadm = { ...east, dns: { ...east.dns, customization: "kubeadm" } };
    const workloads = { orders: orders({ network: network("SplitDNS", "FQDN") }) };
    const before = await compiled({
      orders: { clusters: { east: kubeadm }, authorities: { nodes }, workloads, clients: { shop, laptops } },
    });
    expect(firstOf(await cures(before, "orders", "clients"))).toEqual([]);
    const aks = { ...east, dns: { ...east.dns, customization: "aks" } };
    const there = await compiled({ orders: { clusters: { east: aks }, authorities: { nodes }, workloads, clients: { shop, laptops } } });
    expect((await cures(there, "orders", "clients"))?.cures.map(({ changes }) => changes.length)).toEqual([1]);
  });

  test("where both sides hairpin, one side's cure leaves the other's as they are", async () => {
    const before = await specs("FQDN", "FQDN");
    for (const of of ["servers", "clients"] as const) {
      const found = await cures(before, "orders", of);
      expect(found?.cures.length).toBeGreaterThan(0);
      for (const { facts, changes } of found?.cures ?? []) {
        const other = of === "servers" ? "clients" : "servers";
        // Servers without a DNS of their own ask the cluster's, so that its rewrites serve them too.
        const rewritten = changes.some(({ path }) => path.at(-1) === "clientRewrites");
        expect(facts.hairpins).toEqual({ [of]: 0, [other]: of === "servers" ? 3 : rewritten ? 0 : 18 });
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
