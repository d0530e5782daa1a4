import { parseDocument } from "yaml";
import { fieldsOf, textsOf } from "../container-spec.ts";

/** One key of a generated object: from a file, or written out. */
export type Source = { readonly key: string; readonly file: string } | { readonly key: string; readonly text: string };

/** A ConfigMap or Secret that a kustomization generates. */
export interface Generated {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string;
  /** Absent: that of the command or the pod. */
  readonly namespace?: string;
  readonly sources: readonly Source[];
}

/** What a kustomization generates; undefined where it does anything that is not read. */
export function parseKustomization(text: string): readonly Generated[] | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0) return undefined;
  const fields = fieldsOf(document.toJS());
  const known = [
    "apiVersion",
    "kind",
    "namespace",
    "generatorOptions",
    "configMapGenerator",
    "secretGenerator",
    "commonLabels",
    "labels",
    "commonAnnotations",
  ];
  if (Object.keys(fields).some((each) => !known.includes(each))) return undefined;
  const options = fieldsOf(fields["generatorOptions"]);
  const namespace = fields["namespace"];
  const generated: Generated[] = [];
  for (const [field, kind] of [
    ["configMapGenerator", "ConfigMap"],
    ["secretGenerator", "Secret"],
  ] as const) {
    const entries = fields[field] ?? [];
    if (!Array.isArray(entries)) return undefined;
    for (const entry of entries) {
      const one = readGenerator(fieldsOf(entry), kind, options, typeof namespace === "string" ? namespace : undefined);
      if (!one) return undefined;
      generated.push(one);
    }
  }
  return generated;
}

function readGenerator(
  entry: Readonly<Record<string, unknown>>,
  kind: Generated["kind"],
  shared: Readonly<Record<string, unknown>>,
  forced: string | undefined,
): Generated | undefined {
  const { name } = entry;
  const known = ["name", "namespace", "files", "literals", "options", "type"];
  if (typeof name !== "string" || Object.keys(entry).some((each) => !known.includes(each))) return undefined;
  // With the suffix the name depends on the content, which is not known before it runs.
  const unhashed = fieldsOf(entry["options"])["disableNameSuffixHash"] ?? shared["disableNameSuffixHash"];
  if (unhashed !== true) return undefined;
  const files = textsOf(entry["files"]).map((each): Source => {
    const [key, file] = split(each);
    return file === undefined ? { key: key.slice(key.lastIndexOf("/") + 1), file: key } : { key, file };
  });
  const literals = textsOf(entry["literals"]).map((each): Source => {
    const [key, text] = split(each);
    return { key, text: (text ?? "").replace(/^(["'])(.*)\1$/s, "$2") };
  });
  // A namespace for all takes the place of each one's own.
  const namespace = forced ?? entry["namespace"];
  return { kind, name, ...(typeof namespace === "string" ? { namespace } : {}), sources: [...files, ...literals] };
}

function split(entry: string): readonly [string, string | undefined] {
  const equals = entry.indexOf("=");
  return equals < 0 ? [entry, undefined] : [entry.slice(0, equals), entry.slice(equals + 1)];
}
