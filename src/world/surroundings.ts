import type { Place } from "../terms/place.ts";
import type { ReadPem } from "./certificates/pem/pem-file.ts";
import type { ContentStore } from "./contents.ts";
import type { Facts } from "./facts.ts";
import type { ObjectIndex } from "./object-index.ts";
import type { NotIssued, Reference } from "./world.ts";

/** What pods are read against. */
export interface Surroundings {
  readonly index: ObjectIndex;
  readonly facts: Facts;
  readonly contents: ContentStore;
  readonly pem: ReadPem;
  /** Why a Secret is never made, by `CLUSTER/NAMESPACE/NAME` of the Secret. */
  readonly notIssuedInto: ReadonlyMap<string, NotIssued>;
  /** Text of service links by `CLUSTER/NAMESPACE`: variables that the kubelet adds for each Service. */
  readonly serviceLinks: ReadonlyMap<string, readonly ServiceLink[]>;
}

/** One variable that the kubelet adds to the containers of a namespace. */
export interface ServiceLink {
  readonly name: string;
  readonly value: string;
  readonly place: Place;
}

/** A Secret, ConfigMap or ClusterTrustBundle, or a key of it, that is needed and that nobody makes. */
export interface Missing {
  /** Where it is referred to. */
  readonly place: Place;
  readonly kind: "Secret" | "ConfigMap" | "ClusterTrustBundle";
  readonly name: string;
  /** Absent when the object itself is not there. */
  readonly key?: string;
}

/** What reading a part of a pod found besides its value. */
export interface Notes {
  readonly missing: Missing[];
  readonly references: Reference[];
}
