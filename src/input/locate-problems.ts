import type { SpecProblem } from "../kinds/spec-problem.ts";
import { formatPath } from "../terms/place.ts";
import type { Problem } from "./load-specs.ts";
import { locate } from "./locate.ts";

/** Finds the line and column of each problem of a checked spec, and says it with its path. */
export async function locateProblems(
  root: string,
  problems: readonly (SpecProblem & { readonly file: string })[],
): Promise<readonly Problem[]> {
  const locations = await locate(
    root,
    problems.map(({ file, path }) => ({ file, path })),
  );
  return problems.map(({ file, path, message, hint }, index) => {
    const location = locations[index];
    return {
      file: location?.file ?? file,
      ...(location ? { line: location.line, column: location.column, near: location.near, sourceLine: location.text } : {}),
      message: path.length > 0 ? `${formatPath(path)}: ${message}` : message,
      ...(hint === undefined ? {} : { hint }),
    };
  });
}
