/** Labels and annotations to add. */
export interface ExtraMetadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * Labels and annotations for the objects of a workload, by their kind, with the names of the vendor's resource. Values may hold `{name}`, `{namespace}`,
 * `{domain}` and `{nodeTypeSuffix}`, those of objects for one pod also `{podName}` and `{podOrdinal}`; `all`, `pods` and `persistentVolumeClaims` have none.
 */
export interface ExtraMetadataSpec {
  /** All kinds below but `persistentVolumeClaims`, which can't be changed once they are there. */
  readonly all?: ExtraMetadata;
  readonly configMaps?: ExtraMetadata;
  readonly statefulSets?: ExtraMetadata;
  /** A change restarts the nodes, one by one. */
  readonly pods?: ExtraMetadata;
  /** Only for a workload that has no volumes yet: Kubernetes refuses a StatefulSet whose claims change. */
  readonly persistentVolumeClaims?: ExtraMetadata;
  readonly headlessServices?: ExtraMetadata;
  readonly headlessPodServices?: ExtraMetadata;
  readonly loadBalancers?: ExtraMetadata;
  readonly podDisruptionBudgets?: ExtraMetadata;
}
