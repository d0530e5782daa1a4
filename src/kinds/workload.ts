/** What every workload has. */
export interface Workload {
  readonly kind: string;
  readonly cluster: string;
}
