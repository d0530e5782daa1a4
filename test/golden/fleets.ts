// What the golden cases of fleets share: two clusters of one cloud, a peering that joins them, and an issuer of one CA in both.
import { existingIssuer } from "trueline";
import corporate from "./pki/corporate-root.pem";

export const ZONE = "backbone.example.internal";

/** Its external-dns may write into the public zone and into the peering's. */
const cluster = (region: string, serviceIP: string) => ({
  platform: {
    kubernetes: "1.33",
    certManager: "1.21",
    externalDNS: { version: "0.22", zones: [ZONE, "example.com"] },
    cloud: "gcp" as const,
    region,
    loadBalancer: { address: "ip" as const },
  },
  dns: { clusterDomain: "cluster.local", serviceIP },
});

export const east = cluster("europe-west3", "10.96.0.10");
export const west = cluster("us-west1", "10.112.0.10");
export const south = cluster("europe-west3", "10.128.0.10");

/** Somebody has made an Issuer of this name in each namespace where nodes run, of the company's CA. */
export const nodes = existingIssuer({ issuerRef: { name: "orders-nodes", kind: "Issuer" }, roots: { g1: corporate } });

export const image = "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1";

/** The rest of a workload of one read-only replica in the second cluster. */
export const replica = {
  cluster: "west" as const,
  namespace: "kurrent",
  replicas: 0,
  quorumOf: "orders" as const,
  readOnlyReplicas: { replicas: 1 },
  storage: { size: "10Gi" },
  image,
  security: { authority: "nodes" as const },
};
