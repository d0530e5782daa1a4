import type { Construct } from "constructs";
import type { RootsSpec } from "../spec/authorities/roots.ts";
import type { PrivateAuthority } from "../spec/authority.ts";
import { emit } from "./emit.ts";
import { pemText } from "./known-roots.ts";
import { labels } from "./labels.ts";
import { authorityUnit } from "./names.ts";

/** The ClusterTrustBundle of a slot, from 1. It names no signer, so any name without a colon will do. */
function slotName(authority: string, slot: number): string {
  return `${authorityUnit(authority)}-slot-${slot}`;
}

/**
 * A ClusterTrustBundle per slot: cluster-scoped, so once per cluster. Slots beyond the trusted roots repeat the first: an
 * absent one would be an empty file in the pod, which servers refuse to load.
 */
export function addTrustSlots(scope: Construct, authority: PrivateAuthority, roots: RootsSpec, version: string, slots: number): void {
  const { name } = authority;
  const trusted = Object.entries(roots);
  Array.from({ length: slots }, (_, i) => trusted[i] ?? trusted[0]).forEach((root, i) => {
    const [generation, pem] = root ?? ["", ""];
    const metadata = { name: slotName(name, i + 1), labels: labels("private-ca", authorityUnit(name), "roots") };
    const object = {
      apiVersion: `certificates.k8s.io/${version}`,
      kind: "ClusterTrustBundle",
      metadata,
      spec: { trustBundle: pemText(pem) },
    };
    emit(
      scope,
      object,
      ["authorities", name, "trusted"],
      [
        [
          ["spec", "trustBundle"],
          ["authorities", name, "roots", generation],
        ],
      ],
    );
  });
}

/**
 * The volume that mounts all slots, one root per file, as servers load them. Plain data: the field is newer than the
 * generated types. Source: Kubernetes API reference, ClusterTrustBundleProjection.
 */
export function trustSlotsVolume(volume: string, authority: string, slots: number): { readonly name: string; readonly projected: unknown } {
  const sources = Array.from({ length: slots }, (_, i) => ({
    clusterTrustBundle: { name: slotName(authority, i + 1), path: `slot-${i + 1}.crt` },
  }));
  return { name: volume, projected: { sources } };
}
