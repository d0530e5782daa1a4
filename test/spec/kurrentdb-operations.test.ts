import { describe, expect, test } from "vitest";
import { check, cluster, database, topology } from "./topologies.ts";

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
  [
    "a placeholder of a pod on what is no pod's",
    { extraMetadata: { statefulSets: { labels: { pod: "{podName}" } } } },
    'extraMetadata.statefulSets.labels.pod: "{podName}" has an unknown placeholder {podName}. Known: {name}, {namespace}, {domain}, {nodeTypeSuffix}.',
    { extraMetadata: { loadBalancers: { labels: { pod: "{podName}" } } } },
  ],
  [
    "a placeholder for all",
    { extraMetadata: { all: { annotations: { note: "{name}" } } } },
    'extraMetadata.all.annotations.note: "{name}" has an unknown placeholder {name}. There are none here.',
    { extraMetadata: { all: { annotations: { note: "orders" } } } },
  ],
  [
    "a label that Services select by",
    { extraMetadata: { pods: { labels: { "app.kubernetes.io/part-of": "shop" } } } },
    "extraMetadata.pods.labels.app.kubernetes.io/part-of: app.kubernetes.io/part-of is set by Trueline or Kubernetes",
    { extraMetadata: { pods: { labels: { "app.kubernetes.io/version": "26.0" } } } },
  ],
  [
    "a label's value with a blank",
    { extraMetadata: { pods: { labels: { team: "the shop" } } } },
    'extraMetadata.pods.labels.team: "the shop" is no value of a Kubernetes label.',
    { extraMetadata: { pods: { annotations: { team: "the shop" } } } },
  ],
  [
    "a kind that is not there",
    { extraMetadata: { services: {} } },
    'extraMetadata.services: there is no field "services"',
    { extraMetadata: { headlessServices: {} } },
  ],
  [
    "a licence key for a server that takes none",
    { licenseSecret: { name: "license", key: "key" }, image: "docker.eventstore.com/eventstore/eventstoredb-ee:23.10.8" },
    "licenseSecret: names a licence key, which servers take from 24.10 on; the image is 23.10.8.",
    { licenseSecret: { name: "license", key: "key" } },
  ],
  [
    "a licence key in git",
    { configuration: { Licensing: { LicenseKey: "abc" } } },
    "configuration.Licensing: holds a licence key, which would be committed in a ConfigMap.",
    { configuration: { AutoScavenge: { Enabled: true } } },
  ],
];

const platform = { kubernetes: "1.33", certManager: "1.21" };
const able = {
  clusters: { east: cluster({ platform: { ...platform, volumeSnapshots: "v1" }, images: { backups: "example.com/kubectl:1" } }) },
};
const snapshots = { clusters: { east: cluster({ platform: { ...platform, volumeSnapshots: "v1" } }) } };
const images = { clusters: { east: cluster({ platform, images: { backups: "example.com/kubectl:1" } }) } };
const backups = { backups: { schedule: "@daily" } };

/** What is wrong, where and how its one problem begins, and the cluster that it takes. */
const clusterRows: readonly (readonly [string, Data, Data, string, Data])[] = [
  ["backups without VolumeSnapshots", backups, images, "backups: needs VolumeSnapshots, and cluster east does not say", able],
  ["backups without an image", backups, snapshots, "backups: needs an image with kubectl and a shell", able],
  ["a restore without VolumeSnapshots", { sourceBackup: "before" }, images, "sourceBackup: needs VolumeSnapshots", snapshots],
  [
    "backups on an old Kubernetes",
    backups,
    {
      clusters: {
        east: cluster({
          platform: { ...platform, kubernetes: "1.26", volumeSnapshots: "v1" },
          images: { backups: "example.com/kubectl:1" },
        }),
      },
    },
    "backups: needs Kubernetes 1.27 or newer",
    able,
  ],
];

const operator = { clusters: { east: cluster({ platform: { ...platform, prometheusOperator: "0.86" } }) } };
const user = { username: { name: "metrics", key: "username" }, password: { name: "metrics", key: "password" } };
const monitoring = { monitoring: { basicAuth: user } };

const monitoringRows: typeof clusterRows = [
  ["monitoring without the operator", monitoring, {}, "monitoring: makes PodMonitors, and cluster east does not say", operator],
];

const problemsOf = (workload: Data, more: Data = {}): readonly string[] =>
  check(topology({ workloads: { orders: database(workload) }, ...more })).map((problem) => problem.replace(/^workloads\.orders\.?/, ""));

describe("operations of a KurrentDB", () => {
  test.each([...clusterRows, ...monitoringRows].map(([what, ...row]) => [what, row] as const))(
    "%s",
    (_, [workload, wrong, message, right]) => {
      expect(problemsOf(workload, right)).toEqual([]);
      expect(problemsOf(workload, wrong).map((problem) => problem.slice(0, message.length))).toEqual([message]);
    },
  );

  test("metrics need a user, or have to be for everybody", () => {
    expect(problemsOf({ monitoring: {} }, operator)).toEqual([
      expect.stringContaining("monitoring: names no user, and the server gives its metrics to users only."),
    ]);
    expect(problemsOf({ monitoring: {}, configuration: { AllowAnonymousEndpointAccess: true } }, operator)).toEqual([]);
    expect(problemsOf({ monitoring: { basicAuth: user, interval: "30" } }, operator)).toEqual([
      expect.stringContaining('monitoring.interval: "30" is no duration'),
    ]);
    expect(problemsOf({ monitoring: { basicAuth: user, labels: { "a b": "c" } } }, operator)).toEqual([
      expect.stringContaining('"a b" is no key of a Kubernetes label'),
    ]);
  });

  test("a workload whose name leaves no room for that of its CronJob", () => {
    const name = "o".repeat(46);
    const problems = check(topology({ workloads: { [name]: database(backups) }, ...able }));
    expect(problems).toEqual([expect.stringContaining(`its CronJob would be called "${name}-backup", which has 53 characters`)]);
    expect(check(topology({ workloads: { [name.slice(1)]: database(backups) }, ...able }))).toEqual([]);
  });

  test.each(rows.map(([what, ...row]) => [what, row] as const))("%s", (_, [wrong, message, right]) => {
    expect(problemsOf(right)).toEqual([]);
    expect(problemsOf(wrong).map((problem) => problem.slice(0, message.length))).toEqual([message]);
  });
});
