import { resolve } from "node:path";
import { compareDist } from "../output/compare-dist.ts";
import { jsonProblems, jsonReport } from "../report/json-report.ts";
import { problemsText } from "../report/problems-text.ts";
import { isOk, type Report } from "../report/report.ts";
import { textReport } from "../report/text-report.ts";
import { distFilesOf } from "./dist-files.ts";
import { folderName } from "./folder-name.ts";
import { type InputOptions, proveInput } from "./prove-input.ts";
import type { ExitCode, Terminal } from "./terminal.ts";

export interface CheckOptions extends InputOptions {
  readonly dist: string;
  readonly strict: boolean;
  readonly format: "text" | "json";
}

/**
 * Proves what the specs compile to, and compares it with `dist/`; or proves a folder of manifests, whoever wrote them.
 * Never writes.
 */
export async function check(options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  const proven = await proveInput(options, terminal);
  if (proven.kind === "refused") {
    terminal.out(options.format === "json" ? jsonProblems("check", proven.problems) : problemsText(proven.problems, terminal.style));
    return 2;
  }
  const { proof, compiled } = proven;
  const dist = options.manifests ?? options.dist;
  const report: Report = {
    kind: "check",
    proof,
    positions: await proven.positions(),
    strict: options.strict,
    dist: folderName(terminal.root, dist),
    ...(compiled ? { stale: compareDist(resolve(terminal.root, dist), distFilesOf(compiled)) } : {}),
  };
  terminal.out(options.format === "json" ? jsonReport(report) : textReport(report, terminal.style));
  return isOk(report) ? 0 : 1;
}
