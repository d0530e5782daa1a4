/** Building blocks of schemas: fields whose mistakes are said in sentences of ours. A second line of a message is a hint. */
import { isIP } from "node:net";
import { z } from "zod";
import { formatDuration, parseDuration } from "../terms/duration.ts";
import { parseImage } from "../terms/image.ts";
import { dnsNameProblem, labelProblem } from "../terms/names.ts";
import { formatQuantity, parseQuantity } from "../terms/quantity.ts";
import { parseVersion } from "../terms/version.ts";

/** An object that allows no other fields. The message of an unknown field lists the known ones, for `explainIssues`. */
export function strict<Shape extends z.core.$ZodShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, { error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(" ") : undefined) });
}

/** A text for which `problem` finds nothing to say. */
function checkedText(problem: (text: string) => string | undefined) {
  return z.string().superRefine((text, context) => {
    const message = problem(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
}

/** A text that says something. */
export const text = checkedText((value) => (value.trim() === "" ? "is empty." : undefined));

/** A DNS label: the name of a namespace, Service or the like. */
export const label = checkedText(labelProblem);

/** A DNS name without a dot at its end; also what the name of a Secret, ConfigMap or StorageClass has to be. */
export const dnsName = checkedText(dnsNameProblem);

/** A DNS domain that the outside world can know: a name of at least two labels that is no address. */
export const domain = checkedText((value) => {
  const problem = dnsNameProblem(value);
  if (problem !== undefined) {
    if (/^[a-z]+:\/\//i.test(value)) return `"${value}" is a URL, and a domain is wanted.\nWrite the name alone, as in example.com.`;
    if (value.startsWith("*.")) return `"${value}" is a wildcard, and a domain is wanted.\nWrite it without "*.".`;
    if (/[A-Z]/.test(value) && dnsNameProblem(value.toLowerCase()) === undefined)
      return `"${value}" has upper case letters.\nWrite ${value.toLowerCase()}.`;
    return problem;
  }
  if (isIP(value) !== 0) return `"${value}" is an address, and a domain is wanted.`;
  if (!value.includes(".")) return `"${value}" is a single label, and a domain of at least two is wanted, as in example.com.`;
  return undefined;
});

/** A key of a Secret or ConfigMap. Source: Kubernetes, `IsConfigMapKey`. */
export const dataKey = checkedText((value) =>
  /^[-._a-zA-Z0-9]{1,253}$/.test(value) && value !== "." && value !== ".."
    ? undefined
    : `"${value}" is no key of a Secret: only letters, digits, "-", "_" and ".".`,
);

export const secretKeyRef = strict({ name: dnsName, key: dataKey });

/** An IPv4 or IPv6 address. */
export const ipAddress = checkedText((value) => (isIP(value) === 0 ? `"${value}" is no IP address.` : undefined));

/** A range of addresses, as in a Service's `loadBalancerSourceRanges`. */
export const cidr = checkedText((value) => {
  const [address = "", bits = "", ...rest] = value.split("/");
  const family = isIP(address);
  const valid = family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
  if (valid) return undefined;
  const hint = family !== 0 && bits === "" ? `\nFor this one address write ${address}/${family === 4 ? 32 : 128}.` : "";
  return `"${value}" is no range of addresses such as 10.0.0.0/8.${hint}`;
});

/** `MAJOR.MINOR` or `MAJOR.MINOR.PATCH`, kept without a leading `v`. */
export const version = checkedText((value) =>
  parseVersion(value) ? undefined : `"${value}" is no version: MAJOR.MINOR or MAJOR.MINOR.PATCH is wanted, since rules depend on it.`,
).transform((value) => value.replace(/^v/, ""));

/** A Kubernetes quantity above `minimum`, in its canonical form. */
export const quantity = z.string().transform((value, context) => {
  const parsed = parseQuantity(value);
  if (!parsed) {
    const bytes = /^([\d.]+)\s*([KMGTP])i?B$/i.exec(value);
    const hint = bytes
      ? `\nWrite "${bytes[1]}${bytes[2]?.toUpperCase()}i" (powers of 1024) or "${bytes[1]}${decimalSuffix(bytes[2] ?? "")}" (powers of 1000).`
      : "";
    context.addIssue({ code: "custom", message: `"${value}" is no quantity that Kubernetes accepts, such as 100Gi or 500m.${hint}` });
    return z.NEVER;
  }
  if (parsed.nano < 0n) {
    context.addIssue({ code: "custom", message: `"${value}" is negative.` });
    return z.NEVER;
  }
  return formatQuantity(parsed);
});

function decimalSuffix(letter: string): string {
  return letter.toUpperCase() === "K" ? "k" : letter.toUpperCase();
}

/** A Go duration of at least `minimum`, in its canonical form. `because` says who wants the minimum. */
export function duration(minimum: string, because: string) {
  return z.string().transform((value, context) => {
    const refuse = (message: string): never => {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    };
    const seconds = parseDuration(value);
    if (seconds === undefined) return refuse(`"${value}" is no duration that Go accepts; its units are h, m and s.${inHours(value)}`);
    if (seconds < (parseDuration(minimum) ?? 0)) return refuse(`"${value}" is too short: ${because} wants at least ${minimum}.`);
    return formatDuration(seconds);
  });
}

/** `90d` in hours, for the person who wrote it. */
function inHours(value: string): string {
  const match = /^(\d+(?:\.\d+)?)\s*(d|days?|w|weeks?|y|years?)$/i.exec(value);
  if (!match) return /^\d+$/.test(value) ? `\nAdd a unit: "${value}h", "${value}m" or "${value}s".` : "";
  const unit = match[2]?.[0]?.toLowerCase();
  return `\nWrite "${Number(match[1]) * (unit === "d" ? 24 : unit === "w" ? 168 : 8760)}h".`;
}

/** An image reference that stays the same: a tag other than `latest`, or a digest. */
export const pinnedImage = z.string().superRefine((value, context) => {
  const image = parseImage(value);
  if (!image) context.addIssue({ code: "custom", message: `"${value}" is no image reference.` });
  else if (image.digest === undefined && (image.tag === undefined || image.tag === "latest")) {
    context.addIssue({
      code: "custom",
      message: `"${value}" names no version, so what runs would change without a commit.\nAdd a tag or a digest.`,
    });
  }
});

/** A TCP port that needs no privilege. */
export const port = z.int().superRefine((value, context) => {
  if (value > 65535 || value < 1) context.addIssue({ code: "custom", message: `${value} is no port.` });
  else if (value < 1024) {
    context.addIssue({
      code: "custom",
      message: `${value} is below 1024, and the server runs without the privilege to listen there.\nChoose a port from 1024 up.`,
    });
  }
});

/** One of a CronJob's five fields: numbers, names, ranges, steps and lists. */
const CRON_FIELD = /^(\*|[A-Za-z0-9]+(-[A-Za-z0-9]+)?)(\/\d+)?(,(\*|[A-Za-z0-9]+(-[A-Za-z0-9]+)?)(\/\d+)?)*$/;

/** The API server refuses what its parser can't read; whether the numbers fit is left to it (Kubernetes documentation, CronJob). */
export const cronSchedule = z.string().superRefine((value, context) => {
  const fields = value.trim().split(/\s+/);
  if (/^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(value)) return;
  if (fields.length === 5 && fields.every((field) => CRON_FIELD.test(field))) return;
  context.addIssue({ code: "custom", message: `"${value}" is no schedule of five fields, as in "17 * * * *" for once an hour.` });
});
