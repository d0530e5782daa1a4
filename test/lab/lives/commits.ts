import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { distFilesOf } from "../../../src/commands/dist-files.ts";
import { compileSpecs } from "../../../src/compile.ts";
import { applyObject } from "../apply.ts";
import type { ControlPlane } from "../control-plane.ts";
import type { DistCluster, DistObject } from "../dist.ts";
import { identity } from "../suites/identity.ts";
import type { LabWorld } from "../world.ts";
import { readWorlds } from "../world.ts";

/**
 * Compiles a topology as `trueline synth` does, but for the evaluation of a spec's file, writes its dist/ into an empty folder, and reads
 * that back. Throws if it does not compile or if the prover finds an error in it: then nothing would be written.
 */
export async function compileInto(folder: string, name: string, spec: unknown): Promise<readonly LabWorld[]> {
  const compiled = await compileSpecs([{ file: `specs/${name}.ts`, name, data: spec }]);
  if (compiled.kind === "wrong") throw new Error(JSON.stringify(compiled.problems));
  const wrong = compiled.proof.findings.filter((finding) => finding.severity === "error");
  if (wrong.length > 0) throw new Error(`${name}: ${wrong.map((finding) => finding.code).join(", ")}`);
  const files = distFilesOf(compiled);
  for (const [path, text] of files) {
    const file = join(folder, "dist", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return readWorlds(join(folder, "dist"), folder);
}

/** What an applier that prunes removes and leaves when one commit follows another. */
export interface Pruned {
  readonly removed: readonly DistObject[];
  /** No longer in git, and left alone since an annotation says so. */
  readonly guarded: readonly DistObject[];
}

/** The objects that a unit had before and has no longer. */
export function prunedFrom(before: readonly DistObject[], after: readonly DistObject[]): Pruned {
  const there = new Set(after.map(({ object }) => identity(object)));
  const gone = before.filter(({ object }) => !there.has(identity(object)));
  const isGuarded = ({ object }: DistObject): boolean => {
    const { annotations = {} } = object.metadata;
    const options = (annotations["argocd.argoproj.io/sync-options"] ?? "").split(",").map((each) => each.trim());
    return options.includes("Prune=false") || annotations["kustomize.toolkit.fluxcd.io/prune"] === "disabled";
  };
  return { removed: gone.filter((each) => !isGuarded(each)), guarded: gone.filter(isGuarded) };
}

/**
 * Applies a commit over the one before, unit by unit. Argo CD removes what is gone before it applies what is there (gitops-engine,
 * pkg/sync/sync_context.go, runTasks), and waits for what depends on the removed; Flux applies first and then removes
 * (kustomize-controller, internal/controller/kustomization_controller.go). Throws if the API server refuses anything.
 */
export async function applyCommit(plane: ControlPlane, before: DistCluster, after: DistCluster): Promise<Pruned> {
  const isFlux = after.fieldManager === "kustomize-controller";
  const all: Pruned[] = [];
  for (const { name, objects } of after.units) {
    const old = before.units.find((unit) => unit.name === name)?.objects ?? [];
    const pruned = prunedFrom(old, objects);
    all.push(pruned);
    const prune = async (): Promise<void> => {
      for (const { object } of pruned.removed) await remove(plane, object, isFlux ? "Background" : "Foreground");
    };
    if (!isFlux) await prune();
    for (const { file, object } of objects) {
      const { refusal } = await applyObject(plane.client, object, after.fieldManager);
      if (refusal !== undefined) throw new Error(`${file}: ${refusal}`);
    }
    if (isFlux) await prune();
  }
  return { removed: all.flatMap((each) => each.removed), guarded: all.flatMap((each) => each.guarded) };
}

/** Removes an object; that it is gone already is fine. */
export async function remove(
  plane: ControlPlane,
  object: DistObject["object"],
  propagationPolicy: "Background" | "Foreground",
): Promise<void> {
  const answer = await plane.client.send("DELETE", `${await plane.client.pathOf(object)}?propagationPolicy=${propagationPolicy}`);
  if (answer.status >= 400 && answer.status !== 404) throw new Error(`${identity(object)} can't be removed: ${answer.body["message"]}`);
}
