// Servers in two clusters without a network between them: SplitDNS inside, public addresses across, which let in the other
// cluster, the office, and the pods of the cluster itself: its nodes hold the ranges against these too.
import { defineTopology, kurrentdb } from "trueline";
import { rest } from "../base.ts";
import { east, image, nodes, replica, west } from "../fleets.ts";

const from = (egress: string) => ({ egress: [egress] });
const network = (...allowedIPs: string[]) =>
  ({
    domain: "example.com",
    internodeTrafficStrategy: "SplitDNS",
    clientTrafficStrategy: "FQDN",
    loadBalancer: { enabled: true, allowedIPs },
  }) as const;

export default defineTopology({
  clusters: {
    east: { ...east, platform: { ...east.platform, ...from("203.0.113.7/32") } },
    west: { ...west, platform: { ...west.platform, ...from("198.51.100.0/28") } },
  },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image,
      network: network("198.51.100.0/24", "192.0.2.0/24", "10.0.0.0/8"),
      security: { authority: "nodes" },
    }),
    "orders-west": kurrentdb({ ...replica, network: network("203.0.113.7/32", "192.0.2.0/24", "10.0.0.0/8") }),
  },
  clients: {
    shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] },
  },
});
