import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { acmeSpec, ca, check, checked, cluster, database, topology } from "./topologies.ts";

type Data = Record<string, unknown>;

const TRAEFIK = { controller: "traefik.io/ingress-controller", version: "3.6" };
const NGINX = { controller: "k8s.io/ingress-nginx", version: "1.13" };
const ALL = ["GRPCRoute", "BackendTLSPolicy", "TLSRoute"];

/** Facts of a cluster with proxies, and what they are besides. */
function platform(changes: Data = {}): Data {
  return {
    kubernetes: "1.33",
    certManager: "1.21",
    trustManager: "0.25",
    externalDNS: { version: "0.22.0", zones: ["example.com"], sources: ["service", "ingress", "gateway-grpcroute", "gateway-tlsroute"] },
    ingress: { traefik: TRAEFIK, nginx: NGINX, open: { ...NGINX, sslPassthrough: true } },
    gatewayAPI: { version: "1.5", classes: { edge: { supportedFeatures: ALL } } },
    ...changes,
  };
}

const ingress = (changes: Data = {}): Data => ({ ingress: { ingressClassName: "traefik", authority: "letsencrypt", ...changes } });
const gateway = (changes: Data = {}): Data => ({ gateway: { gatewayClassName: "edge", authority: "letsencrypt", ...changes } });

function problemsOf(
  network: Data,
  changes: { readonly platform?: Data; readonly workload?: Data; readonly authorities?: Data } = {},
): readonly string[] {
  const workload = database({ network: { domain: "example.com", ...network }, ...changes.workload });
  const all = check(
    topology({
      clusters: { east: cluster({ platform: platform(changes.platform) }), west: cluster() },
      peerings: { backbone: { joins: ["east", "west"] } },
      authorities: { ordersNodes: ca(), letsencrypt: acmeSpec(), ...changes.authorities },
      workloads: { orders: workload },
    }),
  );
  return all.map((problem) => problem.replace("workloads.orders.", ""));
}

/** What is wrong, the network, how its one problem begins, the good twin, and what else both have. */
const rows: readonly (readonly [string, Data, string, Data, Parameters<typeof problemsOf>[1]?])[] = [
  ["both proxies", { ...ingress(), ...gateway() }, "network.gateway: stands beside network.ingress", gateway()],
  [
    "clients that dial Services",
    { ...ingress(), clientTrafficStrategy: "ServiceName" },
    'network.clientTrafficStrategy: "ServiceName" sends clients to Services, and network.ingress would be dialled by nobody.',
    { ...ingress(), clientTrafficStrategy: "FQDN" },
  ],
  [
    "nodes that dial each other at the Ingress",
    { ...ingress(), internodeTrafficStrategy: "FQDN" },
    `network.internodeTrafficStrategy: "FQDN" does not go with network.ingress: the nodes' FQDNs lead to the Ingress controller, and nodes would dial each other there: replication is a TCP protocol of its own`,
    { ...ingress(), internodeTrafficStrategy: "SplitDNS" },
  ],
  [
    "a load balancer beside it",
    { ...gateway(), loadBalancer: { enabled: true } },
    "network.loadBalancer.enabled: would publish the same names as network.gateway",
    { ...gateway(), loadBalancer: { enabled: false } },
  ],
  [
    "load balancers in a peering that carry the same names",
    { ...ingress(), peering: { name: "backbone", loadBalancerClass: "internal" } },
    "network.peering: has load balancers that carry the nodes' FQDNs, and these lead to network.ingress.",
    { ...ingress(), peering: { name: "backbone", loadBalancerClass: "internal", domain: "backbone.example.internal" } },
  ],
  [
    "no authority",
    ingress({ authority: undefined }),
    "network.ingress: names no authority, and does not say passthrough: true.",
    ingress(),
  ],
  [
    "an authority that is not there",
    ingress({ authority: "letsencrpyt" }),
    'network.ingress.authority: no authority "letsencrpyt". Did you mean "letsencrypt"?',
    ingress(),
  ],
  [
    "an authority that signs nothing",
    ingress({ ingressClassName: "open", passthrough: true }),
    'network.ingress.authority: "letsencrypt" would sign a certificate that nobody presents',
    ingress({ ingressClassName: "open", passthrough: true, authority: undefined }),
  ],
  [
    "a private authority",
    ingress({ authority: "other" }),
    'network.ingress.authority: "other" is no public authority',
    ingress(),
    { authorities: { other: ca() } },
  ],
  [
    "the authority of the nodes",
    ingress(),
    'network.ingress.authority: "letsencrypt" signs for the nodes too',
    ingress({ authority: "second" }),
    {
      authorities: { second: acmeSpec() },
      workload: { image: "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0", security: { authority: "letsencrypt" } },
    },
  ],
  [
    "a class that is not declared",
    ingress({ ingressClassName: "traefic" }),
    'network.ingress.ingressClassName: cluster east has no Ingress controller of class "traefic", as far as its platform says. Did you mean "traefik"?',
    ingress(),
  ],
  [
    "a controller that is not known",
    ingress({ ingressClassName: "other" }),
    'network.ingress.ingressClassName: "other" is served by haproxy.org/ingress-controller, and how that is told to speak TLS to nodes is not known here.',
    ingress(),
    { platform: { ingress: { traefik: TRAEFIK, other: { controller: "haproxy.org/ingress-controller", version: "3.0" } } } },
  ],
  [
    "passthrough without its flag",
    ingress({ ingressClassName: "nginx", passthrough: true, authority: undefined }),
    "network.ingress.passthrough: needs ingress-nginx to run with --enable-ssl-passthrough",
    ingress({ ingressClassName: "open", passthrough: true, authority: undefined }),
  ],
  [
    "passthrough of Traefik",
    ingress({ passthrough: true, authority: undefined }),
    "network.ingress.passthrough: Traefik passes TLS through by routes of its own",
    gateway({ passthrough: true, authority: undefined }),
  ],
  [
    "a class that is no GatewayClass",
    gateway({ gatewayClassName: "egde" }),
    'network.gateway.gatewayClassName: cluster east has no GatewayClass "egde", as far as its platform says. Did you mean "edge"?',
    gateway(),
  ],
  ["a port that is none", gateway({ port: 70000 }), "network.gateway.port: ", gateway({ port: 8443 })],
  [
    "an external-dns that reads no routes",
    gateway(),
    "network.gateway: the external-dns of cluster east does not read what would carry the nodes' names: it runs with --source=service --source=ingress. Start it with --source=gateway-grpcroute too",
    ingress(),
    { platform: { externalDNS: { version: "0.22", zones: ["example.com"] } } },
  ],
  [
    "a NetworkPolicy that can't tell where the proxy is",
    { ...ingress(), networkPolicy: true },
    'network.networkPolicy: would keep the proxy out: nothing says in which namespace the pods of "traefik" run.',
    { ...ingress({ ingressClassName: "nginx" }), networkPolicy: true },
    { platform: { ingress: { traefik: TRAEFIK, nginx: { ...NGINX, namespace: "ingress-nginx" } } } },
  ],
];

