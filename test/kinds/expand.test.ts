import { describe, expect, test } from "vitest";
import { kinds } from "../../src/kinds/all.ts";
import { expand } from "../../src/kinds/expand.ts";
import { objectId } from "../../src/terms/kube-object.ts";
import { specPathOf } from "../../src/terms/manifest.ts";
import { find, names } from "../fixtures/manifests.ts";
import { anywhere, insecureTest, oneCluster, orders, ordersNodes, publicAuthority, shop, topology } from "../fixtures/topologies.ts";

const all = { oneCluster, anywhere, publicAuthority, insecureTest };

describe.each(Object.entries(all))("%s", (_, input) => {
  const { manifests, problems } = expand(input, kinds);

  test("gives whole objects, each once, frozen, with names that Kubernetes takes", () => {
    expect(problems).toEqual([]);
    expect(new Set(manifests.map(({ cluster, object }) => objectId(cluster, object))).size).toBe(manifests.length);
    for (const { object } of manifests) {
      expect(object.apiVersion).toMatch(/^([a-z0-9.-]+\/)?v\d/);
      expect(object.kind).toMatch(/^[A-Z]/);
      const limit = object.kind === "StatefulSet" ? 52 : ["Service", "Namespace", "Job"].includes(object.kind) ? 63 : 253;
      expect(object.metadata.name.length).toBeLessThanOrEqual(limit);
      expect(object.metadata.labels?.["app.kubernetes.io/managed-by"]).toBe("trueline");
      expect(JSON.stringify(object)).not.toContain("app.kubernetes.io/instance");
      expect(Object.isFrozen(object.metadata)).toBe(true);
    }
  });

  test("says of each field which property it comes from", () => {
    for (const { origin, object } of manifests) {
      if (origin.kind !== "spec") throw new Error("an object that comes from no spec");
      expect(origin.topology).toBe("orders");
      expect(["workloads", "authorities", "clients", "clusters"], object.kind).toContain(origin.base[0]);
      for (const { spec } of origin.fields) expect(Object.keys(input[spec[0] as "clusters"])).toContain(spec[1]);
    }
  });

  test("is the same each time", () => {
    expect(JSON.stringify(expand(input, kinds))).toBe(JSON.stringify({ manifests, problems }));
  });
});

test("objects are named and divided into units as the architecture says", () => {
  expect(names(expand(oneCluster, kinds).manifests).sort()).toMatchInlineSnapshot(`
    [
      "namespaces: Namespace kurrent",
      "namespaces: Namespace shop",
      "orders-nodes: Certificate kurrent/orders-nodes-g1",
      "orders-nodes: Certificate kurrent/orders-nodes-g1-anchor",
      "orders-nodes: Certificate kurrent/orders-nodes-g2",
      "orders-nodes: Certificate kurrent/orders-nodes-g2-anchor",
      "orders-nodes: ConfigMap cert-manager/kurrent-orders-nodes-roots",
      "orders-nodes: ConfigMap kurrent/orders-nodes-roots",
      "orders-nodes: ConfigMap kurrent/orders-nodes-roots-9fe8dfdaeb",
      "orders-nodes: Issuer kurrent/orders-nodes-g1",
      "orders-nodes: Issuer kurrent/orders-nodes-g2",
      "orders-nodes: Issuer kurrent/orders-nodes-selfsigned",
      "orders-nodes: Job kurrent/orders-nodes-roots-9fe8dfdaeb",
      "orders-nodes: Role cert-manager/kurrent-orders-nodes-roots",
      "orders-nodes: Role kurrent/orders-nodes-roots",
      "orders-nodes: RoleBinding cert-manager/kurrent-orders-nodes-roots",
      "orders-nodes: RoleBinding kurrent/orders-nodes-roots",
      "orders-nodes: ServiceAccount kurrent/orders-nodes-roots",
      "orders: Certificate kurrent/orders-node-tls",
      "orders: ConfigMap kurrent/orders-reload",
      "orders: PodDisruptionBudget kurrent/orders",
      "orders: Service kurrent/orders",
      "orders: Service kurrent/orders-0",
      "orders: Service kurrent/orders-1",
      "orders: Service kurrent/orders-2",
      "orders: ServiceAccount kurrent/orders",
      "orders: StatefulSet kurrent/orders",
      "shop: Bundle shop-orders-nodes",
      "shop: ConfigMap shop/shop",
    ]
  `);
});

