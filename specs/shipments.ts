// Two clusters and a peering, by Service names: three voting nodes in frankfurt, a read-only replica of them in amsterdam.
//
// A Service name means something in its own cluster only. So each cluster has, for every server of the other one, a Service of
// type ExternalName under that server's name; it is an alias of the name that the server's internal load balancer has in the
// peering. Nodes keep dialling the names that stand on their certificates, and one CA signs in both clusters: a person carries its
// key to amsterdam once, and its root stands in git.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { amsterdam, frankfurt, peerings } from "./clusters.ts";
import shipmentsG1 from "./pki/shipments-g1.pem";

const shipments = {
  namespace: "shipping",
  image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
  storage: { size: "100Gi" },
  resources: { requests: { cpu: "1", memory: "4Gi" }, limits: { memory: "4Gi" } },
  network: {
    internodeTrafficStrategy: "ServiceName",
    clientTrafficStrategy: "ServiceName",
    peering: { name: "backbone", domain: "shipments.example.internal" },
  },
  security: { authority: "shipmentsNodes" },
} as const;

export default defineTopology({
  clusters: { frankfurt, amsterdam },
  peerings,
  zones: { "shipments.example.internal": { peering: "backbone" } },
  authorities: {
    shipmentsNodes: privateCA({
      generations: ["g1"],
      subject: { organizations: ["Example"] },
      roots: { g1: shipmentsG1 },
      carried: { from: "frankfurt", secrets: { g1: "shipments-ca-g1" } },
    }),
  },
  workloads: {
    shipments: kurrentdb({
      ...shipments,
      cluster: "frankfurt",
      replicas: 3,
      users: {
        adminPasswordSecret: { name: "shipments-users", key: "admin" },
        opsPasswordSecret: { name: "shipments-users", key: "ops" },
      },
    }),
    "shipments-amsterdam": kurrentdb({
      ...shipments,
      cluster: "amsterdam",
      replicas: 0,
      quorumOf: "shipments",
      readOnlyReplicas: { replicas: 1 },
    }),
  },
  clients: {
    planner: { cluster: "frankfurt", namespace: "planning", dials: "shipments", trusts: ["shipmentsNodes"] },
    tracker: { cluster: "amsterdam", namespace: "tracking", dials: "shipments", trusts: ["shipmentsNodes"] },
  },
});
