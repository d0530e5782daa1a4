import { describe, expect, it } from "vitest";
import { lookUpClusterName, lookUpPublicName, searchCandidates } from "../../src/world/names/resolve.ts";
import type { Address } from "../../src/world/network.ts";
import { readWorld } from "../../src/world/read-world.ts";
import { resolveTargetPort } from "../../src/world/routes.ts";
import type { World } from "../../src/world/world.ts";
import { environmentOf, facts, manifestsOf, worldOf } from "./world-of.ts";

const STATEFUL = `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: a }
spec:
  serviceName: db
  replicas: 2
  ordinals: { start: 3 }
  template:
    metadata: { labels: { app: db } }
    spec: { enableServiceLinks: false, containers: [{ name: db, image: db, ports: [{ name: http, containerPort: 2113 }] }] }
`;

function service(name: string, spec: string, annotations = "{}"): string {
  return `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: a, annotations: ${annotations} }
spec: ${spec}
`;
}

function cluster(world: World, name: string) {
  return lookUpClusterName({ cluster: world, public: world }, "east", name);
}

function addresses(world: World, name: string) {
  const found = cluster(world, name);
  return found.kind === "addresses"
    ? found.record.addresses.map((each) => `${each.address}${each.whileUnready ? " always" : ""}`)
    : found.kind;
}

