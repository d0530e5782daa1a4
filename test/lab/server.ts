import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

/** A program of the lab that runs until it is stopped. */
export interface Server {
  readonly name: string;
  /** Stops it at once; resolves when it is gone. */
  stop(): Promise<void>;
  /** Holds it still, as a controller that is down, or lets it go on. */
  pause(): void;
  resume(): void;
  /** The last lines of what it wrote. */
  log(lines: number): string;
}

/** Starts a program, its output in `logFile`. `fail` is called if it ends before it is stopped. */
export function startServer(
  name: string,
  program: string,
  args: readonly string[],
  logFile: string,
  fail: (error: Error) => void,
  env: NodeJS.ProcessEnv = {},
): Server {
  const log = openSync(logFile, "a");
  const child: ChildProcess = spawn(program, args, {
    stdio: ["ignore", log, log],
    // They live for seconds: memory is cheaper than collecting garbage.
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", GOGC: "400", ...env },
  });
  closeSync(log);
  const tail = (lines: number): string => readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  let stopped = false;
  const gone = new Promise<void>((resolve) => {
    child.on("error", (error) => {
      if (!stopped) fail(new Error(`${name} could not be started: ${error.message}`));
      resolve();
    });
    child.on("exit", (code, signal) => {
      if (!stopped) fail(new Error(`${name} ended by itself (${signal ?? code}):\n${tail(20)}`));
      resolve();
    });
  });
  return {
    name,
    stop: () => {
      stopped = true;
      child.kill("SIGKILL");
      return gone;
    },
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    log: tail,
  };
}
