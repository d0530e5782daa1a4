/** Whether a range of addresses (`10.0.0.0/8`) holds the whole of another. Ranges of different families do not. */
export function covers(outer: string, inner: string): boolean {
  const [a, b] = [bitsOf(outer), bitsOf(inner)];
  return a !== undefined && b !== undefined && a.family === b.family && b.prefix.startsWith(a.prefix);
}

/** The leading bits that all addresses of a range have in common, as a text of 0 and 1. */
function bitsOf(range: string): { readonly family: 4 | 6; readonly prefix: string } | undefined {
  const [address = "", length = ""] = range.split("/");
  const family = address.includes(":") ? 6 : 4;
  const bits = family === 4 ? bitsOf4(address) : bitsOf6(address);
  return bits === undefined ? undefined : { family, prefix: bits.slice(0, Number(length)) };
}

function bitsOf4(address: string): string | undefined {
  const parts = address.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part))) return undefined;
  return parts.map((part) => Number(part).toString(2).padStart(8, "0")).join("");
}

function bitsOf6(address: string): string | undefined {
  const [head = "", tail] = address.split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const missing = 8 - before.length - after.length;
  if (missing < 0 || (tail === undefined && missing !== 0)) return undefined;
  const all = [...before, ...Array.from({ length: missing }, () => "0"), ...after];
  if (all.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0")).join("");
}
