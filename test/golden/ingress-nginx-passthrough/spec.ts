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
      network: { ...names, ingress: { ingressClassName: "nginx", passthrough: true } },
      security: { authority: "nodes" },
    }),
  },
  clients: clientsByRoot,
});
