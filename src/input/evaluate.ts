/**
 * The child process that evaluates specs: reads a request from standard input, evaluates each bundle in a fresh
 * context that has neither Node's functions nor a clock, and writes one answer a line.
 */
import { readFileSync, writeSync } from "node:fs";
import { evaluateJob } from "./evaluate-job.ts";
import type { EvaluationRequest } from "./evaluation.ts";

const request = JSON.parse(readFileSync(0, "utf8")) as EvaluationRequest;
for (const job of request.jobs) {
  const line = Buffer.from(`${JSON.stringify(evaluateJob(job, request))}\n`);
  for (let sent = 0; sent < line.length; ) {
    try {
      sent += writeSync(1, line, sent);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
  }
}
