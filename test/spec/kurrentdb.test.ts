import { describe, expect, test } from "vitest";
import { acmeSpec, check, checked, cluster, database, topology, users } from "./topologies.ts";

type Data = Record<string, unknown>;

const old = { clusters: { east: cluster({ platform: { kubernetes: "1.28", certManager: "1.21" } }) } };
const reloader = (strategy: unknown): Data => ({
  clusters: { east: cluster({ platform: { kubernetes: "1.33", certManager: "1.21", reloader: { version: "1.4", strategy } } }) },
});
const publicly = { authorities: { ordersNodes: acmeSpec() } };
const long = "l".repeat(60);
const network = (changes: Data): Data => ({ network: { domain: "example.com", ...changes } });
const security = (changes: Data): Data => ({ security: { authority: "ordersNodes", ...changes } });
const image = (reference: string): Data => ({ image: reference });
const storage = (size: unknown): Data => ({ storage: { size } });
const configuration = (option: string, value: unknown = true): Data => ({ configuration: { [option]: value } });
const replicas = (count: number, more: Data = {}): Data => ({ replicas: count, ...more });

/** What is wrong, the changes to the workload, where and how its one problem begins, the good twin, and what else is in the topology. */
const rows: readonly (readonly [string, Data, string, Data, Data?])[] = [
  ["an unknown field", { replica: 3 }, 'replica: there is no field "replica" here. Did you mean "replicas"?', {}],
  [
    "enable",
    network({ loadBalancer: { enable: true, enabled: true } }),
    'network.loadBalancer.enable: there is no field "enable" here. Did you mean "enabled"?',
    network({ loadBalancer: { enabled: true } }),
  ],
  [
    "allowedIps",
    network({ loadBalancer: { enabled: true, allowedIps: [] } }),
    'network.loadBalancer.allowedIps: there is no field "allowedIps" here. Did you mean "allowedIPs"?',
    network({ loadBalancer: { enabled: true, allowedIPs: ["10.0.0.0/8"] } }),
  ],
  [
    "a single address",
    network({ loadBalancer: { enabled: true, allowedIPs: ["10.0.0.1"] } }),
    'network.loadBalancer.allowedIPs.0: "10.0.0.1" is no range of addresses such as 10.0.0.0/8. For this one address write 10.0.0.1/32.',
    network({ loadBalancer: { enabled: true, allowedIPs: ["10.0.0.1/32"] } }),
  ],
  ["two replicas", replicas(2), "replicas: 2 nodes need both for a majority, so two fail more often than one. Choose 1 or 3.", replicas(3)],
  ["four replicas", replicas(4), "replicas: 4 is not 1, 3 or 5: an even count", replicas(5)],
  [
    "seven replicas",
    replicas(7),
    "replicas: 7 is not 1, 3 or 5: the vendor supports at most 5. For more readers add readOnlyReplicas.",
    replicas(5),
  ],
  [
    "no replicas",
    replicas(0),
    "replicas: 0 is for read-only replicas alone, of a quorum that runs in another cluster, and quorumOf does not name it.",
    replicas(1),
  ],
  ["replicas as a text", { replicas: "3" }, 'replicas: has to be a number, not "3".', replicas(3)],
  ["half a replica", { replicas: 1.5 }, "replicas: has to be a whole number, not 1.5.", replicas(1)],
  [
    "read-only replicas of one node",
    replicas(1, { readOnlyReplicas: { replicas: 1 } }),
    "readOnlyReplicas.replicas: a single node can't have read-only replicas",
    replicas(3, { readOnlyReplicas: { replicas: 1 } }),
  ],
  [
    "a negative count",
    { readOnlyReplicas: { replicas: -1 } },
    "readOnlyReplicas.replicas: -1 is too small: at least 0 is wanted.",
    { readOnlyReplicas: { replicas: 0 } },
  ],
  [
    "gigabytes",
    storage("100GB"),
    'storage.size: "100GB" is no quantity that Kubernetes accepts, such as 100Gi or 500m. Write "100Gi" (powers of 1024) or "100G" (powers of 1000).',
    storage("100G"),
  ],
  ["a size of nothing", storage("0Gi"), "storage.size: a volume of size 0", storage("1Gi")],
  ["a negative size", storage("-1Gi"), 'storage.size: "-1Gi" is negative.', storage("1Gi")],
  ["a size as a number", storage(100), "storage.size: has to be a text, not 100.", storage("100")],
  [
    "memory",
    { resources: { requests: { memory: "4GiB" } } },
    'resources.requests.memory: "4GiB" is no quantity',
    { resources: { requests: { memory: "4Gi" } } },
  ],
  [
    "more asked for than allowed",
    { resources: { requests: { cpu: "2" }, limits: { cpu: "1500m" } } },
    "resources.requests.cpu: 2 is more than the limit of 1500m",
    { resources: { requests: { cpu: "1.5" }, limits: { cpu: "1500m" } } },
  ],
  [
    "an access mode",
    { storage: { size: "1Gi", accessModes: ["ReadWriteOnc"] } },
    'storage.accessModes.0: "ReadWriteOnc" is not among its values. Did you mean "ReadWriteOnce"?',
    { storage: { size: "1Gi", accessModes: ["ReadWriteOnce"] } },
  ],
  ["an image without a tag", image("kurrentdb"), 'image: "kurrentdb" does not say a version', image("kurrentdb:26.0.1")],
  ["latest", image("kurrentdb:latest"), 'image: "kurrentdb:latest" does not say a version', image("kurrentdb:26.0.1-rhel8")],
  [
    "a digest alone",
    image(`kurrentdb@sha256:${"a".repeat(64)}`),
    'image: "kurrentdb@sha256',
    image(`kurrentdb:26.0.1@sha256:${"a".repeat(64)}`),
  ],
  ["no image reference", image("Kurrent DB:26.0.1"), 'image: "Kurrent DB:26.0.1" is no image reference.', image("registry:5000/db:26.0.1")],
  [
    "an old server",
    image("eventstore/eventstore:22.10.3"),
    "image: server 22.10.3 is older than 23.10",
    image("eventstore/eventstore:23.10.0"),
  ],
  ["a domain that is a URL", network({ domain: "https://example.com" }), 'network.domain: "https://example.com" is a URL', network({})],
  ["a domain with a wildcard", network({ domain: "*.example.com" }), 'network.domain: "*.example.com" is a wildcard', network({})],
  ["a domain with a space", network({ domain: "example .com" }), 'network.domain: "example .com" is no DNS name', network({})],
  ["a domain of one label", network({ domain: "example" }), 'network.domain: "example" is a single label', network({})],
  ["a domain that is an address", network({ domain: "10.0.0.1" }), 'network.domain: "10.0.0.1" is an address', network({})],
  [
    "a domain in upper case",
    network({ domain: "Example.com" }),
    'network.domain: "Example.com" has upper case letters. Write example.com.',
    network({}),
  ],
  [
    "no domain for clients",
    { network: {} },
    'network.clientTrafficStrategy: "FQDN" (the default) gives clients names in a domain, and network.domain is missing.',
    { network: { clientTrafficStrategy: "ServiceName" } },
  ],
  [
    "no domain for nodes",
    { network: { internodeTrafficStrategy: "FQDN", clientTrafficStrategy: "ServiceName" } },
    'network.internodeTrafficStrategy: "FQDN" gives nodes names in a domain',
    { network: { clientTrafficStrategy: "ServiceName" } },
  ],
  [
    "SplitDNS for clients",
    network({ clientTrafficStrategy: "SplitDNS" }),
    'network.clientTrafficStrategy: "SplitDNS" is for traffic between servers only: its DNS sidecar can be added to the servers\' pods',
    network({ internodeTrafficStrategy: "SplitDNS" }),
  ],
  [
    "a strategy",
    network({ clientTrafficStrategy: "Service" }),
    'network.clientTrafficStrategy: "Service" is not among its values. Did you mean "ServiceName"? Known: ServiceName, FQDN.',
    network({ clientTrafficStrategy: "ServiceName" }),
  ],
  [
    "SplitDNS before native sidecars",
    network({ internodeTrafficStrategy: "SplitDNS" }),
    'network.internodeTrafficStrategy: "SplitDNS" needs a DNS server that runs before the database, a native sidecar, which Kubernetes has from 1.29; cluster east runs 1.28.',
    network({ internodeTrafficStrategy: "FQDN" }),
    old,
  ],
  [
    "an unknown placeholder",
    network({ fqdnTemplate: "{pod}.{domain}" }),
    'network.fqdnTemplate: "{pod}.{domain}" has an unknown placeholder {pod}. Did you mean "podName"?',
    network({ fqdnTemplate: "{podName}.{domain}" }),
  ],
  [
    "a placeholder with spaces",
    network({ fqdnTemplate: "{ podName }.{domain}" }),
    'network.fqdnTemplate: "{ podName }.{domain}" has an unknown placeholder { podName }. Did you mean "podName"?',
    network({ fqdnTemplate: "{podName}.{namespace}.{domain}" }),
  ],
  [
    "a brace alone",
    network({ fqdnTemplate: "{podName.{domain}" }),
    'network.fqdnTemplate: "{podName.{domain}" has a brace without its partner.',
    network({ fqdnTemplate: "{podName}.{domain}" }),
  ],
  [
    "one name for all pods",
    network({ fqdnTemplate: "{name}.{domain}" }),
    'network.fqdnTemplate: "{name}.{domain}" gives orders-0 and orders-1 the same name orders.example.com. Put {podName} into it',
    { ...network({ fqdnTemplate: "{name}.{domain}" }), replicas: 1 },
  ],
  [
    "one name for a node and nothing else",
    { ...network({ fqdnTemplate: "{name}{nodeTypeSuffix}.{domain}" }), readOnlyReplicas: { replicas: 2 } },
    'network.fqdnTemplate: "{name}{nodeTypeSuffix}.{domain}" gives orders-0 and orders-1',
    { ...network({ fqdnTemplate: "{podName}.{domain}" }), readOnlyReplicas: { replicas: 2 } },
  ],
  [
    "a label that is too long",
    network({ fqdnTemplate: `{podName}-${long}.{domain}` }),
    "network.fqdnTemplate: it gives orders-0 a name that can't be used",
    network({ fqdnTemplate: `{podName}-${"l".repeat(54)}.{domain}` }),
  ],
  [
    "a name that is too long",
    network({ domain: `${"abcdefghi.".repeat(23)}example.com` }),
    "network.fqdnTemplate: it gives orders-0 a name that can't be used",
    network({ domain: `${"abcdefghi.".repeat(22)}example.com` }),
  ],
  ["a privileged port", network({ nodePort: 443 }), "network.nodePort: 443 is below 1024", network({ nodePort: 1024 })],
  [
    "a port that is none",
    network({ replicationPort: 70000 }),
    "network.replicationPort: 70000 is no port.",
    network({ replicationPort: 65535 }),
  ],
  ["one port for both", network({ nodePort: 1112 }), "network.replicationPort: 1112 is the nodePort too", network({ nodePort: 1113 })],
  [
    "neither authority nor insecure",
    { security: {} },
    "security: names no authority, and does not say insecure: true.",
    { security: { authority: "ordersNodes" } },
  ],
  ["no security at all", { security: undefined }, "security: names no authority", { security: { authority: "ordersNodes" } }],
  [
    "insecure and an authority",
    { ...security({ insecure: true }), users: undefined },
    'security.insecure: authority "ordersNodes" would sign certificates',
    { security: { insecure: true }, users: undefined },
    { test: true },
  ],
  [
    "insecure with users",
    { security: { insecure: true } },
    "users: an insecure server has no users.",
    { security: { insecure: true }, users: undefined },
    { test: true },
  ],
  ["no users", { users: undefined }, ": has no users: the server would start with the passwords that its documentation names", { users }],
  [
    "half of the users",
    { users: { adminPasswordSecret: users.adminPasswordSecret } },
    "users.opsPasswordSecret: is missing: it has to be an object.",
    { users },
  ],
  [
    "a password",
    { users: { adminPasswordSecret: "changeit", opsPasswordSecret: users.opsPasswordSecret } },
    'users.adminPasswordSecret: has to be an object, not "changeit".',
    { users },
  ],
  [
    "a common name over 64",
    security({ certificateReservedNodeCommonName: "n".repeat(65) }),
    'security.certificateReservedNodeCommonName: "n',
    security({ certificateReservedNodeCommonName: "n".repeat(64) }),
  ],
  [
    "a wildcard of two labels",
    security({ certificateReservedNodeCommonName: "*.com" }),
    'security.certificateReservedNodeCommonName: "*.com" is no wildcard that the server accepts',
    security({ certificateReservedNodeCommonName: "*.example.com" }),
  ],
  [
    "a computed common name over 64",
    { namespace: "n".repeat(58) },
    "security: the nodes' common name would be \"orders.n",
    { namespace: "n".repeat(57) },
  ],
  [
    "a node's name over 64 with a public authority",
    network({ domain: `${"d".repeat(40)}.example.com` }),
    "security: the nodes' common name would be \"orders-0.orders.d",
    network({ domain: `${"d".repeat(36)}.example.com` }),
    publicly,
  ],
  [
    "a reload",
    security({ reload: "restart" }),
    'security.reload: "restart" is not among its values.',
    security({ reload: "rollingRestart" }),
  ],
  [
    "Reloader in a cluster that has none",
    security({ reload: "reloader" }),
    'security.reload: "reloader" writes annotations for stakater\'s Reloader, and platform.reloader of cluster east does not say that it runs there.',
    security({ reload: "sidecar" }),
  ],
  [
    "Reloader with a strategy that changes containers",
    security({ reload: "reloader" }),
    'security.reload: Reloader of cluster east runs with strategy "env-vars"',
    security({ reload: "sidecar" }),
    reloader("env-vars"),
  ],
  [
    "a reload key that nothing acts on",
    { configReloadKey: "2", ...security({ reload: "rollingRestart" }) },
    'configReloadKey: it is the reload sidecar that acts on this key, and security.reload is "rollingRestart": nothing would happen. Change rollingRestartKey instead',
    { configReloadKey: "2" },
  ],
  [
    "a full restart",
    { fullRestartKey: "2" },
    "fullRestartKey: needs the vendor's operator: a StatefulSet restarts its pods one by one, and no field of it restarts all at once. Use rollingRestartKey;",
    { rollingRestartKey: "2" },
  ],
  [
    "an option of the compiler",
    configuration("ClusterSize", 3),
    "configuration.ClusterSize: ClusterSize is set by Trueline itself. It follows from replicas.",
    configuration("MaxAppendSize", 1024),
  ],
  [
    "an option in snake case",
    configuration("gossip_seed", "x"),
    "configuration.gossip_seed: gossip_seed is set by Trueline itself. It follows from replicas and",
    configuration("GossipIntervalMs", 2000),
  ],
  [
    "an option under its old name",
    configuration("ExtHostAdvertiseAs", "x"),
    "configuration.ExtHostAdvertiseAs: ExtHostAdvertiseAs is set",
    configuration("EnableAtomPubOverHTTP"),
  ],
  [
    "a certificate option",
    configuration("CertificateFile", "x"),
    "configuration.CertificateFile: CertificateFile is set by Trueline itself. Use security.authority.",
    configuration("DisableClientAuthEkuValidation"),
  ],
  [
    "a password in the configuration",
    configuration("DefaultAdminPassword", "x"),
    "configuration.DefaultAdminPassword: DefaultAdminPassword is set by Trueline itself. Use users.adminPasswordSecret",
    {},
  ],
  [
    "no TLS",
    configuration("DisableTls"),
    "configuration.DisableTls: this mode sends all data in clear text",
    configuration("DisableLogFile"),
  ],
  ["a cluster secret", configuration("ClusterSecret", "x"), "configuration.ClusterSecret: this mode sends all data in clear text", {}],
  [
    "an option for replicas only",
    { readOnlyReplicas: { replicas: 1, configuration: { NodePort: 1 } } },
    "readOnlyReplicas.configuration.NodePort: NodePort is set by Trueline itself. Use network.nodePort.",
    { readOnlyReplicas: { replicas: 1, configuration: { CachedChunks: 1 } } },
  ],
  [
    "an option of both, once",
    { readOnlyReplicas: { replicas: 1 }, configuration: { Db: "/x" } },
    "configuration.Db: Db is set",
    { readOnlyReplicas: { replicas: 1 } },
  ],
  [
    "a constraint",
    { constraints: { nodeSelectors: {} } },
    'constraints.nodeSelectors: there is no field "nodeSelectors" here. Did you mean "nodeSelector"?',
    { constraints: { nodeSelector: { disk: "ssd" } } },
  ],
  ["a namespace", { namespace: "My_NS" }, 'namespace: "My_NS" is no DNS label', { namespace: { name: "my-ns", create: false } }],
  ["a namespace as a number", { namespace: 3 }, "namespace: has to be a text or an object, not 3.", { namespace: "three" }],
  [
    "a namespace's field",
    { namespace: { name: "kurrent", created: false } },
    'namespace.created: there is no field "created" here. Did you mean "create"?',
    { namespace: { name: "kurrent", create: false } },
  ],
];

