import type { Kubelet } from "../kubelet/kubelet.ts";
import type { LabPod, PodContainer } from "../kubelet/pod.ts";
import type { Journal } from "./seen.ts";
import { readJournal } from "./seen.ts";

/** Milliseconds without any change after which all counts as settled, if each server has been round twice since. */
const QUIET_MS = 2500;
const ROUNDS = 2;

/** One container, and what it wrote if it is a server that dials. */
interface Looked {
  readonly key: string;
  readonly pod: LabPod;
  readonly container: PodContainer;
  readonly journal: Journal | undefined;
}

/** Waits until no pod changes and no dial ends otherwise than before. Says what had not settled within `patience`, in seconds. */
export async function settled(kubelets: readonly Kubelet[], patience: number): Promise<readonly string[]> {
  const end = performance.now() + patience * 1000;
  let signature = "";
  let since = performance.now();
  let rounds: ReadonlyMap<string, number> = new Map();
  for (;;) {
    const now = kubelets.flatMap(look);
    const next = now.map(signatureOf).join("\n");
    if (next !== signature) {
      signature = next;
      since = performance.now();
      rounds = new Map(now.map(({ key, journal }) => [key, journal?.rounds ?? 0]));
    }
    const behind = now.filter((each) => isGoing(each) && (each.journal?.rounds ?? 0) < (rounds.get(each.key) ?? 0) + ROUNDS);
    if (performance.now() - since > QUIET_MS && behind.length === 0 && now.length > 0) return [];
    if (performance.now() > end) {
      if (now.length === 0) return ["no pod was made"];
      return behind.length > 0 ? behind.map(({ key }) => `${key} had not settled in time`) : ["the dials had not settled in time"];
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

function look(kubelet: Kubelet, cluster: number): readonly Looked[] {
  return [...kubelet.pods].flatMap(([name, pod]) =>
    pod.containers.map((container) => {
      const isServer = container.starts > 0 && container.isOwnProgram && /kurrentdb|eventstoredb/.test(container.image);
      return {
        key: `${cluster} ${name}/${container.name}`,
        pod,
        container,
        journal: isServer ? readJournal(container.output()) : undefined,
      };
    }),
  );
}

function signatureOf({ key, pod, container, journal }: Looked): string {
  return `${key} ${pod.waiting} ${container.waiting} ${pod.ready} ${journal?.stopped}\n${journal?.signature}`;
}

/** Whether it is a server that runs and dials. */
function isGoing({ pod, container, journal }: Looked): boolean {
  return journal !== undefined && pod.waiting === undefined && container.waiting === undefined && journal.stopped === undefined;
}
