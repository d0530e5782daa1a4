import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { compareStrategies } from "../../src/plan/compare.ts";
import { workloadsOf } from "../../src/plan/given.ts";
import { strategiesText } from "../../src/report/strategies/strategies-text.ts";
import { changesOf, compareOne, east, endOf, laptops, letsencrypt, nodes, orders, rowOf, shop } from "./specs.ts";

const traefik = { controller: "traefik.io/ingress-controller", version: "3.6" };
const nginx = { controller: "k8s.io/ingress-nginx", version: "1.13", sslPassthrough: true };
const haproxy = { controller: "haproxy.org/ingress-controller", version: "3.1" };
const gatewayAPI = { version: "1.5", classes: { edge: { supportedFeatures: ["GRPCRoute", "BackendTLSPolicy"] } } };

/** A topology with a client outside, both authorities, and what the cluster's platform has besides. */
const having = (platform: object, over: object = {}) => ({
  clusters: { east: { ...east, platform: { ...east.platform, ...platform } } },
  authorities: { nodes, letsencrypt },
  clients: { laptops },
  ...over,
});

describe("private certificates for servers, and a public one in front of them", () => {
  test("a spec without a proxy: clients outside get in by FQDNs, and what nobody has said is marked", async () => {
    const table = await compareOne({ clients: { laptops } });
    for (const internode of ["ServiceName", "SplitDNS"]) {
      const row = rowOf(table, `${internode} FQDN both`);
      expect(row).toMatchObject({
        choice: { certificates: { authority: "nodes", edge: "public", declared: false } },
        verdict: { kind: "admissible" },
        facts: { hairpins: { servers: 0, clients: 0 }, zoneControl: { asServer: [], toClients: ["example.com"] } },
      });
      expect(changesOf(row).filter((each) => each.endsWith("?"))).toEqual([
        "authorities.public?",
        "clusters.east.platform.ingress.traefik?",
      ]);
    }
  });

  test("the table of it stays in 80 columns, and says who signs what", async () => {
    const text = strategiesText([await compareOne({ clients: { laptops, shop } })]);
    expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(text).toMatch(/^ \d\+ +ServiceName {2}FQDN {9}both /m);
    expect(text).toContain("both: nodes signs for the servers, public for a proxy in front of them");
  });

  test("each refusal has its own reason", async () => {
    const table = await compareOne(having({ ingress: { traefik } }));
    const why = (combination: string) => rowOf(table, `${combination} both`).verdict;
    for (const internode of ["ServiceName", "SplitDNS"]) {
      const message = expect.stringContaining("would be dialled by nobody");
      expect(why(`${internode} ServiceName`)).toMatchObject({ kind: "refused", message });
    }
    expect(why("FQDN FQDN")).toMatchObject({ kind: "refused", message: expect.stringContaining("nodes would dial each other there") });
    expect(why("ServiceName SplitDNS")).toMatchObject({ kind: "refused", message: expect.stringContaining("between servers only") });
  });

  test("a public authority without a solver for the names: the proof says so", async () => {
    const elsewhere = { ...letsencrypt, dnsZones: ["elsewhere.example"] };
    const table = await compareOne(having({ ingress: { traefik } }, { authorities: { nodes, letsencrypt: elsewhere } }));
    expect(rowOf(table, "ServiceName FQDN both").verdict).toMatchObject({ kind: "broken", code: "TL4304" });
    expect(endOf(rowOf(table, "ServiceName FQDN private"))).toBe("admissible");
  });
});

