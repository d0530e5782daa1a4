import { z } from "zod";
import { dnsName, secretKeyRef, strict, text } from "../fields.ts";
import { leavesSchema } from "./leaves-schema.ts";
import { certificatePem, givenRootsShape, withGenerations } from "./roots-schema.ts";
import type { Vault, VaultAuthSpec } from "./vault.ts";

const server = z.string().superRefine((value, context) => {
  if (/[{<]/.test(value) || /^https?:\/\/[^\s/]+\/?$/.test(value)) return;
  context.addIssue({ code: "custom", message: `"${value}" is no address of a Vault.\nWrite it as in https://vault.example.com:8200.` });
});

/** Vault's PKI engine signs by its `sign` endpoint; `issue` would make a key of its own (cert-manager documentation, Vault). */
const path = text.superRefine((value, context) => {
  if (value.startsWith("/"))
    context.addIssue({ code: "custom", message: `"${value}" starts with a slash.\nWrite ${value.replace(/^\/+/, "")}.` });
  else if (/(^|\/)issue\//.test(value)) {
    const message = `"${value}" would let Vault make the key, and cert-manager asks it to sign.\nWrite ${value.replace(/(^|\/)issue\//, "$1sign/")}.`;
    context.addIssue({ code: "custom", message });
  }
});

const METHODS = {
  tokenSecretRef: secretKeyRef,
  appRole: strict({ path: text.exactOptional(), roleId: text, secretRef: secretKeyRef }),
  kubernetes: strict({
    mountPath: text.exactOptional(),
    role: text,
    serviceAccountRef: strict({ name: dnsName, audiences: z.array(text).exactOptional() }),
  }),
  clientCertificate: strict({ mountPath: text.exactOptional(), name: text.exactOptional(), secretName: dnsName }),
};

const auth: z.ZodType<VaultAuthSpec> = strict({
  tokenSecretRef: METHODS.tokenSecretRef.exactOptional(),
  appRole: METHODS.appRole.exactOptional(),
  kubernetes: METHODS.kubernetes.exactOptional(),
  clientCertificate: METHODS.clientCertificate.exactOptional(),
}).transform((given, context) => {
  const names = Object.keys(given);
  if (names.length !== 1) {
    const which = names.length === 0 ? "names no way to log in" : `names ${names.length} ways to log in`;
    const message = `${which}, and cert-manager takes exactly one.\nOne of ${Object.keys(METHODS).join(", ")} is wanted.`;
    context.addIssue({ code: "custom", message });
  }
  return given as VaultAuthSpec;
});

/** From what `vault()` gives to a Vault with its defaults; its name is added later. */
export const vaultSchema: z.ZodType<Omit<Vault, "name">> = strict({
  kind: z.literal("vault"),
  server,
  path,
  namespace: text.exactOptional(),
  serverName: text.exactOptional(),
  caBundle: certificatePem.exactOptional(),
  auth,
  scope: z.enum(["Issuer", "ClusterIssuer"]).default("Issuer"),
  leaves: leavesSchema.prefault({}),
  shared: strict({ reason: text }).exactOptional(),
  ...givenRootsShape,
}).transform((given, context) => ({ ...given, ...withGenerations(given, context) }));
