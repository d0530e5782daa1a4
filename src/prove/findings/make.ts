import type { Place } from "../../terms/place.ts";
import { rowOf } from "./catalogue.ts";
import type { Finding, Values } from "./finding.ts";

/** A finding of a check, with the severity of its catalogue row. */
export function finding(code: `TL${number}`, cause: Place, values: Values = {}, related: readonly Place[] = []): Finding {
  return { code, severity: rowOf(code).severity, cause, related, values, traces: [] };
}
