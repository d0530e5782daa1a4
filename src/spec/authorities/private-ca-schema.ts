import { z } from "zod";
import { parseDuration } from "../../terms/duration.ts";
import { didYouMean } from "../did-you-mean.ts";
import { cidr, dnsName, domain, strict, text } from "../fields.ts";
import { canonicalDuration, certificateDuration, leavesSchema } from "./leaves-schema.ts";
import type { PrivateCA } from "./private-ca.ts";
import { checkSlots, chosenGenerations, clusterTrustBundle, generation, rootsSchema } from "./roots-schema.ts";

/** Ten years: a root is changed by adding a generation, not by running out. */
const ROOT_DURATION = "87600h";
const INTERMEDIATE_DURATION = "43800h";

const texts = z.array(text);
const subject = strict({
  organizations: texts.exactOptional(),
  organizationalUnits: texts.exactOptional(),
  countries: texts.exactOptional(),
  localities: texts.exactOptional(),
  provinces: texts.exactOptional(),
  streetAddresses: texts.exactOptional(),
  postalCodes: texts.exactOptional(),
  serialNumber: text.exactOptional(),
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

const constrained = strict({
  dnsDomains: z.array(domain).min(1).exactOptional(),
  ipRanges: z.array(cidr).min(1).exactOptional(),
});

const nameConstraints = strict({
  critical: z.boolean().exactOptional(),
  permitted: constrained.exactOptional(),
  excluded: constrained.exactOptional(),
}).superRefine(({ permitted, excluded }, context) => {
  if (permitted ?? excluded) return;
  context.addIssue({
    code: "custom",
    message: "constrains nothing.\nSay what is permitted or excluded: { permitted: { dnsDomains: [...] } }.",
  });
});

/** From what `privateCA()` gives to a private CA with its defaults; its name is added later. */
export const privateCASchema: z.ZodType<Omit<PrivateCA, "name">> = strict({
  kind: z.literal("privateCA"),
  generations: z.array(generation).min(1),
  signsWith: z.string().exactOptional(),
  trusted: z.array(z.string()).min(1).exactOptional(),
  subject: subject.default({}),
  privateKey: privateKey.prefault({}),
  duration: certificateDuration.default(canonicalDuration(ROOT_DURATION)),
  intermediate: strict({ duration: certificateDuration.default(canonicalDuration(INTERMEDIATE_DURATION)) }).exactOptional(),
  nameConstraints: nameConstraints.exactOptional(),
  leaves: leavesSchema.prefault({}),
  roots: rootsSchema.exactOptional(),
  clusterTrustBundle: clusterTrustBundle.exactOptional(),
  carried: strict({ from: z.string(), secrets: z.record(z.string(), dnsName) }).exactOptional(),
  shared: strict({ reason: text }).exactOptional(),
}).transform((given, context) => {
  const { generations } = given;
  const problem = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
  for (const [index, name] of generations.entries()) {
    if (generations.indexOf(name) < index) problem(["generations", index], `"${name}" stands here twice.`);
  }
  const chosen = chosenGenerations(generations, given, context);
  for (const name of Object.keys(given.roots ?? {})) {
    if (!generations.includes(name))
      problem(["roots", name], `is the root of a generation that is not there.\nAdd "${name}" to generations, or drop it here.`);
  }
  const lacking = given.roots && chosen.trusted.find((name) => given.roots?.[name] === undefined);
  if (lacking !== undefined) {
    const message = `lacks "${lacking}", which is trusted: either all trusted roots stand in git, or none.\nFetch it with trueline import-ca, or trust it later.`;
    problem(["roots"], message);
  }
  if (given.clusterTrustBundle && !given.roots) {
    problem(
      ["clusterTrustBundle"],
      "needs the roots in git, for nobody in the cluster writes ClusterTrustBundles.\nFetch them with trueline import-ca into roots.",
    );
  }
  checkCarried(given, chosen.signsWith, problem);
  checkSlots(given.clusterTrustBundle, chosen.trusted, context);
  checkLifetimes(given, problem);
  return { ...given, ...chosen };
});

/** What several clusters need of an authority whose key is carried between them. */
function checkCarried(
  { carried, generations, roots, intermediate }: Pick<PrivateCA, "carried" | "generations" | "roots" | "intermediate">,
  signsWith: string,
  problem: (path: string[], message: string) => void,
): void {
  if (!carried) return;
  for (const name of Object.keys(carried.secrets)) {
    if (!generations.includes(name)) problem(["carried", "secrets", name], `no generation "${name}".\n${didYouMean(name, generations)}`);
  }
  if (carried.secrets[signsWith] === undefined) {
    problem(
      ["carried", "secrets"],
      `lacks "${signsWith}", which signs.\nName the Secret with its key: { ${signsWith}: "ca-${signsWith}" }.`,
    );
  }
  if (!roots) {
    const message = "needs the roots in git: what one cluster made reaches the others as public PEM.";
    problem(["carried"], `${message}\nDeploy that cluster first, and fetch them with trueline import-ca into roots.`);
  }
  if (intermediate) {
    const message = "can't go with carried: servers present leaves without it, so nodes of two intermediates refuse each other.";
    problem(["intermediate"], `${message}\nLeave it out where leaves are signed in several clusters.`);
  }
}

/** Each CA has to live longer than what it signs: cert-manager signs what outlives its signer, which is worth nothing then. */
function checkLifetimes(
  { duration, intermediate, leaves }: Pick<PrivateCA, "duration" | "intermediate" | "leaves">,
  problem: (path: string[], message: string) => void,
): void {
  const seconds = (text: string) => parseDuration(text) ?? 0;
  const signer = intermediate?.duration ?? duration;
  const what = intermediate ? "intermediate's" : "root's";
  if (seconds(leaves.duration) >= seconds(signer)) {
    problem(
      ["leaves", "duration"],
      `${leaves.duration} is not shorter than the ${what} duration of ${signer}: cert-manager signs leaves that outlive their CA, and such a leaf is worth nothing once the CA has expired.`,
    );
  }
  if (intermediate && seconds(intermediate.duration) >= seconds(duration)) {
    problem(
      ["intermediate", "duration"],
      `${intermediate.duration} is not shorter than the root's duration of ${duration}: cert-manager signs what outlives the root, and it is worth nothing once the root has expired.`,
    );
  }
}
