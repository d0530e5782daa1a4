import type { Finding } from "../prove/findings/finding.ts";
import { type ObjectId, objectIdOf, parseObjectId } from "../terms/kube-object.ts";
import { type Origin, type SpecPath, specPathOf } from "../terms/manifest.ts";
import { type Path, type Place, placeKey } from "../terms/place.ts";
import type { World } from "../world/world.ts";

/** A place in a file that a person can open: in a spec, or in a manifest that was read from a folder. */
export interface Position {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
  /** Whether this is only the nearest that is known. */
  readonly near: boolean;
  /** The source there, on one line. */
  readonly text?: string;
}

/** Positions by `placeKey`. A place of an object that nobody compiled has none. */
export type Positions = ReadonlyMap<string, Position>;

/** What has to be looked up to say where a place is. */
export type PositionRequest =
  | { readonly kind: "spec"; readonly key: string; readonly file: string; readonly path: SpecPath }
  | { readonly kind: "file"; readonly key: string; readonly origin: Extract<Origin, { kind: "file" }>; readonly path: Path };

/** How many of a finding's related places are shown. */
export const RELATED_SHOWN = 3;

/**
 * The places of findings that are shown to a person, and where each has to be looked up, without doubles.
 *
 * @param specFiles by topology, the spec's file
 */
export function positionRequests(
  findings: readonly Finding[],
  world: Told,
  specFiles: ReadonlyMap<string, string>,
): readonly PositionRequest[] {
  const requests = new Map<string, PositionRequest>();
  for (const finding of findings) {
    for (const place of [finding.cause, ...finding.related.slice(0, RELATED_SHOWN)]) {
      const request = requestOf(place, world, specFiles);
      if (request) requests.set(request.key, request);
    }
  }
  return [...requests.values()];
}

/** What of a World tells where its values come from. */
type Told = Pick<World, "manifests" | "references" | "environment">;

function requestOf(
  place: Place,
  { manifests, references, environment }: Told,
  specFiles: ReadonlyMap<string, string>,
): PositionRequest | undefined {
  const fact = factAt(place, environment, specFiles);
  if (fact) return fact;
  // What somebody else brings is said where it is referred to.
  const known = manifests.has(place.object) ? place : referenceTo(place.object, references);
  const origin = known && manifests.get(known.object)?.origin;
  if (known === undefined || origin === undefined) return undefined;
  const key = placeKey(place);
  if (origin.kind === "file") return { kind: "file", key, origin, path: known.path };
  const file = specFiles.get(origin.topology);
  return file === undefined ? undefined : { kind: "spec", key, file, path: specPathOf(origin, known.path) };
}

/** Where the spec states a zone or a peering, which are no objects. */
function factAt(
  { object, path }: Place,
  environment: World["environment"],
  specFiles: ReadonlyMap<string, string>,
): PositionRequest | undefined {
  const { group, kind, namespace, name } = parseObjectId(object);
  const property = kind === "Zone" ? "zones" : kind === "Peering" ? "peerings" : undefined;
  if (property === undefined || group !== "" || namespace !== "") return undefined;
  const saying = environment.find((each) => each[property]?.some((fact) => fact.name === name && String(path[0]) in fact));
  const file = saying && specFiles.get(saying.topology);
  return file === undefined ? undefined : { kind: "spec", key: placeKey({ object, path }), file, path: [property, name, ...path] };
}

function referenceTo(object: ObjectId, references: World["references"]): Place | undefined {
  return references.find(({ cluster, kind, namespace, name }) => objectIdOf(cluster, "", kind, namespace, name) === object)?.place;
}

/** `specs/orders.ts:21:9`, with ` (near)` where that is all that is known. */
export function formatPosition(position: Position): string {
  const at = [position.file, position.line, position.column].filter((part) => part !== undefined).join(":");
  return position.near ? `${at} (near)` : at;
}
