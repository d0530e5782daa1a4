/** One attribute of a distinguished name: `CN` and `orders`. */
export interface Attribute {
  readonly type: string;
  readonly value: string;
}

/** Attribute types that cert-manager knows by name, in exactly this case. Source: cert-manager v1.21.2, pkg/util/pki/subject.go. */
const KNOWN = new Set(["C", "O", "OU", "CN", "SERIALNUMBER", "L", "ST", "STREET", "DC", "UID"]);
const COMMON_NAME = new Set(["CN", "2.5.4.3"]);
const SPECIAL = ' "#+,;<=>\\';

/**
 * Reads a distinguished name of RFC 4514, such as `CN=orders,O=example`, into its attributes as the certificate has them:
 * the last relative name first. Undefined for one that can't be read.
 * Source: go-ldap v3.4.13, dn.go (ParseDN); cert-manager v1.21.2, pkg/util/pki/subject.go. Of a value in BER (`#04...`) only
 * the digits are looked at.
 */
export function parseDistinguishedName(text: string): readonly Attribute[] | undefined {
  if (text.trim() === "") return [];
  const names: Attribute[][] = [[]];
  for (const { part, ends } of partsOf(text)) {
    const equals = indexOfEquals(part);
    const type = equals > 0 ? unescaped(part.slice(0, equals)) : undefined;
    const raw = part.slice(equals + 1);
    const value = raw.startsWith("#") ? berText(raw.slice(1)) : unescaped(raw);
    if (type === undefined || type === "" || value === undefined) return undefined;
    names.at(-1)?.push({ type, value });
    if (ends) names.push([]);
  }
  return names.reverse().flat();
}

/** Whether cert-manager knows an attribute's type: by name, or as numbers with dots between. */
export function isKnownAttribute({ type }: Attribute): boolean {
  return KNOWN.has(type) || isObjectIdentifier(type);
}

/** The common name that the webhook finds: the last one. */
export function commonNameOf(attributes: readonly Attribute[]): string | undefined {
  return attributes.findLast(({ type }) => COMMON_NAME.has(type))?.value;
}

/** Whether a text is an object identifier. Source: cert-manager v1.21.2, pkg/util/pki/asn1_util.go (ParseObjectIdentifier). */
export function isObjectIdentifier(text: string): boolean {
  return text.split(".").every((part) => /^[+-]?\d+$/.test(part));
}

/** Cuts at separators that are not escaped; `ends` where a relative name ends, which a `+` does not. */
function partsOf(text: string): readonly { readonly part: string; readonly ends: boolean }[] {
  const parts: { part: string; ends: boolean }[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === "\\") i++;
    else if (char === "," || char === ";" || char === "+") {
      parts.push({ part: text.slice(start, i), ends: char !== "+" });
      start = i + 1;
    }
  }
  return [...parts, { part: text.slice(start), ends: false }];
}

function indexOfEquals(part: string): number {
  for (let i = 0; i < part.length; i++) {
    if (part[i] === "\\") i++;
    else if (part[i] === "=") return i;
  }
  return -1;
}

/** Takes off blanks at the ends and escapes: `\,` is a comma, `\C3\A4` two bytes. */
function unescaped(text: string): string | undefined {
  let trimmed = text.replace(/^ +| +$/g, "");
  if (trimmed.endsWith("\\") && text.endsWith(" ")) trimmed += " ";
  const chars = [...trimmed];
  const chunks: Buffer[] = [];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? "";
    if (char !== "\\") {
      chunks.push(Buffer.from(char));
      continue;
    }
    const next = chars[i + 1];
    const hex = chars.slice(i + 1, i + 3).join("");
    if (next !== undefined && SPECIAL.includes(next)) {
      chunks.push(Buffer.from(next));
      i += 1;
    } else if (/^[0-9a-fA-F]{2}$/.test(hex)) {
      chunks.push(Buffer.from(hex, "hex"));
      i += 2;
    } else return undefined;
  }
  return Buffer.concat(chunks).toString();
}

function berText(hex: string): string | undefined {
  return /^(?:[0-9a-fA-F]{2}){2,}$/.test(hex) ? Buffer.from(hex, "hex").subarray(2).toString() : undefined;
}
