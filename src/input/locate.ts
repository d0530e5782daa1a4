import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { SpecPath } from "../terms/manifest.ts";
import { bundleSpecs } from "./bundle-specs.ts";
import type { FoundSpan, Literal } from "./evaluation.ts";
import { instrument } from "./instrument.ts";
import { startEvaluator } from "./run-evaluator.ts";
import { oneLine, positionAt } from "./source-text.ts";

/** Where a value of a spec was written. */
export interface Location {
  /** Relative to the project, with forward slashes: the spec or a module that it imports. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Whether this only encloses or makes the value, as far as that can be known. */
  readonly near: boolean;
  /** The source of the property on one line, cut at 80 characters. */
  readonly text: string;
}

/** How long an instrumented spec may take: it was evaluated within its limit before, and is slower now. */
const TIME_LIMIT_SECONDS = 60;

/**
 * Finds where values of specs were written, by evaluating the specs again with each literal and call watched. Specs
 * give the same result every time, so the second evaluation takes the same way as the first.
 * Answers stand in the order of the requests; undefined where the spec gives nothing to go by.
 */
export async function locate(
  root: string,
  requests: readonly { readonly file: string; readonly path: SpecPath }[],
): Promise<readonly (Location | undefined)[]> {
  if (requests.length === 0) return [];
  const evaluator = startEvaluator();
  try {
    const folder = resolve(root);
    const texts = new Map<string, string>();
    const literals: Record<string, Literal> = {};
    const files = [...new Set(requests.map((request) => request.file))];
    const bundled = await bundleSpecs(folder, files, async (module) => {
      const text = await readFile(join(folder, module), "utf8");
      const instrumented = await instrument(module, text);
      texts.set(module, text);
      Object.assign(literals, instrumented.literals);
      return instrumented.text;
    });
    if (bundled.kind === "refused") return requests.map(() => undefined);
    const jobs = bundled.bundles.map(({ file, code }) => ({
      file,
      code,
      locate: requests.filter((request) => request.file === file).map((request) => request.path),
    }));
    const answers = await evaluator.evaluate({ jobs, timeLimitSeconds: TIME_LIMIT_SECONDS, literals });
    const found = new Map(files.map((file, index) => [file, foundIn(answers[index])]));
    return requests.map(({ file }) => toLocation(found.get(file)?.shift(), texts));
  } finally {
    evaluator.stop();
  }
}

function foundIn(answer: { readonly kind: string } | undefined): (FoundSpan | null)[] {
  return [...((answer as { found?: readonly (FoundSpan | null)[] } | undefined)?.found ?? [])];
}

function toLocation(span: FoundSpan | null | undefined, texts: ReadonlyMap<string, string>): Location | undefined {
  const text = span ? texts.get(span.module) : undefined;
  if (!span || text === undefined) return undefined;
  return { file: span.module, ...positionAt(text, span.start), near: span.near, text: oneLine(text.slice(span.start, span.end)) };
}
