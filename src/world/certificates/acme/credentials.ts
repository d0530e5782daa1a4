import { formatPath, type Place, place } from "../../../terms/place.ts";
import type { ContentStore } from "../../contents.ts";
import { isRecord, record, text } from "../../data.ts";
import { atLeast, type Facts } from "../../facts.ts";
import type { Indexed } from "../../object-index.ts";
import { referencesOfIssuer } from "../../references.ts";
import { rules } from "../../rules.ts";
import type { NotIssued, Reference } from "../../world.ts";
import type { PickedSolver } from "./solvers.ts";

/** What an issuer is given to prove control with. */
export interface Credentials {
  readonly facts: Facts;
  readonly contents: ContentStore;
}

type Lack = Pick<NotIssued, "place" | "reason" | "values" | "related" | "rule">;

/**
 * What an issuer lacks to prove the control of names by these solvers: a Secret that nobody makes, or the right to use the credentials
 * of cert-manager's own pod. Nothing where no Environment tells what there is in the cluster.
 */
export function lackOf(issuer: Indexed, picked: readonly PickedSolver[], { facts, contents }: Credentials): Lack | undefined {
  const version = facts.of(issuer.cluster)?.platform.certManager?.version;
  if (version === undefined) return undefined;
  // Since 1.21 the issuer does not get ready before it has the Secrets of all its solvers: pkg/issuer/acme/setup.go (validateDNSSolvers).
  const all = atLeast(version, 1, 21);
  const missing = referencesOfIssuer(issuer, facts)
    .filter((each) => each.kind === "Secret" && isNeeded(each.place, picked, all))
    .find((each) => isMissing(each, contents));
  if (missing) return missingSecret(issuer, missing);
  if (issuer.kind === "ClusterIssuer" || facts.of(issuer.cluster)?.platform.certManager?.issuerAmbientCredentials) return undefined;
  for (const { index, solver } of picked) {
    const provider = ambientProvider(record(solver["dns01"]));
    if (provider === undefined) continue;
    return {
      place: place(issuer.id, "spec", "acme", "solvers", index, "dns01", provider),
      reason: "no-ambient-credentials",
      values: { issuer: issuer.name, namespace: issuer.namespace, provider },
      related: [],
      rule: rules.acmeAmbientCredentials,
    };
  }
  return undefined;
}

/** The external account's key always, those of the solvers that are taken, and those of the others where they keep the issuer from being ready. */
function isNeeded({ path }: Place, picked: readonly PickedSolver[], all: boolean): boolean {
  const [, acme, part, index, , provider] = path;
  if (acme !== "acme") return false;
  if (part === "externalAccountBinding") return true;
  // What a webhook reads, and when, is its own matter.
  return part === "solvers" && provider !== "webhook" && (all || picked.some((each) => each.index === index));
}

function isMissing({ cluster, namespace, name, key }: Reference, contents: ContentStore): boolean {
  const secret = contents.get(cluster, "Secret", namespace, name);
  return !secret || (key !== undefined && !secret.keys.has(key) && !secret.open);
}

function missingSecret(issuer: Indexed, { place: where, cluster, namespace, name, key }: Reference): Lack {
  return {
    place: where,
    reason: "missing-credentials",
    values: {
      kind: "Secret",
      name,
      namespace,
      ...(key === undefined ? {} : { key }),
      why: `${issuer.kind} ${issuer.name} reads it from namespace ${namespace} at ${formatPath(where.path)}`,
      lacks: `${cluster} Secret ${namespace}/${name} ${key ?? ""}`,
    },
    related: [],
    rule: rules.acmeCredentials,
  };
}

/**
 * The provider of a solver that has no credentials of its own, and so takes those of cert-manager's pod.
 * Source: cert-manager v1.21.2, pkg/issuer/acme/dns (route53.go GetSession, clouddns.go NewDNSProvider, azuredns.go getAuthorization).
 */
function ambientProvider({ route53, cloudDNS, azureDNS }: Readonly<Record<string, unknown>>): string | undefined {
  if (isRecord(route53)) {
    const own = ["accessKeyID", "accessKeyIDSecretRef", "auth"].some((field) => route53[field] !== undefined && route53[field] !== "");
    return own || text(record(route53["secretAccessKeySecretRef"])["name"]) !== undefined ? undefined : "route53";
  }
  if (isRecord(cloudDNS)) return isRecord(cloudDNS["serviceAccountSecretRef"]) ? undefined : "cloudDNS";
  if (isRecord(azureDNS)) return text(azureDNS["clientID"]) === undefined ? "azureDNS" : undefined;
  return undefined;
}
