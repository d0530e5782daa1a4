import type { Certificate } from "../../world/tls.ts";
import { holdsHost, isIpLiteral } from "../tls/hostname.ts";
import { alternativeNames } from "../tls/names.ts";
import type { HostCheck } from "../tls/verdicts.ts";
import { rules } from "./rules.ts";

/**
 * Whether a server's certificate stands for the host that a node dialled, as .NET on Linux sees it: a name is looked for among
 * the DNS names, and in the common name only where there is no DNS name (addresses beside it do not count); an address is looked
 * for among the addresses, and is also accepted as the very common name.
 */
export function checkDialledHost(leaf: Certificate, host: string): HostCheck {
  const commonName = leaf.commonName === undefined ? [] : [leaf.commonName];
  const byCommonName = leaf.dnsNames.length === 0;
  const names = byCommonName ? [...commonName, ...leaf.ips] : alternativeNames(leaf);
  const held = isIpLiteral(host)
    ? holdsHost(leaf, host) || leaf.commonName?.toLowerCase() === host.toLowerCase()
    : holdsHost(byCommonName ? { ...leaf, dnsNames: commonName } : leaf, host);
  return { held, names, rule: rules.serverName };
}
