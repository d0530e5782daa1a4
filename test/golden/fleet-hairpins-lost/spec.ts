// An internal load balancer of AWS keeps callers' addresses again: what it sends back to the node that it came from is lost there.
import { defineTopology, kurrentdb } from "trueline";
import { rest } from "../base.ts";
import { east, image, nodes, replica, west, ZONE } from "../fleets.ts";

const network = {
  domain: ZONE,
  fqdnTemplate: "{podName}.{domain}",
  internodeTrafficStrategy: "SplitDNS",
  clientTrafficStrategy: "FQDN",
  peering: { name: "backbone", allowedIPs: ["10.0.0.0/8"] },
} as const;
const onAws = { cloud: "aws", loadBalancer: { address: "hostname" } } as const;

export default defineTopology({
  clusters: {
    east: { ...east, platform: { ...east.platform, ...onAws } },
    west: { ...west, platform: { ...west.platform, ...onAws } },
  },
  peerings: { backbone: { joins: ["east", "west"] } },
  zones: { [ZONE]: { peering: "backbone" } },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({ ...rest, image, network, security: { authority: "nodes" } }),
    "orders-west": kurrentdb({ ...replica, network }),
  },
  clients: {
    shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    stock: { cluster: "east", namespace: "stock", dials: "orders", trusts: ["nodes"] },
  },
  overrides: [
    {
      target: { kind: "Service", name: "orders-1-peering", cluster: "east" },
      patch: { metadata: { annotations: { "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes": null } } },
    },
  ],
});
