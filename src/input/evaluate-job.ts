import { createContext, Script } from "node:vm";
import type { EvaluationAnswer, EvaluationJob, EvaluationRequest } from "./evaluation.ts";
import { Provenance } from "./provenance.ts";
import { sandboxGuards } from "./sandbox-guards.ts";
import { toData } from "./to-data.ts";

const FILE = "trueline-spec.js";
const guards = new Script(sandboxGuards, { filename: "trueline-guards.js" });

/** Evaluates one bundled spec in a context of its own. */
export function evaluateJob(job: EvaluationJob, request: EvaluationRequest): EvaluationAnswer {
  const provenance = job.locate === undefined ? undefined : new Provenance(request.literals ?? {});
  const globals: Record<string, unknown> = { console: console_, ...provenance?.globals() };
  const context = createContext(globals, { codeGeneration: { strings: false, wasm: false }, microtaskMode: "afterEvaluate" });
  guards.runInContext(context);
  let exports: { default?: unknown };
  try {
    const script = new Script(job.code, { filename: FILE });
    script.runInContext(context, { timeout: request.timeLimitSeconds * 1000 });
    exports = globals["__trueline_spec"] as { default?: unknown };
    if (!("default" in exports)) return { kind: "nothing" };
    const { data, problems } = toData(exports.default);
    const paths = [...(job.locate ?? []), ...problems.map((problem) => problem.path)];
    const found = provenance && { found: paths.map((path) => provenance.find(exports.default, path)) };
    return problems.length > 0 ? { kind: "notData", problems, ...found } : { kind: "data", data, ...found };
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return { kind: "timeout" };
    return { kind: "threw", message: messageOf(error), frames: framesOf(error) };
  }
}

/** A spec's `console.log` goes to standard error, for the person who debugs a spec. */
const console_ = { log: console.error, info: console.error, warn: console.error, error: console.error, debug: console.error };

function messageOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  const { name, message } = error as { name?: unknown; message?: unknown };
  if (typeof message !== "string") return Object.prototype.toString.call(error);
  return typeof name === "string" && name !== "Error" ? `${name}: ${message}` : message;
}

function framesOf(error: unknown): { line: number; column: number }[] {
  const stack = (error as { stack?: unknown } | null)?.stack;
  if (typeof stack !== "string") return [];
  return [...stack.matchAll(/trueline-spec\.js:(\d+):(\d+)/g)].map((match) => ({ line: Number(match[1]), column: Number(match[2]) }));
}
