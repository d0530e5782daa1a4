// A cluster with proxies at its edge, and clients on both sides of it.
import { east as plain } from "./base.ts";

export const east = {
  ...plain,
  platform: {
    ...plain.platform,
    externalDNS: { version: "0.22", zones: ["example.com"], sources: ["service", "ingress", "gateway-grpcroute", "gateway-tlsroute"] },
    ingress: {
      traefik: { controller: "traefik.io/ingress-controller", version: "3.6" },
      nginx: { controller: "k8s.io/ingress-nginx", version: "1.13", sslPassthrough: true },
    },
    gatewayAPI: { version: "1.5", classes: { edge: { supportedFeatures: ["GRPCRoute", "BackendTLSPolicy", "TLSRoute"] } } },
  },
};

export const image = "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1";

/** What all workloads here say of names: Services between nodes, FQDNs for clients. */
export const names = { domain: "example.com", internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "FQDN" } as const;

/** Clients that trust public authorities, in the cluster and outside. */
export const clients = {
  shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["letsencrypt"] },
  laptops: { outside: true, dials: "orders", trusts: ["letsencrypt"] },
} as const;

/** Clients that trust the nodes' own authority. */
export const clientsByRoot = {
  shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] },
} as const;
