import { describe, expect, test } from "vitest";
import { kinds } from "../../../src/kinds/all.ts";
import { expand } from "../../../src/kinds/expand.ts";
import { servedCertificates } from "../../../src/kinds/kurrentdb/served.ts";
import type { Client } from "../../../src/spec/topology.ts";
import type { Manifest } from "../../../src/terms/manifest.ts";
import { at, find } from "../../fixtures/manifests.ts";
import { letsencrypt, orders, ordersNodes, east as plain, shop, topology } from "../../fixtures/topologies.ts";

const east = {
  ...plain,
  platform: {
    ...plain.platform,
    ingress: {
      traefik: { controller: "traefik.io/ingress-controller", version: "3.6", port: 8443, namespace: "edge" },
      nginx: { controller: "k8s.io/ingress-nginx", version: "1.13", port: 443, sslPassthrough: true },
    },
    gatewayAPI: { version: "1.5", classes: { edge: { supportedFeatures: ["GRPCRoute", "BackendTLSPolicy", "TLSRoute"] } } },
  },
};
const NAMES = { domain: "example.com", clientTrafficStrategy: "FQDN" } as const;
const TRAEFIK = { ...NAMES, ingress: { ingressClassName: "traefik", authority: "letsencrypt", passthrough: false } };
const GATEWAY = { ...NAMES, gateway: { gatewayClassName: "edge", authority: "letsencrypt", passthrough: false, port: 443 } };
const PASSING = { ...NAMES, ingress: { ingressClassName: "nginx", passthrough: true } };

function made(workload: Parameters<typeof orders>[0], clients: readonly Client[] = [shop(["letsencrypt"])]): readonly Manifest[] {
  return expand(topology([orders(workload)], clients, { clusters: { east } }), kinds).manifests;
}

const dnsNames = (manifests: readonly Manifest[], certificate: string) =>
  at(find(manifests, "Certificate", certificate).object, "spec", "dnsNames");
const kindsOf = (manifests: readonly Manifest[]) => new Set(manifests.map(({ object }) => object.kind));

function variable(manifests: readonly Manifest[], name: string): unknown {
  const env = at(find(manifests, "StatefulSet", "orders").object, "spec", "template", "spec", "containers", 0, "env") as {
    name: string;
    value?: string;
  }[];
  return env.find((each) => each.name === name)?.value;
}

describe("a proxy that ends TLS", () => {
  test("presents the names of all pods, read-only replicas too, and nodes hold those of Services alone", () => {
    const manifests = made({ network: TRAEFIK, readOnlyReplicas: { replicas: 1 } });
    expect(dnsNames(manifests, "orders-edge-tls")).toEqual([
      "orders-0.orders.example.com",
      "orders-1.orders.example.com",
      "orders-2.orders.example.com",
      "orders-replica-0.orders-replica.example.com",
    ]);
    expect(dnsNames(manifests, "orders-node-tls")).toEqual([
      ...["orders-0", "orders-1", "orders-2", "orders"].map((name) => `${name}.kurrent.svc.cluster.local`),
    ]);
    // Without it, whoever holds the proxy's key could call nodes as one of them.
    expect(at(find(manifests, "Certificate", "orders-edge-tls").object, "spec", "usages")).not.toContain("client auth");
  });

  test("is what clients are told to dial, at its own port", () => {
    const manifests = made({ network: TRAEFIK });
    expect(variable(manifests, "KURRENTDB_ADVERTISE_NODE_PORT_TO_CLIENT_AS")).toBe("8443");
    expect(at(find(manifests, "ConfigMap", "shop").object, "data")).toEqual({
      connectionString:
        "kurrentdb://orders-0.orders.example.com:8443,orders-1.orders.example.com:8443,orders-2.orders.example.com:8443?tls=true",
    });
    expect(
      variable(made({ network: { clientTrafficStrategy: "ServiceName" } }), "KURRENTDB_ADVERTISE_NODE_PORT_TO_CLIENT_AS"),
    ).toBeUndefined();
  });

  test("is verified by clients with the public roots, even where they have the nodes' as well", () => {
    const { data } = find(made({ network: TRAEFIK }, [shop(["ordersNodes", "letsencrypt"])]), "ConfigMap", "shop").object as {
      data?: unknown;
    };
    expect(Object.keys(data ?? {})).toEqual(["connectionString"]);
  });

  test("verifies each node by its own name and the nodes' roots: Traefik", () => {
    const manifests = made({ network: TRAEFIK });
    expect(find(manifests, "ServersTransport", "orders-1").object["spec"]).toEqual({
      serverName: "orders-1.kurrent.svc.cluster.local",
      rootCAs: [{ configMap: "orders-edge-orders-nodes" }],
    });
    expect(find(manifests, "Service", "orders-1").object.metadata.annotations).toEqual({
      "traefik.ingress.kubernetes.io/service.serversscheme": "https",
      "traefik.ingress.kubernetes.io/service.serverstransport": "kurrent-orders-1@kubernetescrd",
    });
    // `spec.tls` does not make Traefik's routers take TLS.
    expect(find(manifests, "Ingress", "orders-1").object.metadata.annotations).toEqual({
      "traefik.ingress.kubernetes.io/router.tls": "true",
    });
    expect(at(find(manifests, "Bundle", "orders-edge-orders-nodes").object, "spec", "target")).toEqual({
      configMap: { key: "ca.crt" },
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kurrent" } },
    });
  });

  test("verifies each node by its own name and the nodes' roots: a Gateway", () => {
    const manifests = made({ network: { ...GATEWAY, internodeTrafficStrategy: "SplitDNS" } });
    expect(at(find(manifests, "BackendTLSPolicy", "orders-1").object, "spec", "validation")).toEqual({
      hostname: "orders-1.orders.example.com",
      caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "orders-edge-orders-nodes" }],
    });
    expect(at(find(manifests, "Gateway", "orders").object, "spec", "listeners", 1)).toMatchObject({
      name: "orders-1",
      port: 443,
      protocol: "HTTPS",
    });
    expect(find(manifests, "Service", "orders-1").object.metadata.annotations).toBeUndefined();
  });

  test("ingress-nginx is told to speak gRPC over TLS, and gets no roots that it would not use", () => {
    const manifests = made({ network: { ...NAMES, ingress: { ingressClassName: "nginx", authority: "letsencrypt", passthrough: false } } });
    expect(find(manifests, "Ingress", "orders-0").object.metadata.annotations).toMatchObject({
      "nginx.ingress.kubernetes.io/backend-protocol": "GRPCS",
      "nginx.ingress.kubernetes.io/proxy-body-size": "0",
    });
    expect(kindsOf(manifests)).not.toContain("ServersTransport");
    expect(kindsOf(manifests)).not.toContain("Bundle");
  });

  test("is let in by the workload's NetworkPolicy", () => {
    const manifests = made({ network: { ...TRAEFIK, networkPolicy: { policyTypes: ["Ingress"], ingress: [], egress: [] } } });
    expect(at(find(manifests, "NetworkPolicy", "orders").object, "spec", "ingress")).toContainEqual({
      from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "edge" } } }],
      ports: [{ protocol: "TCP", port: 2113 }],
    });
  });

  test("is what Probes look at", () => {
    const spec = orders({ network: TRAEFIK });
    const served = servedCertificates(spec, {
      cluster: east,
      authorities: { ordersNodes, letsencrypt },
      test: false,
      around: topology([spec]),
    });
    expect(served.map(({ certificate, targets }) => [certificate, targets.map(({ host, port }) => `${host}:${port}`)])).toEqual([
      ["orders-edge-tls", [0, 1, 2].map((pod) => `orders-${pod}.orders.example.com:8443`)],
    ]);
  });
});

