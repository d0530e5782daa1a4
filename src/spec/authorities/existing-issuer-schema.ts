import { z } from "zod";
import { dnsName, strict, text } from "../fields.ts";
import type { ExistingIssuer } from "./existing-issuer.ts";
import { leavesSchema } from "./leaves-schema.ts";
import { givenRootsShape, withGenerations } from "./roots-schema.ts";

const issuerRef = strict({ name: dnsName, kind: text, group: text.default("cert-manager.io") }).superRefine(({ kind, group }, context) => {
  if (group !== "cert-manager.io" || kind === "Issuer" || kind === "ClusterIssuer") return;
  const message = `"${kind}" is no kind of cert-manager's: Issuer and ClusterIssuer are.\nAn issuer of somebody else's has a group of its own: add it.`;
  context.addIssue({ code: "custom", path: ["kind"], message });
});

/** From what `existingIssuer()` gives to an issuer with its defaults; its name is added later. */
export const existingIssuerSchema: z.ZodType<Omit<ExistingIssuer, "name">> = strict({
  kind: z.literal("existingIssuer"),
  issuerRef,
  leaves: leavesSchema.prefault({}),
  shared: strict({ reason: text }).exactOptional(),
  ...givenRootsShape,
}).transform((given, context) => ({ ...given, ...withGenerations(given, context) }));
