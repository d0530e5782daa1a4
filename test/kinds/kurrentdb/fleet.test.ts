import { describe, expect, test } from "vitest";
import { kinds } from "../../../src/kinds/all.ts";
import { expand } from "../../../src/kinds/expand.ts";
import { nodeCorefile } from "../../../src/kinds/kurrentdb/dns.ts";
import { layoutOf, type NamedKurrentDB } from "../../../src/kinds/kurrentdb/layout.ts";
import { internalLoadBalancer } from "../../../src/parts/internal-load-balancer.ts";
import type { Client, Cluster, Topology } from "../../../src/spec/topology.ts";
import { at } from "../../fixtures/manifests.ts";
import { east, orders, shop, topology } from "../../fixtures/topologies.ts";

const ZONE = "backbone.example.internal";
const platform = { ...east.platform, cloud: "gcp", region: "europe-west3" } as const;
const cluster = (name: string, changes: Partial<Cluster["platform"]> = {}): Cluster => ({
  ...east,
  name,
  platform: { ...platform, ...changes },
});
const peering = { name: "backbone", domain: ZONE, allowedIPs: [], addresses: {} } as const;

type Network = Partial<NamedKurrentDB["network"]>;

/** A quorum in east, a read-only replica in west, and what else is said of both networks. */
function fleet(network: Network = { peering }, rest: Partial<Topology> = {}, clients: readonly Client[] = []): Topology {
  const both = { domain: "example.com", ...network };
  const head = orders({ network: both });
  const { users: _, ...replica } = orders({ network: both, replicas: 0, readOnlyReplicas: { replicas: 1 } });
  return topology([head, { ...replica, name: "orders-west", cluster: "west", quorumOf: "orders" }], clients, {
    clusters: { east: cluster("east"), west: cluster("west"), south: cluster("south") },
    peerings: { backbone: { name: "backbone", joins: ["east", "west", "south"], podNetworks: false } },
    ...rest,
  });
}

const services = (whole: Topology, where: string) =>
  expand(whole, kinds).manifests.filter(({ cluster, object }) => cluster === where && object.kind === "Service");
const service = (whole: Topology, where: string, name: string) => {
  const found = services(whole, where).find(({ object }) => object.metadata.name === name);
  if (!found) throw new Error(`no Service ${name} in ${where}`);
  return found;
};
const aliases = (whole: Topology, where: string) =>
  services(whole, where)
    .filter(({ object }) => at(object, "spec", "type") === "ExternalName")
    .map(({ unit, object }) => [unit, object.metadata.namespace, object.metadata.name, at(object, "spec", "externalName")]);
const corefile = (whole: Topology, name: string) => {
  const spec = whole.workloads[name] as NamedKurrentDB;
  return nodeCorefile(layoutOf(spec, { cluster: whole.clusters[spec.cluster] as Cluster, authorities: {}, around: whole })) ?? "";
};
const rulesOf = (text: string) => [...text.matchAll(/name regex (\S+) (\S+)/g)].map(([, from, to]) => [from, to]);

describe("names of other clusters", () => {
  test("each cluster gets those of the servers that are elsewhere, in a unit of their workload's name", () => {
    expect(aliases(fleet(), "west")).toEqual([0, 1, 2].map((i) => ["orders", "kurrent", `orders-${i}`, `orders-${i}.${ZONE}`]));
    expect(aliases(fleet(), "east")).toEqual([["orders-west", "kurrent", "orders-west-replica-0", `orders-west-replica-0.${ZONE}`]]);
    expect(aliases(fleet(), "south")).toEqual([]);
  });

  test("a cluster of clients gets those of the whole fleet, once, and the namespace that they are in", () => {
    const client = (name: string, dials: string): Client => ({ ...shop(), name, dials, cluster: "south" }) as Client;
    const whole = fleet({ peering }, {}, [client("shop", "orders"), client("stock", "orders-west")]);
    expect(aliases(whole, "south").map(([unit, , name]) => [unit, name])).toEqual([
      ["orders", "orders-0"],
      ["orders", "orders-1"],
      ["orders", "orders-2"],
      ["orders-west", "orders-west-replica-0"],
    ]);
    const namespaces = expand(whole, kinds).manifests.filter(({ cluster, object }) => cluster === "south" && object.kind === "Namespace");
    expect(namespaces.map(({ object }) => object.metadata.name).sort()).toEqual(["kurrent", "shop"]);
  });

  test("a client by FQDN needs none of them", () => {
    const south = { ...shop(), cluster: "south" } as Client;
    expect(aliases(fleet({ peering, clientTrafficStrategy: "FQDN" }, {}, [south]), "south")).toEqual([]);
  });

  test("where no peering leads, they stand for the public names", () => {
    const whole = fleet({ peering, loadBalancer: { enabled: true, allowedIPs: [] } }, { peerings: {} });
    expect(aliases(whole, "west")[0]?.[3]).toBe("orders-0.orders.example.com");
  });
});

