/**
 * The fields of cert-manager's resources that Trueline writes, with their names and meaning as in cert-manager's API
 * reference (cert-manager.io/v1). See docs/decisions/0002-crd-types.md for why these are written by hand.
 */
import type { NameConstraintsSpec, SubjectSpec } from "../../spec/authorities/private-ca.ts";
import type { KubeObject } from "../../terms/kube-object.ts";

const API = "cert-manager.io/v1";

/** Always written in full: a missing `kind` means Issuer to cert-manager, a missing `group` differs by its version. */
export interface IssuerRef {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
}

export type KeyUsage = "digital signature" | "key encipherment" | "cert sign" | "crl sign" | "server auth" | "client auth";

export interface CertificateSpec {
  readonly isCA?: true;
  readonly commonName?: string;
  readonly subject?: SubjectSpec;
  readonly dnsNames?: readonly string[];
  readonly nameConstraints?: NameConstraintsSpec;
  readonly secretName: string;
  /** A Go duration in its canonical form, else Argo CD sees a difference. */
  readonly duration?: string;
  readonly renewBefore?: string;
  readonly usages: readonly KeyUsage[];
  readonly privateKey: {
    readonly algorithm: "RSA" | "ECDSA" | "Ed25519";
    readonly size?: number;
    readonly encoding: "PKCS1" | "PKCS8";
    /** Always written: its default changed in cert-manager 1.18. */
    readonly rotationPolicy: "Never" | "Always";
  };
  readonly issuerRef: IssuerRef;
}

export interface AcmeIssuerSpec {
  readonly server: string;
  readonly email: string;
  readonly preferredChain: string;
  readonly profile?: string;
  /** PEM as base64. */
  readonly caBundle?: string;
  readonly privateKeySecretRef: { readonly name: string };
  readonly externalAccountBinding?: { readonly keyID: string; readonly keySecretRef: { readonly name: string; readonly key: string } };
  readonly solvers: readonly Readonly<Partial<Record<"selector" | "dns01" | "http01", Readonly<Record<string, unknown>>>>>[];
}

/** Vault's PKI engine. `caBundle` is base64 of PEM, as in any field of bytes. */
export interface VaultIssuerSpec {
  readonly server: string;
  readonly path: string;
  readonly namespace?: string;
  readonly serverName?: string;
  readonly caBundle?: string;
  readonly auth: Readonly<Record<string, unknown>>;
}

export type IssuerSpec =
  | { readonly selfSigned: Readonly<Record<string, never>> }
  | { readonly ca: { readonly secretName: string } }
  | { readonly vault: VaultIssuerSpec };

interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export function certificate(metadata: Metadata, spec: CertificateSpec): KubeObject {
  return { apiVersion: API, kind: "Certificate", metadata, spec };
}

export function issuer(metadata: Metadata, spec: IssuerSpec): KubeObject {
  return { apiVersion: API, kind: "Issuer", metadata, spec };
}

export function vaultClusterIssuer(metadata: Omit<Metadata, "namespace">, vault: VaultIssuerSpec): KubeObject {
  return { apiVersion: API, kind: "ClusterIssuer", metadata, spec: { vault } };
}

/** An Issuer, whose metadata names its namespace, or a ClusterIssuer, which has none. */
export function acmeIssuer(
  kind: "Issuer" | "ClusterIssuer",
  metadata: Omit<Metadata, "namespace"> & Partial<Pick<Metadata, "namespace">>,
  acme: AcmeIssuerSpec,
): KubeObject {
  return { apiVersion: API, kind, metadata, spec: { acme } };
}

/** A reference to an Issuer in the same namespace, or to a ClusterIssuer. */
export function issuerRef(kind: "Issuer" | "ClusterIssuer", name: string): IssuerRef {
  return { name, kind, group: "cert-manager.io" };
}
