import type { Construct } from "constructs";
import { acmeRenewBefore } from "../../parts/acme-renewal.ts";
import { leafIssuer } from "../../parts/authority.ts";
import { type CertificateSpec, certificate } from "../../parts/crds/cert-manager.ts";
import { emit } from "../../parts/emit.ts";
import { labels } from "../../parts/labels.ts";
import { serviceHost } from "../../parts/names.ts";
import type { Authority } from "../../spec/authority.ts";
import type { SpecPath } from "../../terms/manifest.ts";
import { reservedCommonName } from "./common-name.ts";
import { KURRENTDB, type Layout, type NodeType } from "./layout.ts";
import { clientName, fqdn, fqdnFrom, hasPeers, memberName, nameFrom, serviceWildcard, usesFqdns, wildcard } from "./node-names.ts";

/** The Certificate of a node type, and the Secret that cert-manager writes. */
export function nodeCertificateName(type: NodeType): string {
  return `${type.name}-node-tls`;
}

/**
 * Adds the Certificate that all nodes of a type share, or those of several types, where one Secret serves them all. Nothing without
 * TLS, nor where a person brings the certificate.
 */
export function addNodeCertificate(scope: Construct, layout: Layout, type: NodeType, types: readonly NodeType[] = [type]): void {
  const { authority, spec, at } = layout;
  const issuer = authority && leafIssuer(authority);
  const commonName = reservedCommonName(layout);
  if (!authority || !issuer || commonName === undefined) return;
  const names = new Map(types.flatMap((each) => [...nodeDnsNames(layout, each)]));
  const name = nodeCertificateName(type);
  const object = certificate(
    { name, namespace: spec.namespace.name, labels: labels(KURRENTDB, spec.name, type.component) },
    {
      commonName,
      dnsNames: [...names.keys()],
      secretName: name,
      ...lifetime(authority),
      // Nodes are servers and clients of each other.
      usages: ["digital signature", "key encipherment", "server auth", "client auth"],
      // The server loads RSA keys only.
      privateKey: { algorithm: "RSA", size: 2048, encoding: "PKCS8", rotationPolicy: "Always" },
      issuerRef: issuer,
    },
  );
  emit(scope, object, at("security"), [
    [["spec", "commonName"], at("security", "certificateReservedNodeCommonName")],
    [["spec", "dnsNames"], fqdnFrom(layout)],
    ...[...names.values()].map((from, i) => [["spec", "dnsNames", i], from] as const),
    [["spec", "issuerRef"], at("security", "authority")],
    [
      ["spec", "duration"],
      ["authorities", authority.name, "leaves", "duration"],
    ],
    [
      ["spec", "renewBefore"],
      ["authorities", authority.name, "leaves", "renewBefore"],
    ],
  ]);
}

function lifetime(authority: Authority): Pick<CertificateSpec, "duration" | "renewBefore"> {
  if (authority.kind === "broughtCA") return {};
  if (authority.kind !== "acme") return { ...authority.leaves };
  const renewBefore = acmeRenewBefore(authority);
  return renewBefore === undefined ? {} : { renewBefore };
}

/**
 * Every name under which a node of this type is dialled, with the spec property that decides it: the names that it
 * advertises to members and to clients, and the node type's own where Service names are dialled.
 */
export function nodeDnsNames(layout: Layout, type: NodeType): ReadonlyMap<string, SpecPath> {
  const { spec, authority, at } = layout;
  const names = new Map<string, SpecPath>();
  const add = (name: string, from: SpecPath) => names.has(name) || names.set(name, from);

  const pattern = spec.security.wildcard ? wildcard(layout, type) : undefined;
  const services = spec.security.wildcard ? serviceWildcard(layout, type) : undefined;
  const covered = (pod: string, name: string) =>
    name === fqdn(layout, type, pod) ? pattern !== undefined : services !== undefined && name === services.replace("*", pod);
  if (pattern !== undefined && usesFqdns(layout)) add(pattern, fqdnFrom(layout));
  // Nobody dials the member name of a single node, and a public authority signs no name that is not public.
  const alone = authority?.kind === "acme" && !hasPeers(layout);
  for (const pod of type.pods) {
    const member = memberName(layout, type, pod);
    if (!covered(pod, member) && !alone) add(member, nameFrom(layout, "internodeTrafficStrategy"));
    const client = clientName(layout, type, pod);
    // Behind a proxy that ends TLS nobody looks for that name on a node.
    const seen = layout.edge === undefined || layout.edge.passthrough;
    if (seen && !covered(pod, client)) add(client, nameFrom(layout, "clientTrafficStrategy"));
  }
  for (const strategy of ["internodeTrafficStrategy", "clientTrafficStrategy"] as const) {
    if (spec.network[strategy] === "ServiceName" && !(alone && strategy === "internodeTrafficStrategy")) {
      if (services !== undefined) add(services, at("network", strategy));
      add(serviceHost(type.name, spec.namespace.name, layout.clusterDomain), at("network", strategy));
    }
  }
  // ACME refuses a common name that is not among the SANs.
  const commonName = reservedCommonName(layout);
  if (authority?.kind === "acme" && commonName !== undefined) add(commonName, at("security", "certificateReservedNodeCommonName"));
  return names;
}
