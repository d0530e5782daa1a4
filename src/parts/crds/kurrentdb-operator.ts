/**
 * The vendor's resources for its operator, as far as Trueline writes them: names and meaning as in its CustomResourceDefinitions
 * (kubernetes.kurrent.io/v1) and its documentation of resource types.
 */
import type { SecretKeyRef } from "../../spec/topology.ts";
import type { KubeObject } from "../../terms/kube-object.ts";

const API = "kubernetes.kurrent.io/v1";

/** What may differ by node type: a field that is set replaces the main one whole. */
export interface NodeTypeSpec {
  readonly resources?: Readonly<Record<string, unknown>>;
  readonly storage?: Readonly<Record<string, unknown>>;
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly constraints?: Readonly<Record<string, unknown>>;
}

export interface KurrentDBResourceSpec extends Required<Pick<NodeTypeSpec, "resources" | "storage">> {
  readonly replicas: number;
  readonly image: string;
  readonly network: {
    readonly domain: string;
    readonly fqdnTemplate: string;
    readonly internodeTrafficStrategy: string;
    readonly clientTrafficStrategy: string;
    readonly loadBalancer: { readonly enabled: boolean; readonly allowedIPs?: readonly string[]; readonly loadBalancerClass?: string };
    readonly nodePort?: number;
    readonly replicationPort?: number;
    readonly nodeTcpPort?: number;
    readonly splitDNSExtraRules?: unknown;
  };
  readonly security?: {
    readonly certificateReservedNodeCommonName?: string;
    readonly certificateSecret: { readonly name: string; readonly keyName: string; readonly privateKeyName: string };
    readonly certificateAuthoritySecret?: { readonly name: string; readonly keyName?: string };
  };
  readonly configuration?: NodeTypeSpec["configuration"];
  readonly constraints?: NodeTypeSpec["constraints"];
  readonly readOnlyReplicas?: NodeTypeSpec & { readonly replicas: number };
  readonly archiver?: NodeTypeSpec & { readonly enabled: boolean };
  readonly users?: {
    readonly adminPasswordSecret: SecretKeyRef;
    readonly opsPasswordSecret: SecretKeyRef;
    readonly customUsers?: readonly unknown[];
  };
  readonly [passedOn: string]: unknown;
}

/** A backup as a schedule makes it. */
export interface KurrentDBBackupSpec {
  readonly clusterName: string;
  readonly volumeSnapshotClassName?: string;
  readonly ttl?: string;
}

export interface KurrentDBBackupScheduleSpec {
  readonly schedule: string;
  readonly timeZone: string;
  readonly keep: number;
  readonly suspend: boolean;
  readonly template: { readonly spec: KurrentDBBackupSpec };
}

interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export function kurrentDBResource(metadata: Metadata, spec: KurrentDBResourceSpec): KubeObject {
  return { apiVersion: API, kind: "KurrentDB", metadata, spec };
}

export function backupSchedule(metadata: Metadata, spec: KurrentDBBackupScheduleSpec): KubeObject {
  return { apiVersion: API, kind: "KurrentDBBackupSchedule", metadata, spec };
}
