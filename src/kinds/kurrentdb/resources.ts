import { k8s } from "cdk8s-plus-28";
import type { ResourcesSpec } from "./spec.ts";

/** `resources` of a container; nothing where the spec says nothing. */
export function resourceRequirements({ requests, limits }: ResourcesSpec): Pick<k8s.Container, "resources"> {
  if (requests === undefined && limits === undefined) return {};
  return { resources: { ...(requests ? { requests: quantities(requests) } : {}), ...(limits ? { limits: quantities(limits) } : {}) } };
}

function quantities(amounts: Readonly<Record<string, string>>): Record<string, k8s.Quantity> {
  return Object.fromEntries(Object.entries(amounts).map(([resource, amount]) => [resource, k8s.Quantity.fromString(amount)]));
}
