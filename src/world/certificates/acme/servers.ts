import type { Rule } from "../../../terms/evidence.ts";
import { rules } from "../../rules.ts";
import type { KeyId } from "../../tls.ts";

/** What a server puts into a certificate, as far as it does not follow the request. */
export interface Terms {
  readonly seconds: number;
  /** Whether the subject has a common name. */
  readonly commonName: boolean;
  /** Whether an RSA key may encipher. */
  readonly keyEncipherment: boolean;
  /** Whether addresses are certified too. */
  readonly ips: boolean;
  /** How many names a certificate may hold; absent: not known. */
  readonly names?: number;
  readonly rule: Rule;
}

const DAY = 86_400;

/**
 * Let's Encrypt's profiles. Only server auth is certified by any of them since 2026. The life of classic certificates gets
 * shorter: 64 days from 2027-02-10, 45 days from 2028-02-16; here the one of today counts.
 * Source: Let's Encrypt documentation, Profiles and Rate Limits (2026).
 */
const LETS_ENCRYPT: Readonly<Record<string, Terms>> = {
  classic: { seconds: 90 * DAY, commonName: true, keyEncipherment: true, ips: false, names: 100, rule: rules.acmeProfile },
  tlsserver: { seconds: 45 * DAY, commonName: false, keyEncipherment: false, ips: false, names: 25, rule: rules.acmeProfile },
  shortlived: { seconds: 160 * 3600, commonName: false, keyEncipherment: false, ips: true, names: 25, rule: rules.acmeProfile },
};

/** Profiles that Let's Encrypt had, and what became of them. */
const ENDED: Readonly<Record<string, string>> = { tlsclient: "it ended on 2026-07-08, and nothing took its place" };

/**
 * Directories whose roots are in the usual public root stores. Any other, such as Let's Encrypt's staging or an ACME
 * server of one's own, signs with roots that only those trust who were given them.
 * Source: the authorities' documentation of their ACME directories.
 */
const PUBLIC_DIRECTORIES = new Set([
  "acme-v02.api.letsencrypt.org",
  "acme.zerossl.com",
  "api.buypass.com",
  "dv.acme-v02.api.pki.goog",
  "acme.ssl.com",
  "acme.digicert.com",
]);

function hostOf(server: string): string {
  return /^https?:\/\/([^/:]+)/.exec(server)?.[1]?.toLowerCase() ?? server;
}

/** Whether a directory is Let's Encrypt's, be it for production or staging. */
export function isLetsEncrypt(server: string): boolean {
  return /^acme(-staging)?-v02\.api\.letsencrypt\.org$/.test(hostOf(server));
}

/** Whether a directory's rate limits are those of Let's Encrypt in production; staging has far wider ones. */
export function hasProductionLimits(server: string): boolean {
  return hostOf(server) === "acme-v02.api.letsencrypt.org";
}

/** Whether a directory is bound to names of the public DNS: those of public authorities, and staging, which plays one. */
export function signsPublicNamesOnly(server: string): boolean {
  return PUBLIC_DIRECTORIES.has(hostOf(server)) || isLetsEncrypt(server);
}

/** Who signs: one key for all that a directory issues. */
export function signerOf(server: string): KeyId {
  return `${PUBLIC_DIRECTORIES.has(hostOf(server)) ? "public" : "acme"}:${server}` as KeyId;
}

/** The terms of a profile; of the server's default without one. Of other servers than Let's Encrypt nothing is known: its classic profile is assumed. */
export function termsOf(server: string, profile: string | undefined): Terms | { readonly unknown: string } {
  if (!isLetsEncrypt(server)) {
    const { names: _, ...classic } = LETS_ENCRYPT["classic"] as Terms;
    return { ...classic, ips: !signsPublicNamesOnly(server), rule: rules.acmeOtherServer };
  }
  const known = LETS_ENCRYPT[profile ?? "classic"];
  if (known) return known;
  const ended = ENDED[profile ?? ""];
  return { unknown: ended ?? `Let's Encrypt has ${Object.keys(LETS_ENCRYPT).join(", ")}` };
}
