import { coloured, plain, type Style } from "../report/style.ts";

/** 0 no error finding; 1 error findings; 2 a wrong spec or wrong usage; 3 our bug, or the machine lacks something. */
export type ExitCode = 0 | 1 | 2 | 3;

/** How a command talks to whoever started it. Results go to `out`, all else to `err`. */
export interface Terminal {
  /** The project's folder. */
  readonly root: string;
  /** For results. */
  readonly style: Style;
  /** Whether somebody looks at `err` as it comes. */
  readonly interactive: boolean;
  /** Where the cdk8s CLI wants its output, if it started us; it has emptied that folder. */
  readonly cdk8sOutdir: string | undefined;
  /** Whether stacks of our bugs are wanted. */
  readonly debug: boolean;
  /** Asks a yes-or-no question on `err`. Absent where nobody can answer. */
  readonly confirm?: (question: string) => Promise<boolean>;
  out(text: string): void;
  err(text: string): void;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { env } = process;
  const colour = process.stdout.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  return {
    root: process.cwd(),
    style: colour ? coloured : plain,
    interactive: process.stderr.isTTY === true,
    cdk8sOutdir: env["CDK8S_OUTDIR"] || undefined,
    debug: env["TRUELINE_DEBUG"] === "1",
    ...(process.stdin.isTTY === true && process.stderr.isTTY === true ? { confirm } : {}),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  };
}

async function confirm(question: string): Promise<boolean> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // A closed input (Ctrl-D) is no answer, so it is no.
  const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  try {
    const answer = await Promise.race([lines.question(`${question} [y/N] `), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
