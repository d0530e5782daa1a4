// Servers anywhere, clients anywhere: nodes advertise their FQDNs, a DNS sidecar in each pod leads its peers straight
// to it, and clients inside and outside of the cluster come in by a load balancer per node.
//
// Public authorities sign no certificate by which nodes could call each other since 2026, so a private one signs for
// the FQDNs, and outside clients are given its root.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { west } from "./clusters.ts";

export default defineTopology({
  clusters: { west },
  authorities: {
    ledgerNodes: privateCA({ generations: ["g1"], subject: { organizations: ["Example"], organizationalUnits: ["Ledger"] } }),
  },
  workloads: {
    ledger: kurrentdb({
      cluster: "west",
      namespace: "ledger",
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      replicas: 3,
      readOnlyReplicas: { replicas: 1 },
      resources: { requests: { cpu: "2", memory: "8Gi" }, limits: { memory: "8Gi" } },
      storage: { size: "500Gi", storageClassName: "fast" },
      network: {
        domain: "ledger.example.com",
        fqdnTemplate: "{podName}.{domain}",
        internodeTrafficStrategy: "SplitDNS",
        clientTrafficStrategy: "FQDN",
        // Everybody may connect: passwords stand before the data.
        loadBalancer: { enabled: true, allowedIPs: ["0.0.0.0/0"] },
      },
      security: { authority: "ledgerNodes" },
      users: {
        adminPasswordSecret: { name: "ledger-users", key: "admin" },
        opsPasswordSecret: { name: "ledger-users", key: "ops" },
      },
    }),
  },
  clients: {
    billing: { cluster: "west", namespace: "billing", dials: "ledger", trusts: ["ledgerNodes"] },
    laptops: { outside: true, dials: "ledger", trusts: [{ authority: "ledgerNodes", generations: ["g1"] }] },
  },
});
