import type { ConfigurationSpec, ConstraintsSpec, ResourcesSpec, StorageSpec } from "../spec.ts";

/** The archiver: a read-only replica that writes old data to an object store. What is not set is as for the other nodes. */
export interface ArchiverSpec {
  readonly enabled: boolean;
  readonly resources?: ResourcesSpec;
  readonly storage?: StorageSpec;
  readonly configuration?: ConfigurationSpec;
  readonly constraints?: ConstraintsSpec;
}

/** Fields of the vendor's KurrentDB resource that only its operator knows what to do with: for `backend: "operator"` alone. */
export interface OperatorFields {
  /** With `replicas: 0`, the quorum elsewhere: `host:port` of each of its nodes. */
  readonly quorumNodes?: readonly string[];
  /** Since operator 1.5. */
  readonly archiver?: ArchiverSpec;
  /** A Secret whose keys become variables of the servers. Since operator 1.5. */
  readonly environmentSecret?: string;
  /** A ServiceAccount that somebody else makes, for access to a cloud's storage. Since operator 1.5. */
  readonly serviceAccountName?: string;
  /** For the snapshots by which nodes are added, and of backups that name none. */
  readonly volumeSnapshotClassName?: string;
  /** Operator 1.6 makes one PodDisruptionBudget per cluster unless told not to. */
  readonly podDisruptionBudgets?: { readonly disable: boolean };
  /** Any change stops all nodes and starts them again. Since operator 1.5. */
  readonly fullRestartKey?: string;
}

/** Their names, for messages. */
export const OPERATOR_FIELDS = [
  "quorumNodes",
  "archiver",
  "environmentSecret",
  "serviceAccountName",
  "volumeSnapshotClassName",
  "podDisruptionBudgets",
  "fullRestartKey",
] as const satisfies readonly (keyof OperatorFields)[];
