import { z } from "zod";
import { cronSchedule, dnsName, strict } from "../../spec/fields.ts";

/**
 * The vendor's durations: numbers with the units y, w, d, h and s, each once at most and in this order. Source: the pattern in
 * the CustomResourceDefinition of KurrentDBBackup.
 */
const TTL = /^(?:0*[1-9]\d*y)?(?:0*[1-9]\d*w)?(?:0*[1-9]\d*d)?(?:0*[1-9]\d*h)?(?:0*[1-9]\d*s)?$/;

const ttl = z.string().superRefine((value, context) => {
  if (value !== "" && TTL.test(value)) return;
  const hint = /\dm/.test(value) ? "\nThere is no m: months differ in length, and minutes are 60s each." : "";
  const units = "the units are y, w, d, h and s, in this order";
  context.addIssue({ code: "custom", message: `"${value}" is no time to keep a backup, such as 30d or 1y2w: ${units}.${hint}` });
});

const timeZone = z.string().superRefine((value, context) => {
  if (isTimeZone(value)) return;
  context.addIssue({ code: "custom", message: `"${value}" is no time zone of the IANA database, such as "Europe/Berlin" or "UTC".` });
});

function isTimeZone(name: string): boolean {
  if (!/^[A-Z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** From what a workload says under `backups` to the same with defaults, which are the vendor's. */
export const backupsSchema = strict({
  schedule: cronSchedule,
  timeZone: timeZone.default("UTC"),
  keep: z.int().min(0).default(0),
  suspend: z.boolean().default(false),
  volumeSnapshotClassName: dnsName.exactOptional(),
  ttl: ttl.exactOptional(),
});