describe("a proxy that passes TLS through", () => {
  test("has no certificate, and the nodes' hold the names that clients dial", () => {
    const manifests = made({ network: PASSING }, [shop()]);
    expect(kindsOf(manifests)).toContain("Ingress");
    expect(manifests.map(({ object }) => object.metadata.name)).not.toContain("orders-edge-tls");
    expect(dnsNames(manifests, "orders-node-tls")).toContain("orders-2.orders.example.com");
    expect(at(find(manifests, "Ingress", "orders-0").object, "spec", "tls")).toBeUndefined();
    expect(at(find(manifests, "ConfigMap", "shop").object, "data", "trustConfigMap")).toBe("shop-orders-nodes");
  });

  test("a Gateway takes TLSRoutes then", () => {
    const network = { ...NAMES, gateway: { gatewayClassName: "edge", passthrough: true, port: 8443 } };
    const manifests = made({ network }, [shop()]);
    expect(at(find(manifests, "Gateway", "orders").object, "spec", "listeners", 0)).toMatchObject({
      protocol: "TLS",
      port: 8443,
      tls: { mode: "Passthrough" },
      allowedRoutes: { kinds: [{ kind: "TLSRoute" }] },
    });
    expect(kindsOf(manifests)).toContain("TLSRoute");
    expect(kindsOf(manifests)).not.toContain("BackendTLSPolicy");
  });
});

test("around the operator's nodes: the proxy, and the port that they tell clients", () => {
  const manifests = made({ backend: "operator", network: GATEWAY });
  expect(at(find(manifests, "KurrentDB", "orders").object, "spec", "configuration")).toEqual({ AdvertiseNodePortToClientAs: 443 });
  expect(kindsOf(manifests)).toContain("GRPCRoute");
  expect(at(find(manifests, "KurrentDB", "orders").object, "spec", "network")).not.toHaveProperty("gateway");
});

test("around the operator's nodes Traefik reads at Services what the resource has the operator write there", () => {
  const extraMetadata = { headlessPodServices: { labels: { team: "orders" } } };
  const manifests = made({ backend: "operator", network: TRAEFIK, ...({ extraMetadata } as object) });
  expect(at(find(manifests, "KurrentDB", "orders").object, "spec", "extraMetadata")).toEqual({
    headlessPodServices: {
      labels: { team: "orders" },
      annotations: {
        "traefik.ingress.kubernetes.io/service.serversscheme": "https",
        "traefik.ingress.kubernetes.io/service.serverstransport": "kurrent-{podName}@kubernetescrd",
      },
    },
  });
  expect(find(manifests, "ServersTransport", "orders-2").object["spec"]).toMatchObject({
    serverName: "orders-2.orders.kurrent.svc.cluster.local",
  });
});
