import { describe, expect, test } from "vitest";
import { acmeSpec, ca, check, checked, cluster, database, topology, users } from "./topologies.ts";

type Data = Record<string, unknown>;

const platform = (changes: Data): Data => ({
  clusters: {
    east: cluster({
      platform: {
        kubernetes: "1.33",
        certManager: "1.21",
        trustManager: "0.25",
        externalDNS: { version: "0.22.0", zones: ["example.com"] },
        ...changes,
      },
    }),
  },
});
const operator = (version: unknown, more: Data = {}): Data => ({
  ...platform({ kurrentdbOperator: version }),
  authorities: { ordersNodes: ca({ generations: ["g1"] }) },
  ...more,
});

/** Without users, which operators before 1.5 can't make. */
const old: Data = { users: undefined };
const network = (changes: Data): Data => ({ network: { domain: "example.com", ...changes } });
const balanced = network({ loadBalancer: { enabled: true } });
const replicas = (changes: Data): Data => ({
  replicas: 0,
  users: undefined,
  readOnlyReplicas: { replicas: 1 },
  quorumNodes: ["orders-0.example.com:2113"],
  security: { authority: "ordersNodes", certificateReservedNodeCommonName: "orders.kurrent" },
  ...changes,
});

/** What is wrong, the operator's version, the changes to the workload, how its one problem begins, and the twin: version, changes. */
const rows: readonly (readonly [string, string, Data, string, string, Data])[] = [
  [
    "five nodes",
    "1.4.3",
    { ...old, replicas: 5 },
    "replicas: 5 nodes came with operator 1.5, and cluster east has 1.4.3. Install operator 1.5 or newer, or choose 3.",
    "1.5",
    { replicas: 5 },
  ],
  ["users", "1.4", {}, "users: users came with operator 1.5", "1.4", old],
  [
    "an archiver",
    "1.4",
    { ...old, archiver: { enabled: true } },
    "archiver: archiver came with operator 1.5",
    "1.5",
    { archiver: { enabled: true } },
  ],
  ["a ServiceAccount", "1.4", { ...old, serviceAccountName: "a" }, "serviceAccountName: ", "1.5", { serviceAccountName: "a" }],
  ["a Secret of variables", "1.4", { ...old, environmentSecret: "a" }, "environmentSecret: ", "1.5", { environmentSecret: "a" }],
  [
    "configReloadKey",
    "1.4",
    { ...old, configReloadKey: "1" },
    "configReloadKey: configReloadKey came with operator 1.5",
    "1.5",
    { configReloadKey: "1" },
  ],
  ["rollingRestartKey", "1.4", { ...old, rollingRestartKey: "1" }, "rollingRestartKey: ", "1.5", { rollingRestartKey: "1" }],
  ["fullRestartKey", "1.4", { ...old, fullRestartKey: "1" }, "fullRestartKey: ", "1.5", { fullRestartKey: "1" }],
  ["telemetryOptOut", "1.4", { ...old, telemetryOptOut: true }, "telemetryOptOut: ", "1.5", { telemetryOptOut: true }],
  [
    "a port",
    "1.4",
    { ...old, ...network({ nodePort: 2114 }) },
    "network.nodePort: nodePort came with operator 1.5, and cluster east has 1.4. Install operator 1.5 or newer, or keep 2113.",
    "1.4",
    { ...old, ...network({ nodePort: 2113 }) },
  ],
  [
    "the port of replication",
    "1.4",
    { ...old, ...network({ replicationPort: 1111 + 1 + 1 }) },
    "network.replicationPort: ",
    "1.5",
    network({ replicationPort: 1113 }),
  ],
  [
    "the port of TCP clients",
    "1.4",
    { ...old, ...network({ nodeTcpPort: 1113 }) },
    "network.nodeTcpPort: ",
    "1.5",
    network({ nodeTcpPort: 1113 }),
  ],
  [
    "a class of load balancers",
    "1.4",
    { ...old, ...network({ loadBalancer: { enabled: true, loadBalancerClass: "x" } }) },
    "network.loadBalancer.loadBalancerClass: ",
    "1.5",
    network({ loadBalancer: { enabled: true, loadBalancerClass: "x" } }),
  ],
  [
    "no PodDisruptionBudget",
    "1.5",
    { podDisruptionBudgets: { disable: true } },
    "podDisruptionBudgets: podDisruptionBudgets came with operator 1.6",
    "1.6",
    { podDisruptionBudgets: { disable: true } },
  ],
  [
    "a quorum here and elsewhere",
    "1.6",
    { quorumNodes: ["a.example.com:2113"] },
    "quorumNodes: names a quorum elsewhere, and replicas: 3 makes one here.",
    "1.6",
    replicas({}),
  ],
  [
    "no quorum",
    "1.6",
    replicas({ quorumNodes: undefined }),
    "replicas: 0 is a cluster of read-only replicas of a quorum elsewhere, and quorumNodes is missing.",
    "1.6",
    replicas({}),
  ],
  [
    "no node at all",
    "1.6",
    replicas({ readOnlyReplicas: undefined }),
    "replicas: 0 leaves no node at all",
    "1.6",
    replicas({ readOnlyReplicas: undefined, archiver: { enabled: true } }),
  ],
  [
    "a quorum without its common name",
    "1.6",
    replicas({ security: { authority: "ordersNodes" } }),
    "security: the quorum lets in only nodes with its own common name",
    "1.6",
    replicas({}),
  ],
  [
    "a quorum without ports",
    "1.6",
    replicas({ quorumNodes: ["orders-0.example.com"] }),
    'quorumNodes.0: "orders-0.example.com" is no host and port',
    "1.6",
    replicas({}),
  ],
  [
    "an archiver of one node",
    "1.6",
    { replicas: 1, archiver: { enabled: true } },
    "archiver.enabled: a single node can't have an archiver",
    "1.6",
    { replicas: 1, archiver: { enabled: false } },
  ],
  [
    "an archiver of an old server",
    "1.6",
    { image: "docker.eventstore.com/eventstore/eventstoredb-ee:24.10.0", archiver: { enabled: true } },
    "archiver.enabled: an archiver needs server 25.0 or newer.",
    "1.6",
    { image: "docker.kurrent.io/kurrent-lts/kurrentdb:25.0.0", archiver: { enabled: true } },
  ],
  [
    "an archiver's image from a port",
    "1.6",
    { image: "registry.example.com:5000/kurrentdb:26.0.1", archiver: { enabled: true } },
    "image: the operator's rule for archivers looks for the server's version",
    "1.6",
    { image: "registry.example.com:5000/kurrentdb:26.0.1" },
  ],
  [
    "users of a backup",
    "1.6",
    { sourceBackup: "monday" },
    "users: can't be set where a database starts from a backup",
    "1.6",
    { sourceBackup: "monday", users: undefined },
  ],
  ["no users", "1.6", old, ": has no users", "1.6", {}],
  [
    "load balancers without a domain",
    "1.6",
    { network: { clientTrafficStrategy: "ServiceName", loadBalancer: { enabled: true } } },
    "network.loadBalancer.enabled: makes load balancers with names in a domain",
    "1.6",
    balanced,
  ],
  [
    "how traffic gets to a pod",
    "1.6",
    network({ loadBalancer: { enabled: true, externalTrafficPolicy: "Local" } }),
    "network.loadBalancer.externalTrafficPolicy: can't be said to the operator",
    "1.6",
    balanced,
  ],
  [
    "another way to reload",
    "1.6",
    { security: { authority: "ordersNodes", reload: "rollingRestart" } },
    'security.reload: "rollingRestart" is how nodes without the operator',
    "1.6",
    { security: { authority: "ordersNodes", reload: "sidecar" } },
  ],
];

