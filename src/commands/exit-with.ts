import { OutputError } from "../output/output-error.ts";
import { wrap } from "../report/wrap.ts";
import type { ExitCode, Terminal } from "./terminal.ts";

const MACHINE: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOSPC: "no space is left on the disk",
  EROFS: "the file system is read-only",
  EMFILE: "too many files are open",
  ENOMEM: "not enough memory",
};

/**
 * Says what made a command stop that should not have: the machine, or a bug of ours, with how to report it. The stack
 * only with TRUELINE_DEBUG=1.
 *
 * @param commandLine as the person typed it
 */
export function reportFailure(error: unknown, version: string, commandLine: string, terminal: Terminal): ExitCode {
  const { code, path } = (error instanceof Error ? error : {}) as NodeJS.ErrnoException;
  if (error instanceof OutputError) terminal.err(`${wrap(error.message).join("\n")}\n`);
  else if (code !== undefined && MACHINE[code])
    terminal.err(`${wrap(`${path ?? "A file"} can't be used: ${MACHINE[code]}.`).join("\n")}\n`);
  else terminal.err(`${bugLines(error, version, commandLine, terminal.debug).join("\n")}\n`);
  if (terminal.debug && error instanceof Error) terminal.err(`${error.stack}\n`);
  return 3;
}

function bugLines(error: unknown, version: string, commandLine: string, debug: boolean): readonly string[] {
  const message = error instanceof Error ? error.message : String(error);
  return [
    ...wrap("This is a bug in Trueline, not in your specs. Nothing of yours has to change; please report it with these lines:"),
    `  ${message.split("\n")[0]}`,
    `  ${commandLine}`,
    `  trueline ${version}, Node ${process.version}, ${process.platform}`,
    ...(debug ? [] : wrap("Run it again with TRUELINE_DEBUG=1 for the place in our code.")),
  ];
}
