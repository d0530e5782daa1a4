import { type objectIdOf, parseObjectId } from "../../terms/kube-object.ts";
import { place } from "../../terms/place.ts";
import type { World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";
import { at, stringAt } from "./fields.ts";

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
  const findings: Finding[] = [];
  for (const { id, object, cluster } of certificatesOf(world)) {
    if (at(object, "spec", "isCA") !== true) continue;
    const policy = stringAt(object, "spec", "privateKey", "rotationPolicy") ?? defaultPolicy(world, cluster);
    if (policy === "Always") findings.push(finding("TL4402", place(id, "spec", "privateKey", "rotationPolicy")));
  }
  return findings;
};

function defaultPolicy(world: World, cluster: string): string {
  const version = world.environment.map((each) => each.clusters[cluster]?.platform.certManager?.version).find((each) => each !== undefined);
  const [major = 1, minor = 18] = (version ?? "1.18").split(".").map(Number);
  return major > 1 || minor >= 18 ? "Always" : "Never";
}

/** TL4403: a Certificate whose Secret nobody takes up. */
export const unusedCertificates: Check = (world) => {
  const used = new Set<string>();
  for (const { cluster, kind, namespace, name } of world.references) if (kind === "Secret") used.add(`${cluster}/${namespace}/${name}`);
  for (const [id, object] of world.objects) {
    const { cluster, namespace, kind } = parseObjectId(id);
    if (kind === "Issuer" || kind === "ClusterIssuer") {
      const secret = stringAt(object, "spec", "ca", "secretName");
      const where = kind === "Issuer" ? namespace : resourceNamespace(world, cluster);
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

function resourceNamespace(world: World, cluster: string): string {
  return (
    world.environment
      .map((each) => each.clusters[cluster]?.platform.certManager?.clusterResourceNamespace)
      .find((each) => each !== undefined) ?? "cert-manager"
  );
}

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

/** TL4405: a leaf that is signed by its own key. */
export const selfSignedLeaves: Check = (world) => {
  const findings: Finding[] = [];
  for (const [id, certificate] of world.issued) {
    if (!certificate.ca && certificate.signedBy === certificate.key) findings.push(finding("TL4405", place(id, "spec", "issuerRef")));
  }
  return findings;
};
