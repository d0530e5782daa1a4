import { listNames } from "../../programs/tls/names.ts";
import { formatDuration, parseDuration } from "../../terms/duration.ts";
import { objectIdOf, parseObjectId } from "../../terms/kube-object.ts";
import { type Place, place, placeKey } from "../../terms/place.ts";
import { pickSolver } from "../../world/certificates/acme/solvers.ts";
import { at, isRecord, text } from "../../world/data.ts";
import type { Fqdn } from "../../world/network.ts";
import type { World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

/**
 * TL4314: a renewBefore that is as long as the certificate lives. cert-manager's webhook compares it with what the Certificate asks
 * for; what an ACME server issues may live for a shorter time.
 */
export const ignoredRenewals: Check = (world) => {
  const findings: Finding[] = [];
  for (const [id, { lifetime, label }] of world.issued) {
    const renewBefore = text(at(world.objects.get(id), "spec", "renewBefore"));
    const seconds = parseDuration(renewBefore ?? "");
    if (renewBefore === undefined || seconds === undefined || seconds < lifetime.durationSeconds) continue;
    const [lives, instead] = [lifetime.durationSeconds, lifetime.renewBeforeSeconds].map((each) => formatDuration(Math.round(each)));
    findings.push(
      finding("TL4314", place(id, "spec", "renewBefore"), { certificate: label, renewBefore, lives: lives ?? "", instead: instead ?? "" }, [
        place(id, "spec", "issuerRef"),
      ]),
    );
  }
  return findings;
};

/**
 * TL4317: a name that an http01 solver is to prove, and that leads to a load balancer without port 80, where the authority asks.
 * Names that nobody here publishes may lead to an Ingress, which is not read.
 */
export const http01Routes: Check = (world) => {
  const bySolver = new Map<string, { readonly solver: Place; readonly names: string[]; readonly leadTo: Place[] }>();
  for (const [id, certificate] of world.issued) {
    const issuer = issuerOf(id, world);
    if (!issuer) continue;
    const labels = world.objects.get(id)?.metadata.labels;
    for (const name of certificate.dnsNames) {
      const picked = pickSolver(world.objects.get(issuer), name, labels);
      const elsewhere = picked?.challenge === "http01" ? withoutPort80(name, world) : undefined;
      if (!picked || !elsewhere) continue;
      const solver = place(issuer, "spec", "acme", "solvers", picked.index, "http01");
      const known = bySolver.get(placeKey(solver)) ?? { solver, names: [], leadTo: [] };
      bySolver.set(placeKey(solver), known);
      if (known.names.includes(name)) continue;
      known.names.push(name);
      known.leadTo.push(elsewhere);
    }
  }
  return [...bySolver.values()].map(({ solver, names, leadTo }) => finding("TL4317", solver, { names: listNames(names) }, leadTo));
};

function issuerOf(certificate: Parameters<typeof parseObjectId>[0], world: World) {
  const { cluster, namespace } = parseObjectId(certificate);
  const object = world.objects.get(certificate);
  const kind = text(at(object, "spec", "issuerRef", "kind")) ?? "Issuer";
  const name = text(at(object, "spec", "issuerRef", "name")) ?? "";
  const issuer = objectIdOf(cluster, "cert-manager.io", kind, kind === "ClusterIssuer" ? "" : namespace, name);
  return isRecord(at(world.objects.get(issuer), "spec", "acme")) ? issuer : undefined;
}

/** The first load balancer that the public name leads to, if none of them listens on port 80. */
function withoutPort80(name: string, world: World): Place | undefined {
  const records = world.zones.flatMap((zone) => (zone.view === "public" ? [zone.records.get(name.toLowerCase() as Fqdn)] : []));
  const addresses = records.flatMap((record) => record?.addresses ?? []);
  const routes = addresses.map(({ address }) => world.routes.get(address));
  // An Ingress controller listens on port 80 as well.
  if (routes.some((route) => !route || route.address.startsWith("ingress:") || route.ports.some(({ port }) => port === 80)))
    return undefined;
  return routes[0]?.place;
}
