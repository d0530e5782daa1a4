import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { programs } from "../../src/programs/all.ts";
import { applyRules } from "../../src/programs/kurrentdb-dns/apply-rules.ts";
import { prove } from "../../src/prove/proof.ts";
import type { Environment } from "../../src/terms/environment.ts";
import type { KubeObject } from "../../src/terms/kube-object.ts";
import type { Manifest } from "../../src/terms/manifest.ts";
import { formatPath, place } from "../../src/terms/place.ts";
import { writtenPlace } from "../../src/world/operators/derived.ts";
import { readWorld } from "../../src/world/read-world.ts";
import type { World } from "../../src/world/world.ts";

type Data = Record<string, unknown>;

const NETWORK = { domain: "example.com", fqdnTemplate: "{podName}.{domain}" };

function database(network: Data, more: Data = {}): KubeObject {
  return {
    apiVersion: "kubernetes.kurrent.io/v1",
    kind: "KurrentDB",
    metadata: { name: "orders", namespace: "kurrent" },
    spec: {
      replicas: 3,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      resources: {},
      storage: {},
      network: { ...NETWORK, ...network },
      ...more,
    },
  };
}

function manifests(objects: Readonly<Record<string, readonly KubeObject[]>>): Manifest[] {
  return Object.entries(objects).flatMap(([cluster, all]) =>
    all.map((object, document) => ({
      kind: "manifest" as const,
      cluster,
      unit: "db",
      object,
      origin: { kind: "file" as const, file: "db.yaml", document },
    })),
  );
}

const facts = (version: string | undefined, more: Data = {}) => ({
  platform: {
    kubernetes: "1.33",
    externalDNS: { version: "0.15", annotationPrefix: "external-dns.alpha.kubernetes.io/", zones: ["example.com"] },
    ...(version === undefined ? {} : { kurrentdbOperator: { version, ...more } }),
  },
  dns: { clusterDomain: "corp.local", serviceIP: "10.0.0.10" },
});

function environment(clusters: Environment["clusters"]): Environment {
  return { kind: "environment", version: 1, topology: "t", test: true, clusters, processes: [], brought: [], assumptions: [] };
}

const world = (object: KubeObject, version: string | undefined = "1.6", more: Data = {}): World =>
  readWorld(manifests({ east: [object] }), [environment({ east: facts(version, more) })], programs);