describe("the proxy is one that the cluster is said to have", () => {
  const proxyIn = async (platform: object) => {
    const row = rowOf(await compareOne(having(platform)), "ServiceName FQDN both");
    const change = row.changes.find(({ path }) => ["ingress", "gateway"].includes(`${path.at(-1)}`));
    return { row, path: change?.path.at(-1), after: change?.after };
  };

  test("a class that verifies servers before one that does not, whatever their order", async () => {
    const { row, after } = await proxyIn({ ingress: { old: nginx, odd: haproxy, main: traefik } });
    expect(after).toEqual({ ingressClassName: "main", authority: "letsencrypt" });
    expect(row.changes.some(({ toSay }) => toSay !== undefined)).toBe(false);
    expect(row.facts?.warnings).toEqual([]);
  });

  test("ingress-nginx where there is nothing else, with the warning that it takes any certificate", async () => {
    const { row, after } = await proxyIn({ ingress: { odd: haproxy, old: nginx } });
    expect(after).toEqual({ ingressClassName: "old", authority: "letsencrypt" });
    expect(row.facts?.warnings).toEqual(["TL4113"]);
  });

  test("a controller of which nothing is known is the reason where no other is there", async () => {
    const { row } = await proxyIn({ ingress: { odd: haproxy } });
    expect(row.verdict).toMatchObject({ kind: "refused", message: expect.stringContaining("haproxy.org/ingress-controller") });
  });

  test("a Gateway before ingress-nginx; that external-dns reads its routes is still to say", async () => {
    for (const platform of [{ gatewayAPI }, { gatewayAPI, ingress: { old: nginx } }]) {
      const { row, path, after } = await proxyIn(platform);
      expect([path, after]).toEqual(["gateway", { gatewayClassName: "edge", authority: "letsencrypt" }]);
      expect(endOf(row)).toBe("admissible");
      expect(row.changes.filter(({ toSay }) => toSay !== undefined)).toMatchObject([
        { path: ["clusters", "east", "platform", "externalDNS", "sources"], after: ["service", "ingress", "gateway-grpcroute"] },
      ]);
    }
    const { externalDNS } = east.platform;
    const { row } = await proxyIn({ gatewayAPI, externalDNS: { ...externalDNS, sources: ["service", "gateway-grpcroute"] } });
    expect(row.changes.some(({ toSay }) => toSay !== undefined)).toBe(false);
  });

  test("where no external-dns is named, what it has to read is said with it", async () => {
    const { externalDNS: _, ...platform } = east.platform;
    const clusters = { east: { ...east, platform: { ...platform, gatewayAPI } } };
    const row = rowOf(await compareOne(having({}, { clusters, authorities: { nodes } })), "ServiceName FQDN both");
    expect(endOf(row)).toBe("admissible");
    const added = row.changes.find(({ path }) => path.at(-1) === "externalDNS");
    expect(added).toMatchObject({ toSay: expect.stringContaining("--source=gateway-grpcroute") });
  });
});

test("a spec with rewrites for clients: they go where a combination has no use for them", async () => {
  const { platform, dns } = east;
  const network = { domain: "example.com", internodeTrafficStrategy: "SplitDNS", loadBalancer: { enabled: true }, clientRewrites: true };
  const table = await compareOne({
    clusters: { east: { platform: { ...platform, ingress: { traefik } }, dns: { ...dns, customization: "k3s" } } },
    authorities: { nodes, letsencrypt },
    workloads: { orders: orders({ network }) },
    clients: { shop },
  });
  for (const combination of ["SplitDNS FQDN both", "SplitDNS ServiceName private"]) {
    const row = rowOf(table, combination);
    expect(endOf(row)).toBe("admissible");
    expect(row.changes).toContainEqual({ path: ["workloads", "orders", "network", "clientRewrites"], before: true, after: false });
  }
  expect(changesOf(rowOf(table, "ServiceName FQDN private"))).toEqual(["workloads.orders.network.internodeTrafficStrategy"]);
});

describe("specs/catalog.ts, which has a proxy", () => {
  test("its row is the present one and changes nothing; without the proxy clients are handed the private root", async () => {
    const specs = await compile({ root: "specs", files: ["catalog.ts"] });
    if (specs.kind !== "compiled") throw new Error("it compiles");
    const [given] = workloadsOf(specs);
    if (!given) throw new Error("it has a workload");
    const table = await compareStrategies(given, specs);
    expect(table.strategies.filter(({ current }) => current)).toMatchObject([
      {
        choice: {
          internode: "ServiceName",
          clients: "FQDN",
          certificates: { by: "both", authority: "catalogNodes", edge: "catalogEdge", declared: true },
        },
        changes: [],
        verdict: { kind: "admissible" },
      },
    ]);
    const straight = rowOf(table, "ServiceName FQDN private");
    expect(straight.verdict.kind).toBe("admissible");
    expect(changesOf(straight)).toEqual([
      "workloads.catalog.network.loadBalancer.enabled",
      "workloads.catalog.network.ingress",
      "clients.storefront.trusts",
    ]);
  });
});
