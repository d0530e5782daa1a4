import { parseObjectId } from "../../terms/kube-object.ts";
import { place, placeKey } from "../../terms/place.ts";
import { at, text } from "../../world/data.ts";
import type { World } from "../../world/world.ts";
import { callerAuthorities } from "../caller-authorities.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

/**
 * TL4603: an authority by which callers are authenticated, and that signs for every namespace. Source: cert-manager
 * documentation, Issuer: a ClusterIssuer can be referenced from all namespaces.
 */
export const clusterWideIssuers: Check = (world) => {
  const byIssuer = new Map<string, Finding>();
  for (const { shared, issuers, workloads, processes } of callerAuthorities(world)) {
    const [process] = processes;
    if (!process) continue;
    for (const issuer of issuers) {
      if (issuer.kind !== "ClusterIssuer" || shared.has(issuer.key)) continue;
      const values = { issuer: issuer.name, workload: workloads.join(", ") };
      byIssuer.set(placeKey(issuer.place), finding("TL4603", issuer.place, values, [process.place]));
    }
  }
  return [...byIssuer.values()];
};

/**
 * TL4604: a leaf of such an authority that none of the servers presents, so that somebody else holds it. A leaf of whose
 * Secret only the root is taken up (`ca.crt`) is held by nobody.
 */
export const leavesOfOthers: Check = (world) => {
  const authorities = callerAuthorities(world);
  if (authorities.length === 0) return [];
  const presented = new Set(
    authorities
      .flatMap(({ processes }) => processes)
      .flatMap(({ listeners }) => listeners.map((each) => each.tls?.leaf?.[0]?.place.object)),
  );
  const carriers = carrierSecrets(world);
  const findings: Finding[] = [];
  for (const [id, certificate] of world.issued) {
    if (certificate.ca || presented.has(id)) continue;
    const { cluster, namespace, name } = parseObjectId(id);
    const authority = authorities.find((each) => each.keys.has(certificate.signedBy) && !each.shared.has(certificate.signedBy));
    const secret = text(at(world.objects.get(id), "spec", "secretName"));
    if (!authority || carriers.has(`${cluster}/${namespace || "default"}/${secret}`)) continue;
    const values = { certificate: name, namespace, workload: authority.workloads.join(", ") };
    findings.push(
      finding(
        "TL4604",
        place(id, "spec", "issuerRef"),
        values,
        authority.processes.slice(0, 1).map((each) => each.place),
      ),
    );
  }
  return findings;
};

/** The Secrets of which only `ca.crt` is taken up. */
function carrierSecrets(world: World): ReadonlySet<string> {
  const carriers = new Map<string, boolean>();
  const chosen = new Set<string>();
  const secrets = world.references.filter(({ kind }) => kind === "Secret");
  for (const { place: where, key } of secrets) {
    // A volume's items say which keys of the Secret it takes.
    const items = where.path.lastIndexOf("items");
    if (key !== undefined && items >= 0) chosen.add(placeKey(place(where.object, ...where.path.slice(0, items))));
  }
  for (const { place: where, key, cluster, namespace, name } of secrets) {
    if (key === undefined && chosen.has(placeKey(place(where.object, ...where.path.slice(0, -1))))) continue;
    const secret = `${cluster}/${namespace}/${name}`;
    carriers.set(secret, (carriers.get(secret) ?? true) && key === "ca.crt");
  }
  return new Set([...carriers].filter(([, only]) => only).map(([secret]) => secret));
}
