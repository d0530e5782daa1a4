import { BlockList, isIP } from "node:net";
import { record, text, texts } from "../data.ts";

/** An `ipBlock`: a range of addresses without some others. */
export interface AddressBlock {
  readonly cidr: string;
  readonly except: readonly string[];
}

/** Ranges that networks use inside: RFC 1918, RFC 6598 (shared by carriers and some clusters), RFC 4193. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"];

/** Reads an `ipBlock`; undefined where its cidr is none, which the API server refuses. */
export function readAddressBlock(value: unknown): AddressBlock | undefined {
  const { cidr, except } = record(value);
  const range = text(cidr);
  if (range === undefined || !parse(range)) return undefined;
  return { cidr: range, except: texts(except).map((each) => each.text) };
}

/** Whether a block holds every address of its family. */
export function isEverything({ cidr, except }: AddressBlock): boolean {
  return cidr.endsWith("/0") && except.length === 0;
}

/** Whether addresses of pods and nodes may be among a block's: they are rarely public. */
export function mayBePrivate({ cidr }: AddressBlock): boolean {
  return cidr.endsWith("/0") || PRIVATE.some((range) => contains(range, cidr) || contains(cidr, range));
}

/** Whether an IP address is one that networks use inside. */
export function isPrivateAddress(address: string): boolean {
  const range = `${address}/${address.includes(":") ? 128 : 32}`;
  return PRIVATE.some((each) => contains(each, range));
}

/** Whether a block holds all addresses of a range. */
export function holds({ cidr, except }: AddressBlock, range: string): boolean {
  return contains(cidr, range) && !except.some((each) => contains(each, range) || contains(range, each));
}

/** Whether all addresses of the second range are in the first; false for what is no range. */
export function contains(outer: string, inner: string): boolean {
  const [wide, narrow] = [parse(outer), parse(inner)];
  if (!wide || !narrow || wide.family !== narrow.family || narrow.bits < wide.bits) return false;
  const type = wide.family === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(wide.network, wide.bits, type);
  return list.check(narrow.network, type);
}

function parse(cidr: string): { readonly network: string; readonly bits: number; readonly family: number } | undefined {
  const [network = "", length = ""] = cidr.split("/");
  const family = isIP(network);
  const bits = Number(length);
  if (family === 0 || !/^\d{1,3}$/.test(length) || bits > (family === 4 ? 32 : 128)) return undefined;
  return { network, bits, family };
}
