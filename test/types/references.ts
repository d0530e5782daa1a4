// Checked by the type checker: an error that is expected and does not come is an error itself.
import { acme, defineTopology, kurrentdb, privateCA } from "../../src/spec/language.ts";
import type { ClusterSpec } from "../../src/spec/topology.ts";

const cluster: ClusterSpec = { platform: { kubernetes: "1.33" }, dns: { serviceIP: "10.96.0.10" } };
const database = { namespace: "kurrent", image: "kurrentdb:26.0.1", replicas: 3, storage: { size: "1Gi" } } as const;
const ca = privateCA({ generations: ["g1"] });

export const right = defineTopology({
  clusters: { east: cluster, west: cluster },
  authorities: {
    ordersNodes: ca,
    public: acme({ server: "letsencrypt", email: "a@example.com", dns01: { route53: { region: "x" } }, dnsZones: [] }),
  },
  workloads: {
    orders: kurrentdb({ ...database, cluster: "east", security: { authority: "ordersNodes" } }),
    plain: kurrentdb({ ...database, cluster: "west", security: { insecure: true } }),
  },
  clients: {
    shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["ordersNodes"] },
    laptops: { outside: true, dials: "orders", trusts: ["public", { authority: "ordersNodes", generations: ["g1"] }] },
  },
});

export const joined = defineTopology({
  clusters: { east: cluster, west: cluster },
  peerings: { backbone: { joins: ["east", "west"] } },
  zones: { "backbone.example.internal": { peering: "backbone", owner: "east" } },
  workloads: { plain: kurrentdb({ ...database, cluster: "west", security: { insecure: true } }) },
});

export const wrongPeerings = defineTopology({
  clusters: { east: cluster, west: cluster },
  peerings: {
    // @ts-expect-error norht is no cluster
    backbone: { joins: ["east", "norht"] },
    straight: { joins: ["east", "west"] },
  },
  zones: {
    // @ts-expect-error bakcbone is no peering
    "a.example.internal": { peering: "bakcbone" },
    // @ts-expect-error esat is no cluster
    "b.example.internal": { owner: "esat" },
    "c.example.internal": { peering: "straight", owner: "west" },
  },
  workloads: { plain: kurrentdb({ ...database, cluster: "west", security: { insecure: true } }) },
});

const half = { ...database, replicas: 0, cluster: "west", readOnlyReplicas: { replicas: 1 }, security: { insecure: true } } as const;

export const fleet = defineTopology({
  clusters: { east: cluster, west: cluster },
  peerings: { backbone: { joins: ["east", "west"] } },
  workloads: {
    orders: kurrentdb({ ...database, cluster: "east", network: { peering: { name: "backbone" } }, security: { insecure: true } }),
    "orders-west": kurrentdb({ ...half, quorumOf: "orders" }),
    // A name that is only known to be a text is checked when the spec is compiled.
    ...Object.fromEntries(["a", "b"].map((name: string) => [`${name}-west`, kurrentdb({ ...half, quorumOf: name })])),
  },
});

export const wrongQuorum = defineTopology({
  clusters: { east: cluster, west: cluster },
  workloads: {
    orders: kurrentdb({ ...database, cluster: "east", security: { insecure: true } }),
    // @ts-expect-error order is no workload
    "orders-west": kurrentdb({ ...half, quorumOf: "order" }),
  },
});

export const wrongPeering = defineTopology({
  clusters: { east: cluster, west: cluster },
  peerings: { backbone: { joins: ["east", "west"] } },
  workloads: {
    // @ts-expect-error bakcbone is no peering
    orders: kurrentdb({ ...database, cluster: "east", network: { peering: { name: "bakcbone" } }, security: { insecure: true } }),
    good: kurrentdb({ ...database, cluster: "east", network: { peering: { name: "backbone" } }, security: { insecure: true } }),
  },
});

export const wrongCluster = defineTopology({
  clusters: { east: cluster },
  workloads: {
    // @ts-expect-error esat is no cluster
    orders: kurrentdb({ ...database, cluster: "esat", security: { insecure: true } }),
    good: kurrentdb({ ...database, cluster: "east", security: { insecure: true } }),
  },
});

export const wrongEdge = defineTopology({
  clusters: { east: cluster },
  authorities: { ordersNodes: ca },
  workloads: {
    // @ts-expect-error letsencrypt is no authority
    orders: kurrentdb({
      ...database,
      cluster: "east",
      network: { ingress: { ingressClassName: "traefik", authority: "letsencrypt" } },
      security: { authority: "ordersNodes" },
    }),
  },
});

export const wrongAuthority = defineTopology({
  clusters: { east: cluster },
  authorities: { ordersNodes: ca },
  workloads: {
    // @ts-expect-error ordersNode is no authority
    orders: kurrentdb({ ...database, cluster: "east", security: { authority: "ordersNode" } }),
    good: kurrentdb({ ...database, cluster: "east", security: { authority: "ordersNodes" } }),
  },
});

export const noAuthorities = defineTopology({
  clusters: { east: cluster },
  workloads: {
    // @ts-expect-error there are no authorities at all
    orders: kurrentdb({ ...database, cluster: "east", security: { authority: "ordersNodes" } }),
  },
});

