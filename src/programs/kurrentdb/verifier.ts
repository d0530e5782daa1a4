import type { Rule } from "../../terms/evidence.ts";
import type { Certificate } from "../../world/tls.ts";
import { chainToTrusted } from "../tls/chain.ts";
import { alternativeNames } from "../tls/names.ts";
import { checkPath } from "../tls/path-checks.ts";
import { distinct, originsOf, refused } from "../tls/refused.ts";
import { allowsExtended, hasKeyUsage } from "../tls/usages.ts";
import { checkServerBy, signerOf, untrusted } from "../tls/verdicts.ts";
import type { CallerCheck, Verifier, VerifierVerdict } from "../tls/verifier.ts";
import { checkDialledHost } from "./dialled-host.ts";
import { matchesReservedName } from "./reserved-name.ts";
import { rules } from "./rules.ts";

const CHAIN_RULES = { chain: rules.chain, dates: rules.dates, constraints: rules.constraints };

/**
 * How a KurrentDB node verifies another: as its client, and over HTTP as the server that it calls. As a client it asks for no
 * extended usage: the chain errors that .NET found are cleared, and those of a chain built without usages set in their place.
 */
export const nodeVerifier: Verifier = {
  server: (input) => checkServerBy(input, (leaf) => checkDialledHost(leaf, input.host, input.otherName), CHAIN_RULES),
  client: authenticateNode,
};

/** The replication port: of a caller's certificate only the chain counts. */
export const replicationVerifier: Verifier = {
  server: nodeVerifier.server,
  client(input) {
    const caller = trustedCaller(input, rules.replicationCallers);
    if (!caller.trusted) return caller.verdict;
    const { leaf, signer, chainRules } = caller;
    const text = `${leaf.label} is signed by ${signer}`;
    const relied = distinct(rules.replicationCallers, [...chainRules, ...originsOf(leaf, input.trust)]);
    return { ok: true, text, rules: relied, places: [leaf.place], values: { certificate: leaf.label, signer } };
  },
};

type Caller =
  | { readonly trusted: true; readonly leaf: Certificate; readonly signer: string; readonly chainRules: readonly Rule[] }
  | { readonly trusted: false; readonly verdict: VerifierVerdict };

/**
 * The chain of a caller, as the server builds it. .NET sends the leaf of a client's certificate alone, unless its intermediates
 * are in a store of the image; the server adds those of its own bundle. By `demanded` there must be a certificate.
 */
function trustedCaller({ chain, trust, demands, own, asOf }: CallerCheck, demanded: Rule): Caller {
  const [leaf] = chain;
  if (!leaf) {
    const places = demands ? [demands.place] : [];
    return { trusted: false, verdict: refused("caller-without-certificate", "the caller presents no certificate", [demanded], places, {}) };
  }
  const built = [leaf, ...(own?.slice(1) ?? [])];
  const distrust = untrusted("caller-untrusted", built, trust, rules.chain);
  const chainRules = chain.length > 1 ? [rules.chain, rules.leafAlone] : [rules.chain];
  if (!distrust) {
    const onPath = checkPath("caller", built, trust, asOf, rules);
    if ("ok" in onPath) return { trusted: false, verdict: onPath };
    return { trusted: true, leaf, signer: signerOf(built, trust), chainRules: [...chainRules, ...onPath] };
  }
  if (!chainToTrusted(chain, trust).trusted) return { trusted: false, verdict: distrust };
  // Its intermediates would lead to a root, if they came along.
  const [server] = own ?? [];
  const lacks = `${server?.label ?? "the server's own certificate"} has no such intermediate`;
  const text = `${distrust.text}; callers send their leaf alone, and ${lacks}`;
  const places = server ? [...distrust.places, server.place] : distrust.places;
  const values = { ...distrust.values, intermediate: distrust.values["signer"] ?? "" };
  return { trusted: false, verdict: { ...distrust, text, places, values, rules: [rules.leafAlone, ...distrust.rules] } };
}

function authenticateNode(input: CallerCheck): VerifierVerdict {
  const { trust, demands, own } = input;
  const caller = trustedCaller(input, rules.chain);
  if (!caller.trusted) return caller.verdict;
  const { leaf, chainRules } = caller;
  const certificate = leaf.label;
  if (alternativeNames(leaf).length === 0) {
    return refused(
      "caller-without-san",
      `${certificate} holds no DNS name and no address`,
      [rules.nodeAlternativeName, leaf.rule],
      [leaf.place],
      {
        certificate,
      },
    );
  }
  const reserved = demands?.commonName ?? own?.[0]?.commonName;
  const demandPlaces = demands ? [leaf.place, demands.place] : [leaf.place];
  if (reserved === undefined || !matchesReservedName(leaf.commonName, reserved)) {
    const has = leaf.commonName === undefined ? "no common name" : `the common name ${leaf.commonName}`;
    const wanted = reserved ?? "a common name";
    return refused(
      "caller-common-name",
      `${certificate} has ${has}, and ${wanted} is demanded`,
      [rules.reservedName, leaf.rule],
      demandPlaces,
      {
        certificate,
        commonName: leaf.commonName ?? "",
        demanded: wanted,
      },
    );
  }
  if (!hasKeyUsage(leaf, "digital signature", "signing") || !hasKeyUsage(leaf, "key encipherment", "key agreement")) {
    const usage = hasKeyUsage(leaf, "digital signature", "signing") ? "key encipherment" : "digital signature";
    return refused("caller-key-usage", `${certificate} lacks the usage ${usage}`, [rules.nodeUsages, leaf.rule], [leaf.place], {
      certificate,
      usage,
    });
  }
  const missing = (["server auth", "client auth"] as const).find(
    (usage) => (usage === "server auth" || demands?.clientAuth !== false) && !allowsExtended(leaf, usage),
  );
  if (missing) {
    return refused("caller-client-auth", `${certificate} lacks the usage ${missing}`, [rules.nodeUsages, leaf.rule], demandPlaces, {
      certificate,
      usage: missing,
    });
  }
  const text = `${certificate} has the common name ${leaf.commonName ?? ""}, as demanded`;
  const relied = [...chainRules, rules.nodeAlternativeName, rules.nodeUsages, ...originsOf(leaf, trust)];
  return {
    ok: true,
    text,
    rules: distinct(rules.reservedName, relied),
    places: [leaf.place],
    values: { certificate, commonName: leaf.commonName ?? "" },
  };
}
