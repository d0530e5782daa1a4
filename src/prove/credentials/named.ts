import { isReference } from "./detectors.ts";

const PASSWORD = /(?:PASSWORD|PASSWD|PASSPHRASE)$/;
const TOKEN = /(?:^|[._-])(?:TOKEN|SECRET|SECRET[._-]?ACCESS[._-]?KEY|API[._-]?KEY)$/;
/** `orders-users`, `web-tls-2`: the name of an object. */
const OBJECT_NAME = /^(?:[a-z]+|\d{1,2})(?:[.-](?:[a-z]+\d?|\d{1,2}))*$/;
const NO_SECRET = /^(?:|true|false|yes|no|on|off|none|null|\d+)$/i;

/**
 * What a variable or key holds by its name, with its article, where the value is the thing itself: not a reference, a file's
 * path, an address, a switch. The value of a `…_TOKEN` or `…_SECRET` that looks like an object's name is taken for one.
 */
export function namedCredential(name: string, value: string): string | undefined {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
  const password = PASSWORD.test(words);
  if (!password && !TOKEN.test(words)) return undefined;
  if (NO_SECRET.test(value) || isReference(value) || value.includes("$(") || value.includes("${") || value.includes("{{")) return undefined;
  if (/^(?:\.{0,2}\/|[a-z][a-z0-9+.-]*:\/\/)/i.test(value) || (!password && OBJECT_NAME.test(value))) return undefined;
  return password ? "a password" : "a token or secret";
}
