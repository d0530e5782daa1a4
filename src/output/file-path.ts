import { createHash } from "node:crypto";
import { apiGroup } from "../terms/kube-object.ts";
import type { Manifest } from "../terms/manifest.ts";

/** File systems take 255 bytes for a name; a kind, a group and a name may be longer together. */
const LONGEST_NAME = 230;

/**
 * Where an object's file stands below `dist/`: `<cluster>/<unit>/<namespace|_cluster>/<kind>[.<group>]-<name>.yaml`.
 * All but letters, digits, dots and dashes is percent-encoded (a Role may be called `system:auth`). A file name that would
 * be too long is cut, and ends in a hash of the whole.
 */
export function filePath(manifest: Manifest): string {
  const { cluster, unit, object } = manifest;
  const group = apiGroup(object.apiVersion);
  const base = encode(`${object.kind.toLowerCase()}${group === "" ? "" : `.${group}`}-${object.metadata.name}`);
  const namespace = object.metadata.namespace;
  return `${encode(cluster)}/${encode(unit)}/${namespace === undefined ? "_cluster" : encode(namespace)}/${shorten(base)}.yaml`;
}

function encode(segment: string): string {
  if (/^\.*$/.test(segment)) return segment.replaceAll(".", "%2E");
  return segment.replace(/[^A-Za-z0-9.-]+/g, (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}

function shorten(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  return `${name.slice(0, LONGEST_NAME - 17)}-${createHash("sha256").update(name).digest("hex").slice(0, 16)}`;
}
