import { ApiObject } from "cdk8s";
import type { IConstruct } from "constructs";
import { Construct } from "constructs";
import type { KubeObject } from "../terms/kube-object.ts";
import type { SpecPath } from "../terms/manifest.ts";
import type { Path } from "../terms/place.ts";

const ORIGIN = "trueline:origin";

/** Which property of the spec a field of an object was computed from. */
export type FieldOrigin = readonly [field: Path, spec: SpecPath];

/** Where the fields of an object come from: the longest matching path decides, `base` where none matches. */
export interface Provenance {
  readonly base: SpecPath;
  readonly fields: readonly { readonly path: Path; readonly spec: SpecPath }[];
}

/**
 * Adds an object, given as it stands in a manifest, to the construct tree, with what its fields were computed from.
 * `base` is the spec property that holds for all fields that `fields` does not name. All paths start at the topology.
 */
export function emit(scope: Construct, object: KubeObject, base: SpecPath, fields: readonly FieldOrigin[] = []): void {
  const { name, namespace } = object.metadata;
  const added = new ApiObject(scope, [object.kind, namespace, name].filter((part) => part !== undefined).join("."), object);
  const provenance: Provenance = { base, fields: fields.map(([path, spec]) => ({ path, spec })) };
  added.node.addMetadata(ORIGIN, provenance);
}

/** Says of a field that was added to an object later which property of the spec it came from. */
export function addOrigin(construct: IConstruct, path: Path, spec: SpecPath): void {
  const known = provenanceOf(construct);
  if (known) construct.node.addMetadata(ORIGIN, { ...known, fields: [...known.fields, { path, spec }] });
}

/** What {@link emit} noted on a construct, with what was added since. */
export function provenanceOf(construct: IConstruct): Provenance | undefined {
  return construct.node.metadata.findLast((entry) => entry.type === ORIGIN)?.data as Provenance | undefined;
}

/** A construct that only groups others, so that two of them may hold objects of the same name. */
export function group(scope: Construct, id: string): Construct {
  return new Construct(scope, id);
}
