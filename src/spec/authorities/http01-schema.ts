import { z } from "zod";
import { dnsName, label, strict, text } from "../fields.ts";
import { exactlyOne, problemAt } from "./one-of-fields.ts";

const serviceType = z.enum(["ClusterIP", "NodePort"]).exactOptional();

const ingress = strict({
  serviceType,
  ingressClassName: dnsName.exactOptional(),
  class: text.exactOptional(),
  name: dnsName.exactOptional(),
}).superRefine((given, context) => {
  const [, second] = (["ingressClassName", "class", "name"] as const).filter((field) => given[field] !== undefined);
  if (second !== undefined)
    problemAt(context)([second], "says again which Ingress is used.\nGive one of ingressClassName, class and name.");
});

const gatewayHTTPRoute = strict({
  parentRefs: z
    .array(
      strict({
        name: dnsName,
        namespace: label.exactOptional(),
        kind: text.exactOptional(),
        group: z.string().exactOptional(),
        sectionName: dnsName.exactOptional(),
        port: z.int().min(1).max(65535).exactOptional(),
      }),
    )
    .min(1),
  labels: z.record(z.string(), z.string()).exactOptional(),
  serviceType,
});

/** An http01 solver: through Ingresses or through HTTPRoutes. */
export const http01 = strict({
  ingress: ingress.exactOptional(),
  gatewayHTTPRoute: gatewayHTTPRoute.exactOptional(),
}).superRefine(exactlyOne(["ingress", "gatewayHTTPRoute"], "way to the solver"));
