// The clusters that the topologies of this folder use. A file without a default export is a shared module.
import { argocd, flux } from "trueline";

const repository = "https://git.example.com/platform/manifests.git";

export const east = {
  platform: { kubernetes: "1.33", certManager: "1.21", trustManager: "0.25", prometheusOperator: "0.94" },
  dns: { clusterDomain: "cluster.local", serviceIP: "10.96.0.10" },
  delivery: argocd({ repository, path: "dist/east" }),
  // Prometheus here selects rules and Probes by this label; a blackbox exporter looks at what servers present.
  alerts: {
    labels: { release: "kube-prometheus-stack" },
    probe: { prober: { url: "blackbox-exporter.monitoring.svc:9115" } },
  },
};

export const west = {
  platform: {
    kubernetes: "1.34",
    certManager: "1.21",
    trustManager: "0.25",
    externalDNS: { version: "0.22", zones: ["ledger.example.com", "notices.example.com"] },
  },
  dns: { clusterDomain: "cluster.local", serviceIP: "10.112.0.10" },
  delivery: flux({ repository, path: "dist/west" }),
};

// Clients come in through Traefik here.
export const edge = {
  platform: {
    kubernetes: "1.34",
    certManager: "1.21",
    trustManager: "0.25",
    externalDNS: { version: "0.22", zones: ["catalog.example.com"] },
    ingress: { traefik: { controller: "traefik.io/ingress-controller", version: "3.6", namespace: "traefik" } },
  },
  dns: { clusterDomain: "cluster.local", serviceIP: "10.120.0.10" },
  delivery: flux({ repository, path: "dist/edge" }),
};

// Databases of this cluster are made by the vendor's operator, which is installed and licensed there.
export const south = {
  platform: {
    kubernetes: "1.34",
    certManager: "1.21",
    trustManager: "0.25",
    externalDNS: { version: "0.22", zones: ["invoices.example.com"] },
    kurrentdbOperator: { version: "1.6", namespace: "kurrent-operator" },
  },
  dns: { clusterDomain: "cluster.local", serviceIP: "10.128.0.10" },
  delivery: argocd({ repository, path: "dist/south" }),
};

// Two clusters in private networks that are peered: no server of theirs has a public address. Internal load balancers give each
// server an address inside of the peering, and both external-dns write into private zones that both clusters resolve.
const backboneZones = ["shipments.example.internal", "bookings.example.internal"];

export const frankfurt = {
  platform: {
    kubernetes: "1.34",
    certManager: "1.21",
    trustManager: "0.25",
    externalDNS: { version: "0.22", zones: backboneZones },
    cloud: "gcp",
    region: "europe-west3",
    loadBalancer: { address: "ip", ipMode: "VIP" },
  },
  dns: { clusterDomain: "cluster.local", serviceIP: "10.128.0.10" },
  delivery: argocd({ repository, path: "dist/frankfurt" }),
} as const;

export const amsterdam = {
  platform: {
    kubernetes: "1.34",
    certManager: "1.21",
    externalDNS: { version: "0.22", zones: backboneZones },
    cloud: "gcp",
    region: "europe-west4",
    loadBalancer: { address: "ip", ipMode: "VIP" },
  },
  dns: { clusterDomain: "cluster.local", serviceIP: "10.144.0.10" },
  delivery: flux({ repository, path: "dist/amsterdam" }),
} as const;

export const peerings = { backbone: { joins: ["frankfurt", "amsterdam"] } } as const;
