import { execFileSync } from "node:child_process";

/** Builds lib/ without declarations, so that tests see today's code. TRUELINE_LIB_IS_BUILT skips it. */
export default function setup(): void {
  if (process.env["TRUELINE_LIB_IS_BUILT"]) return;
  execFileSync(process.execPath, ["scripts/build.mjs", "--quick"], { stdio: "inherit" });
}
