import type { Rule } from "../../terms/evidence.ts";
import { parseObjectId } from "../../terms/kube-object.ts";
import type { Certificate, KeyId, TrustStore } from "../../world/tls.ts";
import { chainToTrusted } from "./chain.ts";
import { holdsHost } from "./hostname.ts";
import { alternativeNames, keyName, listNames } from "./names.ts";
import { checkPath, type PathRules } from "./path-checks.ts";
import { distinct, originsOf, refused } from "./refused.ts";
import { rules as common } from "./rules.ts";
import { allowsExtended } from "./usages.ts";
import type { ServerCheck, VerifierVerdict } from "./verifier.ts";

/** Whether the chain leads to a trusted root; undefined when it does. */
export function untrusted(
  failure: "server-untrusted" | "caller-untrusted",
  chain: readonly Certificate[],
  trust: TrustStore | undefined,
  rule: Rule,
): VerifierVerdict | undefined {
  const result = chainToTrusted(chain, trust);
  if (result.trusted) return undefined;
  const subject = chain[0]?.label ?? "the certificate";
  const signer = signerName(result.signer, result.last, chain, trust);
  const holder = trust ? parseObjectId(trust.place.object).name || "its trust store" : "its trust store";
  const trusted = trustedNames(trust, signer.labelled);
  const via = result.last && result.last !== chain[0] ? ` by way of ${result.last.label}` : "";
  const places = [...(chain[0] ? [chain[0].place] : []), ...(trust ? [trust.place] : [])];
  const values = { certificate: subject, signer: signer.name, trusted, trust: holder };
  const origins = originsOf(chain[0], trust);
  if (trust?.publicRoots && result.signer?.startsWith("issuer:")) {
    const text = `${subject} is signed by ${signer.name}${via}, and whether that is a public authority is not known`;
    return refused("signer-not-known", text, [common.unknownIssuer, ...origins], places, values);
  }
  const more = trust && trust.refused.length > 0 ? "; of several certificates in one file the first alone is loaded" : "";
  const text = `${subject} is signed by ${signer.name}${via}; ${holder} holds ${trusted}${more}`;
  return refused(failure, text, [rule, ...origins], places, values);
}

function signerName(
  key: KeyId | undefined,
  last: Certificate | undefined,
  chain: readonly Certificate[],
  trust: TrustStore | undefined,
): { name: string; labelled: boolean } {
  const known = [...chain.slice(1), ...(trust?.roots ?? [])].find((each) => each.key === key);
  if (chain[0] && chain[0].key === key) return { name: "itself", labelled: true };
  if (known) return { name: known.label, labelled: true };
  if (last?.signer !== undefined) return { name: last.signer, labelled: true };
  return { name: key === undefined ? "nobody" : keyName(key), labelled: false };
}

/** Roots by their labels; by their keys' names where the signer can only be named so, to make the two comparable. */
function trustedNames(trust: TrustStore | undefined, byLabel: boolean): string {
  const names = (trust?.roots ?? []).map((root) => (byLabel || root.fingerprint ? root.label : keyName(root.key)));
  if (trust?.publicRoots) names.push("the public roots");
  return names.length === 0 ? "no roots" : listNames(names);
}

/** A dialled host as people say it: a pod's address is not known before it runs, and stands there as `pod:...`. */
function hostText(host: string): string {
  return host.startsWith("pod:") ? `the address of ${host.slice(host.lastIndexOf("/") + 1)}` : host;
}

/** Which rules a server's certificate is checked by. */
export interface ServerRules extends PathRules {
  readonly name: Rule;
  readonly chain: Rule;
  readonly usage: Rule;
  /** Whether a certificate without any subject alternative name is checked by its common name, and by which rule. */
  readonly commonName?: Rule;
}

/** The check that a caller makes of a server: its name, its chain, its extended usage. */
export function checkServer(input: ServerCheck, rules: ServerRules): VerifierVerdict {
  return checkServerBy(input, (leaf) => hostAmongNames(leaf, input.host, rules), rules);
}

function hostAmongNames(leaf: Certificate, host: string, { name, commonName }: ServerRules): HostCheck {
  const names = alternativeNames(leaf);
  if (names.length > 0 || commonName === undefined) return { held: holdsHost(leaf, host), names, rule: name };
  const dnsNames = leaf.commonName === undefined ? [] : [leaf.commonName];
  return { held: holdsHost({ ...leaf, dnsNames }, host), names: dnsNames, rule: commonName };
}

/** Whether a certificate stands for the dialled host, by which rule, and the names that were looked at. */
export interface HostCheck {
  readonly held: boolean;
  readonly names: readonly string[];
  readonly rule: Rule;
}

/** As `checkServer`, for a caller that looks at the host in a way of its own, and at extended usages only where `usage` says so. */
export function checkServerBy(
  { chain, host, trust, asOf }: ServerCheck,
  checkHost: (leaf: Certificate) => HostCheck,
  rules: PathRules & { readonly chain: Rule; readonly usage?: Rule },
): VerifierVerdict {
  const [leaf] = chain;
  if (!leaf) return refused("server-without-certificate", "no certificate is presented", [rules.chain], [], {});
  const { held, names, rule } = checkHost(leaf);
  if (!held) {
    const holds = listNames(names);
    return refused("name-not-on-certificate", `${leaf.label} holds ${holds}, not ${hostText(host)}`, [rule, leaf.rule], [leaf.place], {
      certificate: leaf.label,
      holds,
      host,
      dialled: hostText(host),
    });
  }
  const distrust = untrusted("server-untrusted", chain, trust, rules.chain);
  if (distrust) return distrust;
  const onPath = checkPath("server", chain, trust, asOf, rules);
  if ("ok" in onPath) return onPath;
  if (rules.usage && !allowsExtended(leaf, "server auth")) {
    return refused("server-usage", `${leaf.label} lacks the usage server auth`, [rules.usage, leaf.rule], [leaf.place], {
      certificate: leaf.label,
      usage: "server auth",
    });
  }
  const signer = signerOf(chain, trust);
  const text = `${leaf.label} holds ${hostText(host)}, signed by ${signer}`;
  const relied = [rules.chain, ...(rules.usage ? [rules.usage] : []), ...onPath, ...originsOf(leaf, trust)];
  return { ok: true, text, rules: distinct(rule, relied), places: [leaf.place], values: { certificate: leaf.label, host, signer } };
}

/** The root that a trusted chain leads to as people call it; for a public authority its host. */
export function signerOf(chain: readonly Certificate[], trust: TrustStore | undefined): string {
  const result = chainToTrusted(chain, trust);
  if (result.trusted && result.root) return result.root.label;
  return chain[0] ? (chain[0].signer ?? keyName(chain[0].signedBy)) : "nobody";
}
