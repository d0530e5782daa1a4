import type { KubeObject } from "../../../terms/kube-object.ts";
import type { Path } from "../../../terms/place.ts";
import type { DerivedField } from "../derived.ts";

/** An object that the operator makes, and which fields of the resource decide its values. */
export interface Made {
  readonly object: KubeObject;
  readonly base: Path;
  readonly fields: readonly DerivedField[];
}
