import { describe, expect, test } from "vitest";
import {
  brokenBefore,
  changesOf,
  compare,
  compareOne,
  compiled,
  east,
  endOf,
  laptops,
  letsencrypt,
  nodes,
  orders,
  rowOf,
  shop,
} from "./specs.ts";

describe("what a combination needs is taken from the spec", () => {
  test("the zone that the cluster publishes into is the domain, and load balancers are switched on", async () => {
    const row = rowOf(await compareOne({ clients: { shop } }), "SplitDNS FQDN private");
    expect(endOf(row)).toBe("admissible");
    expect(row.changes).toEqual([
      { path: ["workloads", "orders", "network", "internodeTrafficStrategy"], before: "ServiceName", after: "SplitDNS" },
      { path: ["workloads", "orders", "network", "clientTrafficStrategy"], before: "ServiceName", after: "FQDN" },
      { path: ["workloads", "orders", "network", "domain"], after: "example.com" },
      { path: ["workloads", "orders", "network", "loadBalancer", "enabled"], before: false, after: true },
    ]);
  });

  test("load balancers that nobody dials any more go; those that somebody dials stay", async () => {
    const network = { domain: "example.com", loadBalancer: { enabled: true } };
    const table = await compareOne({ workloads: { orders: orders({ network }) }, clients: { shop } });
    expect(changesOf(rowOf(table, "SplitDNS ServiceName private"))).toContain("workloads.orders.network.loadBalancer.enabled");
    expect(changesOf(rowOf(table, "FQDN ServiceName private"))).not.toContain("workloads.orders.network.loadBalancer.enabled");
  });

  test("the public authority that it declares is taken, with its own name", async () => {
    const table = await compareOne({ authorities: { nodes, letsencrypt }, clients: { shop } });
    const row = rowOf(table, "SplitDNS FQDN public");
    expect(row.choice.certificates).toEqual({ by: "public", authority: "letsencrypt", declared: true });
    expect(endOf(row)).toBe("admissible");
    expect(row.changes.some(({ toSay }) => toSay !== undefined)).toBe(false);
    expect(row.changes).toContainEqual({ path: ["clients", "shop", "trusts"], before: ["nodes"], after: ["letsencrypt"] });
  });

  test("a private CA that signs for another workload is not lent", async () => {
    const both = { nodes, letsencrypt };
    const acmeOrders = orders({
      security: { authority: "letsencrypt" },
      network: { domain: "example.com", loadBalancer: { enabled: true } },
    });
    const other = orders({ namespace: "other" });
    const lent = await compareOne({ authorities: both, workloads: { orders: acmeOrders, other } });
    expect(rowOf(lent, "SplitDNS FQDN private").choice.certificates).toEqual({ by: "private", authority: "ordersNodes", declared: false });
    const free = await compareOne({ authorities: both, workloads: { orders: acmeOrders } });
    expect(rowOf(free, "SplitDNS FQDN private").choice.certificates).toEqual({ by: "private", authority: "nodes", declared: true });
  });

  test("what nobody has said is marked as still to say, and proven with something in its place", async () => {
    const { externalDNS: _, trustManager: __, ...platform } = east.platform;
    const bare = { ...east, platform };
    const table = await compareOne({
      clusters: { east: bare },
      authorities: { letsencrypt },
      workloads: { orders: orders({ security: { authority: "letsencrypt" } }) },
      clients: { shop: { ...shop, trusts: ["letsencrypt"] } },
    });
    const row = rowOf(table, "SplitDNS FQDN private");
    expect(endOf(row)).toBe("admissible");
    expect(changesOf(row)).toEqual([
      "workloads.orders.network.internodeTrafficStrategy",
      "workloads.orders.network.clientTrafficStrategy",
      "workloads.orders.network.domain?",
      "workloads.orders.network.loadBalancer.enabled",
      "clusters.east.platform.externalDNS?",
      "authorities.ordersNodes",
      "workloads.orders.security.authority",
      "clients.shop.trusts",
      "clusters.east.platform.trustManager?",
    ]);
    // Of two that are else the same, the one that can be had as it stands comes first.
    const said = table.strategies.filter(({ facts }) => facts?.hairpins.clients === 0 && facts.hairpins.servers === 0);
    expect(said.map(({ changes }) => changes.some(({ path }) => path.includes("domain")))).toEqual([false, true]);
  });

  test("a domain that no cluster publishes: something has to; one that a person keeps by hand needs nothing", async () => {
    const network = { domain: "nodes.elsewhere.example", clientTrafficStrategy: "ServiceName" };
    const workloads = { orders: orders({ network }) };
    const unsaid = await compareOne({ workloads, clients: { shop } });
    expect(changesOf(rowOf(unsaid, "ServiceName FQDN private"))).toContain("clusters.east.platform.externalDNS.zones?");
    expect(endOf(rowOf(unsaid, "ServiceName FQDN private"))).toBe("admissible");
    const byHand = await compareOne({ workloads, clients: { shop }, zones: { "elsewhere.example": {} } });
    expect(changesOf(rowOf(byHand, "ServiceName FQDN private"))).not.toContain("clusters.east.platform.externalDNS.zones?");
  });
});