const problemsOf = (workload: Data, more: Data): readonly string[] =>
  check(topology({ workloads: { orders: database({ backend: "operator", ...workload }) }, ...more })).map((problem) =>
    problem.replace(/^workloads\.orders\.?/, ""),
  );

describe("a workload of the vendor's operator", () => {
  test.each(rows.map(([what, ...row]) => [what, row] as const))("%s", (_, [version, wrong, message, right, fine]) => {
    expect(problemsOf(fine, operator(right))).toEqual([]);
    expect(problemsOf(wrong, operator(version)).map((problem) => problem.slice(0, message.length))).toEqual([message]);
  });

  test("needs a cluster with the operator", () => {
    expect(problemsOf({}, {})).toEqual([
      'backend: "operator" leaves the rest to the vendor\'s operator, and platform.kurrentdbOperator of cluster east does not say that it runs there. Add platform.kurrentdbOperator: "1.6" to the cluster, or use "manifests".',
    ]);
  });

  test.each([
    ["1.3.1", "operator 1.3.1 is older than 1.4"],
    ["1.7.0", "operator 1.7.0 is newer than 1.6"],
    ["2.0", "operator 2.0 is newer than 1.6"],
  ])("operator %s is refused", (version, message) => {
    const path = "clusters.east.platform.kurrentdbOperator";
    expect(problemsOf({}, operator(version)).join("\n")).toContain(message);
    expect(problemsOf({}, operator({ version })).join("\n")).toContain(`${path}.version: ${message}`);
  });

  test("an operator's configuration", () => {
    const given = { version: "1.6", clusterDomain: "corp.local", baseResolver: "10.96.0.10" };
    expect(checked(topology(operator(given))).clusters["east"]?.platform.kurrentdbOperator).toEqual(given);
    expect(checked(topology(operator("v1.5.0"))).clusters["east"]?.platform.kurrentdbOperator).toEqual({ version: "1.5.0" });
    expect(problemsOf({}, operator({ version: "1.6", dnsImages: "x" })).join("\n")).toContain("dnsImages");
  });

  test("operator 1.6 needs Kubernetes 1.30, and older ones do not say", () => {
    const kubernetes = (version: string, operatorVersion: string) =>
      problemsOf({}, platform({ kubernetes: version, kurrentdbOperator: operatorVersion })).map((problem) => problem.slice(0, 45));
    expect(kubernetes("1.29", "1.6")).toEqual(["backend: operator 1.6 needs Kubernetes 1.30, "]);
    expect(kubernetes("1.30", "1.6")).toEqual([]);
    expect(kubernetes("1.29", "1.5")).toEqual([]);
  });

  test("SplitDNS needs no native sidecar there, and a quorum's authority one root before 1.5", () => {
    const split = { ...old, ...network({ internodeTrafficStrategy: "SplitDNS" }) };
    expect(problemsOf(split, operator("1.4", platform({ kubernetes: "1.28", kurrentdbOperator: "1.4" })))).toEqual([]);
    const two = { authorities: { ordersNodes: ca({ trusted: ["g1", "g2"] }) } };
    expect(problemsOf(old, operator("1.4", two))).toEqual([
      'security.authority: "ordersNodes" has 2 trusted generations, and operator 1.4 mounts a single root: several came with 1.5. Install operator 1.5 or newer: without it no CA can be replaced.',
    ]);
    expect(problemsOf({}, operator("1.5", two))).toEqual([]);
    expect(
      problemsOf(network({ internodeTrafficStrategy: "FQDN" }), operator("1.6", { authorities: { ordersNodes: acmeSpec() } })),
    ).toEqual([]);
  });
});