describe("pods", () => {
  it("are named and labelled by a StatefulSet", () => {
    const world = worldOf(STATEFUL);
    expect(world.pods.map(({ name, hostname, subdomain, address, labels }) => ({ name, hostname, subdomain, address, labels }))).toEqual(
      [3, 4].map((i) => ({
        name: `db-${i}`,
        hostname: `db-${i}`,
        subdomain: "db",
        address: `pod:east/a/db-${i}`,
        labels: { app: "db", "statefulset.kubernetes.io/pod-name": `db-${i}`, "apps.kubernetes.io/pod-index": String(i) },
      })),
    );
    expect(world.pods[0]?.place).toEqual({ object: "east/apps/StatefulSet/a/db", path: ["spec", "template", "spec"] });
  });

  it("have no index label before Kubernetes 1.28", () => {
    const old = { ...facts, platform: { ...facts.platform, kubernetes: "1.27" } };
    const labels = worldOf(STATEFUL, [], { clusters: { east: old } }).pods[0]?.labels;
    expect(Object.keys(labels ?? {})).toEqual(["app", "statefulset.kubernetes.io/pod-name"]);
  });

  it.each([
    ["Deployment", "apps/v1", "{ replicas: 2, template: { spec: { containers: [] } } }", ["x-0", "x-1"], ["spec", "template", "spec"]],
    ["DaemonSet", "apps/v1", "{ replicas: 7, template: { spec: { containers: [] } } }", ["x-0"], ["spec", "template", "spec"]],
    ["Deployment", "apps/v1", "{ replicas: 0, template: { spec: {} } }", [], []],
    ["Job", "batch/v1", "{ template: { spec: {} } }", ["x-0"], ["spec", "template", "spec"]],
    ["Job", "batch/v1", "{ suspend: true, template: { spec: {} } }", [], []],
    [
      "CronJob",
      "batch/v1",
      "{ jobTemplate: { spec: { template: { spec: {} } } } }",
      ["x-0"],
      ["spec", "jobTemplate", "spec", "template", "spec"],
    ],
    ["Pod", "v1", "{ containers: [] }", ["x"], ["spec"]],
    ["StatefulSet", "example.com/v1", "{ template: { spec: {} } }", [], []],
  ])("of a %s (%s, %s)", (kind, apiVersion, spec, names, path) => {
    const { pods } = worldOf(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x, namespace: a }\nspec: ${spec}\n`);
    expect(pods.map((pod) => pod.name)).toEqual(names);
    for (const pod of pods) expect(pod.place.path).toEqual(path);
  });

  it("come from odd objects without an exception", () => {
    const odd = [
      "{}",
      "null",
      "[]",
      "{ template: null }",
      "{ template: { spec: 1 } }",
      "{ replicas: x, template: { spec: { containers: [null, 1, {}], volumes: {}, initContainers: [x] } } }",
      "{ template: { metadata: { labels: [1] }, spec: { dnsConfig: 1, hostAliases: {}, containers: [{ env: 1, envFrom: [1, {}], volumeMounts: [null], command: x }] } } }",
    ];
    const kinds = [
      "StatefulSet",
      "Deployment",
      "Job",
      "CronJob",
      "Pod",
      "Service",
      "Certificate",
      "Issuer",
      "Bundle",
      "RoleBinding",
      "ConfigMap",
      "Secret",
      "Ingress",
      "NetworkPolicy",
    ];
    const groups: Record<string, string> = {
      Pod: "v1",
      Service: "v1",
      ConfigMap: "v1",
      Secret: "v1",
      Job: "batch/v1",
      CronJob: "batch/v1",
      Certificate: "cert-manager.io/v1",
      Issuer: "cert-manager.io/v1",
      Bundle: "trust.cert-manager.io/v1alpha1",
      RoleBinding: "rbac.authorization.k8s.io/v1",
      Ingress: "networking.k8s.io/v1",
      NetworkPolicy: "networking.k8s.io/v1",
    };
    const documents = odd.flatMap((spec) =>
      kinds.map(
        (kind, i) =>
          `apiVersion: ${groups[kind] ?? "apps/v1"}\nkind: ${kind}\nmetadata: { name: n${i}${odd.indexOf(spec)} }\nspec: ${spec}\ndata: ${spec}\nsubjects: ${spec}\n`,
      ),
    );
    const world = worldOf([...documents, "metadata: 1", "kind: X", "[1]"].join("\n---\n"));
    expect(world.objects.size).toBe(documents.length);
    expect(world.pods.length).toBeGreaterThan(0);
  });
});

describe("names in a cluster", () => {
  const headless = (more = "") => service("db", `{ clusterIP: None, selector: { app: db }${more} }`);

  it("of a headless Service lead to its pods, and to each by its hostname", () => {
    const world = worldOf(STATEFUL + headless(", publishNotReadyAddresses: true"));
    expect(addresses(world, "db.a.svc.cluster.local")).toEqual(["pod:east/a/db-3 always", "pod:east/a/db-4 always"]);
    expect(addresses(world, "db-4.db.a.svc.cluster.local")).toEqual(["pod:east/a/db-4 always"]);
    expect(addresses(world, "db-0.db.a.svc.cluster.local")).toBe("does-not-exist");
  });

  it("exist only when ready without publishNotReadyAddresses", () => {
    expect(addresses(worldOf(STATEFUL + headless()), "db-4.db.a.svc.cluster.local")).toEqual(["pod:east/a/db-4"]);
  });

  it("of pods exist only behind the Service that is their subdomain", () => {
    const world = worldOf(STATEFUL + service("other", "{ clusterIP: None, selector: { app: db } }"));
    expect(addresses(world, "db-4.other.a.svc.cluster.local")).toBe("does-not-exist");
    expect(addresses(world, "other.a.svc.cluster.local")).toEqual(["pod:east/a/db-3", "pod:east/a/db-4"]);
  });

  it.each([
    ["a selector that matches nothing", "{ clusterIP: None, selector: { app: nobody } }", "does-not-exist"],
    ["no selector", "{ clusterIP: None }", "does-not-exist"],
    ["an empty selector", "{ clusterIP: None, selector: {} }", "does-not-exist"],
    ["the pod's own label", "{ clusterIP: None, selector: { statefulset.kubernetes.io/pod-name: db-3 } }", ["pod:east/a/db-3"]],
    ["a ClusterIP", "{ selector: { app: nobody } }", ["service:east/a/x always"]],
    ["a load balancer", "{ type: LoadBalancer, selector: { app: db } }", ["service:east/a/x always"]],
  ])("of a Service with %s", (_, spec, expected) => {
    expect(addresses(worldOf(STATEFUL + service("x", spec)), "x.a.svc.cluster.local")).toEqual(expected);
  });

  it("follow ExternalNames, and end where they lead nowhere or in a circle", () => {
    const alias = (name: string, to: string) => service(name, `{ type: ExternalName, externalName: ${to} }`);
    const world = worldOf(
      STATEFUL +
        headless() +
        alias("one", "Two.a.svc.cluster.local.") +
        alias("two", "db-3.db.a.svc.cluster.local") +
        alias("round", "round.a.svc.cluster.local") +
        alias("away", "x.example.net") +
        alias("dead", "none.example.com"),
    );
    const one = cluster(world, "one.a.svc.cluster.local");
    expect(one.kind === "addresses" && [one.record.name, one.chain.map((each) => each.name)]).toEqual([
      "db-3.db.a.svc.cluster.local",
      ["one.a.svc.cluster.local", "two.a.svc.cluster.local"],
    ]);
    expect(cluster(world, "round.a.svc.cluster.local").kind).toBe("does-not-exist");
    expect(cluster(world, "away.a.svc.cluster.local").kind).toBe("not-declared");
    expect(cluster(world, "dead.a.svc.cluster.local").kind).toBe("does-not-exist");
  });

  it("are below the clusterDomain of the Environment", () => {
    const east = { ...facts, dns: { ...facts.dns, clusterDomain: "k8s.corp" } };
    const world = worldOf(STATEFUL + headless(), [], { clusters: { east } });
    expect(addresses(world, "db.a.svc.k8s.corp")).toEqual(["pod:east/a/db-3", "pod:east/a/db-4"]);
    expect(addresses(world, "db.a.svc.cluster.local")).toBe("does-not-exist");
  });
});

describe("public names", () => {
  const balanced = (hostname: string, prefix = "external-dns.kubernetes.io/") =>
    service(
      "lb",
      "{ type: LoadBalancer, selector: { app: db }, ports: [{ port: 2113, targetPort: http }] }",
      `{ ${prefix}hostname: "${hostname}" }`,
    );
  const found = (world: World, name: string) => {
    const answer = lookUpPublicName(world, name);
    return answer.kind === "addresses" ? answer.record.addresses.map((each) => each.address) : answer.kind;
  };

  it.each([
    ["the prefix that is read", balanced("db.example.com"), "db.example.com", ["lb:east/a/lb"]],
    ["the prefix that is not read", balanced("db.example.com", "external-dns.alpha.kubernetes.io/"), "db.example.com", "does-not-exist"],
    ["a list", balanced("x.example.com, DB.example.com."), "db.example.com", ["lb:east/a/lb"]],
    ["a name in no zone of external-dns", balanced("db.example.net"), "db.example.net", "not-declared"],
    ["a name that only looks like the zone", balanced("db.badexample.com"), "db.badexample.com", "not-declared"],
    ["a wildcard", balanced("*.example.com"), "db.example.com", ["lb:east/a/lb"]],
    ["another name", balanced("db.example.com"), "other.example.com", "does-not-exist"],
    ["a ClusterIP Service", balanced("db.example.com").replace("type: LoadBalancer, ", ""), "db.example.com", "does-not-exist"],
  ])("by %s", (_, yaml, name, expected) => {
    expect(found(worldOf(STATEFUL + yaml), name)).toEqual(expected);
  });

  it("that two clusters claim have both addresses", () => {
    const yaml = STATEFUL + balanced("db.example.com");
    const world = readWorld(
      [...manifestsOf(yaml), ...manifestsOf(yaml, "west")],
      [environmentOf({ clusters: { east: facts, west: facts } })],
      [],
    );
    expect(found(world, "db.example.com")).toEqual(["lb:east/a/lb", "lb:west/a/lb"]);
  });

  it("are not known without external-dns, and private suffixes do not exist", () => {
    const { externalDNS: _, ...platform } = facts.platform;
    const world = worldOf(STATEFUL + balanced("db.example.com"), [], { clusters: { east: { ...facts, platform } } });
    expect(found(world, "db.example.com")).toBe("not-declared");
    expect(found(world, "db.a.svc")).toBe("does-not-exist");
    expect(found(world, "db")).toBe("does-not-exist");
  });

  it("are forwarded to by a cluster's DNS, and may be of another World", () => {
    const [names, empty] = [worldOf(STATEFUL + balanced("db.example.com")), worldOf(STATEFUL)];
    expect(lookUpClusterName({ cluster: empty, public: names }, "east", "db.example.com").kind).toBe("addresses");
    expect(lookUpClusterName({ cluster: names, public: empty }, "east", "db.example.com").kind).toBe("does-not-exist");
  });
});

describe("search lists", () => {
  const resolver = { searches: ["a.svc.cluster.local", "cluster.local"], ndots: 2 };
  it.each([
    ["db", ["db.a.svc.cluster.local", "db.cluster.local", "db"]],
    ["x.y.z", ["x.y.z", "x.y.z.a.svc.cluster.local", "x.y.z.cluster.local"]],
    ["X.y.", ["x.y"]],
  ])("%s", (host, expected) => expect(searchCandidates(resolver, host)).toEqual(expected));
});

describe("routes", () => {
  const yaml =
    STATEFUL +
    service(
      "lb",
      "{ type: LoadBalancer, publishNotReadyAddresses: true, loadBalancerSourceRanges: [10.0.0.0/8], selector: { app: db }, ports: [{ port: 443, targetPort: http }, { port: 1112 }] }",
    );
  it("lead from Services and load balancers to pods", () => {
    const world = worldOf(yaml);
    const balancer = world.routes.get("lb:east/a/lb" as Address);
    expect(balancer).toMatchObject({
      reach: "public",
      sourceRanges: ["10.0.0.0/8"],
      ports: [
        { port: 443, targetPort: "http", place: { path: ["spec", "ports", 0] } },
        { port: 1112, targetPort: 1112 },
      ],
      targets: [{ address: "pod:east/a/db-3", whileUnready: true }, { address: "pod:east/a/db-4" }],
    });
    expect(world.routes.get("service:east/a/lb" as Address)).toMatchObject({ reach: "cluster", sourceRanges: [] });
    expect(resolveTargetPort(world, "pod:east/a/db-3" as Address, "http")).toBe(2113);
    expect(resolveTargetPort(world, "pod:east/a/db-3" as Address, "https")).toBeUndefined();
    expect(resolveTargetPort(world, "pod:east/a/db-3" as Address, 80)).toBe(80);
  });

  it("have none for headless Services, and no pods of Jobs", () => {
    const job =
      "---\napiVersion: batch/v1\nkind: Job\nmetadata: { name: j, namespace: a }\nspec: { template: { metadata: { labels: { app: j } }, spec: {} } }\n";
    const world = worldOf(job + service("j", "{ selector: { app: j } }") + service("h", "{ clusterIP: None, selector: { app: j } }"));
    expect([...world.routes.values()].map((each) => [each.address, each.targets])).toEqual([["service:east/a/j", []]]);
  });
});