test("replicas elsewhere change nothing in the pods of the quorum, but for a rule that leads to names in a peering", () => {
  const pods = (whole: Topology, workloads: Topology["workloads"]) => {
    const made = expand({ ...whole, workloads }, kinds).manifests;
    return made.find(({ cluster, object }) => cluster === "east" && object.kind === "StatefulSet")?.object;
  };
  const changes = (network: Network) => {
    const whole = fleet(network);
    const { orders: alone } = whole.workloads;
    return JSON.stringify(pods(whole, whole.workloads)) !== JSON.stringify(pods(whole, { orders: alone as NamedKurrentDB }));
  };
  expect(changes({ peering })).toBe(false);
  expect(changes({ internodeTrafficStrategy: "SplitDNS", loadBalancer: { enabled: true, allowedIPs: [] } })).toBe(false);
  expect(changes({ internodeTrafficStrategy: "SplitDNS", peering })).toBe(true);
});

describe("load balancers across clusters", () => {
  test("a public one has the replication port as soon as servers come that way, and not for clients alone", () => {
    const network: Network = { loadBalancer: { enabled: true, allowedIPs: [] }, internodeTrafficStrategy: "SplitDNS" };
    const ports = (whole: Topology) => at(service(whole, "east", "orders-0-lb").object, "spec", "ports") as readonly { name: string }[];
    expect(ports(fleet(network)).map(({ name }) => name)).toEqual(["http", "replication"]);
    expect(at(service(fleet(network), "east", "orders-0-lb").object, "spec", "publishNotReadyAddresses")).toBe(true);
    expect(ports(fleet({ ...network, peering })).map(({ name }) => name)).toEqual(["http"]);
  });

  test("global access is asked for unless all regions are known to be one", () => {
    const key = "networking.gke.io/internal-load-balancer-allow-global-access";
    const annotation = (clusters: Topology["clusters"]) =>
      service(fleet({ peering }, { clusters }), "east", "orders-0-peering").object.metadata.annotations?.[key];
    const all = (west: Partial<Cluster["platform"]>) => ({ east: cluster("east"), west: cluster("west", west), south: cluster("south") });
    const { region: _, ...unknown } = platform;
    expect(annotation(all({}))).toBeUndefined();
    expect(annotation(all({ region: "us-west1" }))).toBe("true");
    expect(annotation({ ...all({}), west: { ...east, name: "west", platform: unknown } })).toBe("true");
  });

  test.each([
    [
      "gcp",
      {
        annotations: { "networking.gke.io/load-balancer-type": "Internal", "networking.gke.io/internal-load-balancer-subnet": "db" },
        loadBalancerIP: "10.0.0.5",
      },
    ],
    [
      "aws",
      {
        annotations: {
          "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
          "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes": "preserve_client_ip.enabled=false",
          "service.beta.kubernetes.io/aws-load-balancer-subnets": "db",
          "service.beta.kubernetes.io/aws-load-balancer-private-ipv4-addresses": "10.0.0.5",
        },
        loadBalancerClass: "service.k8s.aws/nlb",
      },
    ],
    [
      "azure",
      {
        annotations: {
          "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
          "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": "db",
          "service.beta.kubernetes.io/azure-load-balancer-ipv4": "10.0.0.5",
        },
      },
    ],
  ] as const)("an internal one of %s, in a subnet and with an address", (cloud, expected) => {
    expect(internalLoadBalancer({ cloud, subnet: "db", address: "10.0.0.5", acrossRegions: false })).toEqual(expected);
  });

  test("one by its class alone", () => {
    expect(internalLoadBalancer({ loadBalancerClass: "example.com/internal", acrossRegions: true })).toEqual({
      annotations: {},
      loadBalancerClass: "example.com/internal",
    });
  });
});

