import { type Place, place } from "../terms/place.ts";
import type { Container, PodSpec } from "../world/program.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A value as an object's fields; no fields where it is something else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The texts of a list; empty where it is something else. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

/** The container as it stands in the pod spec; no fields for a process that no object runs. */
export function containerSpec(container: Container): Fields {
  return specByName(container.pod.spec, container.name) ?? {};
}

/** A container of a pod spec by its name. */
export function specByName(spec: PodSpec, name: string): Fields | undefined {
  for (const list of [spec["initContainers"], spec["containers"]]) {
    if (!Array.isArray(list)) continue;
    const found = list.map(fieldsOf).find((each) => each["name"] === name);
    if (found) return found;
  }
  return undefined;
}

/** Where the argument at an index of `argv` stands: in `command`, else in `args`. */
export function argvPlace(container: Container, index: number): Place {
  const spec = containerSpec(container);
  const command = textsOf(spec["command"]).length;
  const { object, path } = container.place;
  if (index < command) return place(object, ...path, "command", index);
  return index - command < textsOf(spec["args"]).length ? place(object, ...path, "args", index - command) : container.place;
}
