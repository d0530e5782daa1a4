import { defineTopology, kurrentdb } from "trueline";
import { nodes, rest } from "../base.ts";
import { clientsByRoot, east, image, names } from "../edge-base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image,
      network: { ...names, gateway: { gatewayClassName: "edge", passthrough: true, port: 8443 } },
      security: { authority: "nodes" },
    }),
  },
  clients: clientsByRoot,
});
