import { parseDuration } from "../../../terms/duration.ts";

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

/** Minute, hour, day of the month, month and day of the week. */
const FIELDS: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"] },
  { min: 0, max: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];
const DESCRIPTORS = new Set(["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]);

/**
 * Whether cert-manager's parser takes a schedule: five fields or a descriptor such as `@daily`.
 * Source: cert-manager v1.21.2, internal/cron/parser.go and pkg/util/util.go (CronParse).
 */
export function isCron(text: string, timezone: string): boolean {
  const prefix = /^(?:CRON_)?TZ=(\S*) (.*)$/s.exec(text);
  // With a time zone beside it, a zone inside the schedule is taken for its first field.
  if (prefix) return timezone === "" && isTimezone(prefix[1] ?? "") && isSchedule((prefix[2] ?? "").trim());
  return isSchedule(timezone === "" ? text : text.trim());
}

/** Whether Go finds a time zone. Source: Go 1.26, time/zoneinfo.go (LoadLocation); the names are those of the IANA database. */
export function isTimezone(name: string): boolean {
  if (name === "" || name === "UTC" || name === "Local") return true;
  if (!/^[A-Z]/.test(name)) return false;
  try {
    // Unlike Go, this takes any case; a name that is another's alias comes back as the other one.
    const known = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
    return known === name || known.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

function isSchedule(text: string): boolean {
  if (text.startsWith("@every ")) return parseDuration(text.slice("@every ".length)) !== undefined;
  if (text.startsWith("@")) return DESCRIPTORS.has(text);
  const fields = text.split(/\s+/).filter((field) => field !== "");
  return fields.length === FIELDS.length && FIELDS.every((bounds, i) => isField(fields[i] ?? "", bounds));
}

function isField(field: string, bounds: Bounds): boolean {
  return field.split(",").every((range) => range === "" || isRange(range, bounds));
}

/** `7`, `7-9`, `*`, `?`, each with a step perhaps: `7-9/2`. */
function isRange(range: string, bounds: Bounds): boolean {
  const [span = "", stepText, ...moreSteps] = range.split("/");
  const [low = "", high, ...more] = span.split("-");
  const all = low === "*" || low === "?";
  const start = all ? bounds.min : numberOf(low, bounds);
  const step = stepText === undefined ? 1 : numberOf(stepText, {});
  if (moreSteps.length > 0 || (more.length > 0 && !all) || start === undefined || step === undefined || step === 0) return false;
  let end: number | undefined = start;
  if (all || (high === undefined && stepText !== undefined)) end = bounds.max;
  else if (high !== undefined) end = numberOf(high, bounds);
  return end !== undefined && start >= bounds.min && end <= bounds.max && start <= end;
}

function numberOf(text: string, { min = 0, names = [] }: Partial<Bounds>): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + min;
  return /^\+?\d+$/.test(text) ? Number(text) : undefined;
}