const names = ({ derived }: World): readonly string[] => [...derived.keys()].map((id) => id.replace(/^east\/[^/]*\//, "")).sort();
const server = ({ processes }: World, pod: string) => processes.get(`east/kurrent/${pod}/kurrentdb-node`);
const advertised = (read: World, pod: string) =>
  server(read, pod)?.listeners.flatMap((each) => each.advertises.map(({ to, endpoint }) => `${to} ${endpoint.host}:${endpoint.port}`)) ??
  [];

describe("what the vendor's operator makes of a KurrentDB", () => {
  test("a StatefulSet, a ConfigMap and a Service for each type of nodes, and a Service for each pod", () => {
    const objects = names(world(database({}, { readOnlyReplicas: { replicas: 1 }, archiver: { enabled: true } })));
    const types = ["orders", "orders-archiver", "orders-replica"];
    const pods = ["orders-0", "orders-1", "orders-2", "orders-archiver-0", "orders-replica-0"];
    expect(objects).toEqual(
      [
        ...types.flatMap((name) => [`ConfigMap/kurrent/${name}`, `Service/kurrent/${name}`, `StatefulSet/kurrent/${name}`]),
        ...pods.map((name) => `Service/kurrent/${name}`),
      ].sort(),
    );
  });

  test("nothing where the cluster has no operator, and something where nothing is known of the cluster", () => {
    expect(names(world(database({}), undefined))).toHaveLength(6);
    const without = readWorld(manifests({ east: [database({})] }), [environment({ east: facts(undefined) })], programs);
    expect(names(without)).toEqual([]);
    expect(names(readWorld(manifests({ east: [database({})] }), [], programs))).toHaveLength(6);
  });

  test.each([
    ["ServiceName", "FQDN", "orders-1.orders.kurrent.svc.corp.local", "orders-1.example.com"],
    ["FQDN", "ServiceName", "orders-1.example.com", "orders-1.orders.kurrent.svc.corp.local"],
    ["SplitDNS", "FQDN", "orders-1.example.com", "orders-1.example.com"],
    [undefined, undefined, "orders-1.orders.kurrent.svc.corp.local", "orders-1.example.com"],
  ])("names with %s between servers and %s for clients", (internodeTrafficStrategy, clientTrafficStrategy, member, client) => {
    const read = world(database({ internodeTrafficStrategy, clientTrafficStrategy }));
    expect([...new Set(advertised(read, "orders-1"))].sort()).toEqual([
      `clients ${client}:2113`,
      `members ${member}:1112`,
      `members ${member}:2113`,
    ]);
  });

  test.each([
    ["1.6", {}, "corp.local"],
    ["1.5.0", {}, "corp.local"],
    ["1.4.3", {}, "cluster.local"],
    ["1.4.3", { clusterDomain: "corp.local" }, "corp.local"],
  ])("operator %s with %o builds names in %s", (version, more, domain) => {
    expect(advertised(world(database({}), version, more), "orders-0").join()).toContain(
      `members orders-0.orders.kurrent.svc.${domain}:2113`,
    );
  });

  test("ports, load balancers and what extraMetadata adds to them", () => {
    const loadBalancer = { enabled: true, allowedIPs: ["10.0.0.0/8"], loadBalancerClass: "x" };
    const extraMetadata = { loadBalancers: { annotations: { "example.com/of": "{podName} {podOrdinal} {nodeTypeSuffix}{unknown}" } } };
    const read = world(database({ loadBalancer, nodePort: 2114, replicationPort: 1114 }, { extraMetadata }));
    const made = read.objects.get("east//Service/kurrent/orders-2-lb" as never);
    expect(made?.metadata.annotations).toEqual({
      "external-dns.alpha.kubernetes.io/hostname": "orders-2.example.com",
      "example.com/of": "orders-2 2 {unknown}",
    });
    expect(made?.["spec"]).toMatchObject({ loadBalancerSourceRanges: ["10.0.0.0/8"], loadBalancerClass: "x" });
    expect(server(read, "orders-0")?.listeners.map(({ port }) => port)).toEqual([2114, 1114]);
    expect(read.zones.find(({ view }) => view === "public")?.records.has("orders-2.example.com" as never)).toBe(true);
  });

  test("without a certificate servers are insecure, and with one they take in changed files by themselves", () => {
    expect(server(world(database({})), "orders-0")?.hazards?.map(({ kind }) => kind)).toEqual(["no-authentication"]);
    const security = { certificateSecret: { name: "tls", keyName: "tls.crt", privateKeyName: "tls.key" } };
    const read = world(database({}, { security }));
    // Nobody makes the Secret.
    expect(server(read, "orders-0")?.stops.map(({ reason }) => reason)).toContain("missing-object");
  });

  test("what the resource says of options counts, but for those that are forced", () => {
    const configuration = { NodePort: 9999, GossipIntervalMs: 1, ClusterSize: 7 };
    const read = world(database({}, { configuration }));
    expect(server(read, "orders-0")?.listeners[0]?.port).toBe(2113);
    const file = read.objects.get("east//ConfigMap/kurrent/orders" as never)?.["data"] as Record<string, string>;
    expect(JSON.parse(file["kurrentdb.conf"] ?? "")).toMatchObject({ GossipIntervalMs: 1, GossipTimeoutMs: 5000 });
  });

  test("read-only replicas elsewhere dial the quorum's nodes, and count them", () => {
    const quorumNodes = ["a.example.com:2113", "b.example.com:2113", "c.example.com:2113"];
    const read = world(database({ internodeTrafficStrategy: "FQDN" }, { replicas: 0, readOnlyReplicas: { replicas: 1 }, quorumNodes }));
    expect(names(read)).toEqual(
      [
        "ConfigMap/kurrent/orders-replica",
        "Service/kurrent/orders-replica",
        "Service/kurrent/orders-replica-0",
        "StatefulSet/kurrent/orders-replica",
      ].sort(),
    );
    expect(server(read, "orders-replica-0")?.dials.map(({ to }) => `${to.host}:${to.port}`)).toEqual(quorumNodes);
    expect(server(read, "orders-replica-0")?.stops).toEqual([]);
  });

  test("places lead to the fields of the KurrentDB", () => {
    const { derived } = world(database({ internodeTrafficStrategy: "SplitDNS" }, { environmentSecret: "e" }));
    const at = (id: string, ...path: (string | number)[]) => {
      const found = writtenPlace(place(id as never, ...path), derived);
      return `${found.object} ${formatPath(found.path)}`;
    };
    const set = "east/apps/StatefulSet/kurrent/orders";
    const source = "east/kubernetes.kurrent.io/KurrentDB/kurrent/orders";
    const container = ["spec", "template", "spec", "containers", 0];
    expect(at(set, "spec", "replicas")).toBe(`${source} spec.replicas`);
    expect(at(set, ...container, "image")).toBe(`${source} spec.image`);
    expect(at(set, ...container, "envFrom", 0, "secretRef", "name")).toBe(`${source} spec.environmentSecret`);
    expect(at(set, "spec", "template", "spec", "dnsConfig")).toBe(`${source} spec.network.internodeTrafficStrategy`);
    expect(at("east//ConfigMap/kurrent/orders-dns", "data", "dns.conf")).toBe(`${source} spec.network.fqdnTemplate`);
    expect(at("east//Service/kurrent/orders-0", "spec", "ports", 0)).toBe(`${source} spec.network.nodePort`);
    expect(at("east//Service/other/thing", "spec")).toBe("east//Service/other/thing spec");
  });
});

describe("Service names across clusters", () => {
  const quorum = (network: Data) => database({ loadBalancer: { enabled: true }, ...network });
  const elsewhere = (network: Data): KubeObject => ({
    ...database(
      { loadBalancer: { enabled: true }, fqdnTemplate: "{podName}-west.{domain}", ...network },
      { replicas: 0, readOnlyReplicas: { replicas: 1 }, quorumNodes: [0, 1, 2].map((i) => `orders-${i}.example.com:2113`) },
    ),
  });
  const findings = (network: Data) => {
    const both = environment({ east: facts("1.6"), west: facts("1.6") });
    const { findings: found, traces } = prove(
      readWorld(manifests({ east: [quorum(network)], west: [elsewhere(network)] }), [both], programs),
    );
    return { codes: found.map(({ code }) => code), traces };
  };

  test("are not known, and FQDNs are", () => {
    const services = findings({ internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "FQDN" });
    expect(services.codes.filter((code) => code === "TL5411")).not.toEqual([]);
    const unknown = services.traces.filter(({ disposition }) => disposition === "unknown");
    // The replica dials what the quorum's nodes advertise, for gossip and as followers, and they gossip back.
    expect(unknown.map(({ dial }) => dial.id.replace(/^.*?kurrent\//, "")).length).toBeGreaterThan(0);
    const split = findings({ internodeTrafficStrategy: "SplitDNS", clientTrafficStrategy: "FQDN" });
    expect(split.codes).not.toContain("TL5411");
    expect(split.traces.map(({ disposition }) => disposition)).toEqual(split.traces.map(() => "proven"));
    expect(
      new Set(split.traces.filter(({ dial }) => dial.from.startsWith("east/") && dial.to.host.includes("west")).map(({ path }) => path)),
    ).toEqual(new Set(["across"]));
  });
});

describe("the DNS sidecar's rules", () => {
  const where = place("east//ConfigMap/kurrent/orders-dns" as never);
  const server_ = (...rules: readonly { host: string; result: string; regex?: boolean }[]) => ({
    place: where,
    resolver: "10.0.0.10",
    rules: rules.map((rule) => ({ regex: false, place: where, ...rule })),
  });

  test.each([
    ["a literal", { host: "a.example.com", result: "10.1.2.3" }, "a.example.com", "10.1.2.3"],
    ["a literal of another case", { host: "A.example.com", result: "10.1.2.3" }, "a.example.com", undefined],
    ["a pattern", { host: "db-([0-9]+)\\.my\\.domain", result: "db-${1}.ns", regex: true }, "db-7.my.domain", "db-7.ns"],
    ["a pattern in the middle", { host: "db-([0-9]+)", result: "x", regex: true }, "db-7.my.domain", undefined],
    ["a group by name", { host: "(?P<pod>db-[0-9]+)\\.my", result: "${pod}.ns", regex: true }, "db-7.my", "db-7.ns"],
    ["a group that there is not", { host: "db", result: "x${2}y", regex: true }, "db", "xy"],
    ["a group that takes in what follows", { host: "(db)", result: "$1x.ns", regex: true }, "db", ".ns"],
    ["an alternative that matches less first", { host: "db|db-0", result: "x", regex: true }, "db-0", undefined],
  ])("%s", (_, rule, name, wanted) => {
    const ruled = applyRules(server_(rule), name);
    expect(ruled.kind === "result" ? ruled.result : undefined).toBe(wanted);
  });

  test("the first that takes a name counts, and one that can't be read ends it", () => {
    expect(applyRules(server_({ host: "a", result: "1.1.1.1" }, { host: "a", result: "2.2.2.2" }), "a")).toMatchObject({
      result: "1.1.1.1",
    });
    expect(applyRules(server_({ host: "\\pL", result: "x", regex: true }, { host: "a", result: "2.2.2.2" }), "a").kind).toBe("unread");
  });

  test("extra rules lead a name elsewhere, and a pattern that nobody can read keeps the sidecar from starting", () => {
    const extra = (rule: Data) => {
      const read = world(database({ internodeTrafficStrategy: "SplitDNS", splitDNSExtraRules: [rule] }));
      return read.processes.get("east/kurrent/orders-0/dns");
    };
    expect(extra({ host: "far.example.com", result: "10.1.2.3" })?.listeners[0]?.splitDns?.rules.map(({ host }) => host)).toEqual([
      "(orders-[0-9]+)\\.example\\.com",
      "far.example.com",
    ]);
    expect(extra({ host: "(far", result: "10.1.2.3", regex: true })?.stops.map(({ reason }) => reason)).toEqual(["bad-option"]);
  });
});

test("documents in YAML are read as they are", () => {
  const [document] = parseAllDocuments("apiVersion: kubernetes.kurrent.io/v1\nkind: KurrentDB\nmetadata: { name: odd }\nspec: 3\n");
  expect(names(world(document?.toJS() as KubeObject))).toEqual([]);
});
