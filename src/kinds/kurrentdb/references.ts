import type { WorkloadReference } from "../kind.ts";
import type { KurrentDBWorkload } from "./spec.ts";

/** What a KurrentDB names of its topology: the quorum that it reads from, and a peering. */
export function references({ quorumOf, network: { peering } }: KurrentDBWorkload): readonly WorkloadReference[] {
  return [
    ...(quorumOf === undefined ? [] : [{ to: "workloads" as const, name: quorumOf, path: ["quorumOf"] }]),
    ...(peering === undefined ? [] : [{ to: "peerings" as const, name: peering.name, path: ["network", "peering", "name"] }]),
  ];
}

/** Read-only replicas elsewhere and their quorum are one cluster, whose nodes let each other in. */
export function trustDomain({ name, quorumOf }: KurrentDBWorkload & { readonly name: string }): string {
  return quorumOf ?? name;
}
