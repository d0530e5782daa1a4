// The vendor's operator makes the servers: its KurrentDB resource is compiled, with all that the operator does not make. Nodes advertise
// their FQDNs, the operator's DNS sidecar leads peers straight to each other, and a backup is taken each night.
//
// With backend: "manifests", or without the line, the same spec needs no operator but for what only it does: volumeSnapshotClassName.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { south } from "./clusters.ts";

export default defineTopology({
  clusters: { south },
  authorities: {
    invoicesNodes: privateCA({ generations: ["g1"], subject: { organizations: ["Example"], organizationalUnits: ["Invoices"] } }),
  },
  workloads: {
    invoices: kurrentdb({
      backend: "operator",
      cluster: "south",
      namespace: "invoices",
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      replicas: 3,
      readOnlyReplicas: { replicas: 1 },
      resources: { requests: { cpu: "2", memory: "8Gi" }, limits: { memory: "8Gi" } },
      storage: { size: "200Gi", storageClassName: "fast" },
      network: {
        domain: "invoices.example.com",
        fqdnTemplate: "{podName}.{domain}",
        internodeTrafficStrategy: "SplitDNS",
        clientTrafficStrategy: "FQDN",
        // Everybody may connect, and has to know a password.
        loadBalancer: { enabled: true, allowedIPs: ["0.0.0.0/0"] },
      },
      security: { authority: "invoicesNodes" },
      users: {
        adminPasswordSecret: { name: "invoices-users", key: "admin" },
        opsPasswordSecret: { name: "invoices-users", key: "ops" },
      },
      volumeSnapshotClassName: "fast",
      backups: { schedule: "30 2 * * *", timeZone: "Europe/Berlin", keep: 14 },
    }),
  },
  clients: {
    billing: { cluster: "south", namespace: "billing", dials: "invoices", trusts: ["invoicesNodes"] },
  },
});
