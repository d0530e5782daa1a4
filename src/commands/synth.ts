import { resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { compile } from "../compile.ts";
import { restoreDist } from "../output/restore-dist.ts";
import { writeDist } from "../output/write-dist.ts";
import { jsonProblems, jsonReport } from "../report/json-report.ts";
import { problemsText } from "../report/problems-text.ts";
import { isOk, type Report } from "../report/report.ts";
import { textReport } from "../report/text-report.ts";
import { wrap } from "../report/wrap.ts";
import { distFilesOf, specFilesOf } from "./dist-files.ts";
import { findPositions } from "./find-positions.ts";
import { folderName } from "./folder-name.ts";
import { withProgress } from "./progress.ts";
import type { ExitCode, Terminal } from "./terminal.ts";

export interface SynthOptions {
  /** Spec files; none: all below `specs/`. */
  readonly specs: readonly string[];
  readonly dist: string;
  readonly format: "text" | "json";
  readonly timeLimitSeconds?: number;
  /** For which time certificates are looked at, in milliseconds since 1970; now where nobody says. What is written never depends on it. */
  readonly asOf?: number;
}

/** Compiles specs, proves what they compile to, and writes it if the proof holds. */
export async function synth(options: SynthOptions, terminal: Terminal): Promise<ExitCode> {
  const started = performance.now();
  // The cdk8s CLI has emptied its output folder. With it as it was, all else goes its usual way: foreign files stay, and
  // when the proof fails nothing has changed.
  const restored = terminal.cdk8sOutdir === undefined ? undefined : restoreDist(resolve(terminal.root, options.dist));
  const code = await compileAndWrite(options, terminal, started);
  if (code !== 0 && restored?.kind === "restored") {
    terminal.err(
      `${wrap(`The cdk8s CLI had emptied ${options.dist}/ before. It is back as in the last commit; changes in it that were not committed are lost. \`npx trueline synth\` does not empty it.`).join("\n")}\n`,
    );
  }
  if (code !== 0 && restored?.kind === "lost") {
    terminal.err(
      `${wrap(`The cdk8s CLI had emptied ${options.dist}/ before, and it can't be put back: ${restored.reason}. Whatever was in it is lost; once the proof holds, synth writes all of our files again. \`npx trueline synth\` does not empty it.`).join("\n")}\n`,
    );
  }
  return code;
}

async function compileAndWrite(options: SynthOptions, terminal: Terminal, started: number): Promise<ExitCode> {
  const { root } = terminal;
  const named = options.specs.length > 0;
  const compiled = await withProgress(terminal, "compiling and proving", () =>
    compile({
      root,
      asOf: options.asOf ?? Date.now(),
      ...(named ? { files: options.specs } : {}),
      ...(options.timeLimitSeconds === undefined ? {} : { timeLimitSeconds: options.timeLimitSeconds }),
    }),
  );
  if (compiled.kind === "refused") {
    terminal.out(options.format === "json" ? jsonProblems("synth", compiled.problems) : problemsText(compiled.problems, terminal.style));
    return 2;
  }
  const positions = await findPositions(compiled.proof, root, specFilesOf(compiled));
  let report: Report = { kind: "synth", proof: compiled.proof, positions, strict: false, dist: folderName(root, options.dist) };
  if (isOk(report)) {
    const result = writeDist(resolve(root, options.dist), distFilesOf(compiled), named ? "named" : "all");
    report = result.kind === "written" ? { ...report, files: result } : { ...report, refusals: result.reasons };
  }
  const seconds = (performance.now() - started) / 1000;
  terminal.out(options.format === "json" ? jsonReport(report) : textReport(report, terminal.style, seconds));
  return isOk(report) ? 0 : 1;
}
