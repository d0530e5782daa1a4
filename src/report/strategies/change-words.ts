import { formatPath } from "../../terms/place.ts";
import type { Change } from "./strategies.ts";

/** A change as a person would type it; fields of the workload itself without the way to it. */
export function changeInWords({ path, before, after, toSay }: Change, workload: string): string {
  const own = path[0] === "workloads" && path[1] === workload;
  const field = formatPath(own ? path.slice(2) : path);
  if (toSay !== undefined) return `${field}: still to say, ${toSay}`;
  if (after === undefined) return `${field}: leave out`;
  return before === undefined ? `${field}: ${specText(after)}` : `${field}: ${specText(before)} → ${specText(after)}`;
}

/** A value as it stands in a spec: `privateCA({ generations: ["g1"] })`. */
function specText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(specText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const { kind, ...fields } = value as { readonly kind?: unknown };
  const inner = Object.entries(fields).map(
    ([key, each]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)}: ${specText(each)}`,
  );
  const object = inner.length === 0 ? "{}" : `{ ${inner.join(", ")} }`;
  return typeof kind === "string" ? `${kind}(${object})` : object;
}
