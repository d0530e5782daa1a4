import { describe, expect, test } from "vitest";
import { check, cluster, database, topology } from "./topologies.ts";

const DNS = { serviceIP: "10.96.0.10", customization: "k3s" };
const made = (network: object, dns: object = DNS, changes: object = {}, platform?: object): Record<string, unknown> => ({
  clusters: { east: cluster({ dns, ...(platform ? { platform } : {}) }) },
  workloads: { orders: database({ network: { domain: "example.com", clientRewrites: true, ...network }, ...changes }) },
});
const WITH_OPERATOR = {
  kubernetes: "1.33",
  certManager: "1.21",
  trustManager: "0.25",
  externalDNS: { version: "0.22.0", zones: ["example.com"] },
  kurrentdbOperator: "1.6",
};

/** What is wrong, the topology's changes that make it so, the problem's beginning, and the changes of the good twin. */
const rows: readonly (readonly [string, Record<string, unknown>, string, Record<string, unknown>])[] = [
  [
    "Service names, which lead straight already",
    made({ clientTrafficStrategy: "ServiceName" }),
    "would rewrite FQDNs, and clients dial Service names",
    made({ clientTrafficStrategy: "FQDN" }),
  ],
  [
    "a cluster whose CoreDNS nobody knows",
    made({}, { serviceIP: "10.96.0.10" }),
    "needs to know how the CoreDNS of cluster east takes additions",
    made({}, { serviceIP: "10.96.0.10", customization: "kubeadm" }),
  ],
  [
    "nodes of the vendor's operator",
    made({}, DNS, { backend: "operator" }, WITH_OPERATOR),
    "would rewrite to the Services of single pods",
    made({ clientRewrites: false }, DNS, { backend: "operator" }, WITH_OPERATOR),
  ],
];

describe("rewrites for clients", () => {
  test.each(rows)("%s", (_, bad, beginning, good) => {
    const path = "workloads.orders.network.clientRewrites: ";
    expect(check(topology(bad)).some((each) => each.startsWith(path + beginning))).toBe(true);
    expect(check(topology(good))).toEqual([]);
  });

  test("a distribution that is none", () => {
    expect(check(topology(made({}, { serviceIP: "10.96.0.10", customization: "gke" })))[0]).toMatch(
      /^clusters\.east\.dns\.customization: /,
    );
  });
});
