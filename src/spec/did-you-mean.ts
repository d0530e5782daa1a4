import { distance } from "fastest-levenshtein";

/** `Did you mean "orders"? Known: orders, shop.`: the nearest known name when it is near enough, and all of them. */
export function didYouMean(given: string, known: readonly string[]): string {
  if (known.length === 0) return "There is none.";
  const scored = known.map((name) => ({ name, off: offBy(given.toLowerCase(), name.toLowerCase()) })).sort((a, b) => a.off - b.off);
  const [best] = scored;
  const near = best && best.off <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
  const longer = given.length > 1 ? known.find((name) => name.toLowerCase().startsWith(given.toLowerCase())) : undefined;
  const meant = near ?? longer;
  return `${meant !== undefined && given !== "" ? `Did you mean "${meant}"? ` : ""}Known: ${known.join(", ")}.`;
}

/** How many single mistakes lie between two names; letters in another order are one. */
function offBy(given: string, name: string): number {
  const letters = (text: string): string => [...text].sort().join("");
  return given !== name && letters(given) === letters(name) ? 1 : distance(given, name);
}
