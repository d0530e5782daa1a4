import { parseObjectId } from "../../terms/kube-object.ts";
import { formatPath, place } from "../../terms/place.ts";
import { parseVersion } from "../../terms/version.ts";
import { at } from "../../world/data.ts";
import { atLeast, gatherFacts } from "../../world/facts.ts";
import { certManagerFields, trustManagerFields } from "../../world/versions/crd-fields.ts";
import { newerFields } from "../../world/versions/newer-fields.ts";
import type { RecordedFields } from "../../world/versions/recorded-fields.ts";
import type { World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";
import { stringAt } from "./fields.ts";

/** Resources whose fields are recorded: the component that reads them, and the kind that the record has them under. */
const RECORDED: Readonly<Record<string, { readonly component: "cert-manager" | "trust-manager"; readonly kind: string }>> = {
  "cert-manager.io/Certificate": { component: "cert-manager", kind: "Certificate" },
  "cert-manager.io/Issuer": { component: "cert-manager", kind: "Issuer" },
  "cert-manager.io/ClusterIssuer": { component: "cert-manager", kind: "Issuer" },
  "trust.cert-manager.io/Bundle": { component: "trust-manager", kind: "Bundle" },
};

const FIELDS: Readonly<Record<"cert-manager" | "trust-manager", RecordedFields>> = {
  "cert-manager": certManagerFields,
  "trust-manager": trustManagerFields,
};

/** The objects of recorded kinds in clusters whose version of the component is known. */
function* objectsWithVersion(world: World) {
  const facts = gatherFacts(world.environment);
  for (const [id, object] of world.objects) {
    const { group, kind, cluster } = parseObjectId(id);
    const recorded = RECORDED[`${group}/${kind}`];
    if (!recorded) continue;
    const platform = facts.of(cluster)?.platform;
    const version = (recorded.component === "cert-manager" ? platform?.certManager : platform?.trustManager)?.version;
    if (version !== undefined) yield { id, object, ...recorded, version };
  }
}

/**
 * TL4611: fields that came with a later version than the cluster's. Server-side apply refuses an undeclared field
 * (kubernetes/structured-merge-diff, "field not declared in schema"), as does strict validation; else it is pruned
 * (Kubernetes documentation, Custom Resources, field pruning).
 */
export const newerThanInstalled: Check = (world) => {
  const findings: Finding[] = [];
  for (const { id, object, component, kind, version } of objectsWithVersion(world)) {
    for (const { path, field } of newerFields(object, FIELDS[component].fields[kind] ?? [], version)) {
      const value = field.path.split("=")[1];
      const named = value === undefined ? formatPath(path) : `${value} as ${formatPath(path)}`;
      findings.push(finding("TL4611", place(id, ...path), { component, version, field: named, since: field.since }));
    }
  }
  return findings;
};

/**
 * TL4612: fields that the webhook refuses as long as a feature gate is off, which it is by default before a version. A
 * version that does not have the field at all says so by TL4611.
 */
export const gatedFields: Check = (world) => {
  const findings: Finding[] = [];
  for (const { id, object, component, kind, version } of objectsWithVersion(world)) {
    if (kind !== "Certificate") continue;
    const { gates, fields } = FIELDS[component];
    const unknown = new Set(newerFields(object, fields[kind] ?? [], version).map(({ field }) => field.path));
    for (const { path, field } of newerFields(object, gates, version)) {
      // Of name constraints the CA's own refusal speaks, since all that it would sign breaks with it.
      if (unknown.has(field.path) || field.path === "spec.nameConstraints") continue;
      findings.push(finding("TL4612", place(id, ...path), { version, field: formatPath(path), gate: field.gate, since: field.since }));
    }
  }
  return findings;
};

/**
 * TL4613: `renewal.policy: Disabled` makes the controller of 1.21.0 crash again and again, and no certificate of the cluster is
 * renewed. Where only 1.21 is known it may be that one. Source: cert-manager issue 9031, fixed in 1.21.1.
 */
export const crashingRenewal: Check = (world) => {
  const findings: Finding[] = [];
  for (const { id, object, kind, version } of objectsWithVersion(world)) {
    if (kind !== "Certificate" || stringAt(object, "spec", "renewal", "policy") !== "Disabled") continue;
    const { major, minor, patch = 0 } = parseVersion(version) ?? { major: 0, minor: 0 };
    if (major !== 1 || minor !== 21 || patch > 0) continue;
    const known = parseVersion(version)?.patch !== undefined;
    const found = finding("TL4613", place(id, "spec", "renewal", "policy"), known ? {} : { unsure: "yes" });
    findings.push(known ? found : { ...found, severity: "warning" });
  }
  return findings;
};

/**
 * TL4614: leaves that leave it to cert-manager's version whether renewal brings a new key: Never by default before 1.18,
 * Always since. Said once a cluster, where the version is not known or older, so that an upgrade changes it. Of CAs
 * TL4402 speaks. Source: cert-manager release notes 1.18.
 */
export const unsaidRotation: Check = (world) => {
  const facts = gatherFacts(world.environment);
  const byCluster = new Map<string, Finding>();
  for (const [id, object] of world.objects) {
    const { group, kind, cluster } = parseObjectId(id);
    if (kind !== "Certificate" || group !== "cert-manager.io" || at(object, "spec", "isCA") === true) continue;
    if (stringAt(object, "spec", "privateKey", "rotationPolicy") !== undefined) continue;
    const version = facts.of(cluster)?.platform.certManager?.version;
    // A cluster without cert-manager issues nothing, which is said elsewhere.
    if (facts.of(cluster) !== undefined && (version === undefined || atLeast(version, 1, 18))) continue;
    const where = place(id, "spec", "privateKey", "rotationPolicy");
    const known = byCluster.get(cluster);
    if (known) byCluster.set(cluster, { ...known, related: [...known.related, where] });
    else byCluster.set(cluster, finding("TL4614", where, version === undefined ? {} : { version }));
  }
  return [...byCluster.values()];
};
