import { deliver } from "./delivery/deliver.ts";
import { mergeManifests } from "./delivery/merge-manifests.ts";
import { type Owners, ownersOf } from "./delivery/owners.ts";
import { type LoadedSpec, type LoadOptions, loadSpecs, type Problem } from "./input/load-specs.ts";
import { locateProblems } from "./input/locate-problems.ts";
import { kinds } from "./kinds/all.ts";
import { expand } from "./kinds/expand.ts";
import { programs } from "./programs/all.ts";
import { type Proof, type ProveOptions, prove } from "./prove/proof.ts";
import { checkTogether } from "./spec/check-together.ts";
import { checkTopology } from "./spec/check-topology.ts";
import { environmentOf } from "./spec/environment.ts";
import type { FiledProblem } from "./spec/filed-problem.ts";
import type { Topology } from "./spec/topology.ts";
import type { Environment } from "./terms/environment.ts";
import type { Manifest } from "./terms/manifest.ts";
import { loadPem } from "./world/certificates/pem/load-pem.ts";
import { readWorld } from "./world/read-world.ts";

/** What a spec file default-exports, as plain data that is not checked yet. */
export type SpecData = Pick<LoadedSpec, "file" | "name" | "data">;

export interface Compiled {
  readonly kind: "compiled";
  /** As they were written, in the order of `topologies`. */
  readonly specs: readonly SpecData[];
  readonly topologies: readonly Topology[];
  readonly manifests: readonly Manifest[];
  /** For each object the topologies that emit it: a Namespace that two of them use has two owners. */
  readonly owners: Owners;
  readonly environments: readonly Environment[];
  readonly proof: Proof;
}

/** Specs that can't be compiled: what is wrong, and where. */
export interface Refused {
  readonly kind: "refused";
  readonly problems: readonly Problem[];
}

export type CompileResult = Compiled | Refused;

/** Specs in memory that can't be compiled: what is wrong, with paths in them. */
export interface Wrong {
  readonly kind: "wrong";
  readonly problems: readonly FiledProblem[];
}

/**
 * The whole story: loads specs, expands them into objects, adds delivery, reads the world that these objects describe
 * and proves every dial in it, with certificates as of the time that `asOf` says. Writes nothing. Throws only for our own bugs.
 */
export async function compile(options: LoadOptions & ProveOptions): Promise<CompileResult> {
  const loaded = await loadSpecs(options);
  if (loaded.kind === "refused") return loaded;
  const compiled = await compileSpecs(loaded.specs, options);
  return compiled.kind === "wrong" ? refuse(options.root, compiled.problems) : compiled;
}

/** The same from specs that are in memory. Touches no disk. */
export async function compileSpecs(specs: readonly SpecData[], options: ProveOptions = {}): Promise<Compiled | Wrong> {
  const checked = specs.map((spec) => ({ spec, result: checkTopology(spec, kinds) }));
  const wrong = checked.flatMap(({ spec, result }) =>
    result.kind === "wrong" ? result.problems.map((problem) => ({ ...problem, file: spec.file })) : [],
  );
  if (wrong.length > 0) return { kind: "wrong", problems: wrong };
  const topologies = checked.flatMap(({ result }) => (result.kind === "checked" ? [result.topology] : []));
  const apart = checkTogether(topologies, kinds);
  if (apart.length > 0) return { kind: "wrong", problems: apart };

  const expanded = topologies.map((topology) => expand(topology, kinds));
  const unapplied = expanded.flatMap(({ problems }) => problems);
  if (unapplied.length > 0) return { kind: "wrong", problems: unapplied };
  const emitted = expanded.flatMap(({ manifests }) => manifests);
  const merged = mergeManifests(emitted, topologies);
  if (merged.conflicts.length > 0) return { kind: "wrong", problems: merged.conflicts };
  const delivered = deliver(topologies, merged.manifests, ownersOf(emitted));
  const { manifests } = mergeManifests(delivered, topologies);

  const environments = topologies.map((topology) => environmentOf(topology, kinds));
  return {
    kind: "compiled",
    specs,
    topologies,
    manifests,
    owners: ownersOf([...emitted, ...delivered]),
    environments,
    proof: await proveManifests(manifests, environments, options),
  };
}

/** Proves manifests, whoever wrote them. Asynchronous, since what reads X.509 is loaded only where there is PEM. */
export async function proveManifests(
  manifests: readonly Manifest[],
  environments: readonly Environment[],
  { asOf }: ProveOptions = {},
): Promise<Proof> {
  const pem = await loadPem(manifests, environments);
  return prove(readWorld(manifests, environments, programs, pem), asOf === undefined ? {} : { asOf });
}

async function refuse(root: string, problems: Parameters<typeof locateProblems>[1]): Promise<Refused> {
  return { kind: "refused", problems: await locateProblems(root, problems) };
}
