import type { Place } from "../terms/place.ts";
import type { Access } from "./access.ts";
import { type PodReading, readPod } from "./containers.ts";
import { record } from "./data.ts";
import { serviceAccountOf } from "./downward.ts";
import type { MadePod } from "./pods.ts";
import { readContainer } from "./processes.ts";
import type { Content, Pod, Program, Write } from "./program.ts";
import { rules } from "./rules.ts";
import { type ReadContainer, stopsOf, stopsOfAccount } from "./stops.ts";
import type { Surroundings } from "./surroundings.ts";
import type { DeniedWrite, StoppedJob } from "./world.ts";

/** Where the kubelet puts a pod's credentials for the API. */
const CREDENTIALS = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * Runs the pods of Jobs once: what their programs write is added to the contents. A pod that lacks something waits.
 * Returns the pods that still wait, and whether anything was written.
 */
export function runJobs(
  waiting: readonly MadePod[],
  programs: readonly Program[],
  surroundings: Surroundings,
  access: Access,
  denied: DeniedWrite[],
  unread: Place[],
): { readonly waiting: readonly MadePod[]; readonly wrote: boolean } {
  let wrote = false;
  const still = waiting.filter((made) => {
    if (stopsOfAccount(made, surroundings).length > 0) return true;
    const reading = readPod(made, surroundings);
    if (reading.missing.length > 0 || reading.containers.some((each) => each.missing.length > 0)) return true;
    for (const write of writesOf(reading, programs, surroundings, access, denied, unread)) {
      const { cluster, kind, namespace, name, key } = write;
      const content = copied(write);
      surroundings.contents.add(cluster, kind, namespace, name, { place: made.pod.place, keys: new Map([[key, content]]), open: false });
      wrote = true;
    }
    return false;
  });
  return { waiting: still, wrote };
}

/** What a write leaves there. It relies on the program that writes, and on the API that lets it. */
function copied({ content, rule }: Write): Content {
  return content.kind === "certificates" ? { ...content, rules: [...new Set([rule, rules.rbac, ...(content.rules ?? [])])] } : content;
}

/** Programs of Jobs that never start. To be asked when all others have written. */
export function stoppedJobs(jobs: readonly MadePod[], programs: readonly Program[], surroundings: Surroundings): readonly StoppedJob[] {
  return jobs.flatMap((made) => {
    const reading = readPod(made, surroundings);
    const containers = reading.containers.map((of): ReadContainer => ({ of, ...readContainer(of.container, programs) }));
    const stops = stopsOf(reading, containers, surroundings);
    return containers.flatMap((each, i) => (stops[i] ?? []).map((stop) => ({ stop, targets: each.reading.intends ?? [] })));
  });
}

function writesOf(
  reading: PodReading,
  programs: readonly Program[],
  surroundings: Surroundings,
  access: Access,
  denied: DeniedWrite[],
  unread: Place[],
): readonly Write[] {
  const writes: Write[] = [];
  for (const { container, role, unread: unreadVolumes } of reading.containers) {
    const read = programs.find((program) => program.recognises(container))?.read(container);
    // What it writes is not known then.
    unread.push(...(read?.unread ?? []), ...unreadVolumes());
    // Containers that start after one that fails never run.
    if (!read || (read.stops.length > 0 && role === "main")) continue;
    if (read.stops.length > 0) break;
    for (const write of read.writes) {
      const why = denial(
        write,
        container.pod,
        container.siblings.find((each) => each.name === container.name)?.mounts ?? [],
        surroundings,
        access,
      );
      if (why === undefined) writes.push(write);
      else denied.push({ place: container.place, text: why, write, rule: rules.rbac });
    }
  }
  return writes;
}

/** Why the API refuses a write; undefined when it does not. */
function denial(write: Write, pod: Pod, mounts: readonly string[], surroundings: Surroundings, access: Access): string | undefined {
  const serviceAccount = serviceAccountOf(pod.spec);
  const who = `ServiceAccount ${pod.namespace}/${serviceAccount}`;
  if (write.cluster !== pod.cluster) return `${who} has no credentials for cluster ${write.cluster}`;
  const account = surroundings.index.find(pod.cluster, "", "ServiceAccount", pod.namespace, serviceAccount);
  const automount = pod.spec["automountServiceAccountToken"] ?? record(account?.object)["automountServiceAccountToken"] ?? true;
  if (automount === false && !mounts.includes(CREDENTIALS)) return `the pod has no credentials: automountServiceAccountToken is false`;
  const subject = { cluster: pod.cluster, namespace: pod.namespace, serviceAccount };
  const resource = write.kind === "ConfigMap" ? "configmaps" : "secrets";
  const may = (verb: string) => access.allows(subject, { verb, resource, namespace: write.namespace, name: write.name });
  const what = `${write.kind} ${write.namespace}/${write.name}`;
  if (!may("patch") && !may("update")) return `${who} may not patch ${what}`;
  const there =
    surroundings.index.find(write.cluster, "", write.kind, write.namespace, write.name) ??
    surroundings.contents.get(write.cluster, write.kind, write.namespace, write.name);
  if (!there && !may("create")) return `${who} may not create ${what}, which is not there yet`;
  return undefined;
}
