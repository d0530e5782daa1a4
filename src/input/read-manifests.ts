import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../terms/environment.ts";
import type { KubeObject } from "../terms/kube-object.ts";
import type { Manifest } from "../terms/manifest.ts";
import { type ManifestDocument, parseManifestFile } from "./parse-manifest-file.ts";
import type { Problem } from "./problem.ts";

/** Manifests of a folder, the Environments that lie beside them, and what could not be read. */
export interface ManifestFolder {
  readonly manifests: readonly Manifest[];
  /** Empty for a folder that Trueline did not write. */
  readonly environments: readonly Environment[];
  readonly problems: readonly Problem[];
}

const MANIFEST = /\.(ya?ml|json)$/;
/** Where Environments lie. */
const OWN = ".trueline";

/**
 * Reads all manifests below a folder, in the order of their paths. With `.trueline/*.json` in it the first two folders
 * of a path are the cluster and the unit, as Trueline writes them; without, all is one cluster named `cluster`, and
 * the first folder is the unit. Files that hold no Kubernetes object (Helm values, kustomization.yaml) are passed over.
 * Throws only where the folder itself can't be read.
 */
export function readManifests(dir: string): ManifestFolder {
  const problems: Problem[] = [];
  const own = readdirSync(dir, { withFileTypes: true }).some((entry) => entry.name === OWN && entry.isDirectory());
  const environments = own ? readEnvironments(dir, problems) : [];
  const manifests: Manifest[] = [];
  for (const file of filesBelow(dir, "")) {
    const { cluster, unit } = homeOf(file, environments.length > 0);
    for (const document of documentsOf(dir, file, problems)) {
      for (const object of expandLists(document, file, problems)) {
        const { index } = document;
        const origin = { kind: "file", file, document: index, ...(object.within.length > 0 ? { within: object.within } : {}) } as const;
        manifests.push({ kind: "manifest", cluster, unit, object: object.object, origin });
      }
    }
  }
  return { manifests, environments, problems };
}

function homeOf(file: string, ours: boolean): { readonly cluster: string; readonly unit: string } {
  const folders = file.split("/").slice(0, -1);
  if (!ours) return { cluster: "cluster", unit: folders[0] ?? "." };
  return { cluster: folders[0] ?? "cluster", unit: folders[1] ?? "." };
}

/** Files with manifests below a folder, with forward slashes, sorted. Hidden folders and installed packages are none of them. */
function filesBelow(dir: string, below: string): readonly string[] {
  const entries = readdirSync(join(dir, below), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return entry.name.startsWith(".") || entry.name === "node_modules" ? [] : filesBelow(dir, path);
    return entry.isFile() && MANIFEST.test(entry.name) ? [path] : [];
  });
}

function documentsOf(dir: string, file: string, problems: Problem[]): readonly ManifestDocument[] {
  let text: string;
  try {
    text = readFileSync(join(dir, file), "utf8");
  } catch (error) {
    problems.push({ file, message: `This file can't be read: ${error instanceof Error ? error.message : String(error)}.` });
    return [];
  }
  const parsed = parseManifestFile(text, file);
  problems.push(...parsed.problems);
  return parsed.documents;
}

interface Found {
  readonly object: KubeObject;
  /** Where it stands in its document. */
  readonly within: readonly (string | number)[];
}

/** The objects of a document: itself, or the items of a `List`. */
function expandLists(
  document: ManifestDocument,
  file: string,
  problems: Problem[],
  value: unknown = document.value,
  within: Found["within"] = [],
): readonly Found[] {
  if (!isRecord(value) || typeof value["kind"] !== "string" || typeof value["apiVersion"] !== "string") return [];
  if (value["kind"].endsWith("List") && Array.isArray(value["items"])) {
    return value["items"].flatMap((item, i) => expandLists(document, file, problems, item, [...within, "items", i]));
  }
  const { metadata } = value;
  if (!isRecord(metadata) || typeof metadata["name"] !== "string" || metadata["name"] === "") {
    // kustomization.yaml and the like are read by tools, never applied.
    if (/^(kustomize\.config\.k8s\.io|config\.kubernetes\.io)\//.test(value["apiVersion"])) return [];
    const message = `This ${value["kind"]} has no metadata.name, so it can't be told apart from others and is left out. Give it a name.`;
    problems.push({ file, line: document.line, column: 1, message });
    return [];
  }
  return [{ object: value as unknown as KubeObject, within }];
}

function readEnvironments(dir: string, problems: Problem[]): readonly Environment[] {
  const names = readdirSync(join(dir, OWN)).filter((name) => name.endsWith(".json"));
  return names.sort().flatMap((name) => {
    const file = `${OWN}/${name}`;
    const [document] = documentsOf(dir, file, problems);
    if (!document) return [];
    const { value } = document;
    if (!isRecord(value) || value["version"] !== 1) {
      const version = isRecord(value) ? JSON.stringify(value["version"]) : "none";
      problems.push({
        file,
        message: `This file has the format version ${version}, and only version 1 is known. Write it anew, or use the Trueline that wrote it.`,
      });
      return [];
    }
    const { environment } = value;
    if (isEnvironment(environment)) return [environment];
    problems.push({ file, message: "This file holds no Environment. Write it anew with `trueline synth`." });
    return [];
  });
}

/** Whether what the file holds has the shape that the reading half relies on. */
function isEnvironment(value: unknown): value is Environment {
  if (!isRecord(value) || value["kind"] !== "environment" || value["version"] !== 1 || !isRecord(value["clusters"])) return false;
  const clusters = Object.values(value["clusters"]).every((each) => isRecord(each) && isRecord(each["platform"]) && isRecord(each["dns"]));
  return clusters && ["processes", "brought", "assumptions"].every((field) => Array.isArray(value[field]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
