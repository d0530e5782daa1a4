import type { Acme } from "../spec/authorities/acme.ts";
import { formatDuration } from "../terms/duration.ts";

/** Hours that Let's Encrypt's certificates live by profile. Source: its documentation, Profiles (2026). */
const LIFE_IN_HOURS: Readonly<Record<string, number>> = { classic: 90 * 24, tlsserver: 45 * 24, shortlived: 160 };

/**
 * How long before its end a certificate of an authority is renewed: a third of its life. It is written, since it decides when
 * alerts are due. Undefined where that life is not known: cert-manager then takes a third of what was issued.
 */
export function acmeRenewBefore({ directory, profile = "classic" }: Pick<Acme, "directory" | "profile">): string | undefined {
  if (!/^https:\/\/acme(-staging)?-v02\.api\.letsencrypt\.org\//.test(directory)) return undefined;
  const hours = LIFE_IN_HOURS[profile];
  return hours === undefined ? undefined : formatDuration((hours * 3600) / 3);
}
