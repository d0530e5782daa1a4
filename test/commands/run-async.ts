import { spawn } from "node:child_process";
import { cli, type Project, type Run } from "./project.ts";

/** Runs a command of a project while servers of this test go on answering. Nobody is at its terminal. */
export function runAsync(project: Project, args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [cli, ...args], { cwd: project.folder, stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (text: Buffer) => {
    out += text.toString();
  });
  child.stderr.on("data", (text: Buffer) => {
    err += text.toString();
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}