describe("a workload without the operator", () => {
  const withoutBackend = (workload: Data): readonly string[] => problemsOf({ backend: "manifests", ...workload }, operator("1.6"));

  test.each([
    ["quorumNodes", ["a.example.com:2113"]],
    ["archiver", { enabled: true }],
    ["environmentSecret", "a"],
    ["serviceAccountName", "a"],
    ["volumeSnapshotClassName", "a"],
    ["podDisruptionBudgets", { disable: true }],
    ["fullRestartKey", "1"],
  ])("refuses %s", (field, value) => {
    expect(withoutBackend({ [field]: value }).join("\n")).toContain(`${field}: needs the vendor's operator`);
    expect(withoutBackend({})).toEqual([]);
  });

  test("refuses what only the operator makes of fields that both have", () => {
    const custom = { ...users, customUsers: [{ loginName: "a", fullName: "A", passwordSecret: { name: "s", key: "k" } }] };
    expect(withoutBackend({ users: custom })).toEqual([expect.stringContaining("users.customUsers: needs the vendor's operator")]);
    expect(withoutBackend(network({ nodeTcpPort: 1113 }))).toEqual([
      expect.stringContaining("network.nodeTcpPort: needs the vendor's operator"),
    ]);
    expect(withoutBackend({ replicas: 0 }).map((each) => each.slice(0, 12))).toEqual(["replicas: 0 "]);
    expect(withoutBackend({ backend: "helm" }).join("\n")).toContain('backend: "helm" is not among its values.');
  });
});