/** A class that can't do what is asked of it, with the platform that would. */
const classes: readonly (readonly [string, Data, Data, string])[] = [
  [
    "an old Traefik",
    ingress(),
    { ingress: { traefik: { ...TRAEFIK, version: "3.3" } } },
    "network.ingress.ingressClassName: needs Traefik 3.4",
  ],
  [
    "no BackendTLSPolicy",
    gateway(),
    { gatewayAPI: { version: "1.5", classes: { edge: { supportedFeatures: ["GRPCRoute"] } } } },
    "network.gateway.gatewayClassName: needs BackendTLSPolicy",
  ],
  [
    "an old Gateway API",
    gateway(),
    { gatewayAPI: { version: "1.3", classes: { edge: { supportedFeatures: ALL } } } },
    "network.gateway: needs BackendTLSPolicy as 1.4 of the Gateway API brought it",
  ],
  [
    "TLSRoutes of an old Gateway API",
    gateway({ passthrough: true, authority: undefined }),
    { gatewayAPI: { version: "1.4", classes: { edge: { supportedFeatures: ALL } } } },
    "network.gateway: needs TLSRoute as 1.5 of the Gateway API brought it",
  ],
  [
    "no trust-manager",
    ingress(),
    { trustManager: undefined },
    'network.ingress: needs the root of "ordersNodes" in one file to verify the nodes by',
  ],
  [
    "no trust-manager for a Gateway",
    gateway(),
    { trustManager: undefined },
    'network.gateway: needs the root of "ordersNodes" in one file',
  ],
];

describe("what clients come in through", () => {
  test.each(rows.map(([what, ...row]) => [what, row] as const))("%s", (_, [wrong, message, right, more]) => {
    expect(problemsOf(right, more)).toEqual([]);
    expect(problemsOf(wrong, more).map((problem) => problem.slice(0, message.length))).toEqual([message]);
  });

  test.each(classes)("a class that can't: %s", (_, network, lacking, message) => {
    expect(problemsOf(network)).toEqual([]);
    expect(problemsOf(network, { platform: lacking }).map((problem) => problem.slice(0, message.length))).toEqual([message]);
  });

  test("ingress-nginx verifies no gRPC backend, so it needs no roots", () => {
    expect(problemsOf(ingress({ ingressClassName: "nginx" }), { platform: { trustManager: undefined } })).toEqual([]);
  });

  test("roots that stand in the spec need no trust-manager", () => {
    const lacking = { trustManager: undefined };
    const g1 = readFileSync("test/golden/pki/nodes-g1.pem", "utf8");
    const authorities = (roots: Data): Data => ({ ordersNodes: ca({ generations: ["g1"], ...roots }) });
    expect(problemsOf(ingress(), { platform: lacking, authorities: authorities({}) })).toHaveLength(1);
    expect(problemsOf(ingress(), { platform: lacking, authorities: authorities({ roots: { g1 } }) })).toEqual([]);
  });

  test("an insecure server stays inside", () => {
    const insecure = database({ users: undefined, security: { insecure: true }, network: { domain: "example.com", ...ingress() } });
    const clusters = { east: cluster({ platform: platform() }) };
    const found = check(topology({ test: true, clusters, authorities: { letsencrypt: acmeSpec() }, workloads: { orders: insecure } }));
    expect(found).toEqual([expect.stringContaining("network.ingress: an insecure server behind a public proxy lets in everybody")]);
  });

  test("defaults", () => {
    const clusters = { east: cluster({ platform: platform() }) };
    const workloads = { orders: database({ network: { domain: "example.com", ...gateway() } }) };
    const { clusters: made, workloads: parsed } = checked(
      topology({ clusters, authorities: { ordersNodes: ca(), letsencrypt: acmeSpec() }, workloads }),
    );
    expect(made["east"]?.platform.ingress?.["traefik"]).toEqual({ ...TRAEFIK, port: 443 });
    expect((parsed["orders"] as unknown as { network: Data }).network["gateway"]).toEqual({
      gatewayClassName: "edge",
      authority: "letsencrypt",
      passthrough: false,
      port: 443,
    });
  });
});