describe("what it comes to is compiled and proven", () => {
  test("a client outside can't use Service names, and can use FQDNs", async () => {
    const table = await compareOne({ clients: { laptops } });
    expect(rowOf(table, "ServiceName ServiceName private")).toMatchObject({
      current: true,
      verdict: { kind: "broken", code: "TL2114", dial: { from: "laptops", to: "orders-0.kurrent.svc.cluster.local:2113" } },
    });
    expect(rowOf(table, "ServiceName FQDN private")).toMatchObject({
      verdict: { kind: "admissible" },
      facts: { hairpins: { servers: 0, clients: 0 } },
    });
  });

  test("a single node, and its client inside", async () => {
    const table = await compareOne({ workloads: { orders: orders({ replicas: 1 }) }, clients: { shop } });
    const [first] = table.strategies;
    expect(first).toMatchObject({ current: true, rank: 1, facts: { hairpins: { servers: 0, clients: 0 }, publicNames: [] } });
    for (const internode of ["ServiceName", "SplitDNS", "FQDN"]) {
      expect(rowOf(table, `${internode} FQDN private`)).toMatchObject({
        verdict: { kind: "admissible" },
        facts: { hairpins: { servers: 0, clients: 1 } },
      });
    }
  });

  test("without certificates, in a test: what is admissible with them stands above it", async () => {
    const { users: _, ...rest } = orders() as Record<string, unknown>;
    const insecure = { ...rest, security: { insecure: true } };
    const table = await compareOne({
      test: true,
      authorities: {},
      workloads: { orders: insecure },
      clients: { shop: { ...shop, trusts: [] } },
    });
    const now = rowOf(table, "ServiceName ServiceName none");
    expect(now).toMatchObject({ current: true, verdict: { kind: "admissible" }, facts: { trust: [] } });
    const secured = rowOf(table, "ServiceName ServiceName private");
    expect(secured).toMatchObject({
      rank: 1,
      facts: {
        trust: [
          { who: "servers", roots: ["ordersNodes g1"] },
          { who: "shop", roots: ["ordersNodes g1"] },
        ],
      },
    });
    expect(changesOf(secured)).toEqual([
      "authorities.ordersNodes",
      "workloads.orders.security.authority",
      "workloads.orders.security.insecure",
      "workloads.orders.users?",
      "clients.shop.trusts",
    ]);
    const ranks = (by: string) =>
      table.strategies.flatMap(({ choice, rank }) => (choice.certificates.by === by && rank !== undefined ? [rank] : []));
    expect(Math.min(...ranks("none"))).toBeGreaterThan(Math.max(...ranks("private"), ...ranks("public")));
    // A spec that has certificates is not led to having none.
    expect((await compareOne({})).strategies.some(({ choice }) => choice.certificates.by === "none")).toBe(false);
  });

  test("a server that is too old for SplitDNS's sidecar: the rule of the language says so", async () => {
    const old = { ...east, platform: { ...east.platform, kubernetes: "1.28" } };
    const { verdict } = rowOf(await compareOne({ clusters: { east: old } }), "SplitDNS ServiceName private");
    expect(verdict).toMatchObject({ kind: "refused", message: expect.stringContaining("native sidecar") });
  });

  test("an override that breaks nodes' certificates breaks every combination by a private CA, also that of the spec", async () => {
    const overrides = [{ target: { kind: "Certificate", name: "orders-node-tls" }, patch: { spec: { usages: ["server auth"] } } }];
    const table = await compareOne({ overrides });
    expect(table.strategies.filter(({ choice, facts }) => choice.certificates.by === "private" && facts)).toEqual([]);
    expect(table.strategies.every(({ rank, facts }) => (rank === undefined) === (facts === undefined))).toBe(true);
    expect(rowOf(table, "ServiceName ServiceName private")).toMatchObject({ current: true, verdict: { kind: "broken" } });
  });
});

