import { parseDuration } from "../../terms/duration.ts";
import type { CertificateSpec } from "../crds/cert-manager.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** What cert-manager asks for where a Certificate names no duration: 90 days (its API reference). */
export const DEFAULT_DURATION = "2160h";

/**
 * Seconds between the time at which a certificate is due and its end: `renewBefore`, or a third of its life. Undefined where the
 * spec does not say how long it lives, as with ACME. Source: cert-manager 1.21, pkg/util/pki/renewaltime.go.
 */
export function slackOf(
  { duration, renewBefore }: Pick<CertificateSpec, "duration" | "renewBefore">,
  signedByAcme: boolean,
): number | undefined {
  if (signedByAcme) return undefined;
  const life = parseDuration(duration ?? DEFAULT_DURATION) ?? 0;
  const before = parseDuration(renewBefore ?? "0") ?? 0;
  return before > 0 && before < life ? before : Math.floor(life / 3);
}

/** The seconds after which alerts fire, for a certificate with this slack. `lead` is how long before its end. */
export interface Leads {
  /** Of a certificate that is due and not renewed: how long it may take. */
  readonly overdue: number;
  /** A warning and a page; undefined where only cert-manager knows how long the certificate lives. */
  readonly soon?: number;
  readonly aboutToEnd?: number;
  /** How long a condition has to hold. */
  readonly hold: number;
}

/**
 * In normal operation a certificate always has more than its slack left, save for the minutes that a renewal takes: half of it
 * is a warning, a quarter a page. With short slacks all times shrink with them, so that there is still time to fire.
 */
export function leadsOf(slack: number | undefined): Leads {
  // The shortest that a public authority gives is 6 days, of which cert-manager takes a third.
  if (slack === undefined) return { overdue: HOUR, hold: 10 * MINUTE };
  return {
    overdue: Math.min(HOUR, Math.floor(slack / 4)),
    soon: Math.floor(slack / 2),
    aboutToEnd: Math.floor(slack / 4),
    hold: Math.max(MINUTE, Math.min(10 * MINUTE, Math.floor(slack / 8 / MINUTE) * MINUTE)),
  };
}
