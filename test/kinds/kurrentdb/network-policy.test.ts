import { describe, expect, test } from "vitest";
import { kinds } from "../../../src/kinds/all.ts";
import { expand } from "../../../src/kinds/expand.ts";
import type { NetworkPolicyChoice } from "../../../src/kinds/kurrentdb/network-policy-spec.ts";
import type { Client } from "../../../src/spec/topology.ts";
import { at, find } from "../../fixtures/manifests.ts";
import { east, orders, shop, topology } from "../../fixtures/topologies.ts";

const INGRESS: NetworkPolicyChoice = { policyTypes: ["Ingress"], ingress: [], egress: [] };
const laptops: Client = { name: "laptops", outside: true, dials: "orders", trusts: [] };

function policy(
  workload: Parameters<typeof orders>[0] = {},
  clients: readonly Client[] = [shop()],
  rest: Parameters<typeof topology>[2] = {},
) {
  const network = { networkPolicy: INGRESS, ...workload?.network };
  return find(expand(topology([orders({ ...workload, network })], clients, rest), kinds).manifests, "NetworkPolicy", "orders").object;
}

/** Each rule as `who: ports`. */
function rules(object: unknown, direction: "ingress" | "egress" = "ingress"): readonly string[] {
  const peersOf = { ingress: "from", egress: "to" }[direction];
  return (at(object, "spec", direction) as Record<string, unknown>[]).map((rule) => {
    const peers = (rule[peersOf] as Record<string, unknown>[] | undefined)?.map((peer) => {
      const name = at(peer, "namespaceSelector", "matchLabels", "kubernetes.io/metadata.name");
      const pods = at(peer, "podSelector", "matchLabels") as Record<string, string> | undefined;
      return [name, pods?.["app.kubernetes.io/name"] ?? pods?.["k8s-app"], at(peer, "ipBlock", "cidr")].filter(Boolean).join(" ");
    });
    const ports = (rule["ports"] as { protocol: string; port: number }[]).map((each) => `${each.protocol} ${each.port}`);
    return `${peers?.join(", ") ?? "everybody"}: ${ports.join(", ")}`;
  });
}

const MEMBERS = "kurrentdb: TCP 2113, TCP 1112";