test("the objects of load balancers, replicas and SplitDNS", () => {
  const before = new Set(names(expand(oneCluster, kinds).manifests));
  expect(names(expand(anywhere, kinds).manifests).filter((name) => !before.has(name))).toMatchInlineSnapshot(`
    [
      "orders: ConfigMap kurrent/orders-dns",
      "orders: Service kurrent/orders-0-lb",
      "orders: Service kurrent/orders-1-lb",
      "orders: Service kurrent/orders-2-lb",
      "orders: Service kurrent/orders-replica",
      "orders: Service kurrent/orders-replica-0",
      "orders: Service kurrent/orders-replica-0-lb",
      "orders: Certificate kurrent/orders-replica-node-tls",
      "orders: StatefulSet kurrent/orders-replica",
      "laptops: ConfigMap kurrent/laptops",
    ]
  `);
});

describe("origins", () => {
  const { manifests } = expand(anywhere, kinds);
  const statefulSet = find(manifests, "StatefulSet", "orders");
  const env = envIndex(statefulSet.object);
  test.each([
    ["Certificate", "orders-node-tls", ["spec", "dnsNames", 0], ["workloads", "orders", "network", "domain"]],
    ["Certificate", "orders-node-tls", ["spec", "issuerRef", "name"], ["workloads", "orders", "security", "authority"]],
    ["Certificate", "orders-node-tls", ["spec", "duration"], ["authorities", "ordersNodes", "leaves", "duration"]],
    ["Certificate", "orders-nodes-g1", ["spec", "duration"], ["authorities", "ordersNodes", "duration"]],
    ["Certificate", "orders-nodes-g2", ["spec", "secretName"], ["authorities", "ordersNodes", "generations", 1]],
    ["ConfigMap", "orders-nodes-roots", ["data"], ["authorities", "ordersNodes", "trusted"]],
    ["ConfigMap", "orders-dns", ["data", "Corefile"], ["workloads", "orders", "network", "domain"]],
    ["StatefulSet", "orders", ["spec", "replicas"], ["workloads", "orders", "replicas"]],
    ["StatefulSet", "orders-replica", ["spec", "replicas"], ["workloads", "orders", "readOnlyReplicas", "replicas"]],
    ["StatefulSet", "orders", ["spec", "template", "spec", "containers", 0, "image"], ["workloads", "orders", "image"]],
    ["StatefulSet", "orders", env("NODE_HOST_ADVERTISE_AS"), ["workloads", "orders", "network", "domain"]],
    ["StatefulSet", "orders", env("ADVERTISE_HOST_TO_CLIENT_AS"), ["workloads", "orders", "network", "domain"]],
    ["StatefulSet", "orders", ["spec", "volumeClaimTemplates", 0, "spec", "resources"], ["workloads", "orders", "storage", "size"]],
    ["StatefulSet", "orders", ["spec", "template", "spec", "initContainers", 0, "image"], ["clusters", "east", "images", "coredns"]],
    ["Service", "orders-0-lb", ["spec", "ports", 0, "port"], ["workloads", "orders", "network", "nodePort"]],
    ["Bundle", "shop-orders-nodes", ["spec", "sources"], ["authorities", "ordersNodes", "trusted"]],
    ["Namespace", "shop", ["metadata", "name"], ["clients", "shop", "namespace"]],
  ] as const)("%s %s %j", (kind, name, path, spec) => {
    const { origin } = find(manifests, kind, name);
    expect(origin.kind === "spec" && specPathOf(origin, path)).toEqual(spec);
  });

  test("a template that somebody wrote decides names, and not the domain", () => {
    const custom = topology([
      orders({
        network: {
          domain: "example.com",
          fqdnTemplate: "{podName}.{domain}",
          internodeTrafficStrategy: "SplitDNS",
          clientTrafficStrategy: "FQDN",
        },
      }),
    ]);
    const { origin } = find(expand(custom, kinds).manifests, "Certificate", "orders-node-tls");
    expect(origin.kind === "spec" && specPathOf(origin, ["spec", "dnsNames", 0])).toEqual([
      "workloads",
      "orders",
      "network",
      "fqdnTemplate",
    ]);
  });
});

