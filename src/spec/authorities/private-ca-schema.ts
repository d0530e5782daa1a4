import { z } from "zod";
import { formatDuration, parseDuration } from "../../terms/duration.ts";
import { labelProblem } from "../../terms/names.ts";
import { didYouMean } from "../did-you-mean.ts";
import { duration, strict, text } from "../fields.ts";
import type { PrivateCA } from "./private-ca.ts";

/** Ten years: a root is changed by adding a generation, not by running out. */
const ROOT_DURATION = "87600h";
/** cert-manager's webhook refuses shorter ones. */
const certificateDuration = duration("1h", "cert-manager");
const renewBefore = duration("5m", "cert-manager");

const texts = z.array(text);
const subject = strict({
  organizations: texts.exactOptional(),
  organizationalUnits: texts.exactOptional(),
  countries: texts.exactOptional(),
  localities: texts.exactOptional(),
  provinces: texts.exactOptional(),
});

const generation = z.string().superRefine((value, context) => {
  const problem = labelProblem(value);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
});

const privateKey = strict({
  algorithm: z.enum(["RSA", "ECDSA", "Ed25519"]).default("RSA"),
  size: z.int().exactOptional(),
  encoding: z.enum(["PKCS1", "PKCS8"]).exactOptional(),
}).transform((given, context) => {
  const sizes = KEY_SIZES[given.algorithm];
  if (given.size !== undefined && !sizes.includes(given.size)) {
    const message =
      sizes.length === 0
        ? "Ed25519 keys have one size; leave it out."
        : `${given.size} is no size of ${given.algorithm} keys: ${sizes.join(", ")} are.`;
    context.addIssue({ code: "custom", path: ["size"], message });
  }
  if (given.algorithm === "Ed25519" && given.encoding === "PKCS1") {
    context.addIssue({ code: "custom", path: ["encoding"], message: "Ed25519 keys can't be written as PKCS1.\nUse PKCS8." });
  }
  return { ...given, encoding: given.encoding ?? (given.algorithm === "Ed25519" ? ("PKCS8" as const) : ("PKCS1" as const)) };
});

/** What cert-manager's webhook accepts (2048 to 8192 for RSA; these are the ones in use). */
const KEY_SIZES: Readonly<Record<"RSA" | "ECDSA" | "Ed25519", readonly number[]>> = {
  RSA: [2048, 3072, 4096, 8192],
  ECDSA: [256, 384, 521],
  Ed25519: [],
};

const leaves = strict({ duration: certificateDuration.exactOptional(), renewBefore: renewBefore.exactOptional() }).transform((given) => ({
  duration: given.duration ?? canonical("2160h"),
  renewBefore: given.renewBefore ?? canonical("720h"),
}));

/** From what `privateCA()` gives to a private CA with its defaults; its name is added later. */
export const privateCASchema: z.ZodType<Omit<PrivateCA, "name">> = strict({
  kind: z.literal("privateCA"),
  generations: z.array(generation).min(1),
  signsWith: z.string().exactOptional(),
  trusted: z.array(z.string()).min(1).exactOptional(),
  subject: subject.default({}),
  privateKey: privateKey.prefault({}),
  duration: certificateDuration.default(canonical(ROOT_DURATION)),
  leaves: leaves.prefault({}),
  shared: strict({ reason: text }).exactOptional(),
}).transform((given, context) => {
  const { generations } = given;
  const signsWith = given.signsWith ?? generations[0] ?? "";
  const trusted = given.trusted ?? generations;
  const problem = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
  for (const [index, name] of generations.entries()) {
    if (generations.indexOf(name) < index) problem(["generations", index], `"${name}" stands here twice.`);
  }
  if (!generations.includes(signsWith)) problem(["signsWith"], `no generation "${signsWith}".\n${didYouMean(signsWith, generations)}`);
  for (const [index, name] of (given.trusted ?? []).entries()) {
    if (!generations.includes(name)) problem(["trusted", index], `no generation "${name}".\n${didYouMean(name, generations)}`);
    else if (trusted.indexOf(name) < index) problem(["trusted", index], `"${name}" stands here twice.`);
  }
  const root = parseDuration(given.duration) ?? 0;
  const leaf = parseDuration(given.leaves.duration) ?? 0;
  const renew = parseDuration(given.leaves.renewBefore) ?? 0;
  if (renew >= leaf) {
    problem(
      ["leaves", "renewBefore"],
      `${given.leaves.renewBefore} is not shorter than the leaves' duration of ${given.leaves.duration}, so a certificate would be due again as soon as it is issued.`,
    );
  }
  if (leaf >= root) {
    problem(
      ["leaves", "duration"],
      `${given.leaves.duration} is not shorter than the root's duration of ${given.duration}: cert-manager signs leaves that outlive their root, and such a leaf is worth nothing once the root has expired.`,
    );
  }
  return { ...given, signsWith, trusted };
});

function canonical(text: string): string {
  return formatDuration(parseDuration(text) ?? 0);
}
