import type { Environment, StatedIssuer, StatedVault } from "../../terms/environment.ts";
import type { PemCertificate, ReadPem } from "./pem/pem-file.ts";

/** What people state of signers that no object shows: the root that their certificates chain to; undefined where nobody does. */
export interface StatedIssuers {
  /** Of an issuer. `namespace` is empty for one of the cluster. */
  issuer(issuer: Omit<StatedIssuer, "root">): PemCertificate | undefined;
  /** Of a signing path of a Vault. */
  vault(vault: Omit<StatedVault, "root">): PemCertificate | undefined;
}

/** Looks up what Environments state. A PEM that can't be read states nothing. */
export function statedIssuers(environments: readonly Environment[], pem: ReadPem): StatedIssuers {
  const issuers = new Map<string, PemCertificate>();
  const vaults = new Map<string, PemCertificate>();
  const add = (roots: Map<string, PemCertificate>, key: string, text: string): void => {
    const root = rootIn(text, pem);
    if (root) roots.set(key, root);
  };
  for (const environment of environments) {
    for (const stated of environment.issuers ?? []) add(issuers, issuerKey(stated), stated.root);
    for (const stated of environment.vaults ?? []) add(vaults, vaultKey(stated), stated.root);
  }
  return { issuer: (issuer) => issuers.get(issuerKey(issuer)), vault: (vault) => vaults.get(vaultKey(vault)) };
}

/** Of a PEM with several certificates the self-signed one is the root, else the last. */
export function rootIn(text: string, pem: ReadPem): PemCertificate | undefined {
  const certificates = pem(text)?.certificates ?? [];
  return certificates.find((each) => each.signedBy === each.key) ?? certificates.at(-1);
}

function issuerKey({ cluster, group, kind, namespace, name }: Omit<StatedIssuer, "root">): string {
  return [cluster, group, kind, namespace, name].join("/");
}

function vaultKey({ server, path }: Omit<StatedVault, "root">): string {
  return `${server} ${path}`;
}
