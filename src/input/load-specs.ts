import { basename, resolve } from "node:path";
import { type Bundle, bundleSpecs } from "./bundle-specs.ts";
import type { EvaluationAnswer } from "./evaluation.ts";
import { evaluationProblems } from "./evaluation-problems.ts";
import { findSpecs } from "./find-specs.ts";
import type { Problem } from "./problem.ts";
import { type Evaluator, startEvaluator, type Unanswered } from "./run-evaluator.ts";

export type { Problem };

export interface LoadOptions {
  /** The project's folder. */
  readonly root: string;
  /** Spec files, absolute or relative to `root`. Default: every TypeScript file below `specs/`. */
  readonly files?: readonly string[];
  /** How long one spec may take to evaluate; default 10. */
  readonly timeLimitSeconds?: number;
}

/** A spec's default export as plain data, not checked yet. */
export interface LoadedSpec {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  /** The file's name without `.ts`: the topology's name. */
  readonly name: string;
  readonly data: unknown;
  /** The project's files that it was made from, sorted. */
  readonly inputs: readonly string[];
}

export type LoadResult =
  | { readonly kind: "loaded"; readonly specs: readonly LoadedSpec[] }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/**
 * Evaluates specs in a child process and gives what they default-export, as data. A file that default-exports no
 * topology is a shared module and left out, unless it was named. What is wrong is given back, never thrown.
 */
export async function loadSpecs(options: LoadOptions): Promise<LoadResult> {
  const root = resolve(options.root);
  const { files, problems } = findSpecs(root, options.files);
  if (problems.length > 0) return { kind: "refused", problems };
  const evaluator = startEvaluator();
  try {
    const bundled = await bundleSpecs(root, files);
    if (bundled.kind === "refused") return bundled;
    return await evaluateBundles(root, bundled.bundles, evaluator, options);
  } finally {
    evaluator.stop();
  }
}

async function evaluateBundles(root: string, bundles: readonly Bundle[], evaluator: Evaluator, options: LoadOptions): Promise<LoadResult> {
  const timeLimitSeconds = options.timeLimitSeconds ?? 10;
  const answers = await evaluator.evaluate({ jobs: bundles.map(({ file, code }) => ({ file, code })), timeLimitSeconds });
  const specs: LoadedSpec[] = [];
  const problems: Problem[] = [];
  for (const [index, bundle] of bundles.entries()) {
    const answer = answers[index];
    // The child ended at an earlier spec, which is reported.
    if (!answer) break;
    const wrong = await wrongWith(root, bundle, answer, timeLimitSeconds, options.files !== undefined);
    problems.push(...wrong);
    if (wrong.length === 0 && answer.kind === "data" && isTopology(answer.data)) {
      specs.push({ file: bundle.file, name: basename(bundle.file, ".ts"), data: answer.data, inputs: bundle.inputs });
    }
  }
  if (problems.length > 0) return { kind: "refused", problems };
  if (specs.length === 0) {
    const message = `no file in specs/ default-exports a topology (looked at ${bundles.map((bundle) => bundle.file).join(", ")}).`;
    return {
      kind: "refused",
      problems: [{ file: "specs", message, hint: "Write export default defineTopology({ ... }) in one of them." }],
    };
  }
  return { kind: "loaded", specs };
}

/** What is wrong with one spec's evaluation: nothing for a topology, and for a shared module that was not named. */
async function wrongWith(
  root: string,
  bundle: Bundle,
  answer: EvaluationAnswer | Unanswered,
  timeLimitSeconds: number,
  named: boolean,
): Promise<readonly Problem[]> {
  if (answer.kind === "nothing") {
    if (!named) return [];
    return [{ file: bundle.file, message: "exports nothing by default.", hint: "Write export default defineTopology({ ... })." }];
  }
  if (answer.kind === "data") {
    if (isTopology(answer.data) || (!named && !looksLikeTopology(answer.data))) return [];
    return [
      {
        file: bundle.file,
        message: "default-exports something that is no topology.",
        hint: "Write export default defineTopology({ ... }).",
      },
    ];
  }
  return evaluationProblems(root, bundle, answer, timeLimitSeconds, named);
}

function isTopology(data: unknown): boolean {
  return typeof data === "object" && data !== null && "kind" in data && data.kind === "topology";
}

/** A topology whose author forgot `defineTopology`: it would be left out in silence. */
function looksLikeTopology(data: unknown): boolean {
  return typeof data === "object" && data !== null && ("clusters" in data || "workloads" in data);
}
