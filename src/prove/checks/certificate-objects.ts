import { formatDuration } from "../../terms/duration.ts";
import { type objectIdOf, parseObjectId } from "../../terms/kube-object.ts";
import { place } from "../../terms/place.ts";
import { rootCommonName } from "../../world/certificates/stated-roots.ts";
import { at } from "../../world/data.ts";
import { atLeast, type Facts, gatherFacts } from "../../world/facts.ts";
import type { World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";
import { stringAt } from "./fields.ts";

function* certificatesOf(world: World) {
  for (const [id, object] of world.objects) {
    const { group, kind, cluster, namespace } = parseObjectId(id);
    if (kind === "Certificate" && group === "cert-manager.io") yield { id, object, cluster, namespace };
  }
}

/** TL4401: a CA that lives cert-manager's default of 90 days. */
export const caLifetimes: Check = (world) => {
  const findings: Finding[] = [];
  for (const { id, object } of certificatesOf(world)) {
    if (at(object, "spec", "isCA") === true && at(object, "spec", "duration") === undefined) {
      findings.push(finding("TL4401", place(id, "spec", "duration")));
    }
  }
  return findings;
};

/** TL4402: a CA that gets a new key at renewal. The default became Always in cert-manager 1.18. */
export const caRotation: Check = (world) => {
  const facts = gatherFacts(world.environment);
  const findings: Finding[] = [];
  for (const { id, object, cluster } of certificatesOf(world)) {
    if (at(object, "spec", "isCA") !== true) continue;
    const policy = stringAt(object, "spec", "privateKey", "rotationPolicy") ?? defaultPolicy(facts, cluster);
    if (policy === "Always") findings.push(finding("TL4402", place(id, "spec", "privateKey", "rotationPolicy")));
  }
  return findings;
};

/** The policy that cert-manager takes where none is written. A version that is not known is taken for a newer one. */
function defaultPolicy(facts: Facts, cluster: string): string {
  const version = facts.of(cluster)?.platform.certManager?.version;
  return version === undefined || atLeast(version, 1, 18) ? "Always" : "Never";
}

/** TL4403: a Certificate whose Secret nobody takes up. */
export const unusedCertificates: Check = (world) => {
  const facts = gatherFacts(world.environment);
  const used = new Set<string>();
  for (const { cluster, kind, namespace, name } of world.references) if (kind === "Secret") used.add(`${cluster}/${namespace}/${name}`);
  for (const [id, object] of world.objects) {
    const { cluster, namespace, kind } = parseObjectId(id);
    if (kind === "Issuer" || kind === "ClusterIssuer") {
      const secret = stringAt(object, "spec", "ca", "secretName");
      const where = kind === "Issuer" ? namespace : facts.clusterResourceNamespace(cluster);
      if (secret !== undefined) used.add(`${cluster}/${where}/${secret}`);
    }
  }
  const findings: Finding[] = [];
  for (const { id, object, cluster, namespace } of certificatesOf(world)) {
    const secret = stringAt(object, "spec", "secretName") ?? "";
    if (!used.has(`${cluster}/${namespace}/${secret}`)) findings.push(finding("TL4403", place(id, "spec", "secretName"), { secret }));
  }
  return findings;
};

/** TL4404: two Certificates that write one Secret. */
export const sharedSecrets: Check = (world) => {
  const writers = new Map<string, ReturnType<typeof objectIdOf>>();
  const findings: Finding[] = [];
  for (const { id, object, cluster, namespace } of certificatesOf(world)) {
    const secret = stringAt(object, "spec", "secretName") ?? "";
    const key = `${cluster}/${namespace}/${secret}`;
    const first = writers.get(key);
    if (first) findings.push(finding("TL4404", place(id, "spec", "secretName"), { secret }, [place(first, "spec", "secretName")]));
    else writers.set(key, id);
  }
  return findings;
};

/** A failed renewal has to be seen and mended by people, who sleep: a day is the least that is not a night. */
const LEAST_SLACK_SECONDS = 86_400;

/** TL4409: a leaf that is renewed a day or less before its end. */
export const renewalSlack: Check = (world) => {
  const findings: Finding[] = [];
  for (const [id, { ca, lifetime }] of world.issued) {
    if (ca || lifetime.renewBeforeSeconds > LEAST_SLACK_SECONDS) continue;
    const left = formatDuration(Math.round(lifetime.renewBeforeSeconds)).replace(/(?<=\d[hm])0[ms](?:0s)?/g, "");
    findings.push(finding("TL4409", place(id, "spec", "renewBefore"), { left }));
  }
  return findings;
};

/** TL4206: a root in git that can't be the one of the CA of its name. */
export const statedRootMismatch: Check = (world) => {
  const findings: Finding[] = [];
  for (const root of world.statedRoots) {
    for (const [id, made] of world.issued) {
      const { cluster } = parseObjectId(id);
      if (!made.ca || made.commonName !== rootCommonName(root) || made.signedBy !== made.key || !root.clusters.has(cluster)) continue;
      if (made.key === root.certificate.key) continue;
      const { label, algorithm, ca } = root.certificate;
      const values = { certificate: parseObjectId(id).name, given: `${label}, ${ca ? "a CA" : "no CA"} with an ${algorithm} key` };
      findings.push(finding("TL4206", place(id, "spec", "commonName"), values));
    }
  }
  return findings;
};

/** TL4405: a leaf that is signed by its own key. */
export const selfSignedLeaves: Check = (world) => {
  const findings: Finding[] = [];
  for (const [id, certificate] of world.issued) {
    if (!certificate.ca && certificate.signedBy === certificate.key) findings.push(finding("TL4405", place(id, "spec", "issuerRef")));
  }
  return findings;
};
