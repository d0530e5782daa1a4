import { describe, expect, test } from "vitest";
import { type Compiled, compile } from "../../src/compile.ts";
import { cures } from "../../src/plan/cures.ts";
import { withValue } from "../../src/plan/edit.ts";
import type { Change, Hairpins } from "../../src/report/strategies/strategies.ts";
import { compiled, east, laptops, letsencrypt, nodes, orders, shop } from "./specs.ts";

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

/** A workload with clients in the cluster and outside of it, whose FQDNs hairpin. */
function inside(dns: object, clientRewrites = false, platform: object = {}): Promise<Compiled> {
  const cluster = { ...east, platform: { ...east.platform, ...platform }, dns: { ...east.dns, ...dns } };
  const workloads = { orders: orders({ network: { ...network("SplitDNS", "FQDN"), clientRewrites } }) };
  return compiled({ orders: { clusters: { east: cluster }, authorities: { nodes }, workloads, clients: { shop, laptops } } });
}

const pathsOf = (changes: readonly Change[]) => changes.map(({ path, toSay }) => `${path.join(".")}${toSay ? "?" : ""}`);

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

  test.each(["aks", "k3s"])("rewrites in the DNS of %s are brought by an object: one field", async (customization) => {
    const found = await cures(await inside({ customization }), "orders", "clients");
    expect(found?.cures.map(({ changes }) => pathsOf(changes))).toEqual([["workloads.orders.network.clientRewrites"]]);
  });

  test.each(["kubeadm", "eks"])("in the DNS of %s a person brings them: the Corefile with them is still to say", async (customization) => {
    const before = await inside({ customization });
    const found = await cures(before, "orders", "clients");
    const [cure, ...others] = found?.cures ?? [];
    expect(others).toEqual([]);
    expect(pathsOf(cure?.changes ?? [])).toEqual(["workloads.orders.network.clientRewrites", "clusters.east.dns.corefile?"]);
    const cured = await written(before, cure?.changes ?? []);
    expect([hairpins(cured), errors(cured)]).toEqual([0, 0]);
    // The field alone takes nothing away.
    const alone = await written(before, cure?.changes.slice(0, 1) ?? []);
    expect(hairpins(alone)).toBe(3);
  });

  test("a Corefile that is stated keeps what it has, and gets the lines in the block for all names", async () => {
    const corefile = "example.org:53 {\n    forward . 192.0.2.1\n}\n.:53 {\n    errors\n    kubernetes cluster.local\n}\n";
    const before = await inside({ customization: "kubeadm", corefile });
    const [cure] = (await cures(before, "orders", "clients"))?.cures ?? [];
    const { after } = cure?.changes.find(({ path }) => path.at(-1) === "corefile") ?? {};
    expect(after).toMatch(/^example\.org:53 \{\n {4}forward \. 192\.0\.2\.1\n\}\n\.:53 \{\nrewrite stop \{\n/);
    expect(after).toMatch(/\n\}\n {4}errors\n {4}kubernetes cluster\.local\n\}\n$/);
  });

  test("a change that breaks nothing and leaves the hairpins is told with them", async () => {
    // Nobody can say where the lines go in a Corefile whose block for all names is written otherwise.
    const before = await inside({ customization: "kubeadm", corefile: "dns://.:53 {\n    errors\n    kubernetes cluster.local\n}\n" });
    const found = await cures(before, "orders", "clients");
    expect(found?.cures).toEqual([]);
    expect(found?.tried.at(-1)).toMatchObject({ verdict: { kind: "admissible" }, leaves: { servers: 0, clients: 3 } });
  });

  test("where the spec asks for rewrites already, only the Corefile is left to say; where they work there is nothing to cure", async () => {
    const asked = await cures(await inside({ customization: "kubeadm" }, true), "orders", "clients");
    expect(asked?.cures.map(({ changes }) => pathsOf(changes))).toEqual([["clusters.east.dns.corefile?"]]);
    expect(await cures(await inside({ customization: "k3s" }, true), "orders", "clients")).toMatchObject({ count: 0 });
  });

  test("what is to be said of a DNS that nobody names follows the cloud", async () => {
    const said = async (platform: object) => {
      const [cure] = (await cures(await inside({}, false, platform), "orders", "clients"))?.cures ?? [];
      return cure?.changes.find(({ path }) => path.at(-1) === "customization");
    };
    expect(await said({ cloud: "azure" })).toMatchObject({ after: "aks" });
    expect(await said({ cloud: "gcp" })).toMatchObject({ after: "k3s", toSay: expect.stringContaining("GKE's takes no rewrites") });
  });

  test("through a proxy rewrites would lead clients to a port where no node listens, and it says so", async () => {
    const ingress = { traefik: { controller: "traefik.io/ingress-controller", version: "3.6" } };
    const before = await compiled({
      orders: {
        clusters: { east: { ...east, platform: { ...east.platform, ingress }, dns: { ...east.dns, customization: "k3s" } } },
        authorities: { nodes, letsencrypt },
        workloads: {
          orders: orders({
            network: {
              domain: "example.com",
              internodeTrafficStrategy: "SplitDNS",
              ingress: { ingressClassName: "traefik", authority: "letsencrypt" },
            },
          }),
        },
        clients: { shop: { ...shop, trusts: ["letsencrypt"] } },
      },
    });
    const found = await cures(before, "orders", "clients");
    expect(found?.tried.find(({ changes }) => pathsOf(changes)[0]?.endsWith("clientRewrites"))).toMatchObject({
      verdict: { kind: "refused", message: expect.stringContaining("past the proxy") },
    });
  });

  test("specs/ledger.ts: billing goes straight to the servers by rewrites, and laptops stay as they are", async () => {
    const ledger = await compile({ root: "specs", files: ["ledger.ts"] });
    if (ledger.kind !== "compiled") throw new Error("it compiles");
    const found = await cures(ledger, "ledger", "clients");
    expect(found).toMatchObject({ count: 4, cures: [{ removes: 4, facts: { hairpins: { servers: 0, clients: 0 } } }] });
    expect(pathsOf(found?.cures[0]?.changes ?? [])).toEqual([
      "workloads.ledger.network.clientRewrites",
      "clusters.west.dns.customization?",
    ]);
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
