import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { didYouMean } from "../did-you-mean.ts";
import { dnsName, domain, secretKeyRef, strict, text } from "../fields.ts";
import type { Acme, Solver } from "./acme.ts";
import { dns01 } from "./dns01-schema.ts";
import { http01 } from "./http01-schema.ts";
import { exactlyOne, problemAt } from "./one-of-fields.ts";

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

const email = z.string().superRefine((value, context) => {
  // A placeholder such as { email } is the proof's business: it looks for them everywhere.
  if (!value.includes("@") && !/[{<]/.test(value)) context.addIssue({ code: "custom", message: `"${value}" is no e-mail address.` });
});

/** A name of a certificate or a zone, also a wildcard. */
const name = z.string().superRefine((value, context) => {
  if (/[{<]/.test(value)) return;
  const inner = domain.safeParse(value.replace(/^\*\./, ""));
  if (!inner.success) context.addIssue({ code: "custom", message: inner.error.issues[0]?.message ?? `"${value}" is no name.` });
});

/** PEM of at least one certificate: the API takes it as base64, which is made when it is compiled. */
const caBundle = z.string().superRefine((value, context) => {
  const blocks = value.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0)
    context.addIssue({ code: "custom", message: "holds no PEM certificate.\nPaste the text from BEGIN to END CERTIFICATE." });
  else if (!blocks.every(isCertificate)) context.addIssue({ code: "custom", message: "holds a PEM block that is no certificate." });
});

function isCertificate(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}

const selector = strict({
  dnsNames: z.array(name).min(1).exactOptional(),
  dnsZones: z.array(name).min(1).exactOptional(),
  matchLabels: z.record(z.string(), z.string()).exactOptional(),
});

const solver = strict({
  selector: selector.exactOptional(),
  dns01: dns01.exactOptional(),
  http01: http01.exactOptional(),
}).superRefine(exactlyOne(["dns01", "http01"], "kind of challenge"));

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
  externalAccountBinding: strict({ keyID: text, keySecretRef: secretKeyRef }).exactOptional(),
  caBundle: caBundle.exactOptional(),
  scope: z.enum(["Issuer", "ClusterIssuer"]).default("Issuer"),
  dns01: dns01.exactOptional(),
  dnsZones: z.array(name).min(1).exactOptional(),
  solvers: z.array(solver).min(1).exactOptional(),
})
  .superRefine((given, context) => {
    const problem = problemAt(context);
    if (given.solvers) {
      for (const field of ["dns01", "dnsZones"] as const) {
        if (given[field] !== undefined) problem([field], `stands beside solvers, which say it for each solver.\nMove it into solvers.`);
      }
    } else if (!given.dns01 && !given.dnsZones) problem([], "says not how names are proven.\nAdd solvers, or dns01 with dnsZones.");
    else if (!given.dns01) problem(["dns01"], "is missing: it has to be an object.");
    else if (!given.dnsZones) problem(["dnsZones"], "is missing: it has to be a list.");
  })
  .transform(({ dns01: one, dnsZones, solvers, ...given }) => {
    const shorthand = one !== undefined && dnsZones !== undefined;
    const all: readonly Solver[] = shorthand ? [{ selector: { dnsZones }, dns01: one }] : (solvers ?? []);
    return { ...given, solvers: all, shorthand, directory: DIRECTORIES[given.server] ?? given.server };
  });
