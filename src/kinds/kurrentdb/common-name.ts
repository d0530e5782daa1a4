import type { Layout, Member } from "./layout.ts";
import { fqdn, memberName, usesFqdns, wildcard } from "./node-names.ts";

/**
 * The common name of all node certificates of a workload, which is also what nodes demand of each other
 * (`CertificateReservedNodeCommonName`). Short and of this workload alone with a private CA. A public authority only
 * certifies names that are among the SANs: the first node's FQDN, or the quorum's wildcard where wildcards are asked for.
 * Undefined with a brought certificate: the server takes the one that stands on it. One for a whole fleet: its quorum's.
 */
export function reservedCommonName({ fleet }: Layout): string | undefined {
  return commonNameOf(fleet.head);
}

function commonNameOf(layout: Member): string | undefined {
  const { spec, authority, quorum } = layout;
  if (spec.security.certificateReservedNodeCommonName !== undefined) return spec.security.certificateReservedNodeCommonName;
  if (authority?.kind === "broughtCA") return undefined;
  if (authority?.kind !== "acme") return `${spec.name}.${spec.namespace.name}`;
  if (!usesFqdns(layout)) return memberName(layout, quorum, `${quorum.name}-0`);
  const pattern = spec.security.wildcard ? wildcard(layout, quorum) : undefined;
  return pattern ?? fqdn(layout, quorum, `${quorum.name}-0`);
}
