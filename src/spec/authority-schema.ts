import type { z } from "zod";
import { acmeSchema, type UnnamedAcme } from "./authorities/acme-schema.ts";
import type { PrivateCA } from "./authorities/private-ca.ts";
import { privateCASchema } from "./authorities/private-ca-schema.ts";
import type { Authority } from "./authority.ts";

type UnnamedAuthority = Omit<PrivateCA, "name"> | UnnamedAcme;

/** Schemas of authorities by the function that makes them. Names are added by {@link namedAuthority}. */
export const authoritySchemas: Readonly<Record<string, z.ZodType<UnnamedAuthority>>> = { privateCA: privateCASchema, acme: acmeSchema };

/** An authority with its name and what is called after it. `unit` is its name in kebab case. */
export function namedAuthority(name: string, unit: string, given: UnnamedAuthority): Authority {
  if (given.kind === "privateCA") return { ...given, name };
  return { ...given, name, privateKeySecretRef: given.privateKeySecretRef ?? { name: `${unit}-issuer-key` } };
}
