// Read-only replicas in a second cluster, of a quorum that is named by its public names: both by the vendor's operator, one CA.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { rest, withOperator } from "../base.ts";
import g1 from "../pki/nodes-g1.pem";

const { users, ...others } = rest;
const network = {
  domain: "example.com",
  internodeTrafficStrategy: "SplitDNS",
  clientTrafficStrategy: "FQDN",
  loadBalancer: { enabled: true },
} as const;
const image = "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1";
const security = { authority: "nodes", certificateReservedNodeCommonName: "orders.kurrent" } as const;

export default defineTopology({
  clusters: { east: withOperator("1.6"), west: { ...withOperator("1.6"), dns: { serviceIP: "10.112.0.10" } } },
  authorities: { nodes: privateCA({
      generations: ["g1"],
      roots: { g1 },
      carried: { from: "east", secrets: { g1: "nodes-ca-g1" } },
      shared: { reason: "the replicas are of this quorum" },
    }) },
  workloads: {
    orders: kurrentdb({
      ...others,
      users,
      backend: "operator",
      image,
      network: { ...network, fqdnTemplate: "{podName}-qn.{domain}" },
      security,
    }),
    "orders-west": kurrentdb({
      ...others,
      cluster: "west",
      backend: "operator",
      image,
      replicas: 0,
      quorumNodes: ["orders-0-qn.example.com:2113", "orders-1-qn.example.com:2113", "orders-2-qn.example.com:2113"],
      readOnlyReplicas: { replicas: 2 },
      network: { ...network, fqdnTemplate: "{podName}-sa.{domain}" },
      security,
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    reports: { cluster: "west", namespace: "reports", dials: "orders-west", trusts: ["nodes"] },
  },
});
