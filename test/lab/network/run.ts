import { execFileSync } from "node:child_process";

/** Runs a script of `ip`, `nft` and the like, line by line. Throws with what the failing line wrote. */
export function runScript(lines: readonly string[]): void {
  try {
    execFileSync("/bin/sh", ["-e"], { input: lines.join("\n"), stdio: ["pipe", "ignore", "pipe"] });
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? "").trim();
    throw new Error(`${said || (error as Error).message}\n  in: ${lines.join("\n      ")}`);
  }
}

/** A command that runs inside a network namespace. */
export function inNamespace(namespace: string, command: readonly string[]): readonly [program: string, args: readonly string[]] {
  return ["nsenter", [`--net=/run/netns/${namespace}`, ...command]];
}

/** A line of a script that runs a command inside a network namespace. */
export function inNamespaceLine(namespace: string, line: string): string {
  return `nsenter --net=/run/netns/${namespace} ${line}`;
}
