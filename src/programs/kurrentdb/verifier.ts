import { alternativeNames } from "../tls/names.ts";
import { allowsExtended, hasKeyUsage } from "../tls/usages.ts";
import { checkServer, refused, untrusted } from "../tls/verdicts.ts";
import type { CallerCheck, Verifier, VerifierVerdict } from "../tls/verifier.ts";
import { matchesReservedName } from "./reserved-name.ts";
import { rules } from "./rules.ts";

/** How a KurrentDB node verifies another: as its client, and as the server that it calls. */
export const nodeVerifier: Verifier = {
  server: (input) =>
    checkServer(input, { name: rules.serverName, chain: rules.chain, usage: rules.serverUsage, commonName: rules.serverName }),
  client: authenticateNode,
};

function authenticateNode({ chain, trust, demands, own }: CallerCheck): VerifierVerdict {
  const [leaf] = chain;
  if (!leaf)
    return refused("caller-without-certificate", "the caller presents no certificate", rules.chain, demands ? [demands.place] : [], {});
  const certificate = leaf.label;
  const distrust = untrusted("caller-untrusted", chain, trust, rules.chain);
  if (distrust) return distrust;
  if (alternativeNames(leaf).length === 0) {
    return refused("caller-without-san", `${certificate} holds no DNS name and no address`, rules.nodeAlternativeName, [leaf.place], {
      certificate,
    });
  }
  const reserved = demands?.commonName ?? own?.[0]?.commonName;
  const demandPlaces = demands ? [leaf.place, demands.place] : [leaf.place];
  if (reserved === undefined || !matchesReservedName(leaf.commonName, reserved)) {
    const has = leaf.commonName === undefined ? "no common name" : `the common name ${leaf.commonName}`;
    const wanted = reserved ?? "a common name";
    return refused("caller-common-name", `${certificate} has ${has}, and ${wanted} is demanded`, rules.reservedName, demandPlaces, {
      certificate,
      commonName: leaf.commonName ?? "",
      demanded: wanted,
    });
  }
  if (!hasKeyUsage(leaf, "digital signature", "signing") || !hasKeyUsage(leaf, "key encipherment", "key agreement")) {
    const usage = hasKeyUsage(leaf, "digital signature", "signing") ? "key encipherment" : "digital signature";
    return refused("caller-key-usage", `${certificate} lacks the usage ${usage}`, rules.nodeUsages, [leaf.place], { certificate, usage });
  }
  const missing = (["server auth", "client auth"] as const).find(
    (usage) => (usage === "server auth" || demands?.clientAuth !== false) && !allowsExtended(leaf, usage),
  );
  if (missing) {
    return refused("caller-client-auth", `${certificate} lacks the usage ${missing}`, rules.nodeUsages, demandPlaces, {
      certificate,
      usage: missing,
    });
  }
  const text = `${certificate} has the common name ${leaf.commonName ?? ""}, as demanded`;
  return { ok: true, text, rule: rules.reservedName, places: [leaf.place], values: { certificate, commonName: leaf.commonName ?? "" } };
}
