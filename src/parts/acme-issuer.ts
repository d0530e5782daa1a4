import type { Construct } from "constructs";
import type { Acme } from "../spec/authorities/acme.ts";
import type { SpecPath } from "../terms/manifest.ts";
import { acmeClusterIssuer } from "./crds/cert-manager.ts";
import { emit } from "./emit.ts";
import { labels } from "./labels.ts";
import { authorityUnit } from "./names.ts";

/**
 * The ClusterIssuer of a public authority, in the shape of the vendor's page on managing certificates: one dns01
 * solver by Route53. Its Secrets are read from cert-manager's cluster resource namespace.
 */
export function addAcmeIssuer(scope: Construct, authority: Acme): void {
  const at = (...path: SpecPath): SpecPath => ["authorities", authority.name, ...path];
  const name = authorityUnit(authority.name);
  const object = acmeClusterIssuer(
    { name, labels: labels("acme-issuer", name, "issuer") },
    {
      server: authority.directory,
      email: authority.email,
      preferredChain: authority.preferredChain ?? "",
      ...(authority.profile === undefined ? {} : { profile: authority.profile }),
      privateKeySecretRef: { name: authority.privateKeySecretRef.name },
      solvers: [{ dns01: { route53: { ...authority.dns01.route53 } }, selector: { dnsZones: authority.dnsZones } }],
    },
  );
  const acme: SpecPath = ["spec", "acme"];
  emit(scope, object, at(), [
    ...(["server", "email", "preferredChain", "profile", "privateKeySecretRef"] as const).map(
      (field) => [[...acme, field], at(field)] as const,
    ),
    [[...acme, "solvers"], at("dns01")],
    ...Object.keys(authority.dns01.route53).map(
      (field) => [[...acme, "solvers", 0, "dns01", "route53", field], at("dns01", "route53", field)] as const,
    ),
    [[...acme, "solvers", 0, "selector"], at("dnsZones")],
    ...authority.dnsZones.map((_, i) => [[...acme, "solvers", 0, "selector", "dnsZones", i], at("dnsZones", i)] as const),
  ]);
}
