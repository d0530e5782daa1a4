import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Kubelet } from "../kubelet/kubelet.ts";

/** Where the stand-in for KurrentDB reads which member leads. */
const LEADER_FILE = "run/lab/leader";

/** Makes all servers say that one member leads: in the lab each leads in turn, so that clients dial each. */
export function leadBy(kubelets: readonly Kubelet[]): (member: string) => void {
  return (member) => {
    for (const pod of kubelets.flatMap((each) => [...each.pods.values()])) {
      for (const { root } of pod.containers) {
        if (root === undefined) continue;
        mkdirSync(dirname(join(root, LEADER_FILE)), { recursive: true });
        writeFileSync(join(root, LEADER_FILE), member);
      }
    }
  };
}
