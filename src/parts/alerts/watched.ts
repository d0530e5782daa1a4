import { parseDuration } from "../../terms/duration.ts";
import type { KubeObject } from "../../terms/kube-object.ts";
import type { CertificateSpec, IssuerSpec } from "../crds/cert-manager.ts";
import { DEFAULT_DURATION, slackOf } from "./lead.ts";

/** A compiled Certificate, and what its alerts are made from. */
export interface WatchedCertificate {
  readonly name: string;
  readonly namespace: string;
  /** Seconds from when it is due to its end; undefined where the spec does not say. */
  readonly slack?: number;
  /** Whether anybody presents it, or it signs: an anchor of a root only carries the root, and its end breaks nothing. */
  readonly matters: boolean;
  /** Of a CA: the seconds that the longest leaf lives which it signs now; absent if it signs none. */
  readonly longestLeaf?: number;
}

export interface WatchedIssuer {
  readonly kind: "Issuer" | "ClusterIssuer";
  readonly name: string;
  /** Absent for a ClusterIssuer. */
  readonly namespace?: string;
}

/** The Certificates among some objects. `all` are those of the cluster, among which their issuers and leaves are. */
export function certificatesIn(objects: readonly KubeObject[], all: readonly KubeObject[]): readonly WatchedCertificate[] {
  return objects.filter(isCertificate).map((object): WatchedCertificate => {
    const spec = specOf(object);
    const { name, namespace = "" } = object.metadata;
    const slack = slackOf(spec, signedByAcme(spec, all));
    const longestLeaf = spec.isCA ? longest(leavesOf(namespace, spec, all)) : undefined;
    return {
      name,
      namespace,
      matters: spec.isCA === true || isPresented(spec),
      ...(slack === undefined ? {} : { slack }),
      ...(longestLeaf === undefined ? {} : { longestLeaf }),
    };
  });
}

/** The Issuers and ClusterIssuers among some objects. */
export function issuersIn(objects: readonly KubeObject[]): readonly WatchedIssuer[] {
  return objects.flatMap(({ apiVersion, kind, metadata: { name, namespace } }): readonly WatchedIssuer[] => {
    if (!apiVersion.startsWith("cert-manager.io/") || (kind !== "Issuer" && kind !== "ClusterIssuer")) return [];
    return [{ kind, name, ...(namespace === undefined ? {} : { namespace }) }];
  });
}

function isCertificate({ apiVersion, kind }: KubeObject): boolean {
  return kind === "Certificate" && apiVersion.startsWith("cert-manager.io/");
}

function specOf(object: KubeObject): CertificateSpec {
  return object["spec"] as CertificateSpec;
}

function isPresented({ usages }: CertificateSpec): boolean {
  return usages.includes("server auth") || usages.includes("client auth");
}

function signedByAcme({ issuerRef }: CertificateSpec, all: readonly KubeObject[]): boolean {
  return all.some(({ kind, metadata, ...rest }) => {
    return (
      kind === issuerRef.kind && metadata.name === issuerRef.name && (rest["spec"] as { acme?: unknown } | undefined)?.acme !== undefined
    );
  });
}

/** The leaves that a CA's Issuers sign. */
function leavesOf(namespace: string, { secretName }: CertificateSpec, all: readonly KubeObject[]): readonly CertificateSpec[] {
  const here = all.filter(({ metadata }) => metadata.namespace === namespace);
  const issuers = here
    .filter((object) => object.kind === "Issuer" && caSecret(object["spec"] as IssuerSpec) === secretName)
    .map(({ metadata }) => metadata.name);
  return here
    .filter(isCertificate)
    .map(specOf)
    .filter((spec) => !spec.isCA && isPresented(spec) && spec.issuerRef.kind === "Issuer" && issuers.includes(spec.issuerRef.name));
}

function caSecret(spec: IssuerSpec): string | undefined {
  return "ca" in spec ? spec.ca.secretName : undefined;
}

function longest(leaves: readonly CertificateSpec[]): number | undefined {
  if (leaves.length === 0) return undefined;
  return Math.max(...leaves.map(({ duration }) => parseDuration(duration ?? DEFAULT_DURATION) ?? 0));
}
