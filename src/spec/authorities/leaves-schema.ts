import { z } from "zod";
import { formatDuration, parseDuration } from "../../terms/duration.ts";
import { duration, strict } from "../fields.ts";
import type { Leaves, RenewalPolicy } from "./leaves.ts";

/** cert-manager's webhook refuses shorter ones. */
export const certificateDuration = duration("1h", "cert-manager");
const renewBefore = duration("5m", "cert-manager");

/**
 * Renewal policies by name, with where they come from. StarlingX renews its Kubernetes and etcd leaves, which its code
 * gives a year, 15 days before their end, or 30 by its newer overview (StarlingX documentation, Etcd Certificates and
 * Kubernetes Certificates). Kamaji takes kubeadm's year and renews the day before the end (Kamaji documentation,
 * Certificates Lifecycle). The short-lived one is ours: renewed each day, good for two more.
 */
const POLICIES: Readonly<Record<RenewalPolicy, Leaves>> = {
  starlingx: { duration: "8760h", renewBefore: "360h" },
  "starlingx-30d": { duration: "8760h", renewBefore: "720h" },
  kamaji: { duration: "8760h", renewBefore: "24h" },
  "short-lived": { duration: "72h", renewBefore: "48h" },
};

const DEFAULT: Leaves = { duration: "2160h", renewBefore: "720h" };

/** From what a person says of an authority's leaves to their durations. */
export const leavesSchema = strict({
  policy: z.enum(["starlingx", "starlingx-30d", "kamaji", "short-lived"]).exactOptional(),
  duration: certificateDuration.exactOptional(),
  renewBefore: renewBefore.exactOptional(),
})
  .transform((given): Leaves => {
    const policy = given.policy === undefined ? DEFAULT : POLICIES[given.policy];
    return {
      duration: given.duration ?? canonicalDuration(policy.duration),
      renewBefore: given.renewBefore ?? canonicalDuration(policy.renewBefore),
    };
  })
  .superRefine((leaves, context) => {
    if ((parseDuration(leaves.renewBefore) ?? 0) < (parseDuration(leaves.duration) ?? 0)) return;
    context.addIssue({
      code: "custom",
      path: ["renewBefore"],
      message: `${leaves.renewBefore} is not shorter than the leaves' duration of ${leaves.duration}, so a certificate would be due again as soon as it is issued.`,
    });
  });

/** A Go duration as the API server gives it back. */
export function canonicalDuration(text: string): string {
  return formatDuration(parseDuration(text) ?? 0);
}
