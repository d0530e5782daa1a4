import { z } from "zod";
import { labelProblem } from "../../terms/names.ts";
import { didYouMean } from "../did-you-mean.ts";
import { strict } from "../fields.ts";
import type { GivenRoots } from "./roots.ts";

/** The name of a generation, which becomes part of objects' names. */
export const generation = z.string().superRefine((value, context) => {
  const problem = labelProblem(value);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
});

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** One or more public certificates as PEM. Whether they say what they should is the proof's business. */
export const certificatePem = z.string().superRefine((value, context) => {
  const problem = (message: string) => context.addIssue({ code: "custom", message });
  if (/PRIVATE KEY-----/.test(value)) {
    problem("holds a private key. Keys never stand in a repository.\nTake the certificate alone, and replace the key: it is known now.");
  } else if (value.match(CERTIFICATE) === null) {
    problem('is no PEM certificate: a text with "-----BEGIN CERTIFICATE-----" is wanted.\nImport it: import root from "../pki/root.pem".');
  }
});

const rootPem = certificatePem.superRefine((value, context) => {
  const count = value.match(CERTIFICATE)?.length ?? 0;
  if (count > 1) {
    const message = `holds ${count} certificates, and a generation is one root.\nName each of them: { g1: ..., g2: ... }.`;
    context.addIssue({ code: "custom", message });
  }
});

/** Roots by generation. */
export const rootsSchema = z.record(generation, rootPem);

/** A dozen slots would be a dozen roots at once, which nobody can oversee. */
export const clusterTrustBundle = strict({ slots: z.int().min(1).max(12).default(4) });

/** The fields of an authority whose roots are given. */
export const givenRootsShape = {
  roots: rootsSchema,
  signsWith: z.string().exactOptional(),
  trusted: z.array(z.string()).min(1).exactOptional(),
  clusterTrustBundle: clusterTrustBundle.exactOptional(),
};

const givenRoots = strict(givenRootsShape);

/** Fills in the defaults of given roots, and reports names that are no generation. */
export function withGenerations(given: z.infer<typeof givenRoots>, context: z.RefinementCtx): GivenRoots {
  const generations = Object.keys(given.roots);
  if (generations.length === 0) {
    const message = "is empty: without a root nobody can verify what this authority signs.\nAdd one: roots: { g1: ... }.";
    context.addIssue({ code: "custom", path: ["roots"], message });
  }
  const chosen = chosenGenerations(generations, given, context);
  checkSlots(given.clusterTrustBundle, chosen.trusted, context);
  return {
    roots: given.roots,
    generations,
    ...chosen,
    ...(given.clusterTrustBundle ? { clusterTrustBundle: given.clusterTrustBundle } : {}),
  };
}

/** More roots than slots: pods would not get the last ones. */
export function checkSlots(bundle: { readonly slots: number } | undefined, trusted: readonly string[], context: z.RefinementCtx): void {
  if (!bundle || trusted.length <= bundle.slots) return;
  const message = `${bundle.slots} hold fewer roots than the ${trusted.length} that are trusted.\nMore slots change the pods, which restart; fewer roots do not.`;
  context.addIssue({ code: "custom", path: ["clusterTrustBundle", "slots"], message });
}

/** Which generation signs and which are trusted, by their defaults. Reports names that are no generation, or stand twice. */
export function chosenGenerations(
  generations: readonly string[],
  given: { readonly signsWith?: string | undefined; readonly trusted?: readonly string[] | undefined },
  context: z.RefinementCtx,
): { readonly signsWith: string; readonly trusted: readonly string[] } {
  const problem = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
  const signsWith = given.signsWith ?? generations[0] ?? "";
  if (given.signsWith !== undefined && !generations.includes(signsWith))
    problem(["signsWith"], `no generation "${signsWith}".\n${didYouMean(signsWith, generations)}`);
  for (const [index, name] of (given.trusted ?? []).entries()) {
    if (!generations.includes(name)) problem(["trusted", index], `no generation "${name}".\n${didYouMean(name, generations)}`);
    else if ((given.trusted ?? []).indexOf(name) < index) problem(["trusted", index], `"${name}" stands here twice.`);
  }
  return { signsWith, trusted: given.trusted ?? generations };
}