const backups = (changes: Data): Data => ({ backups: { schedule: "30 2 * * *", ...changes } });

const backupRows: typeof rows = [
  ["a schedule of six fields", backups({ schedule: "0 30 2 * * *" }), "backups.schedule: ", backups({ schedule: "@daily" })],
  ["no schedule", { backups: {} }, "backups.schedule: is missing", backups({})],
  ["a time zone", backups({ timeZone: "CET+1" }), 'backups.timeZone: "CET+1" is no time zone', backups({ timeZone: "Europe/Berlin" })],
  ["minus one backup", backups({ keep: -1 }), "backups.keep: -1 is too small", backups({ keep: 0 })],
  ["a time to live in months", backups({ ttl: "6m" }), 'backups.ttl: "6m" is no time to keep a backup', backups({ ttl: "1y2w" })],
  ["units in another order", backups({ ttl: "12h1d" }), 'backups.ttl: "12h1d" is no time to keep a backup', backups({ ttl: "1d12h" })],
  ["no time to live", backups({ ttl: "0d" }), 'backups.ttl: "0d" is no time to keep a backup', backups({ ttl: "30d" })],
  ["a field of the vendor's template", backups({ template: {} }), 'backups.template: there is no field "template"', backups({})],
];

const snapshots = {
  clusters: {
    east: cluster({
      platform: { kubernetes: "1.33", certManager: "1.21", volumeSnapshots: "v1" },
      images: { backups: "example.com/kubectl:1" },
    }),
  },
};

