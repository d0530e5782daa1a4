import { closest, distance } from "fastest-levenshtein";
import { catalogue } from "../prove/findings/catalogue.ts";
import type { Explained } from "./explain-dial.ts";
import { plain, type Style } from "./style.ts";
import { wrap } from "./wrap.ts";

/** What a code of the catalogue means, why it matters and what to change. Takes `TL4103`, `tl4103` or `4103`. */
export function explainCode(code: string, style: Style = plain): Explained {
  const wanted = code.toUpperCase().replace(/^(TL)?/, "TL");
  const row = catalogue[wanted];
  if (!row) {
    const near = closest(wanted, Object.keys(catalogue));
    const hint = distance(wanted, near) <= 2 ? ` Did you mean ${near}?` : "";
    const text = `No finding has the code "${code}".${hint} Known: ${Object.keys(catalogue).sort().join(", ")}.`;
    return { kind: "no-such", text: `${wrap(text, "", "  ").join("\n")}\n` };
  }
  const lines = [
    ...wrap(row.title({}), `${row.code}  `, "        ").map((line) => style.strong(line)),
    `Severity: ${row.severity}.`,
    "",
    ...wrap(row.why({})),
    "",
    ...wrap(`Change: ${row.change({})}`),
  ];
  return { kind: "explained", text: `${lines.join("\n")}\n` };
}
