import { compareStrategies } from "../plan/compare.ts";
import { workloadsOf } from "../plan/given.ts";
import { problemsText } from "../report/problems-text.ts";
import type { WorkloadStrategies } from "../report/strategies/strategies.ts";
import { strategiesJson } from "../report/strategies/strategies-json.ts";
import { strategiesMarkdown } from "../report/strategies/strategies-markdown.ts";
import { strategiesText } from "../report/strategies/strategies-text.ts";
import { unknownName } from "../report/unknown-name.ts";
import { withProgress } from "./progress.ts";
import { type InputOptions, proveInput } from "./prove-input.ts";
import type { ExitCode, Terminal } from "./terminal.ts";

export interface ExplainStrategiesOptions extends Omit<InputOptions, "manifests"> {
  /** Absent: all workloads of all specs. */
  readonly workload?: string;
  readonly format: "text" | "json" | "markdown";
}

/**
 * Prints which combinations of names and certificates a workload could have, each compiled and proven. Succeeds when it
 * could answer, also of a workload that is broken as it is.
 */
export async function explainStrategies(options: ExplainStrategiesOptions, terminal: Terminal): Promise<ExitCode> {
  // One time for all proofs, so that they can be compared.
  const asOf = options.asOf ?? Date.now();
  const proven = await proveInput({ ...options, asOf }, terminal);
  if (proven.kind === "refused") {
    terminal.err(problemsText(proven.problems, terminal.style));
    return 2;
  }
  const { compiled } = proven;
  const all = compiled ? workloadsOf(compiled) : [];
  const asked = options.workload === undefined ? all : all.filter(({ workload }) => workload.name === options.workload);
  if (!compiled || asked.length === 0) {
    terminal.err(
      unknownName(
        "workload",
        options.workload ?? "",
        all.map(({ workload }) => workload.name),
      ),
    );
    return 2;
  }
  const compared: WorkloadStrategies[] = [];
  for (const [index, given] of asked.entries()) {
    const message = `compiling and proving what ${given.workload.name} could choose (${index + 1} of ${asked.length})`;
    compared.push(await withProgress(terminal, message, () => compareStrategies(given, compiled, { asOf })));
  }
  terminal.out(format(compared, options.format, terminal));
  return 0;
}

function format(compared: readonly WorkloadStrategies[], as: ExplainStrategiesOptions["format"], terminal: Terminal): string {
  if (as === "json") return strategiesJson(compared);
  return as === "markdown" ? strategiesMarkdown(compared) : strategiesText(compared, terminal.style);
}
