import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkTogether } from "../../src/spec/check-together.ts";
import { acmeSpec, ca, check, checked, cluster, database, kinds, topology } from "./topologies.ts";

type Data = Record<string, unknown>;

const ZONE = "backbone.example.internal";
const pem = (name: string): string => readFileSync(`test/golden/pki/${name}.pem`, "utf8");
const issuer = (root = "corporate-root", name = "nodes"): Data => ({
  kind: "existingIssuer",
  issuerRef: { name, kind: "Issuer" },
  roots: { g1: pem(root) },
});
const platform = {
  kubernetes: "1.33",
  certManager: "1.21",
  externalDNS: { version: "0.22", zones: ["example.com", ZONE] },
  cloud: "gcp",
};
const { externalDNS: _dns, ...unpublished } = platform;
const { cloud: _cloud, ...noCloud } = platform;

interface Changes {
  readonly orders?: Data;
  readonly west?: Data;
  /** Of both workloads' network. */
  readonly network?: Data;
  readonly clusters?: Data;
  readonly rest?: Data;
}

/** A quorum in east and a read-only replica in west, by Service names over a peering. */
function fleet({ orders = {}, west = {}, network = {}, clusters = {}, rest = {} }: Changes = {}): Data {
  const shared = {
    network: {
      internodeTrafficStrategy: "ServiceName",
      clientTrafficStrategy: "ServiceName",
      peering: { name: "backbone", domain: ZONE },
      ...network,
    },
  };
  return topology({
    clusters: { east: cluster({ platform }), west: cluster({ platform }), south: cluster({ platform }), ...clusters },
    peerings: { backbone: { joins: ["east", "west"] } },
    zones: { [ZONE]: { peering: "backbone" } },
    authorities: { ordersNodes: issuer() },
    workloads: {
      orders: database({ ...shared, ...orders }),
      "orders-west": database({
        ...shared,
        cluster: "west",
        replicas: 0,
        quorumOf: "orders",
        readOnlyReplicas: { replicas: 1 },
        users: undefined,
        ...west,
      }),
    },
    ...rest,
  });
}

const peering = (changes: Data): Changes => ({ network: { peering: { name: "backbone", domain: ZONE, ...changes } } });
const split = (changes: Data = {}): Data => ({
  internodeTrafficStrategy: "SplitDNS",
  clientTrafficStrategy: "FQDN",
  domain: "example.com",
  ...changes,
});
const rule = (changes: Data): Changes => ({
  network: split({ splitDNSExtraRules: [{ host: "a.example.com", result: "b.example.com", ...changes }] }),
});
const publicly = (allowedIPs: readonly string[]): Data =>
  split({ peering: undefined, loadBalancer: { enabled: true, ...(allowedIPs.length > 0 ? { allowedIPs } : {}) } });
