import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { EvaluationAnswer, EvaluationRequest } from "./evaluation.ts";
import { packageRoot } from "./package-root.ts";

/** Why the child gave no answer for a job. */
export type Unanswered =
  | { readonly kind: "timeout" }
  | { readonly kind: "died"; readonly reason: "memory" | "crash"; readonly detail: string };

/** A started child process that waits for its request. */
export interface Evaluator {
  /** Gives an answer per job, in order. After a job that ends the child the rest is left out. May be called once. */
  evaluate(request: EvaluationRequest): Promise<readonly (EvaluationAnswer | Unanswered)[]>;
  /** Ends a child that is not needed. */
  stop(): void;
}

/** What the parent allows beyond the child's own limit per spec, for turning the result into data. */
const GRACE_SECONDS = 2;
/** Heap of the child. A spec is a few kilobytes of data; thousands of them fit many times over. */
const HEAP_MEGABYTES = 1024;

/** Starts the child that evaluates specs, so that Node starts up while the specs are being bundled. */
export function startEvaluator(): Evaluator {
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MEGABYTES}`, join(packageRoot(), "lib", "evaluate.js")], {
    stdio: ["pipe", "pipe", "pipe"],
    // The language and time zone of the machine must not change what a spec gives.
    env: { TZ: "UTC", LC_ALL: "C" },
  });
  return { evaluate: (request) => evaluate(child, request), stop: () => child.kill("SIGKILL") };
}

function evaluate(child: ChildProcess, request: EvaluationRequest): Promise<readonly (EvaluationAnswer | Unanswered)[]> {
  return new Promise((resolve, reject) => {
    const answers: (EvaluationAnswer | Unanswered)[] = [];
    let pending = "";
    let errors = "";
    let timedOut = false;
    let timer: NodeJS.Timeout | undefined;
    const waitForNext = (): void => {
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          timedOut = true;
          child.kill("SIGKILL");
        },
        (request.timeLimitSeconds + GRACE_SECONDS) * 1000,
      );
    };
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      pending += text;
      if (!text.includes("\n")) return;
      const lines = pending.split("\n");
      pending = lines.pop() ?? "";
      for (const line of lines) answers.push(JSON.parse(line) as EvaluationAnswer);
      waitForNext();
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", () => {
      clearTimeout(timer);
      if (answers.length < request.jobs.length) {
        if (timedOut) answers.push({ kind: "timeout" });
        else
          answers.push({
            kind: "died",
            reason: /heap out of memory|Allocation failed/.test(errors) ? "memory" : "crash",
            detail: errors.trim(),
          });
      } else if (errors !== "") process.stderr.write(errors);
      resolve(answers);
    });
    // A child that died before it read the request is reported when it closes.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(JSON.stringify(request));
    waitForNext();
  });
}
