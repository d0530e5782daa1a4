import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type Compiled, compile, proveManifests } from "../compile.ts";
import type { Problem } from "../input/problem.ts";
import { readManifests } from "../input/read-manifests.ts";
import type { Proof } from "../prove/proof.ts";
import type { Positions } from "../report/positions.ts";
import { specFilesOf } from "./dist-files.ts";
import { findPositions } from "./find-positions.ts";
import { folderName } from "./folder-name.ts";
import { withProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** What to prove: specs, or a folder of anybody's manifests. */
export interface InputOptions {
  readonly manifests?: string;
  readonly timeLimitSeconds?: number;
  /** For which time certificates are looked at, in milliseconds since 1970; now where nobody says. */
  readonly asOf?: number;
}

export type Proven =
  | { readonly kind: "refused"; readonly problems: readonly Problem[] }
  | {
      readonly kind: "proven";
      readonly proof: Proof /** Absent for a folder. */;
      readonly compiled?: Compiled;
      positions(): Promise<Positions>;
    };

/** Proves what the specs compile to or, with `manifests`, the objects of that folder. Writes nothing. */
export async function proveInput(options: InputOptions, terminal: Terminal): Promise<Proven> {
  const asOf = options.asOf ?? Date.now();
  if (options.manifests !== undefined) return proveFolder(options.manifests, terminal.root, asOf);
  const limit = options.timeLimitSeconds;
  const compiled = await withProgress(terminal, "compiling and proving", () =>
    compile({ root: terminal.root, asOf, ...(limit === undefined ? {} : { timeLimitSeconds: limit }) }),
  );
  if (compiled.kind === "refused") return compiled;
  const { proof } = compiled;
  return { kind: "proven", proof, compiled, positions: () => findPositions(proof, terminal.root, specFilesOf(compiled)) };
}

async function proveFolder(folder: string, root: string, asOf: number): Promise<Proven> {
  const name = folderName(root, folder);
  const path = resolve(root, folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return { kind: "refused", problems: [{ file: name, message: "there is no such folder." }] };
  }
  const { manifests, environments, problems } = readManifests(path);
  // A proof that leaves out what it can't read would say more than it knows.
  if (problems.length > 0)
    return { kind: "refused", problems: problems.map((problem) => ({ ...problem, file: `${name}/${problem.file}` })) };
  if (manifests.length === 0) {
    return { kind: "refused", problems: [{ file: name, message: "no file in this folder holds a Kubernetes object." }] };
  }
  const proof = await proveManifests(manifests, environments, { asOf });
  return { kind: "proven", proof, positions: () => findPositions(proof, path, new Map(), name) };
}
