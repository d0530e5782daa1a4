import type { NameConstraints } from "../../tls.ts";
import { derElements } from "./der.ts";

/** Tags of GeneralName. Source: RFC 5280, 4.2.1.6. */
const EMAIL = 0x81;
const DNS = 0x82;
const DIRECTORY = 0xa4;
const URI = 0x86;
const IP = 0x87;
const UNREAD: Readonly<Record<number, string>> = { [DIRECTORY]: "directory name" };

type Subtrees = NameConstraints["permitted"];

/** Reads the value of a NameConstraints extension. Throws for what is none. Source: RFC 5280, 4.2.1.10. */
export function readNameConstraints(value: Uint8Array): NameConstraints {
  const [sequence] = derElements(value);
  if (sequence?.tag !== 0x30) throw new Error("no sequence");
  const unread = new Set<string>();
  let [permitted, excluded]: [Subtrees, Subtrees] = [{}, {}];
  for (const { tag, content } of derElements(sequence.content)) {
    if (tag === 0xa0) permitted = readSubtrees(content, unread);
    else if (tag === 0xa1) excluded = readSubtrees(content, unread);
  }
  return { permitted, excluded, ...(unread.size === 0 ? {} : { unread: [...unread].sort() }) };
}

function readSubtrees(bytes: Uint8Array, unread: Set<string>): Subtrees {
  const dnsDomains: string[] = [];
  const ipRanges: string[] = [];
  for (const subtree of derElements(bytes)) {
    const [base] = derElements(subtree.content);
    if (!base) throw new Error("a subtree without a name");
    if (base.tag === DNS) dnsDomains.push(Buffer.from(base.content).toString("latin1"));
    else if (base.tag === IP) {
      const range = cidr(base.content);
      if (range === undefined) unread.add("address range whose mask has gaps");
      else ipRanges.push(range);
    }
    // Certificates of servers and their callers are not dialled by e-mail addresses or URIs.
    else if (base.tag !== EMAIL && base.tag !== URI) unread.add(UNREAD[base.tag] ?? "other name");
  }
  return { ...(dnsDomains.length > 0 ? { dnsDomains } : {}), ...(ipRanges.length > 0 ? { ipRanges } : {}) };
}

/** An address and its mask as CIDR; undefined where the mask has gaps. */
function cidr(bytes: Uint8Array): string | undefined {
  const half = bytes.length / 2;
  if (half !== 4 && half !== 16) throw new Error("an address range of an odd length");
  const bits = [...bytes.subarray(half)].map((each) => each.toString(2).padStart(8, "0")).join("");
  const ones = bits.lastIndexOf("1") + 1;
  return bits.slice(0, ones).includes("0") ? undefined : `${address(bytes.subarray(0, half))}/${ones}`;
}

function address(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, i) => (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16));
  return groups.join(":");
}
