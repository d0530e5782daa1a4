import type { KubeObject } from "../../terms/kube-object.ts";
import type { Path } from "../../terms/place.ts";
import { parseVersion } from "../../terms/version.ts";
import { isRecord, list } from "../data.ts";
import type { RecordedField } from "./recorded-fields.ts";

/** A value in an object that an older version does not know. */
export interface NewerField<Field extends RecordedField> {
  /** From the object to the value. */
  readonly path: Path;
  readonly field: Field;
}

/**
 * What an object holds that a component's version is known not to have. A version that can't be read, or that lies
 * between two that were looked at, gives nothing. Source: the CRDs of the releases, see crd-fields.ts.
 *
 * @param version `MAJOR.MINOR` or `MAJOR.MINOR.PATCH`
 */
export function newerFields<Field extends RecordedField>(
  object: KubeObject,
  fields: readonly Field[],
  version: string,
): readonly NewerField<Field>[] {
  return fields.flatMap((field) => {
    if (!isAtMost(version, field.without)) return [];
    const [path = "", value] = field.path.split("=");
    return placesOf(object, path.split("."), [], value).map((found) => ({ path: found, field }));
  });
}

function isAtMost(version: string, last: string): boolean {
  const [given, limit] = [parseVersion(version), parseVersion(last)];
  if (!given || !limit) return false;
  return given.major < limit.major || (given.major === limit.major && given.minor <= limit.minor);
}

/** The paths at which a value stands, or one that is equal to `wanted`. The API server takes null for nothing. */
function placesOf(value: unknown, steps: readonly string[], path: Path, wanted: string | undefined): readonly Path[] {
  const [step, ...rest] = steps;
  if (step === undefined) return value === undefined || value === null || (wanted !== undefined && value !== wanted) ? [] : [path];
  const name = step.replace(/\[\]$/, "");
  const inside = isRecord(value) ? value[name] : undefined;
  if (name === step) return placesOf(inside, rest, [...path, name], wanted);
  return list(inside).flatMap((item, i) => placesOf(item, rest, [...path, name, i], wanted));
}
