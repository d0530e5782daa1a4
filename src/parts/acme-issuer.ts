import type { Construct } from "constructs";
import type { Acme, Solver } from "../spec/authorities/acme.ts";
import type { SpecPath } from "../terms/manifest.ts";
import type { Path } from "../terms/place.ts";
import { type AcmeIssuerSpec, acmeIssuer } from "./crds/cert-manager.ts";
import { emit, type FieldOrigin } from "./emit.ts";
import { labels } from "./labels.ts";
import { authorityUnit } from "./names.ts";

/**
 * The issuer of a public authority, in the shape of the vendor's page on managing certificates: an Issuer in `namespace`,
 * or a ClusterIssuer. The first reads its Secrets from its own namespace, the second from cert-manager's cluster resource
 * namespace.
 */
export function addAcmeIssuer(scope: Construct, authority: Acme, namespace: string): void {
  const at = (...path: SpecPath): SpecPath => ["authorities", authority.name, ...path];
  const name = authorityUnit(authority.name);
  const acme = issuerSpec(authority);
  const place = authority.scope === "Issuer" ? { namespace } : {};
  const object = acmeIssuer(authority.scope, { name, ...place, labels: labels("acme-issuer", name, "issuer") }, acme);
  emit(scope, object, at(), [
    [["kind"], at("scope")],
    ...Object.keys(acme).map(
      (field): FieldOrigin => [["spec", "acme", field], at(field === "solvers" && authority.shorthand ? "dns01" : field)],
    ),
    ...fieldOrigins(acme.externalAccountBinding, ["spec", "acme", "externalAccountBinding"], at("externalAccountBinding")),
    ...(authority.shorthand
      ? shorthandOrigins(authority.solvers, at)
      : fieldOrigins(authority.solvers, ["spec", "acme", "solvers"], at("solvers"))),
  ]);
}

function issuerSpec(authority: Acme): AcmeIssuerSpec {
  const { profile, externalAccountBinding, caBundle } = authority;
  return {
    server: authority.directory,
    email: authority.email,
    preferredChain: authority.preferredChain ?? "",
    ...(profile === undefined ? {} : { profile }),
    ...(caBundle === undefined ? {} : { caBundle: Buffer.from(caBundle).toString("base64") }),
    privateKeySecretRef: { name: authority.privateKeySecretRef.name },
    ...(externalAccountBinding ? { externalAccountBinding: { ...externalAccountBinding } } : {}),
    solvers: authority.solvers,
  };
}

function shorthandOrigins([solver]: readonly Solver[], at: (...path: SpecPath) => SpecPath): readonly FieldOrigin[] {
  const first: Path = ["spec", "acme", "solvers", 0];
  return [
    ...fieldOrigins(solver?.dns01, [...first, "dns01"], at("dns01")),
    [[...first, "selector"], at("dnsZones")],
    ...fieldOrigins(solver?.selector?.["dnsZones"], [...first, "selector", "dnsZones"], at("dnsZones")),
  ];
}

/** An origin for each value below `path`, since what is given is written as it is. */
function fieldOrigins(value: unknown, path: Path, spec: SpecPath): readonly FieldOrigin[] {
  const below = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return below.flatMap(([key, each]): readonly FieldOrigin[] => {
    const step = Array.isArray(value) ? Number(key) : key;
    return [
      [
        [...path, step],
        [...spec, step],
      ],
      ...fieldOrigins(each, [...path, step], [...spec, step]),
    ];
  });
}
