import type { Certificate, KeyId, TrustStore } from "../../world/tls.ts";
import { isValidAt } from "./dates.ts";

/** How far a presented chain leads: to a trusted root, or to a signer that nobody there trusts. */
export type ChainResult =
  | {
      readonly trusted: true /** Absent for a public authority. */;
      readonly root?: Certificate;
      readonly signer: KeyId;
      /** From the leaf to the root, both included. */
      readonly path: readonly Certificate[];
    }
  | {
      readonly trusted: false /** The last certificate that was found. */;
      readonly last: Certificate | undefined;
      readonly signer: KeyId | undefined;
    };

/**
 * Follows signatures from the leaf over CA certificates, presented or held in the store, to a self-signed root of the
 * store, or to a public authority (`public:...`) where the store holds the public roots. Symbolic: a signature holds
 * when the signer's key is the one named. Where several certificates of one key lead to a root, one that is valid at `asOf` goes
 * before others, as in OpenSSL (X509_STORE_CTX_get1_issuer) and Go; without `asOf` dates are not looked at.
 */
export function chainToTrusted(chain: readonly Certificate[], trust: TrustStore | undefined, asOf?: number): ChainResult {
  const [leaf] = chain;
  if (!leaf) return { trusted: false, last: undefined, signer: undefined };
  const roots = trust?.roots ?? [];
  const known = [...chain, ...roots];
  const validFirst = (found: readonly Certificate[]): readonly Certificate[] =>
    asOf === undefined || found.length < 2 ? found : [...found].sort((a, b) => Number(isValidAt(b, asOf)) - Number(isValidAt(a, asOf)));
  const follow = (path: readonly Certificate[], current: Certificate): ChainResult => {
    const signer: KeyId = current.signedBy;
    const isTrusted = (each: Certificate) => each.key === signer && each.signedBy === each.key && (each.ca || each.key === leaf.key);
    const [root] = validFirst(roots.filter(isTrusted));
    if (root) return { trusted: true, root, signer, path: current.signedBy === current.key ? path : [...path, root] };
    if (trust?.publicRoots && signer.startsWith("public:")) return { trusted: true, signer, path };
    const above = known.filter((each) => each.key === signer && each.ca && path.every((below) => below.key !== each.key));
    let first: ChainResult | undefined;
    for (const next of validFirst(above)) {
      const result = follow([...path, next], next);
      if (result.trusted) return result;
      first ??= result;
    }
    return first ?? { trusted: false, last: current, signer };
  };
  return follow([leaf], leaf);
}
