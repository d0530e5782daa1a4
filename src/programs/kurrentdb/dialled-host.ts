import type { Certificate } from "../../world/tls.ts";
import { holdsHost, isIpLiteral } from "../tls/hostname.ts";
import { alternativeNames } from "../tls/names.ts";
import type { HostCheck } from "../tls/verdicts.ts";
import { rules } from "./rules.ts";

/**
 * Whether a server's certificate stands for the host that a node dialled, as .NET on Linux sees it: a name is looked for among
 * the DNS names, and in the common name only where there is no DNS name (addresses beside it do not count); an address is looked
 * for among the addresses, and is also accepted as the very common name.
 *
 * `otherName` is ClusterDns, under discovery by DNS: the server itself accepts it in place of any address that it dials, among the
 * alternative names, or in the common name where there are none. The discovery is a dial of that very name.
 */
export function checkDialledHost(leaf: Certificate, host: string, otherName?: string): HostCheck {
  const commonName = leaf.commonName === undefined ? [] : [leaf.commonName];
  const byCommonName = leaf.dnsNames.length === 0;
  const names = byCommonName ? [...commonName, ...leaf.ips] : alternativeNames(leaf);
  const isAddress = isIpLiteral(host);
  if (otherName !== undefined && (isAddress || host.toLowerCase() === otherName.toLowerCase())) {
    const nameless = alternativeNames(leaf).length === 0;
    if (holdsHost(nameless ? { ...leaf, dnsNames: commonName } : leaf, otherName)) return { held: true, names, rule: rules.clusterName };
    if (!isAddress) return { held: false, names, rule: rules.clusterName };
  }
  const held = isAddress
    ? holdsHost(leaf, host) || leaf.commonName?.toLowerCase() === host.toLowerCase()
    : holdsHost(byCommonName ? { ...leaf, dnsNames: commonName } : leaf, host);
  return { held, names, rule: rules.serverName };
}
