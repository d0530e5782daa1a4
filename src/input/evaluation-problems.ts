import { formatPath } from "../terms/place.ts";
import type { Bundle } from "./bundle-specs.ts";
import type { EvaluationAnswer } from "./evaluation.ts";
import { locate } from "./locate.ts";
import type { Problem } from "./problem.ts";
import type { Unanswered } from "./run-evaluator.ts";
import { sourceLine } from "./source-text.ts";

type Failure = Exclude<EvaluationAnswer | Unanswered, { kind: "data" | "nothing" }>;

/** Says what went wrong when a spec was evaluated, and where. `named`: whether the user named the file. */
export async function evaluationProblems(
  root: string,
  bundle: Bundle,
  answer: Failure,
  timeLimitSeconds: number,
  named: boolean,
): Promise<readonly Problem[]> {
  const { file } = bundle;
  switch (answer.kind) {
    case "timeout":
      return [
        {
          file,
          message: `did not end within ${timeLimitSeconds} seconds.`,
          hint: "Look for a loop whose condition never becomes false, or a function that calls itself without an end.",
        },
      ];
    case "died":
      if (answer.reason === "memory") {
        return [{ file, message: "used up all memory.", hint: "Look for a list or a text that grows in a loop which never ends." }];
      }
      throw new Error(`the process that evaluates specs ended while it evaluated ${file}: ${answer.detail}`);
    case "threw":
      return [{ file, ...(await placeOf(root, bundle, answer.frames)), ...explain(answer.message) }];
    case "notData":
      return notData(root, file, answer.problems, named);
  }
}

async function notData(
  root: string,
  file: string,
  problems: Extract<EvaluationAnswer, { kind: "notData" }>["problems"],
  named: boolean,
): Promise<readonly Problem[]> {
  // A shared module may default-export a function or a class.
  if (!named && problems.length === 1 && problems[0]?.path.length === 0) return [];
  const locations = await locate(
    root,
    problems.map(({ path }) => ({ file, path })),
  );
  return problems.map(({ path, message }, index) => {
    const at = locations[index];
    const what = path.length === 0 ? "the default export" : formatPath(path);
    return {
      file: at?.file ?? file,
      ...(at && { line: at.line, column: at.column, near: at.near, sourceLine: at.text }),
      message: `${what} ${message}`,
    };
  });
}

/** The innermost frame of a thrown error that lies in the project's own files. */
async function placeOf(
  root: string,
  bundle: Bundle,
  frames: readonly { readonly line: number; readonly column: number }[],
): Promise<{ file?: string; line?: number; column?: number; sourceLine?: string }> {
  if (frames.length === 0) return {};
  const { TraceMap, originalPositionFor } = await import("@jridgewell/trace-mapping");
  const map = new TraceMap(bundle.sourceMap);
  for (const frame of frames) {
    const { source, line, column } = originalPositionFor(map, { line: frame.line, column: frame.column - 1 });
    // Sources are relative to the (never written) output folder one level below the root.
    const file = source?.replace(/^\.\.\//, "");
    if (file === undefined || line === null || !bundle.inputs.includes(file)) continue;
    const text = sourceLine(root, file, line);
    return { file, line, column: column + 1, ...(text !== undefined && { sourceLine: text }) };
  }
  return {};
}

/** What a spec can't use, by the name that JavaScript says is not defined. */
const ABSENT: Readonly<Record<string, string>> = {
  process: "A spec can't read the environment, since it must give the same result every time.",
  require: "A spec imports with import, and only its own modules.",
  fetch: "A spec can't use the network, since it must give the same result every time.",
  setTimeout: "A spec is evaluated at once and can't wait for anything.",
  setInterval: "A spec is evaluated at once and can't wait for anything.",
  setImmediate: "A spec is evaluated at once and can't wait for anything.",
  queueMicrotask: "A spec is evaluated at once and can't wait for anything.",
  Buffer: "A spec has JavaScript's own objects only, not Node's.",
  __dirname: "A spec can't read files, since it must give the same result every time.",
  __filename: "A spec can't read files, since it must give the same result every time.",
  Intl: "What Intl gives depends on the machine's language data, and a spec must give the same result every time.",
};

function explain(message: string): { message: string; hint?: string } {
  const absent = /^ReferenceError: (\S+) is not defined$/.exec(message)?.[1];
  const why = absent === undefined ? undefined : ABSENT[absent];
  if (why !== undefined) return { message: `${absent} is not there. ${why}`, hint: "Write the value into the spec." };
  if (message.startsWith("RangeError: Maximum call stack")) {
    return { message: "threw an error: a function calls itself without an end.", hint: "Look for the case in which it should stop." };
  }
  if (/a spec must give the same result every time/.test(message)) return { message };
  return { message: `threw an error: ${message}` };
}
