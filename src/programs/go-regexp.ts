/** What JavaScript and RE2 read alike, or nothing. */
const UNSUPPORTED = [
  /\(\?(?!:|P<[A-Za-z_]\w*>|<[A-Za-z_]\w*>)/, // flags, and look-arounds, which RE2 refuses
  /\[\[:/, // POSIX classes
  /\\(?![ftnrvdDsSwWbBx])[A-Za-z0-9]/, // Unicode classes, literal spans, text anchors, back references
  /\\x\{/,
  /\{,\d+\}/,
  /[*+?}][+]/, // possessive in neither, refused by both
];

/**
 * A Go regular expression as JavaScript's, or undefined where the two may differ. What is left means the same in both
 * for the ASCII of DNS names and names of objects: both prefer the leftmost match and the same alternatives.
 */
export function goRegExp(pattern: string): RegExp | undefined {
  if (UNSUPPORTED.some((each) => each.test(pattern))) return undefined;
  try {
    return new RegExp(pattern.replaceAll("(?P<", "(?<"));
  } catch {
    return undefined;
  }
}
