import { isIP } from "node:net";

/** What an atom of RFC 5322 is made of in Go: any letter but ASCII's blanks, control characters and specials. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the source's isAtext refuses control characters.
const ATOM = /^[^\u0000-\u0020\u007f()<>[\]:;@\\,".]+$/u;

/** Whether Go's `net.ParseIP` takes a text: no zone, no mask. Source: Go 1.26, net/ip.go. */
export function isIpAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes("%");
}

/**
 * Whether a text is an email address and nothing else: dots only between atoms, no display name, no comment and no quotes,
 * which Go takes off. Source: Go 1.26, net/mail/message.go (consumeAddrSpec, consumeDomainLiteral).
 */
export function isEmailAddress(text: string): boolean {
  const [, local = "", domain = ""] = /^([^@]*)@([^@]*)$/.exec(text) ?? [];
  const literal = /^\[(.*)\]$/.exec(domain)?.[1];
  return isDotAtom(local) && (literal === undefined ? isDotAtom(domain) : isIpAddress(literal));
}

function isDotAtom(text: string): boolean {
  return text.split(".").every((atom) => ATOM.test(atom));
}

/**
 * Whether cert-manager takes a text for `host`, `host:port`, `[IPv6]` or `[IPv6]:port`. What has no port counts as a host as it
 * is, without brackets at its ends.
 * Source: cert-manager v1.21.2, internal/apis/certmanager/validation/util/nameserver.go (ValidNameserver); Go 1.26,
 * net/ipsock.go (SplitHostPort).
 */
export function isNameserver(text: string): boolean {
  const server = text.trim();
  const bare = server.replace(/^[[\]]+|[[\]]+$/g, "");
  const colon = server.lastIndexOf(":");
  if (colon < 0) return bare !== "";
  if (!server.startsWith("[")) return colon > 0 && !/[[\]:]/.test(server.slice(0, colon));
  const end = server.indexOf("]");
  if (end < 0) return false;
  if (end + 1 === colon) return end > 1 && !/[[\]]/.test(server.slice(1, end) + server.slice(colon));
  return server[end + 1] !== ":" && bare !== "";
}
