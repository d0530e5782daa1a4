/** A list as a person writes it: `a`, `a and b`, `a, b and c`; with `or` for a choice. */
export function inWords(words: readonly (string | number)[], last: "and" | "or" = "and"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
