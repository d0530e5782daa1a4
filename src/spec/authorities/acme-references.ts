import type { SecretKeyRef } from "../topology.ts";
import type { Acme } from "./acme.ts";

/** What an issuer reads that somebody else makes, in the namespace of its Secrets. */
export interface AcmeReferences {
  readonly secrets: readonly SecretKeyRef[];
  /** Names of ServiceAccounts whose tokens it asks for. */
  readonly serviceAccounts: readonly string[];
}

/**
 * The Secrets with the credentials of solvers and of the external account, and ServiceAccounts. A webhook's `config` is its own
 * matter: fields in it that are named and shaped like cert-manager's references are taken for such.
 */
export function acmeReferences({ solvers, externalAccountBinding }: Acme): AcmeReferences {
  const secrets: SecretKeyRef[] = externalAccountBinding ? [externalAccountBinding.keySecretRef] : [];
  const serviceAccounts: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [field, each] of Object.entries(value)) {
      const { name, key } = (typeof each === "object" && each !== null ? each : {}) as Readonly<Record<string, unknown>>;
      if (/SecretRef$/.test(field) && typeof name === "string" && typeof key === "string") secrets.push({ name, key });
      else if (field === "serviceAccountRef" && typeof name === "string") serviceAccounts.push(name);
      else walk(each);
    }
  };
  walk(solvers);
  return { secrets, serviceAccounts };
}
