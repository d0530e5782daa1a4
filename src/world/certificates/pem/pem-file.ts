import type { Place } from "../../../terms/place.ts";
import type { Content } from "../../program.ts";
import { rules } from "../../rules.ts";
import type { Certificate, KeyId } from "../../tls.ts";

/** A certificate as its PEM says, wherever that stands. */
export type PemCertificate = Omit<Certificate, "place" | "rule"> & Required<Pick<Certificate, "fingerprint" | "validity">>;

/** What a text with PEM certificates holds. */
export interface PemFile {
  /** In the order of the text, up to the first that can't be read: what follows that one, programs that stop there never load. */
  readonly certificates: readonly PemCertificate[];
  /** Why the next one can't be read: `certificate 2: it is no base64`. */
  readonly broken?: string;
}

/** Reads a text; undefined for one that holds no certificate in PEM. */
export type ReadPem = (text: string) => PemFile | undefined;

/** For manifests and Environments without any PEM. */
export const NO_PEM: ReadPem = () => undefined;

/** Identity of a key by the SHA-256, in hex, of its SubjectPublicKeyInfo. */
export function pemKeyId(hash: string): KeyId {
  return `pem:${hash}` as KeyId;
}

/** What a text holds that stands at a place: certificates, or undefined if it holds none in PEM. */
export function pemContent(text: string, place: Place, pem: ReadPem): Extract<Content, { kind: "certificates" }> | undefined {
  const file = pem(text);
  if (!file) return undefined;
  const chain = file.certificates.map((each): Certificate => ({ ...each, place, rule: rules.pem }));
  return { kind: "certificates", chain, place, text, ...(file.broken === undefined ? {} : { broken: { why: file.broken, place } }) };
}
