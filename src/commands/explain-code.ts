import { explainCode } from "../report/explain-code.ts";
import type { ExitCode, Terminal } from "./terminal.ts";

/** Prints what a finding's code means. A code that is none is wrong usage. */
export function explainACode(code: string, terminal: Terminal): ExitCode {
  const explained = explainCode(code, terminal.style);
  if (explained.kind === "explained") terminal.out(explained.text);
  else terminal.err(explained.text);
  return explained.kind === "explained" ? 0 : 2;
}
