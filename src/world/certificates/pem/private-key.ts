import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import type { Certificate, KeyId } from "../../tls.ts";
import { pemKeyId } from "./pem-file.ts";

/** A key that PEM shows: which one, and of what type. */
export interface PemKey {
  readonly key: KeyId;
  readonly algorithm: Certificate["algorithm"];
}

const ALGORITHMS: Readonly<Record<string, Certificate["algorithm"]>> = { rsa: "RSA", ec: "ECDSA", ed25519: "Ed25519" };

/** The identity of a public key; undefined for a type that is not modelled. */
export function keyOf(key: KeyObject): PemKey | undefined {
  const algorithm = ALGORITHMS[key.asymmetricKeyType ?? ""];
  if (algorithm === undefined) return undefined;
  const spki = key.export({ type: "spki", format: "der" });
  return { key: pemKeyId(createHash("sha256").update(spki).digest("hex")), algorithm };
}

/** The key in a text that holds a private one; undefined where it is encrypted, broken, or of a type that is not modelled. */
export function privateKeyOf(text: string): PemKey | undefined {
  try {
    return keyOf(createPublicKey(text));
  } catch {
    return undefined;
  }
}
