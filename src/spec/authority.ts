import type { Acme, AcmeSpec } from "./authorities/acme.ts";
import type { PrivateCA, PrivateCASpec } from "./authorities/private-ca.ts";

/** What the functions that make authorities give. */
export type AuthoritySpec = (PrivateCASpec & { readonly kind: "privateCA" }) | (AcmeSpec & { readonly kind: "acme" });

/** An authority with its defaults. */
export type Authority = PrivateCA | Acme;
