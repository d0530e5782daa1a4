import { describe, expect, test } from "vitest";
import { check, database, topology } from "./topologies.ts";

type Data = Record<string, unknown>;

const policy = (networkPolicy: unknown): Data => ({ network: { domain: "example.com", networkPolicy } });
const from = (peer: Data): Data => policy({ ingress: [{ from: [peer] }] });
const own = { podSelector: {} };

/** What is wrong, where and how its one problem begins, and the good twin. */
const rows: readonly (readonly [string, Data, string, Data])[] = [
  ["a policy that is no choice", policy("yes"), "network.networkPolicy: has to be true or false or ", policy(true)],
  [
    "a field of another kind",
    policy({ ingres: [] }),
    'network.networkPolicy.ingres: there is no field "ingres" here. Did you mean "ingress"?',
    policy({ ingress: [] }),
  ],
  ["a peer that names nobody", from({}), "network.networkPolicy.ingress.0.from.0: names nobody.", from(own)],
  [
    "a peer of both sorts",
    from({ ...own, ipBlock: { cidr: "10.0.0.0/8" } }),
    "network.networkPolicy.ingress.0.from.0: has selectors and an ipBlock",
    from({ ipBlock: { cidr: "10.0.0.0/8" } }),
  ],
  [
    "an address without its length",
    from({ ipBlock: { cidr: "10.0.0.1" } }),
    'network.networkPolicy.ingress.0.from.0.ipBlock.cidr: "10.0.0.1" is no range',
    from({ ipBlock: { cidr: "10.0.0.1/32" } }),
  ],
  [
    "rules that would do nothing",
    policy({ policyTypes: ["Ingress"], egress: [{}] }),
    'network.networkPolicy.egress: would have no effect: policyTypes does not say "Egress".',
    policy({ egress: [{}] }),
  ],
  [
    "a range that ends before it begins",
    policy({ ingress: [{ ports: [{ port: 9, endPort: 8 }] }] }),
    "network.networkPolicy.ingress.0.ports.0.endPort: 8 ends no range",
    policy({ ingress: [{ ports: [{ port: 8, endPort: 9 }] }] }),
  ],
];

const problemsOf = (workload: Data): readonly string[] =>
  check(topology({ workloads: { orders: database(workload) } })).map((problem) => problem.replace(/^workloads\.orders\.?/, ""));

describe("operations of a KurrentDB", () => {
  test.each(rows.map(([what, ...row]) => [what, row] as const))("%s", (_, [wrong, message, right]) => {
    expect(problemsOf(right)).toEqual([]);
    expect(problemsOf(wrong).map((problem) => problem.slice(0, message.length))).toEqual([message]);
  });
});