test("names that a person vouches for: nobody knows where they lead, so what is seen to be free of hairpins comes first", async () => {
  const network = { domain: "example.org", internodeTrafficStrategy: "SplitDNS", loadBalancer: { enabled: true } };
  const assumptions = [0, 1, 2].map((ordinal) => ({ endpoint: `orders-${ordinal}.orders.example.org`, reason: "kept by hand" }));
  const table = await compareOne({ workloads: { orders: orders({ network }) }, clients: { shop }, assumptions });
  const now = rowOf(table, "SplitDNS FQDN private");
  expect(now).toMatchObject({ current: true, facts: { vouched: 3, hairpins: { servers: 0, clients: 0 } } });
  expect(now.reasons).toContain("the way of 3 of its dials is vouched for, not seen");
  expect(table.strategies[0]).toMatchObject({ choice: { clients: "ServiceName" }, facts: { vouched: 0 } });
  // Nothing has to publish what a person vouches for.
  expect(changesOf(rowOf(table, "FQDN FQDN private"))).toEqual(["workloads.orders.network.internodeTrafficStrategy"]);
});

test("a zone that others control too: with a public authority they can become servers, with a private one they can't", async () => {
  const network = { domain: "db.example.com", internodeTrafficStrategy: "SplitDNS", loadBalancer: { enabled: true } };
  const zones = { "example.com": { sharedWith: ["marketing"] }, "other.com": { sharedWith: ["sales"] } };
  const table = await compareOne({
    authorities: { nodes, letsencrypt },
    workloads: { orders: orders({ network }) },
    clients: { shop },
    zones,
  });
  expect(rowOf(table, "SplitDNS FQDN public").verdict).toMatchObject({
    kind: "broken",
    code: "TL4605",
    title: expect.stringContaining("marketing can become a node"),
  });
  expect(rowOf(table, "SplitDNS FQDN private").facts?.zoneControl).toEqual({ asServer: [], toClients: [], sharedWith: [] });
  const [first] = table.strategies;
  expect(first?.choice).toMatchObject({ internode: "ServiceName", clients: "ServiceName", certificates: { by: "private" } });
});

describe("other topologies", () => {
  const own = { clusters: { east }, authorities: { nodes }, workloads: { orders: orders() }, clients: { shop } };

  test("a cluster that several specs define is changed in all of them, since they have to agree", async () => {
    const { externalDNS: _, ...platform } = east.platform;
    const bare = { ...east, platform };
    const stock = {
      clusters: { east: bare },
      authorities: { stockNodes: nodes },
      workloads: { stock: orders({ namespace: "stock", security: { authority: "stockNodes" } }) },
    };
    const table = await compare(await compiled({ orders: { ...own, clusters: { east: bare } }, stock }));
    const row = rowOf(table, "ServiceName FQDN private");
    expect(changesOf(row)).toContain("clusters.east.platform.externalDNS?");
    expect(endOf(row)).toBe("admissible");
  });

  test("what is broken elsewhere is not this workload's; what a choice breaks elsewhere is", async () => {
    const stock = (over: Record<string, unknown>) => ({
      clusters: { east },
      authorities: { stockNodes: nodes },
      workloads: { stock: orders({ namespace: "stock", security: { authority: "stockNodes" }, ...over }) },
    });
    const overrides = [{ target: { kind: "Certificate", name: "stock-node-tls" }, patch: { spec: { usages: ["server auth"] } } }];
    const broken = await compiled({ orders: own, stock: { ...stock({}), overrides } });
    expect(brokenBefore(broken)).toBeGreaterThan(0);
    expect(endOf(rowOf(await compare(broken), "ServiceName ServiceName private"))).toBe("admissible");
    // Both would publish orders-0.example.com; the other one does already.
    const network = { domain: "example.com", fqdnTemplate: "{podName}.{domain}", loadBalancer: { enabled: true } };
    const claims = {
      target: { kind: "Service", name: "stock-0-lb" },
      patch: { metadata: { annotations: { "external-dns.kubernetes.io/hostname": "orders-0.orders.example.com" } } },
    };
    const clash = await compiled({ orders: own, stock: { ...stock({ network }), overrides: [claims] } });
    expect(brokenBefore(clash)).toBe(0);
    const { verdict } = rowOf(await compare(clash), "ServiceName FQDN private");
    expect(verdict.kind === "broken" && [verdict.code, ...verdict.others]).toContain("TL2201");
    expect(endOf(rowOf(await compare(clash), "ServiceName ServiceName private"))).toBe("admissible");
  });
});

test("nothing of the compiled specs is changed", async () => {
  const specs = await compiled({
    orders: { clusters: { east }, authorities: { nodes }, workloads: { orders: orders() }, clients: { shop, laptops } },
  });
  const before = JSON.stringify(specs.specs);
  await compare(specs);
  expect(JSON.stringify(specs.specs)).toBe(before);
});
