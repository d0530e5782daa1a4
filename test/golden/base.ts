// What the golden cases share: one cluster with everything installed, two authorities, and the rest of a workload.
import { acme, privateCA } from "trueline";

export const east = {
  platform: {
    kubernetes: "1.33",
    certManager: "1.21",
    trustManager: "0.25",
    externalDNS: { version: "0.22", zones: ["example.com"] },
  },
  dns: { clusterDomain: "cluster.local", serviceIP: "10.96.0.10" },
};

export const nodes = privateCA({ generations: ["g1"] });

export const letsencrypt = acme({
  server: "letsencrypt",
  email: "platform@example.com",
  preferredChain: "",
  dns01: {
    route53: {
      region: "eu-central-1",
      hostedZoneID: "Z0EXAMPLE",
      accessKeyID: "AKIAEXAMPLE",
      secretAccessKeySecretRef: { name: "aws-route53-credentials", key: "secretAccessKey" },
    },
  },
  dnsZones: ["example.com", "*.example.com"],
});

export const rest = {
  cluster: "east" as const,
  namespace: "kurrent",
  replicas: 3,
  storage: { size: "10Gi" },
  users: { adminPasswordSecret: { name: "orders-users", key: "admin" }, opsPasswordSecret: { name: "orders-users", key: "ops" } },
};

/** The same cluster with the vendor's operator. */
export const withOperator = (version: string) => ({ ...east, platform: { ...east.platform, kurrentdbOperator: version } });
