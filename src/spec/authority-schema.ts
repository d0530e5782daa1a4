import type { z } from "zod";
import { acmeSchema, type UnnamedAcme } from "./authorities/acme-schema.ts";
import { broughtCASchema } from "./authorities/brought-ca-schema.ts";
import { existingIssuerSchema } from "./authorities/existing-issuer-schema.ts";
import { privateCASchema } from "./authorities/private-ca-schema.ts";
import { vaultSchema } from "./authorities/vault-schema.ts";
import type { Authority, PrivateAuthority } from "./authority.ts";

type Unnamed<T> = T extends unknown ? Omit<T, "name"> : never;
type UnnamedAuthority = Unnamed<PrivateAuthority> | UnnamedAcme;

/** Schemas of authorities by the function that makes them. Names are added by {@link namedAuthority}. */
export const authoritySchemas: Readonly<Record<string, z.ZodType<UnnamedAuthority>>> = {
  privateCA: privateCASchema,
  acme: acmeSchema,
  vault: vaultSchema,
  existingIssuer: existingIssuerSchema,
  broughtCA: broughtCASchema,
};

/** An authority with its name and what is called after it. `unit` is its name in kebab case. */
export function namedAuthority(name: string, unit: string, given: UnnamedAuthority): Authority {
  if (given.kind !== "acme") return { ...given, name };
  return { ...given, name, privateKeySecretRef: given.privateKeySecretRef ?? { name: `${unit}-issuer-key` } };
}
