import { z } from "zod";
import { cidr, strict } from "../../spec/fields.ts";
import type { NetworkPolicyChoice } from "./network-policy-spec.ts";

const labelSelector = strict({
  matchLabels: z.record(z.string(), z.string()).exactOptional(),
  matchExpressions: z
    .array(
      strict({
        key: z.string(),
        operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
        values: z.array(z.string()).exactOptional(),
      }),
    )
    .exactOptional(),
});

const peer = strict({
  podSelector: labelSelector.exactOptional(),
  namespaceSelector: labelSelector.exactOptional(),
  ipBlock: strict({ cidr, except: z.array(cidr).exactOptional() }).exactOptional(),
}).superRefine(({ podSelector, namespaceSelector, ipBlock }, context) => {
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  if (selects && ipBlock === undefined) return;
  if (!selects && ipBlock !== undefined) return;
  const message = selects
    ? "has selectors and an ipBlock, and Kubernetes wants one or the other.\nMake it two entries of the list."
    : "names nobody.\nGive podSelector, namespaceSelector or ipBlock; for everybody leave the list of peers out.";
  context.addIssue({ code: "custom", message });
});

const ports = z
  .array(
    strict({
      protocol: z.enum(["TCP", "UDP", "SCTP"]).exactOptional(),
      port: z.union([z.int().min(1).max(65535), z.string()]).exactOptional(),
      endPort: z.int().min(1).max(65535).exactOptional(),
    }).superRefine(({ port, endPort }, context) => {
      if (endPort === undefined || (typeof port === "number" && port <= endPort)) return;
      context.addIssue({
        code: "custom",
        path: ["endPort"],
        message: `${endPort} ends no range: port has to be a number that is not above it.`,
      });
    }),
  )
  .exactOptional();

const given = strict({
  policyTypes: z
    .array(z.enum(["Ingress", "Egress"]))
    .min(1)
    .exactOptional(),
  ingress: z.array(strict({ from: z.array(peer).min(1).exactOptional(), ports })).default([]),
  egress: z.array(strict({ to: z.array(peer).min(1).exactOptional(), ports })).default([]),
}).superRefine(({ policyTypes, ingress, egress }, context) => {
  const none = (type: "Ingress" | "Egress", rules: readonly unknown[]) =>
    policyTypes !== undefined && !policyTypes.includes(type) && rules.length > 0;
  for (const [type, field, rules] of [
    ["Ingress", "ingress", ingress],
    ["Egress", "egress", egress],
  ] as const) {
    if (!none(type, rules)) continue;
    const message = `would have no effect: policyTypes does not say "${type}".\nAdd it, or leave the rules out.`;
    context.addIssue({ code: "custom", path: [field], message });
  }
});

/** From what a workload says under `network.networkPolicy`; `false` where it wants none. As in Kubernetes, egress rules alone ask for egress. */
export const networkPolicySchema: z.ZodType<NetworkPolicyChoice | false> = z.union([z.boolean(), given]).transform((value) => {
  if (value === false) return false;
  const { policyTypes, ingress, egress } = value === true ? { policyTypes: undefined, ingress: [], egress: [] } : value;
  return { policyTypes: policyTypes ?? (egress.length > 0 ? ["Ingress", "Egress"] : ["Ingress"]), ingress, egress };
});
