import { wantedRewrites } from "../plan/rewrites.ts";
import { problemsText } from "../report/problems-text.ts";
import { rewritesText } from "../report/rewrites-text.ts";
import { unknownName } from "../report/unknown-name.ts";
import { type InputOptions, proveInput } from "./prove-input.ts";
import type { ExitCode, Terminal } from "./terminal.ts";

export interface ExplainRewritesOptions extends Omit<InputOptions, "manifests"> {
  /** Absent: all workloads that ask for rewrites. */
  readonly workload?: string;
}

/** Prints what the DNS of clusters is to rewrite for clients, and how it gets there. */
export async function explainRewrites(options: ExplainRewritesOptions, terminal: Terminal): Promise<ExitCode> {
  const proven = await proveInput(options, terminal);
  if (proven.kind === "refused") {
    terminal.err(problemsText(proven.problems, terminal.style));
    return 2;
  }
  const all = proven.compiled ? wantedRewrites(proven.compiled) : [];
  const asked = options.workload === undefined ? all : all.filter(({ workload }) => workload === options.workload);
  if (asked.length > 0) {
    terminal.out(rewritesText(asked));
    return 0;
  }
  if (options.workload === undefined) terminal.err("No workload asks for rewrites: network.clientRewrites says so.\n");
  else
    terminal.err(
      unknownName(
        "workload with network.clientRewrites",
        options.workload,
        all.map(({ workload }) => workload),
      ),
    );
  return 2;
}
