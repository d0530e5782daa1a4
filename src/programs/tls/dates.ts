import type { Certificate } from "../../world/tls.ts";

/** Whether a certificate is valid at a time (milliseconds since 1970); also where its dates are not known. Source: RFC 5280, 4.1.2.5: both ends included. */
export function isValidAt({ validity }: Certificate, asOf: number): boolean {
  return !validity || (validity.notBefore <= asOf && asOf <= validity.notAfter);
}

/** What is wrong with its dates: `expired on 2026-01-31`, `is not valid before 2027-01-01`. Only for one that is not valid at `asOf`. */
export function datesInWords({ validity }: Certificate, asOf: number): string {
  if (!validity) return "has no dates";
  return asOf < validity.notBefore ? `is not valid before ${day(validity.notBefore)}` : `expired on ${day(validity.notAfter)}`;
}

/** The day of a time, in UTC: `2026-01-31`. */
export function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
