// A quorum and its replicas in another cluster, both by the vendor's operator: its DNS sidecars lead the names of far servers to those
// that they have in the peering, whose load balancers are compiled here, for the operator makes one load balancer a pod.
import { defineTopology, kurrentdb } from "trueline";
import { rest } from "../base.ts";
import { east, image, nodes, replica, west, ZONE } from "../fleets.ts";

const operated = <Cluster extends { readonly platform: object }>(cluster: Cluster) => ({
  ...cluster,
  platform: { ...cluster.platform, kurrentdbOperator: "1.6" },
});
const network = {
  domain: "example.com",
  internodeTrafficStrategy: "SplitDNS",
  clientTrafficStrategy: "FQDN",
  loadBalancer: { enabled: true, allowedIPs: ["0.0.0.0/0"] },
  peering: { name: "backbone", domain: ZONE },
} as const;

export default defineTopology({
  clusters: { east: operated(east), west: operated(west) },
  peerings: { backbone: { joins: ["east", "west"] } },
  zones: { [ZONE]: { peering: "backbone" } },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({ ...rest, backend: "operator", image, network, security: { authority: "nodes" }, readOnlyReplicas: { replicas: 1 } }),
    "orders-west": kurrentdb({ ...replica, backend: "operator", network }),
  },
  clients: { laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] } },
});
