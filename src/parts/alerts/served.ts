import type { SpecPath } from "../../terms/manifest.ts";

/** Servers of a workload that present one Certificate, as a Probe sees them. */
export interface ServedCertificate {
  /** The Certificate's name and namespace. */
  readonly certificate: string;
  readonly namespace: string;
  /** Where each server listens, under the name that it advertises to clients, and the spec property that decides it. */
  readonly targets: readonly { readonly host: string; readonly port: number; readonly from: SpecPath }[];
  /** Seconds from the renewed Secret until a server presents it; absent where only a restart brings it. */
  readonly uptake?: number;
  /** Commands by which a person makes a server load what is mounted: `$labels.instance` is its host and port. */
  readonly reload: readonly string[];
}