test("public authority: the issuer of the vendor's page, and no trust of our own", () => {
  const { manifests } = expand(publicAuthority, kinds);
  expect(find(manifests, "ClusterIssuer", "letsencrypt").object["spec"]).toEqual({
    acme: {
      privateKeySecretRef: { name: "letsencrypt-issuer-key" },
      email: "platform@example.com",
      preferredChain: "",
      server: "https://acme-v02.api.letsencrypt.org/directory",
      solvers: [
        {
          dns01: {
            route53: {
              region: "eu-central-1",
              hostedZoneID: "Z0EXAMPLE",
              accessKeyID: "AKIAEXAMPLE",
              secretAccessKeySecretRef: { name: "aws-route53-credentials", key: "secretAccessKey" },
            },
          },
          selector: { dnsZones: ["example.com", "*.example.com"] },
        },
      ],
    },
  });
  expect(manifests.filter(({ object }) => ["Bundle", "Job", "Issuer"].includes(object.kind))).toEqual([]);
});

test("two workloads in one namespace share its objects and those of their authority", () => {
  const shared = topology([orders(), orders({ name: "carts" })]);
  const { manifests } = expand(shared, kinds);
  expect(manifests.filter(({ object }) => object.kind === "Namespace")).toHaveLength(1);
  expect(manifests.filter(({ object }) => object.kind === "Job")).toHaveLength(1);
  expect(manifests.filter(({ object }) => object.kind === "StatefulSet")).toHaveLength(2);
});

test("a client of one of two namespaces trusts the roots of the workload that it dials only", () => {
  const two = topology([orders(), orders({ name: "carts", namespace: { name: "other", create: true } })], [shop()]);
  const { object } = find(expand(two, kinds).manifests, "Bundle", "shop-orders-nodes");
  const { sources } = object["spec"] as { sources: { configMap: { name: string } }[] };
  expect(new Set(sources.map(({ configMap }) => configMap.name))).toEqual(new Set(["kurrent-orders-nodes-roots"]));
});

test("a namespace that somebody else makes is not made; without trust-manager there is no Bundle and no trust namespace", () => {
  const { trustManager: _, ...platform } = (oneCluster.clusters["east"] as NonNullable<(typeof oneCluster.clusters)["east"]>).platform;
  const without = topology([orders({ namespace: { name: "kurrent", create: false } })], [shop()], {
    clusters: { east: { ...(oneCluster.clusters["east"] as (typeof oneCluster.clusters)[string]), platform } },
  });
  const made = names(expand(without, kinds).manifests);
  expect(made).not.toContain("namespaces: Namespace kurrent");
  expect(made).toContain("namespaces: Namespace shop");
  expect(made.filter((name) => name.includes("Bundle") || name.includes("cert-manager/"))).toEqual([]);
});

test("what is trusted decides the Job's name: another Job writes another set of roots", () => {
  const job = (trusted: readonly string[]) =>
    names(expand(topology([orders()], [], { authorities: { ordersNodes: { ...ordersNodes, trusted } } }), kinds).manifests).find((name) =>
      name.includes("Job"),
    );
  expect(job(["g1"])).not.toBe(job(["g1", "g2"]));
  expect(job(["g1"])).toBe(job(["g1"]));
});

function envIndex(object: Readonly<Record<string, unknown>>): (option: string) => (string | number)[] {
  const { spec } = (object as { spec: { template: { spec: { containers: { env: { name: string }[] }[] } } } }).spec.template;
  const env = spec.containers[0]?.env ?? [];
  return (option) => [
    "spec",
    "template",
    "spec",
    "containers",
    0,
    "env",
    env.findIndex(({ name }) => name === `KURRENTDB_${option}`),
    "value",
  ];
}
