import type { Certificate, KeyId, TrustStore } from "../../world/tls.ts";

/** How far a presented chain leads: to a trusted root, or to a signer that nobody there trusts. */
export type ChainResult =
  | { readonly trusted: true /** Absent for a public authority. */; readonly root?: Certificate; readonly signer: KeyId }
  | {
      readonly trusted: false /** The last certificate that was found. */;
      readonly last: Certificate | undefined;
      readonly signer: KeyId | undefined;
    };

/**
 * Follows signatures from the leaf over CA certificates, presented or held in the store, to a self-signed root of the
 * store, or to a public authority (`public:...`) where the store holds the public roots. Symbolic: a signature holds
 * when the signer's key is the one named. Times are not looked at.
 */
export function chainToTrusted(chain: readonly Certificate[], trust: TrustStore | undefined): ChainResult {
  const [leaf] = chain;
  const roots = trust?.roots ?? [];
  const known = [...chain, ...roots];
  const seen = new Set<KeyId>();
  let current = leaf;
  while (current) {
    const signer: KeyId = current.signedBy;
    const root = roots.find((each) => each.key === signer && each.signedBy === each.key && (each.ca || each.key === leaf?.key));
    if (root) return { trusted: true, root, signer };
    if (trust?.publicRoots && signer.startsWith("public:")) return { trusted: true, signer };
    if (seen.has(signer)) break;
    seen.add(signer);
    const next = known.find((each) => each.key === signer && each.ca && each !== current);
    if (!next) break;
    current = next;
  }
  return { trusted: false, last: current, signer: current?.signedBy };
}
