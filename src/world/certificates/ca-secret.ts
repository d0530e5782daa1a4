import type { Content, Contents } from "../program.ts";
import type { Certificate } from "../tls.ts";

/** What an Issuer of type ca makes of a Secret that somebody else fills. */
export type CaSecret =
  /** `chain`: what goes after a leaf; `caCrt`: what stands in its Secret's `ca.crt`. */
  | { readonly kind: "signs"; readonly ca: Certificate; readonly chain: readonly Certificate[]; readonly caCrt: Content }
  /** It signs, with a key that is not known. */
  | { readonly kind: "unread"; readonly caCrt: Content }
  | { readonly kind: "refused"; readonly why: string };

/**
 * Reads the Secret of an Issuer of type ca. Of `tls.crt` the first certificate is the CA, what follows goes along but for roots, and the
 * chain ends with the first of `ca.crt`, else with the root or the highest in `tls.crt`.
 * Source: cert-manager/cert-manager 2d0d7f7, pkg/util/kube/pki.go, pkg/util/pki/parse_certificate_chain.go; Go's x509.CreateCertificate
 * refuses a key that is not the CA's.
 */
export function readCaSecret(name: string, secret: Contents): CaSecret {
  const missing = ["tls.crt", "tls.key"].find((key) => !secret.keys.has(key));
  if (missing !== undefined && !secret.open) return { kind: "refused", why: `Secret ${name} has no key ${missing}` };
  const [certificate, key, root] = ["tls.crt", "tls.key", "ca.crt"].map((each) => secret.keys.get(each));
  if (certificate?.kind === "text") return { kind: "refused", why: `tls.crt of Secret ${name} is no certificate` };
  if (certificate?.kind !== "certificates")
    return { kind: "unread", caCrt: root ?? certificate ?? { kind: "opaque", place: secret.place } };
  const [ca] = certificate.chain;
  if (!ca) return { kind: "refused", why: `tls.crt of Secret ${name} can't be read: ${certificate.broken?.why ?? "it is empty"}` };
  if (!ca.ca) return { kind: "refused", why: `${ca.label} in Secret ${name} is no CA` };
  if (key?.kind === "text" || key?.kind === "certificates") return { kind: "refused", why: `tls.key of Secret ${name} is no private key` };
  if (key?.kind === "private-key" && key.key !== ca.key)
    return { kind: "refused", why: `tls.key of Secret ${name} is not the key of ${ca.label}` };
  const given = root?.kind === "certificates" ? root.chain[0] : undefined;
  const top = given ?? certificate.chain.find(isRoot) ?? certificate.chain.at(-1) ?? ca;
  const caCrt: Content = root && !given ? root : { kind: "certificates", chain: [top], place: top.place };
  return { kind: "signs", ca, chain: certificate.chain.filter((each) => !isRoot(each)), caCrt };
}

function isRoot({ key, signedBy }: Certificate): boolean {
  return key === signedBy;
}
