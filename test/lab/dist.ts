import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import type { KubeObject } from "../../src/terms/kube-object.ts";

/** An object of dist/ and the file it stands in. */
export interface DistObject {
  readonly file: string;
  readonly object: KubeObject;
}

/** What one Application or Kustomization syncs. */
export interface DistUnit {
  readonly name: string;
  readonly objects: readonly DistObject[];
  /** Whether the applier waits until all of the unit is healthy before it begins those that depend on it. */
  readonly waits: boolean;
  /** The units that it depends on. Those that do not depend on each other are applied side by side. */
  readonly after?: readonly string[];
}

/** One cluster's folder of a dist/: its units in delivery order, the delivery's own objects last. */
export interface DistCluster {
  readonly name: string;
  readonly units: readonly DistUnit[];
  /** Under which name the delivery's controller applies. */
  readonly fieldManager: string;
}

// The order in which Argo CD and Flux apply what lies in one unit: what others need first.
const KINDS_FIRST = ["Namespace", "ServiceAccount", "Secret", "ConfigMap", "Role", "RoleBinding", "Service"];
const rank = (kind: string): number => (KINDS_FIRST.includes(kind) ? KINDS_FIRST.indexOf(kind) : KINDS_FIRST.length);

function objectsBelow(folder: string, root: string): readonly DistObject[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
  const objects = names.sort().map((name) => {
    const file = join(folder, name);
    return { file: relative(root, file), object: parse(readFileSync(file, "utf8")) as KubeObject };
  });
  return objects.sort((one, other) => rank(one.object.kind) - rank(other.object.kind));
}

/**
 * The clusters of a dist/ folder. The order of units is read from the Applications (sync waves) and Kustomizations
 * (dependsOn) that lie there, as the delivery's controller does; without any, Namespaces come first.
 * `root` is the folder that file names are relative to.
 */
export function readDist(folder: string, root: string): readonly DistCluster[] {
  const clusters = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  return clusters.map((entry) => readCluster(join(folder, entry.name), entry.name, root)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readCluster(folder: string, name: string, root: string): DistCluster {
  const deliveryFolder = join(folder, "delivery");
  const delivery = existsSync(deliveryFolder) ? objectsBelow(deliveryFolder, root) : [];
  const folders = readdirSync(folder).filter((each) => each !== "delivery");
  const named = new Map(folders.map((each) => [each, objectsBelow(join(folder, each), root)] as const));
  const order = deliveryOrder(delivery.map((each) => each.object));
  const ordered = order.map((each) => each.unit);
  const undelivered = folders.filter((each) => !ordered.includes(each));
  if (delivery.length > 0 && undelivered.length > 0) throw new Error(`${folder}: nothing delivers ${undelivered.join(", ")}`);
  const missing = ordered.filter((each) => !named.has(each));
  if (missing.length > 0) throw new Error(`${folder}: the delivery names ${missing.join(", ")}, which are not there`);
  const namespacesFirst = undelivered.sort((a, b) => Number(b === "namespaces") - Number(a === "namespaces") || (a < b ? -1 : 1));
  const units = [...order, ...namespacesFirst.map((unit) => ({ unit, waits: false, after: [] }))].map(({ unit, waits, after }) => ({
    name: unit,
    objects: named.get(unit) ?? [],
    waits,
    after,
  }));
  const isFlux = delivery.some((each) => each.object.kind === "Kustomization");
  return {
    name,
    units: delivery.length > 0 ? [...units, { name: "delivery", objects: delivery, waits: false }] : units,
    fieldManager: isFlux ? "kustomize-controller" : "argocd-controller",
  };
}

/** Units in the order of sync waves, or so that each comes after what it depends on. The unit is its path's last part. */
function deliveryOrder(objects: readonly KubeObject[]): readonly { unit: string; waits: boolean; after: readonly string[] }[] {
  const unitOf = (path: unknown): string => String(path).split("/").at(-1) ?? "";
  const applications = objects.filter((each) => each.kind === "Application");
  const wave = (each: KubeObject): number => Number(each.metadata.annotations?.["argocd.argoproj.io/sync-wave"] ?? 0);
  const waves = [...applications]
    .sort((one, other) => wave(one) - wave(other) || (one.metadata.name < other.metadata.name ? -1 : 1))
    .map((each) => ({ unit: unitOf((each["spec"] as { source: { path: string } }).source.path), waits: false, after: [] }));
  interface KustomizationSpec {
    readonly path: string;
    readonly wait?: boolean;
    readonly dependsOn?: readonly { readonly name: string }[];
  }
  const left = new Map(
    objects.filter((each) => each.kind === "Kustomization").map((each) => [each.metadata.name, each["spec"] as KustomizationSpec]),
  );
  const unitOfName = new Map([...left].map(([name, spec]) => [name, unitOf(spec.path)]));
  const steps: { unit: string; waits: boolean; after: readonly string[] }[] = [];
  while (left.size > 0) {
    const next = [...left].find(([, spec]) => (spec.dependsOn ?? []).every((each) => !left.has(each.name)));
    if (next === undefined) throw new Error(`Kustomizations ${[...left.keys()].join(", ")} wait for each other`);
    left.delete(next[0]);
    const after = (next[1].dependsOn ?? []).flatMap((each) => unitOfName.get(each.name) ?? []);
    steps.push({ unit: unitOf(next[1].path), waits: next[1].wait === true, after });
  }
  return [...waves, ...steps];
}

/** A cluster without the objects of Argo CD or Flux. */
export function withoutDelivery(cluster: DistCluster): DistCluster {
  return { ...cluster, units: cluster.units.filter((unit) => unit.name !== "delivery") };
}