const problemsOf = (workload: Data, more: Data = {}): readonly string[] =>
  check(topology({ workloads: { orders: database(workload) }, ...more })).map((problem) => problem.replace(/^workloads\.orders\.?/, ""));

describe("KurrentDB", () => {
  test.each(
    [...rows, ...backupRows.map(([what, wrong, message, right]): (typeof rows)[number] => [what, wrong, message, right, snapshots])].map(
      ([what, ...row]) => [what, row] as const,
    ),
  )("%s", (_, [wrong, message, right, more]) => {
    expect(problemsOf(right, more)).toEqual([]);
    const problems = problemsOf(wrong, more);
    expect(problems.map((problem) => problem.slice(0, message.length))).toEqual([message]);
  });

  test("Reloader that writes annotations may restart the nodes", () => {
    expect(problemsOf(security({ reload: "reloader" }), reloader("annotations"))).toEqual([]);
    expect(check(topology(reloader("annotation")))).toEqual([
      'clusters.east.platform.reloader.strategy: "annotation" is not among its values. Did you mean "annotations"? Known: annotations, env-vars.',
    ]);
    expect(check(topology(reloader(undefined)))).toEqual([
      "clusters.east.platform.reloader.strategy: is missing. Known: annotations, env-vars.",
    ]);
  });

  test("an insecure server has nothing to load again", () => {
    const insecure = { users: undefined, security: { insecure: true } };
    const only = { test: true };
    expect(problemsOf({ ...insecure, configReloadKey: "1" }, only)).toEqual([
      "configReloadKey: an insecure server has no certificates to load again, and a change of its configuration restarts it. Leave configReloadKey out.",
    ]);
    expect(problemsOf({ ...insecure, security: { insecure: true, reload: "reloader" } }, { ...only, ...reloader("annotations") })).toEqual([
      "security.reload: an insecure server has no certificates to restart for. Leave reload out.",
    ]);
  });

  test("insecure needs a topology for tests", () => {
    const insecure = { security: { insecure: true }, users: undefined };
    expect(problemsOf(insecure)).toEqual([
      expect.stringContaining("security.insecure: an insecure server has neither TLS nor authentication nor authorisation"),
    ]);
    expect(problemsOf(insecure, { test: true })).toEqual([]);
  });

  test.each([
    ["n".repeat(52), 0, undefined],
    ["n".repeat(53), 0, "53 characters; 52 is the limit"],
    ["n".repeat(44), 1, undefined],
    ["n".repeat(45), 1, "53 characters; 52 is the limit"],
    ["Orders", 0, '"Orders" is no DNS label'],
    ["n".repeat(64), 0, "64 characters"],
  ])("the name %s with %d read-only replicas: %s", (name, readOnly, wanted) => {
    const workload = database({
      readOnlyReplicas: { replicas: readOnly },
      network: { clientTrafficStrategy: "ServiceName" },
      security: { authority: "ordersNodes", certificateReservedNodeCommonName: "node" },
    });
    const problems = check(topology({ workloads: { [name]: workload } }));
    if (wanted === undefined) expect(problems).toEqual([]);
    else expect(problems.join("\n")).toContain(wanted);
  });

  test("defaults and canonical forms", () => {
    const { workloads } = checked(
      topology({
        workloads: {
          orders: database({
            storage: { size: "3072Mi" },
            resources: { requests: { cpu: "0.1", memory: "2048Mi" }, limits: { cpu: "1000m" } },
            readOnlyReplicas: { replicas: 1, storage: { size: "1024Gi", storageClassName: "slow" } },
            configuration: { CachedChunks: 5 },
          }),
        },
      }),
    );
    const resources = { requests: { cpu: "100m", memory: "2Gi" }, limits: { cpu: "1" } };
    expect(workloads["orders"]).toEqual({
      kind: "kurrentdb",
      backend: "manifests",
      name: "orders",
      cluster: "east",
      namespace: { name: "kurrent", create: true },
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      replicas: 3,
      resources,
      storage: { size: "3Gi" },
      readOnlyReplicas: {
        replicas: 1,
        resources,
        // What is set replaces the main field whole.
        storage: { size: "1Ti", storageClassName: "slow" },
        configuration: { CachedChunks: 5 },
        constraints: {},
      },
      network: {
        domain: "example.com",
        fqdnTemplate: "{podName}.{name}{nodeTypeSuffix}.{domain}",
        internodeTrafficStrategy: "ServiceName",
        clientTrafficStrategy: "FQDN",
        clientRewrites: false,
        loadBalancer: { enabled: false, allowedIPs: [] },
        nodePort: 2113,
        splitDNSExtraRules: [],
        replicationPort: 1112,
      },
      security: { authority: "ordersNodes", insecure: false, wildcard: false, reload: "sidecar" },
      users,
      configuration: { CachedChunks: 5 },
      constraints: {},
      telemetryOptOut: false,
    });
  });
});
