import { beforeAll, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import type { Listening } from "../../src/probe/expectation.ts";
import { listeningOf } from "../../src/probe/listening.ts";
import { root } from "../modules.ts";

let all: readonly Listening[];

beforeAll(async () => {
  const compiled = await compile({ root });
  if (compiled.kind === "refused") throw new Error(JSON.stringify(compiled.problems));
  all = listeningOf(compiled.proof);
});

function of(id: string): Listening {
  return all.find((each) => each.id === id) ?? expect.fail(`no ${id}`);
}

test("each port of each node listens, and clients do not", () => {
  expect(all.map(({ process, port }) => `${process}:${port}`).sort()).toEqual(
    [
      ...[
        ...["bookings", "catalog", "invoices", "shipments"].flatMap((name) => [0, 1, 2].map((pod) => `${name}-${pod}`)),
        "bookings-amsterdam-replica-0",
        "invoices-replica-0",
        "shipments-amsterdam-replica-0",
        "ledger-0",
        "ledger-1",
        "ledger-2",
        "ledger-replica-0",
        "orders-0",
        "orders-1",
        "orders-2",
      ].flatMap((pod) => [`${pod}:1112`, `${pod}:2113`]),
      // One node has nobody to replicate to.
      "notices-0:2113",
      // One certificate, under the name of each node behind it.
      ...["Ingress controller traefik:443", "Ingress controller traefik:443", "Ingress controller traefik:443"],
    ].sort(),
  );
});

test("a node that only its cluster reaches", () => {
  const host = "orders-1.kurrent.svc.cluster.local";
  expect(of("east/kurrent/orders-1/kurrentdb:2113")).toMatchObject({
    workload: "orders",
    cluster: "east",
    pod: { namespace: "kurrent", name: "orders-1" },
    issuer: "ordersNodes g1",
    publicly: false,
    certificate: { namespace: "kurrent", name: "orders-node-tls" },
    uptake: "signal",
    hosts: [host],
    endpoints: [{ host, port: 2113, inCluster: true }],
  });
});

test("a proxy is what answers where clients dial it, and not the node behind", () => {
  const host = "catalog-2.catalog.example.com";
  expect(of("edge/ingress/traefik:443/catalog-2.catalog.example.com")).toMatchObject({
    workload: "catalog",
    publicly: true,
    certificate: { namespace: "catalog", name: "catalog-edge-tls" },
    hosts: [host],
    endpoints: [{ host, port: 443, inCluster: false }],
  });
  expect(of("edge/catalog/catalog-2/kurrentdb:2113")).toMatchObject({
    issuer: "catalogNodes g1",
    hosts: ["catalog-2.catalog.svc.cluster.local"],
    endpoints: [],
  });
});

test("a node that clients reach from anywhere; its replication port that nobody does", () => {
  const host = "ledger-2.ledger.example.com";
  expect(of("west/ledger/ledger-2/kurrentdb:2113").endpoints).toEqual([{ host, port: 2113, inCluster: false }]);
  expect(of("west/ledger/ledger-2/kurrentdb:1112")).toMatchObject({ hosts: [host], endpoints: [] });
});

test("the ConfigMaps that its callers read their roots from, and no others", () => {
  const nodes = { cluster: "east", namespace: "kurrent", configMap: "orders-nodes-roots", keys: ["g1.crt"] };
  const shop = { cluster: "east", namespace: "shop", configMap: "shop-orders-nodes", keys: ["ca.crt"], callers: ["shop"] };
  expect(of("east/kurrent/orders-1/kurrentdb:2113").trust).toEqual([{ ...nodes, callers: ["orders-0", "orders-2"] }, shop]);
  expect(of("east/kurrent/orders-1/kurrentdb:1112").trust).toEqual([{ ...nodes, callers: ["orders-0", "orders-2"] }]);
});