const westOf = (changes: Data): Data => ({ clusters: { west: cluster({ platform: { ...platform, ...changes } }) } });
const image = (tag: string): Data => ({ image: `docker.kurrent.io/kurrent-lts/kurrentdb:${tag}` });
const records = (more: Data = {}): Changes => ({
  ...peering({ addresses: {} }),
  rest: { zones: { [ZONE]: { peering: "backbone", records: { [`orders-0.${ZONE}`]: "10.20.0.5" } } } },
  orders: { network: { ...own, peering: { name: "backbone", domain: ZONE, ...more } } },
});
const own = { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" };
const inSouth = (network: Data, south: Data = {}): Changes => ({
  network,
  clusters: { south: cluster({ platform, ...south }) },
  rest: {
    peerings: { backbone: { joins: ["east", "west", "south"] } },
    clients: { shop: { cluster: "south", namespace: "shop", dials: "orders", trusts: ["ordersNodes"] } },
  },
});
const WEST = "workloads.orders-west";
const ORDERS = "workloads.orders";

/** What is wrong, the changes that make it so, where and how its first problem begins, and the changes of the good twin. */
const rows: readonly (readonly [string, Changes, string, Changes])[] = [
  // The quorum
  ["no quorum", { west: { quorumOf: undefined } }, `${WEST}.replicas: 0 is for read-only replicas alone`, {}],
  ["a quorum that is not there", { west: { quorumOf: "order" } }, `${WEST}.quorumOf: no workload "order". Did you mean "orders"?`, {}],
  ["itself", { west: { quorumOf: "orders-west" } }, `${WEST}.quorumOf: names this workload itself.`, {}],
  ["two quorums", { west: { replicas: 3 } }, `${WEST}.quorumOf: "orders" would be another quorum than that of its own 3 nodes`, {}],
  [
    "a chain",
    { rest: { workloads: chain() } },
    'workloads.orders-south.quorumOf: orders-west has no quorum: it is a cluster of read-only replicas too. Write "orders"',
    { rest: { workloads: chain("orders"), peerings: { backbone: { joins: ["east", "west", "south"] } } } },
  ],
  ["a quorum of one", { orders: { replicas: 1 } }, `${WEST}.quorumOf: orders is a single node`, { orders: { replicas: 5 } }],
  ["one cluster", { west: { cluster: "east" } }, `${WEST}.quorumOf: orders runs in cluster east too. There, add readOnlyReplicas`, {}],
  [
    "no replicas",
    { west: { readOnlyReplicas: { replicas: 0 } } },
    `${WEST}.readOnlyReplicas.replicas: 0 with replicas: 0 leaves no node`,
    {},
  ],
  [
    "another version",
    { west: image("26.1.0") },
    `${WEST}.image: is server 26.1, and the quorum orders runs 26.0`,
    { west: image("26.0.9") },
  ],
  [
    "another authority with another root",
    { rest: { authorities: { ordersNodes: issuer(), theirs: issuer("other-root") } }, west: { security: { authority: "theirs" } } },
    `${WEST}.security.authority: "theirs" is not the authority of orders ("ordersNodes"), and the roots of the two differ`,
    {
      rest: { authorities: { ordersNodes: issuer(), theirs: issuer("corporate-root", "elsewhere") } },
      west: { security: { authority: "theirs" } },
    },
  ],
  [
    "a common name of its own",
    { west: { security: { authority: "ordersNodes", certificateReservedNodeCommonName: "west" } } },
    `${WEST}.security.certificateReservedNodeCommonName: nodes of one cluster demand one common name`,
    { orders: { security: { authority: "ordersNodes", certificateReservedNodeCommonName: "kurrentdb-node" } } },
  ],
  [
    "users",
    { west: { users: { adminPasswordSecret: { name: "u", key: "a" }, opsPasswordSecret: { name: "u", key: "o" } } } },
    `${WEST}.users: users are those of orders`,
    {},
  ],
  [
    "a root that one cluster makes",
    { rest: { authorities: { ordersNodes: ca() } } },
    'authorities.ordersNodes: is used by orders (namespace kurrent of cluster east) and by orders-west (namespace kurrent of cluster west). A private CA is born in one namespace of one cluster, and its key never leaves it. Give each its own privateCA. Or carry its key: carried: { from: "east", secrets }.',
    {},
  ],
  [
    "a public authority and Service names",
    { rest: { authorities: { ordersNodes: acmeSpec() } } },
    `${ORDERS}.network.internodeTrafficStrategy: "ServiceName" makes nodes dial each other by Service names, which the public authority`,
    { rest: { authorities: { ordersNodes: acmeSpec() } }, network: split({ clientTrafficStrategy: "FQDN" }) },
  ],
  [
    "two servers of one name",
    { network: split({ fqdnTemplate: "{podName}.{domain}" }), orders: {}, rest: { workloads: doubles("orders") } },
    "workloads.orders: its orders-replica-0 would be dialled as orders-replica-0.kurrent.svc.cluster.local, and so would a node of orders-replica",
    { rest: { workloads: doubles("orders-west") } },
  ],
  // The way
  [
    "another cluster domain",
    { clusters: { west: cluster({ platform, dns: { serviceIP: "10.112.0.10", clusterDomain: "west.local" } }) } },
    `${ORDERS}.network.internodeTrafficStrategy: "ServiceName" makes servers of its fleet in cluster west dial orders-0.kurrent.svc.cluster.local, and the domain of cluster west is west.local`,
    { clusters: { west: cluster({ platform, dns: { serviceIP: "10.112.0.10", clusterDomain: "cluster.local" } }) } },
  ],
  [
    "no load balancer",
    { orders: { network: { ...own } } },
    `${ORDERS}.network: servers of its fleet in cluster west dial orders-0, which has no load balancer that is reached from there.`,
    { orders: { network: { ...own, domain: "example.com", loadBalancer: { enabled: true } } } },
  ],
  [
    "no load balancer, by FQDN",
    { network: split({ peering: undefined }) },
    `${ORDERS}.network: servers of its fleet in cluster west dial orders-0, which has no load balancer that is reached from there.`,
    { network: split() },
  ],
  [
    "a load balancer without a name",
    { orders: { network: { ...own, loadBalancer: { enabled: true } } } },
    `${ORDERS}.network: servers of its fleet in cluster west dial orders-0, which has a load balancer, but no name for it`,
    { orders: { network: { ...own, domain: "example.com", loadBalancer: { enabled: true } } } },
  ],
  [
    "a name that nobody publishes",
    { clusters: { east: cluster({ platform: unpublished }) } },
    `${ORDERS}.network: orders-0.kurrent.svc.cluster.local would be an alias of orders-0.${ZONE} in cluster west, and nobody publishes that name: an alias leads to a name, never to an address. Let the external-dns of east own its zone`,
    { clusters: { east: cluster({ platform }) } },
  ],
  [
    "a zone that another cluster owns",
    { rest: { zones: { [ZONE]: { peering: "backbone", owner: "west" } } } },
    `${ORDERS}.network: orders-0.kurrent.svc.cluster.local would be an alias of orders-0.${ZONE} in cluster west, and nobody publishes that name: an alias leads to a name, never to an address. Let the external-dns of east write into ${ZONE} too (take owner: "west" out of zones), or keep records by hand: zones: { "${ZONE}": { records: { "orders-0.${ZONE}": "<address>" } } }, with the address of the load balancer orders-0-peering`,
    {},
  ],
  [
    "clients that are not let in",
    { network: publicly(["198.51.100.0/24"]), ...westOf({ egress: ["203.0.113.7/32", "198.51.100.9/32"] }) },
    `${ORDERS}.network.loadBalancer.allowedIPs: they leave out 203.0.113.7/32, from where cluster west dials`,
    { network: publicly(["198.51.100.0/24", "203.0.113.0/24"]), ...westOf({ egress: ["203.0.113.7/32", "198.51.100.9/32"] }) },
  ],
  [
    "clients in a cluster of another domain",
    inSouth({}, { dns: { serviceIP: "10.128.0.10", clusterDomain: "south.local" } }),
    `${ORDERS}.network.clientTrafficStrategy: "ServiceName" makes clients in cluster south dial orders-0.kurrent.svc.cluster.local, and the domain of cluster south is south.local: no Service there can have this name. Use "FQDN".`,
    inSouth({ clientTrafficStrategy: "FQDN", domain: "example.com" }, { dns: { serviceIP: "10.128.0.10", clusterDomain: "south.local" } }),
  ],
  // The peering
  [
    "a peering that is not there",
    peering({ name: "bakcbone" }),
    `${ORDERS}.network.peering.name: no peering "bakcbone". Did you mean "backbone"?`,
    {},
  ],
  [
    "a peering of others",
    { rest: { peerings: { backbone: { joins: ["south", "west"] } } } },
    `${ORDERS}.network: servers of its fleet in cluster west dial`,
    {},
  ],
  [
    "a peering that joins another cluster",
    {
      rest: { peerings: { backbone: { joins: ["south", "west"] } }, zones: {} },
      orders: { network: { ...publicly([]), peering: { name: "backbone", domain: ZONE } } },
    },
    `${ORDERS}.network.peering.name: backbone joins south and west, and this workload runs in east.`,
    { orders: { network: { ...publicly([]), peering: { name: "backbone", domain: ZONE } } } },
  ],
  [
    "neither cloud nor class",
    { clusters: { east: cluster({ platform: noCloud }) } },
    `${ORDERS}.network.peering: nothing says how cluster east makes an internal load balancer`,
    {
      clusters: { east: cluster({ platform: noCloud }) },
      orders: { network: { ...own, peering: { name: "backbone", domain: ZONE, loadBalancerClass: "example.com/internal" } } },
    },
  ],
  [
    "one name for two load balancers",
    { network: split({ loadBalancer: { enabled: true }, peering: { name: "backbone" } }) },
    `${ORDERS}.network.peering: its load balancers and the public ones would both carry the nodes' FQDNs`,
    { network: split({ loadBalancer: { enabled: true }, peering: { name: "backbone", domain: ZONE } }) },
  ],
  [
    "one name for two load balancers, by one domain",
    {
      network: split({
        fqdnTemplate: "{podName}.{domain}",
        loadBalancer: { enabled: true },
        peering: { name: "backbone", domain: "example.com" },
      }),
    },
    `${ORDERS}.network.peering: its load balancers and the public ones would both carry the nodes' FQDNs`,
    { network: split({ loadBalancer: { enabled: true }, peering: { name: "backbone", domain: "example.com" } }) },
  ],
  [
    "a peering without any name",
    { network: { peering: { name: "backbone" } } },
    `${ORDERS}.network: servers of its fleet in cluster west dial`,
    { network: { domain: ZONE, peering: { name: "backbone" } } },
  ],
  [
    "an address of no pod",
    { orders: { network: { ...own, peering: { name: "backbone", domain: ZONE, addresses: { "order-0": "10.20.0.5" } } } } },
    `${ORDERS}.network.peering.addresses.order-0: orders has no such pod. Did you mean "orders-0"?`,
    { orders: { network: { ...own, peering: { name: "backbone", domain: ZONE, addresses: { "orders-0": "10.20.0.5" } } } } },
  ],
  [
    "one address twice",
    {
      orders: {
        network: { ...own, peering: { name: "backbone", domain: ZONE, addresses: { "orders-0": "10.20.0.5", "orders-1": "10.20.0.5" } } },
      },
    },
    `${ORDERS}.network.peering.addresses.orders-1: 10.20.0.5 is the address of orders-0 too.`,
    {
      orders: {
        network: { ...own, peering: { name: "backbone", domain: ZONE, addresses: { "orders-0": "10.20.0.5", "orders-1": "10.20.0.6" } } },
      },
    },
  ],
  [
    "an address that is none",
    peering({ addresses: { "orders-0": "ten" } }),
    `${ORDERS}.network.peering.addresses.orders-0: "ten" is no IP address.`,
    {},
  ],
  [
    "fixed addresses on AWS without their subnet",
    {
      clusters: { east: cluster({ platform: { ...platform, cloud: "aws" } }) },
      orders: { network: { ...own, peering: { name: "backbone", domain: ZONE, addresses: { "orders-0": "10.20.0.5" } } } },
    },
    `${ORDERS}.network.peering.addresses: are fixed, and on AWS each goes with the subnet that it is from`,
    {
      clusters: { east: cluster({ platform: { ...platform, cloud: "aws" } }) },
      orders: {
        network: { ...own, peering: { name: "backbone", domain: ZONE, subnet: "databases", addresses: { "orders-0": "10.20.0.5" } } },
      },
    },
  ],
  [
    "a record by hand of an address that nothing gives",
    records(),
    `${ORDERS}.network.peering.addresses: orders-0.${ZONE} is kept by hand and says 10.20.0.5, and nothing gives the load balancer of orders-0 that address.`,
    records({ addresses: { "orders-0": "10.20.0.5" } }),
  ],
  [
    "a record by hand of another address",
    records({ addresses: { "orders-0": "10.20.0.6" } }),
    `${ORDERS}.network.peering.addresses.orders-0: 10.20.0.6 is not what the record of orders-0.${ZONE} says`,
    records({ addresses: { "orders-0": "10.20.0.5" } }),
  ],
  [
    "a load balancer's field by another name",
    { network: { loadBalancer: { enable: true } } },
    `${ORDERS}.network.loadBalancer.enable: there is no field "enable" here. Did you mean "enabled"?`,
    {},
  ],
  // Rules of SplitDNS
  [
    "rules without SplitDNS",
    { network: { splitDNSExtraRules: [{ host: "a.example.com", result: "10.0.0.1" }] } },
    `${ORDERS}.network.splitDNSExtraRules: are rules of the DNS server that SplitDNS puts beside each node`,
    { network: split({ splitDNSExtraRules: [{ host: "a.example.com", result: "10.0.0.1" }] }) },
  ],
  [
    "a pattern that is not said to be one",
    rule({ host: "a-\\d+.example.com" }),
    `${ORDERS}.network.splitDNSExtraRules.0.host: "a-\\d+.example.com" is no DNS name`,
    rule({ host: "a-\\d+\\.example\\.com", regex: true }),
  ],
  [
    "a pattern that is none",
    rule({ host: "a(.example.com", regex: true }),
    `${ORDERS}.network.splitDNSExtraRules.0.host: "a(.example.com" is no regular expression.`,
    rule({ host: "a()\\.example\\.com", regex: true }),
  ],
  [
    "a pattern with a blank",
    rule({ host: "a b", regex: true }),
    `${ORDERS}.network.splitDNSExtraRules.0.host: "a b" holds a blank`,
    rule({ host: "a.b", regex: true }),
  ],
  [
    "a pattern that a variable could take",
    rule({ host: "a{$HOME}", regex: true }),
    `${ORDERS}.network.splitDNSExtraRules.0.host: "a{$HOME}" holds a blank, a quote or "{$"`,
    rule({ host: "a{1}$", regex: true }),
  ],
  [
    "upper case",
    rule({ host: "A\\.example\\.com", regex: true }),
    `${ORDERS}.network.splitDNSExtraRules.0.host: "A\\.example\\.com" has upper case letters`,
    rule({ host: "\\Da\\.example\\.com", regex: true }),
  ],
  [
    "a group without a pattern",
    rule({ result: "${1}.example.com" }),
    `${ORDERS}.network.splitDNSExtraRules.0.result: "\${1}.example.com" takes a group of host, which is no regular expression. Add regex: true.`,
    rule({ host: "(a)\\.x", result: "${1}.example.com", regex: true }),
  ],
  [
    "a group that is not there",
    rule({ host: "(a)\\.x", result: "${2}.example.com", regex: true }),
    `${ORDERS}.network.splitDNSExtraRules.0.result: "\${2}.example.com" takes group 2, and host has 1.`,
    rule({ host: "(a)(b)\\.x", result: "${2}.example.com", regex: true }),
  ],
  [
    "a group by name",
    rule({ host: "(?P<pod>a)\\.x", result: "${pod}.example.com", regex: true }),
    `${ORDERS}.network.splitDNSExtraRules.0.result: "\${pod}.example.com" has a "$" that begins no group by number.`,
    rule({ host: "(?P<pod>a)\\.x", result: "${1}.example.com", regex: true }),
  ],
  [
    "a group in an address",
    rule({ host: "a-(\\d)\\.x", result: "10.0.0.${1}", regex: true }),
    `${ORDERS}.network.splitDNSExtraRules.0.result: "10.0.0.\${1}" puts a group into an address.`,
    rule({ host: "a-(\\d)\\.x", result: "10.0.0.1", regex: true }),
  ],
  [
    "a result that is no name",
    rule({ result: "https://b" }),
    `${ORDERS}.network.splitDNSExtraRules.0.result: "https://b" is neither an address nor a name.`,
    rule({ result: "fd00::5" }),
  ],
  [
    "a result of one label",
    rule({ result: "b" }),
    `${ORDERS}.network.splitDNSExtraRules.0.result: "b" is a single label`,
    rule({ result: "b.example.com" }),
  ],
];

function chain(quorumOf = "orders-west"): Data {
  const { workloads } = fleet() as { workloads: Data };
  return { ...workloads, "orders-south": { ...(workloads["orders-west"] as Data), cluster: "south", quorumOf } };
}

/** A quorum whose nodes have names like the replicas of a workload that is called `replica`. */
function doubles(replica: string): Data {
  const { workloads } = fleet() as { workloads: Data };
  return { "orders-replica": workloads["orders"], [replica]: { ...(workloads["orders-west"] as Data), quorumOf: "orders-replica" } };
}

describe("fleets and peerings", () => {
  test.each(rows)("%s", (_, bad, beginning, good) => {
    const said = check(fleet(bad));
    expect(
      said.some((each) => each.startsWith(beginning)),
      said.join("\n"),
    ).toBe(true);
    expect(check(fleet(good))).toEqual([]);
  });

  test("two workloads that are no fleet need a reason to share an authority", () => {
    const apart = fleet({ west: { replicas: 3, quorumOf: undefined, readOnlyReplicas: undefined, users: database()["users"] } });
    expect(check(apart)).toEqual([expect.stringMatching(/^authorities\.ordersNodes: is used by orders and orders-west\./)]);
  });

  test("a unit that only gives names belongs to one topology too", () => {
    const first = checked(fleet(), "first");
    const other = {
      ...fleet(),
      workloads: { orders: { ...((fleet() as { workloads: Data }).workloads["orders"] as Data), cluster: "west" } },
    };
    const problems = checkTogether([first, checked(other, "second")], kinds);
    expect(problems.map(({ path, message }) => `${path.join(".")}: ${message}`)).toContain(
      "workloads.orders: specs/first.ts has a workload of this name in cluster west too; both would be west/orders in dist/.",
    );
  });
});
