import { internalOf } from "./balancers.ts";
import { record, text } from "./data.ts";
import type { Facts } from "./facts.ts";
import type { Indexed } from "./object-index.ts";
import { rules } from "./rules.ts";

const PREFIX = "service.beta.kubernetes.io/aws-load-balancer-";

/**
 * Whether a Service's load balancer is an internal Network Load Balancer of AWS that sends to instances under the caller's own
 * address. It then loses connections that it sends back to the node that they came from. Keeping the address is the default for instances, not for
 * addresses of pods. Sources: AWS, Elastic Load Balancing, "Edit target group attributes" and "Troubleshoot your Network Load
 * Balancer" (requests from a target to its load balancer); AWS Load Balancer Controller, "Annotations" of Services.
 */
export function keepsClientAddress(service: Indexed, facts: Facts): boolean {
  if (internalOf(service, facts)?.rule !== rules.awsInternal) return false;
  const said = (key: string): string | undefined => text(service.object.metadata.annotations?.[`${PREFIX}${key}`]);
  const byClass = text(record(service.object["spec"])["loadBalancerClass"]) === "service.k8s.aws/nlb";
  // Without either it is one of the older kind, which puts its own address in.
  if (!byClass && !/^(nlb|external)$/.test(said("type") ?? "")) return false;
  if (said("nlb-target-type") === "ip") return false;
  const attributes = (said("target-group-attributes") ?? "").split(",").map((each) => each.trim());
  return !attributes.includes("preserve_client_ip.enabled=false");
}
