import { spawn } from "node:child_process";
import { readlinkSync } from "node:fs";
import type { LiveObject } from "../kube-client.ts";
import { killGroup } from "./container.ts";

/** The PID namespace that all containers of a pod share. */
export interface SharedProcesses {
  /** A file by which it is entered. */
  readonly file: string;
  /** Ends all that runs there. */
  end(): void;
}

/** Waits for ever, and reaps whatever is left behind, as the pause container does. */
const PAUSE = "while :; do sleep 86400 & wait $!; done";

/** The user of the pause container where the pod says none (kubernetes/build/pause/Dockerfile). */
const PAUSE_USER = 65535;

/**
 * Makes the PID namespace of a pod with `shareProcessNamespace`, whose first process is a pause as the pod's user (kubernetes/pkg/kubelet/
 * kuberuntime/kuberuntime_sandbox.go); undefined for all other pods, whose containers have one each. Resolves once it can be entered.
 */
export async function shareProcesses(pod: LiveObject): Promise<SharedProcesses | undefined> {
  const { shareProcessNamespace, securityContext = {} } = pod["spec"];
  if (shareProcessNamespace !== true) return undefined;
  const { runAsUser = PAUSE_USER, runAsGroup = runAsUser } = securityContext;
  const pause = ["setpriv", `--reuid=${runAsUser}`, `--regid=${runAsGroup}`, "--clear-groups", "/bin/sh", "-c", PAUSE];
  const child = spawn("unshare", ["--pid", "--fork", ...pause], { stdio: "ignore", detached: true });
  const file = `/proc/${child.pid}/ns/pid_for_children`;
  for (const end = performance.now() + 10_000; !isThere(file); ) {
    if (child.exitCode !== null || performance.now() > end)
      throw new Error(`pod ${pod.metadata.name}: its PID namespace could not be made (${child.exitCode})`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { file, end: () => killGroup(child) };
}

/** Before the first process is there, or while the other program is not yet `unshare`, the link can't be read or is the lab's own. */
function isThere(file: string): boolean {
  try {
    return readlinkSync(file) !== readlinkSync("/proc/self/ns/pid");
  } catch {
    return false;
  }
}
