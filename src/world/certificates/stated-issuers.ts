import type { Environment, StatedIssuer } from "../../terms/environment.ts";
import type { PemCertificate, ReadPem } from "./pem/pem-file.ts";

/** The root that an issuer's certificates chain to, as a person states it; undefined where nobody does. `namespace` is empty for one of the cluster. */
export type StatedIssuers = (issuer: Omit<StatedIssuer, "root">) => PemCertificate | undefined;

/**
 * Looks up what Environments state. Of a PEM with several certificates the self-signed one is the root, else the last. One that can't be
 * read states nothing.
 */
export function statedIssuers(environments: readonly Environment[], pem: ReadPem): StatedIssuers {
  const roots = new Map<string, PemCertificate>();
  for (const stated of environments.flatMap((each) => each.issuers ?? [])) {
    const certificates = pem(stated.root)?.certificates ?? [];
    const root = certificates.find((each) => each.signedBy === each.key) ?? certificates.at(-1);
    if (root) roots.set(keyOf(stated), root);
  }
  return (issuer) => roots.get(keyOf(issuer));
}

function keyOf({ cluster, group, kind, namespace, name }: Omit<StatedIssuer, "root">): string {
  return [cluster, group, kind, namespace, name].join("/");
}
