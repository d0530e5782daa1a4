import { count } from "./wrap.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Seconds as people say them, in one unit: `10 years`, `90 days`, `36 hours`, `5 minutes`. Rounded down. */
export function humanDuration(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds));
  if (whole >= 2 * YEAR) return count(Math.floor(whole / YEAR), "year");
  if (whole >= 2 * DAY) return count(Math.floor(whole / DAY), "day");
  if (whole >= 2 * HOUR) return count(Math.floor(whole / HOUR), "hour");
  if (whole >= 2 * MINUTE) return count(Math.floor(whole / MINUTE), "minute");
  return count(whole, "second");
}

/** A moment as UTC, to the minute: `2026-05-01 12:30 UTC`. */
export function utc(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