export const wrongClients = defineTopology({
  clusters: { east: cluster },
  authorities: { ordersNodes: ca },
  workloads: { orders: kurrentdb({ ...database, cluster: "east", security: { authority: "ordersNodes" } }) },
  clients: {
    // @ts-expect-error order is no workload
    a: { cluster: "east", namespace: "shop", dials: "order", trusts: ["ordersNodes"] },
    // @ts-expect-error nodes is no authority
    b: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    // @ts-expect-error west is no cluster
    c: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["ordersNodes"] },
    // @ts-expect-error nodes is no authority
    d: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] },
    e: { outside: true, dials: "orders", trusts: [{ authority: "ordersNodes", generations: ["g1"] }] },
  },
});

// Helpers: a union of keys is checked, a plain string is left to the compiler.
const inCluster = (name: "east" | "west") => kurrentdb({ ...database, cluster: name, security: { authority: "ordersNodes" } });
const anywhere = (name: string, authority: string) => kurrentdb({ ...database, cluster: name, security: { authority } });
const client = (dials: string) => ({ cluster: "east", namespace: "shop", dials, trusts: ["ordersNodes"] });

export const helpers = defineTopology({
  clusters: { east: cluster, west: cluster },
  authorities: { ordersNodes: ca },
  workloads: {
    orders: inCluster("east"),
    other: anywhere("west", "ordersNodes"),
    ...Object.fromEntries(["a", "b"].map((name) => [name, inCluster("west")])),
  },
  clients: { shop: client("orders"), ...Object.fromEntries(["x", "y"].map((name) => [name, client("a")])) },
});

export const helperForAnotherTopology = defineTopology({
  clusters: { east: cluster },
  authorities: { ordersNodes: ca },
  workloads: {
    // @ts-expect-error the helper may say west
    orders: inCluster("east"),
  },
});

export const loop = defineTopology({
  clusters: { east: cluster, west: cluster },
  authorities: { ordersNodes: ca },
  // A loop over literals is still checked.
  workloads: Object.fromEntries((["east", "west"] as const).map((name) => [`orders-${name}`, inCluster(name)])),
});

export const unknownField = defineTopology({
  clusters: { east: cluster },
  // @ts-expect-error the field is called `enabled`
  workloads: { a: kurrentdb({ ...database, cluster: "east", network: { loadBalancer: { enable: true } } }) },
  // @ts-expect-error no such field
  cluster: "east",
});

const yaml = "kind: SealedSecret";

export const passing = defineTopology({
  clusters: { east: cluster, west: cluster },
  workloads: { orders: kurrentdb({ ...database, cluster: "east", security: { insecure: true } }) },
  passThrough: [
    { cluster: "east", yaml },
    { cluster: "west", unit: "orders", yaml },
    // @ts-expect-error esat is no cluster
    { cluster: "esat", yaml },
  ],
});

// A name that is only known to be a text is checked when the spec is compiled.
export const passingEverywhere = defineTopology({
  clusters: { east: cluster },
  workloads: { orders: kurrentdb({ ...database, cluster: "east", security: { insecure: true } }) },
  passThrough: ["east"].map((name: string) => ({ cluster: name, yaml })),
});

export const passingObjects = defineTopology({
  clusters: { east: cluster },
  workloads: { orders: kurrentdb({ ...database, cluster: "east", security: { insecure: true } }) },
  // @ts-expect-error a file is given as its text
  passThrough: [{ cluster: "east", yaml: { kind: "SealedSecret" } }],
});

const account = { server: "letsencrypt", email: "a@example.com" } as const;
const secret = { name: "dns", key: "token" };

export const providers = acme({
  ...account,
  scope: "ClusterIssuer",
  solvers: [
    { selector: { dnsZones: ["example.com"] }, dns01: { cnameStrategy: "Follow", cloudflare: { apiTokenSecretRef: secret } } },
    { dns01: { rfc2136: { nameserver: "ns.example.com" } } },
    { http01: { ingress: { ingressClassName: "nginx" } } },
    { http01: { gatewayHTTPRoute: { parentRefs: [{ name: "public" }] } } },
  ],
});

// @ts-expect-error a solver has dns01 or http01
export const bothChallenges = acme({ ...account, solvers: [{ dns01: { route53: {} }, http01: { ingress: {} } }] });
// @ts-expect-error a solver has one of the two
export const noChallenge = acme({ ...account, solvers: [{ selector: { dnsZones: ["example.com"] } }] });
// @ts-expect-error dns01 has one provider
export const twoProviders = acme({ ...account, solvers: [{ dns01: { route53: {}, cloudDNS: { project: "p" } } }] });
// @ts-expect-error dns01 has a provider
export const noProvider = acme({ ...account, solvers: [{ dns01: { cnameStrategy: "None" } }] });
// @ts-expect-error there is no such provider
export const unknownProvider = acme({ ...account, solvers: [{ dns01: { route54: {} } }] });
const [apiTokenSecretRef, apiKeySecretRef] = [secret, secret];
// @ts-expect-error a token or a key
export const twoCredentials = acme({ ...account, solvers: [{ dns01: { cloudflare: { apiTokenSecretRef, apiKeySecretRef } } }] });
// @ts-expect-error a class or a name
export const twoIngresses = acme({ ...account, solvers: [{ http01: { ingress: { class: "a", name: "b" } } }] });
// @ts-expect-error a list of solvers or the shorthand
export const twoWays = acme({ ...account, dns01: { route53: {} }, dnsZones: ["example.com"], solvers: [] });
// @ts-expect-error the shorthand needs its zones
export const halfShorthand = acme({ ...account, dns01: { route53: {} } });
// @ts-expect-error there are two scopes
export const otherScope = acme({ ...account, scope: "Namespace", dns01: { route53: {} }, dnsZones: ["example.com"] });