describe("the NetworkPolicy of a workload", () => {
  test("is made only where it is asked for", () => {
    const made = (network: object) => expand(topology([orders({ network })], [shop()]), kinds).manifests.map(({ object }) => object.kind);
    expect(made({})).not.toContain("NetworkPolicy");
    expect(made({ networkPolicy: false })).not.toContain("NetworkPolicy");
    expect(made({ networkPolicy: INGRESS })).toContain("NetworkPolicy");
  });

  test("admits members on all ports, and the namespaces of clients in the cluster once each", () => {
    const second: Client = { ...shop(), name: "shop-jobs" };
    const far: Client = {
      name: "far",
      outside: false,
      cluster: "west",
      namespace: { name: "far", create: true },
      dials: "orders",
      trusts: [],
    };
    const clusters = { east, west: { ...east, name: "west" } };
    expect(rules(policy({}, [shop(), second, far, laptops], { clusters }))).toEqual([MEMBERS, "shop: TCP 2113"]);
  });

  test("selects all nodes, and no Job of the workload", () => {
    const expressions = (replicas: number) =>
      at(policy({ readOnlyReplicas: { replicas } }), "spec", "podSelector", "matchExpressions", 0, "values");
    expect(expressions(0)).toEqual(["node"]);
    expect(expressions(1)).toEqual(["node", "read-only-replica"]);
  });

  test("where a node is alone admits no members and has no port for replication; ports are those of the spec", () => {
    expect(rules(policy({ replicas: 1, network: { nodePort: 4000 } }))).toEqual(["shop: TCP 4000"]);
    expect(rules(policy({ replicas: 3, network: { nodePort: 4000 } }))).toEqual(["kurrentdb: TCP 4000, TCP 1112", "shop: TCP 4000"]);
  });

  test.each([
    ["by load balancers in a peering", { peering: { name: "backbone", domain: "x.example.internal", allowedIPs: [], addresses: {} } }],
    ["by public load balancers", { domain: "example.com", loadBalancer: { enabled: true, allowedIPs: [] } }],
  ] as const)("lets servers of other clusters in and goes out to them %s, and admits who dials any of them", (_, network) => {
    const both = { ...network, networkPolicy: { ...INGRESS, policyTypes: ["Ingress", "Egress"] as const } };
    const { users: _users, ...replica } = orders({ network: both, replicas: 0, readOnlyReplicas: { replicas: 1 } });
    const west = { ...replica, name: "orders-west", cluster: "west", quorumOf: "orders" };
    const clients = [{ ...shop(), cluster: "west" } as Client];
    const around = {
      clusters: { east, west: { ...east, name: "west" } },
      peerings: { backbone: { name: "backbone", joins: ["east", "west"], podNetworks: false } },
    };
    const { manifests } = expand(topology([orders({ network: both }), west], clients, around), kinds);
    const everybody = "everybody: TCP 2113, TCP 1112";
    const [quorum, reader] = ["orders", "orders-west"].map((name) => find(manifests, "NetworkPolicy", name).object);
    expect(rules(quorum)).toEqual([MEMBERS, everybody]);
    expect(rules(reader)).toEqual(["shop: TCP 2113", everybody]);
    expect(rules(quorum, "egress")[1]).toBe(everybody);
    expect(rules(reader, "egress")[1]).toBe(everybody);
  });

  test.each([
    ["to clients", "ServiceName", { enabled: true, allowedIPs: ["203.0.113.0/24"] }, "everybody: TCP 2113"],
    ["to members too", "FQDN", { enabled: true, allowedIPs: [] }, "everybody: TCP 2113, TCP 1112"],
    [
      "where nodes see the address of the caller",
      "ServiceName",
      { enabled: true, allowedIPs: ["203.0.113.0/24"], externalTrafficPolicy: "Local" },
      "203.0.113.0/24: TCP 2113",
    ],
  ] as const)("admits what load balancers let in %s", (_, internodeTrafficStrategy, loadBalancer, expected) => {
    const object = policy({ network: { domain: "example.com", internodeTrafficStrategy, loadBalancer } });
    expect(rules(object)).toEqual([MEMBERS, "shop: TCP 2113", expected]);
  });

  test("admits those who watch the certificates that are served", () => {
    const alerts = {
      labels: {},
      probe: { prober: { url: "blackbox.monitoring.svc:9115" }, module: "tls_connect", interval: "1m0s" },
      cronJob: { image: "registry.example.com/topology:1", schedule: "17 * * * *" },
    };
    const clusters = { east: { ...east, platform: { ...east.platform, prometheusOperator: "0.86" }, alerts } };
    expect(rules(policy({}, [shop()], { clusters }))).toEqual([
      MEMBERS,
      "shop: TCP 2113",
      "certificate-probe: TCP 2113, TCP 1112",
      "monitoring: TCP 2113, TCP 1112",
    ]);
  });

  test("admits Prometheus where the spec says where it runs", () => {
    expect(rules(policy({ monitoring: { labels: {}, namespace: "monitoring" } }))).toEqual([
      MEMBERS,
      "shop: TCP 2113",
      "monitoring: TCP 2113",
    ]);
  });

  test("closes the way out too where it is asked to, but for DNS and members; further rules come last", () => {
    const egress = [{ to: [{ ipBlock: { cidr: "198.51.100.0/24" } }], ports: [{ protocol: "TCP", port: 443 }] }] as const;
    const ask = (internodeTrafficStrategy: "ServiceName" | "FQDN") =>
      policy({
        network: {
          domain: "example.com",
          internodeTrafficStrategy,
          networkPolicy: { ...INGRESS, policyTypes: ["Ingress", "Egress"], egress },
        },
      });
    expect(rules(ask("ServiceName"), "egress")).toEqual(["kube-system kube-dns: UDP 53, TCP 53", MEMBERS, "198.51.100.0/24: TCP 443"]);
    expect(rules(ask("FQDN"), "egress")[1]).toBe("everybody: TCP 2113, TCP 1112");
    expect(at(policy(), "spec", "egress")).toBeUndefined();
  });

  test("each rule leads back to what asked for it", () => {
    const { origin } = find(
      expand(topology([orders({ network: { networkPolicy: INGRESS } })], [shop()]), kinds).manifests,
      "NetworkPolicy",
      "orders",
    );
    expect(origin.kind === "spec" && origin.fields.map(({ spec }) => spec.join("."))).toEqual([
      "workloads.orders.network.networkPolicy",
      "clients.shop.namespace",
    ]);
  });
});