describe("rules of SplitDNS", () => {
  const split: Network = { internodeTrafficStrategy: "SplitDNS", fqdnTemplate: "{podName}.{domain}" };
  const extra = (host: string, result: string, regex = false) => ({ splitDNSExtraRules: [{ host, result, regex }] });

  test("own pods first, then those of a person, then the far ones' names in the peering", () => {
    expect(rulesOf(corefile(fleet({ ...split, peering, ...extra("a.example.com", "b.example.com") }), "orders-west"))).toEqual([
      [String.raw`^(orders-west-replica-\d+)\.example\.com\.$`, "{1}.kurrent.svc.cluster.local"],
      [String.raw`^a\.example\.com\.$`, "b.example.com"],
      [String.raw`^(orders-\d+)\.example\.com\.$`, `{1}.${ZONE}`],
      [String.raw`^(orders-replica-\d+)\.example\.com\.$`, `{1}.${ZONE}`],
    ]);
  });

  test.each<[string, Network]>([
    ["carry their FQDNs there", { peering: { name: "backbone", allowedIPs: [], addresses: {} } }],
    ["have no peering", { loadBalancer: { enabled: true, allowedIPs: [] } }],
  ])("none for far pods whose load balancers %s", (_, network) => {
    expect(rulesOf(corefile(fleet({ ...split, ...network }), "orders-west"))).toHaveLength(1);
  });

  test("an address comes by a name of its own, so that the first rule that fits decides", () => {
    const rules = [
      { host: "a.example.com", result: "10.0.0.5", regex: false },
      { host: "b.example.com", result: "fd00::5", regex: false },
      { host: "c.example.com", result: "10.0.0.5", regex: false },
    ];
    const text = corefile(fleet({ ...split, splitDNSExtraRules: rules }), "orders-west");
    expect(
      rulesOf(text)
        .slice(1)
        .map(([, to]) => to),
    ).toEqual(["address-0.splitdns.invalid", "address-1.splitdns.invalid", "address-0.splitdns.invalid"]);
    expect(text).toContain(
      [
        "    hosts /etc/hosts splitdns.invalid {",
        "        10.0.0.5 address-0.splitdns.invalid",
        "        fd00::5 address-1.splitdns.invalid",
      ].join("\n"),
    );
  });

  test.each([
    ["anchors of a person's own", String.raw`^a-(\d)\.x$`, String.raw`^(?:a-(\d)\.x)\.$`],
    ["an alternative", "a|b", String.raw`^(?:a|b)\.$`],
    ["an escaped dollar at the end", String.raw`a\$`, String.raw`^(?:a\$)\.$`],
  ])("an expression has to fit the whole name: %s", (_, host, expected) => {
    expect(rulesOf(corefile(fleet({ ...split, ...extra(host, "$" + "{1}.example.com", true) }), "orders-west"))[1]).toEqual([
      expected,
      "{1}.example.com",
    ]);
  });

  test("with the operator they stand in its resource, in the same order, with groups as Go writes them", () => {
    const rules = [{ host: "a.example.com", result: "10.0.0.5", regex: false }];
    const whole = fleet({ ...split, peering, splitDNSExtraRules: rules });
    const workloads = Object.fromEntries(Object.entries(whole.workloads).map(([name, each]) => [name, { ...each, backend: "operator" }]));
    const made = expand({ ...whole, workloads } as Topology, kinds).manifests;
    const resource = made.find(({ cluster, object }) => cluster === "west" && object.kind === "KurrentDB")?.object;
    expect(at(resource, "spec", "network", "splitDNSExtraRules")).toEqual([
      ...rules,
      { host: String.raw`(orders-\d+)\.example\.com`, result: `\${1}.${ZONE}`, regex: true },
      { host: String.raw`(orders-replica-\d+)\.example\.com`, result: `\${1}.${ZONE}`, regex: true },
    ]);
  });

  test("nothing in a Corefile is a variable to Flux", () => {
    expect(corefile(fleet({ ...split, peering, ...extra("(a).x", "$" + "{1}.example.com", true) }), "orders-west")).not.toMatch(/\$\{/);
  });
});
