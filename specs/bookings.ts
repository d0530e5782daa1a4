// Two clusters and a peering, by FQDNs: three voting nodes in frankfurt, a read-only replica of them in amsterdam.
//
// Every server advertises its FQDN, and the FQDN is the name of its internal load balancer: whoever is inside of the peering reaches
// it there. A DNS sidecar leads nodes of one cluster straight to each other, and the DNS of each cluster does so for clients.
//
// Public authorities could sign for these names only if the zone were public, and certify no callers since 2026. So one private
// CA signs in both clusters; its root stands in git.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { amsterdam, frankfurt, peerings } from "./clusters.ts";
import bookingsG1 from "./pki/bookings-g1.pem";

const bookings = {
  namespace: "booking",
  image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
  storage: { size: "100Gi" },
  resources: { requests: { cpu: "1", memory: "4Gi" }, limits: { memory: "4Gi" } },
  network: {
    domain: "bookings.example.internal",
    fqdnTemplate: "{podName}.{domain}",
    internodeTrafficStrategy: "SplitDNS",
    clientTrafficStrategy: "FQDN",
    peering: { name: "backbone" },
  },
  security: { authority: "bookingsNodes" },
} as const;

export default defineTopology({
  clusters: { frankfurt, amsterdam },
  peerings,
  zones: { "bookings.example.internal": { peering: "backbone" } },
  authorities: {
    bookingsNodes: privateCA({
      generations: ["g1"],
      subject: { organizations: ["Example"] },
      roots: { g1: bookingsG1 },
      carried: { from: "frankfurt", secrets: { g1: "bookings-ca-g1" } },
    }),
  },
  workloads: {
    bookings: kurrentdb({
      ...bookings,
      cluster: "frankfurt",
      replicas: 3,
      users: {
        adminPasswordSecret: { name: "bookings-users", key: "admin" },
        opsPasswordSecret: { name: "bookings-users", key: "ops" },
      },
    }),
    "bookings-amsterdam": kurrentdb({
      ...bookings,
      cluster: "amsterdam",
      replicas: 0,
      quorumOf: "bookings",
      readOnlyReplicas: { replicas: 1 },
    }),
  },
  clients: {
    bookkeeper: { cluster: "frankfurt", namespace: "bookkeeping", dials: "bookings", trusts: ["bookingsNodes"] },
    auditor: { cluster: "amsterdam", namespace: "auditing", dials: "bookings", trusts: ["bookingsNodes"] },
  },
});
