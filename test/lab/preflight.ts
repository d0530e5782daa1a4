import { spawnSync } from "node:child_process";

const TOOLS: readonly (readonly [program: string, args: readonly string[], from: string])[] = [
  ["go", ["version"], "Go 1.26 or later, https://go.dev/dl"],
  ["unshare", ["--version"], "util-linux"],
  ["setpriv", ["--version"], "util-linux"],
  ["mount", ["--version"], "util-linux"],
  ["ip", ["-V"], "iproute2"],
  ["nft", ["--version"], "nftables"],
  ["openssl", ["version"], "openssl"],
  ["chroot", ["--version"], "coreutils"],
  ["getent", ["--version"], "libc-bin"],
  ["npm", ["--version"], "npm"],
];

/** What this machine lacks for the lab, one line each; empty if it can run. */
export function missingForLab(): readonly string[] {
  if (process.platform !== "linux") return [`Linux: the lab runs in Linux namespaces, and this is ${process.platform}`];
  const missing: string[] = [];
  if (process.getuid?.() !== 0) missing.push("root: namespaces, mounts and addresses of pods need it (try sudo)");
  for (const [program, args, from] of TOOLS) {
    if (spawnSync(program, args, { stdio: "ignore" }).status !== 0) missing.push(`${program} (${from})`);
  }
  if (missing.length === 0) {
    const tried = spawnSync("unshare", ["--fork", "--pid", "--mount-proc", "--mount", "--net", "--kill-child", "true"], {
      encoding: "utf8",
    });
    if (tried.status !== 0) missing.push(`new namespaces: unshare says '${tried.stderr.trim()}' (a container without CAP_SYS_ADMIN?)`);
  }
  return missing;
}
