import type { KubeObject } from "../terms/kube-object.ts";

/** An object that Argo CD or Flux reads: it delivers one unit, or all of a cluster's. */
export interface DeliveryObject {
  readonly object: KubeObject;
  /** Absent for what all units share. */
  readonly unit?: string;
}
