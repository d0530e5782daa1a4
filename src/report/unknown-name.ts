import { closest, distance } from "fastest-levenshtein";
import { wrap } from "./wrap.ts";

/** That something of this name is not there, with the one that may be meant, and all there are. */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  const near = known.length > 0 ? closest(name, [...known]) : undefined;
  const hint = near !== undefined && distance(name, near) <= Math.max(2, name.length / 3) ? ` Did you mean "${near}"?` : "";
  const list = known.length === 0 ? "There is none." : `Known: ${known.slice(0, 12).join(", ")}${known.length > 12 ? ", …" : ""}.`;
  return `${wrap(`No ${what} "${name}".${hint} ${list}`, "", "  ").join("\n")}\n`;
}
