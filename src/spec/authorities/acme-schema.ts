import { z } from "zod";
import { didYouMean } from "../did-you-mean.ts";
import { dnsName, domain, secretKeyRef, strict, text } from "../fields.ts";
import type { Acme } from "./acme.ts";

/** Directories by the names that a spec may use for them. */
const DIRECTORIES: Readonly<Record<string, string>> = {
  letsencrypt: "https://acme-v02.api.letsencrypt.org/directory",
  "letsencrypt-staging": "https://acme-staging-v02.api.letsencrypt.org/directory",
};

const server = z.string().superRefine((value, context) => {
  if (DIRECTORIES[value] !== undefined || /^https:\/\/[^\s/]+\/?\S*$/.test(value)) return;
  const hint = didYouMean(value, Object.keys(DIRECTORIES));
  context.addIssue({
    code: "custom",
    message: `"${value}" is no ACME server: a name that is known, or the https URL of its directory, is wanted.\n${hint}`,
  });
});

const route53 = strict({
  region: text,
  hostedZoneID: text.exactOptional(),
  role: text.exactOptional(),
  accessKeyID: text.exactOptional(),
  secretAccessKeySecretRef: secretKeyRef.exactOptional(),
}).superRefine((given, context) => {
  const problem = (field: string, missing: string) =>
    context.addIssue({
      code: "custom",
      path: [field],
      message: `a static key of Route53 has two parts, and ${missing} is missing.\nAdd it, or use a role.`,
    });
  if (given.accessKeyID !== undefined && given.secretAccessKeySecretRef === undefined) problem("accessKeyID", "secretAccessKeySecretRef");
  if (given.secretAccessKeySecretRef !== undefined && given.accessKeyID === undefined) problem("secretAccessKeySecretRef", "accessKeyID");
});

const email = z.string().superRefine((value, context) => {
  // A placeholder such as { email } is the proof's business: it looks for them everywhere.
  if (!value.includes("@") && !/[{<]/.test(value)) context.addIssue({ code: "custom", message: `"${value}" is no e-mail address.` });
});

const zone = z.string().superRefine((value, context) => {
  if (/[{<]/.test(value)) return;
  const inner = domain.safeParse(value.replace(/^\*\./, ""));
  if (!inner.success) context.addIssue({ code: "custom", message: inner.error.issues[0]?.message ?? `"${value}" is no zone.` });
});

/** A public authority before its name is known, after which its account key's Secret is called. */
export type UnnamedAcme = Omit<Acme, "name" | "privateKeySecretRef"> & { readonly privateKeySecretRef?: { readonly name: string } };

/** From what `acme()` gives to a public authority with its defaults; its name is added later. */
export const acmeSchema: z.ZodType<UnnamedAcme> = strict({
  kind: z.literal("acme"),
  server,
  email,
  preferredChain: z.string().exactOptional(),
  profile: text.exactOptional(),
  privateKeySecretRef: strict({ name: dnsName }).exactOptional(),
  dns01: strict({ route53 }),
  dnsZones: z.array(zone).min(1),
}).transform((given) => ({ ...given, directory: DIRECTORIES[given.server] ?? given.server }));
