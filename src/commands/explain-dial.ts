import { explainDial } from "../report/explain-dial.ts";
import { problemsText } from "../report/problems-text.ts";
import { type InputOptions, proveInput } from "./prove-input.ts";
import type { ExitCode, Terminal } from "./terminal.ts";

export interface ExplainDialOptions extends InputOptions {
  readonly from: string;
  readonly to: string;
}

/** Prints all dials from one process to another, hop by hop. Succeeds when it could answer, also of a broken dial. */
export async function explainADial(options: ExplainDialOptions, terminal: Terminal): Promise<ExitCode> {
  const proven = await proveInput(options, terminal);
  if (proven.kind === "refused") {
    terminal.err(problemsText(proven.problems, terminal.style));
    return 2;
  }
  const explained = explainDial(proven.proof, options.from, options.to, terminal.style);
  if (explained.kind === "explained") terminal.out(explained.text);
  else terminal.err(explained.text);
  return explained.kind === "explained" ? 0 : 2;
}
