/** `{0}`, `{1}` ... in a replacement filled in with what a match caught. */
export function fillGroups(replacement: string, groups: readonly (string | undefined)[]): string {
  let filled = replacement;
  for (const [index, group] of groups.entries()) filled = filled.replaceAll(`{${index}}`, () => group ?? "");
  return filled;
}
