import { type Path, type Place, place } from "../terms/place.ts";
import { annotationsOf } from "./annotations.ts";
import { type Data, isRecord, list, record, text, texts } from "./data.ts";
import { readEnvironmentVariables, variableOf } from "./environment-variables.ts";
import { expand } from "./expansion.ts";
import { type Mounts, readMounts } from "./mounts.ts";
import type { MadePod } from "./pods.ts";
import type { Container } from "./program.ts";
import type { Missing, Notes, Surroundings } from "./surroundings.ts";
import { readVolumes } from "./volumes.ts";
import type { Reference } from "./world.ts";

/** A container, in the order of starting, with what keeps it from starting. */
export interface PodContainer {
  readonly container: Container;
  /** `init` runs to its end before the next, `sidecar` (an init container that restarts always) keeps running. */
  readonly role: "init" | "sidecar" | "main";
  /** Whether the next container waits until a startup probe of this one succeeds. */
  readonly probed: boolean;
  /** Whether the kubelet asks the program if it is ready, by HTTP; else it is ready once it runs, or listens. */
  readonly asked: boolean;
  /** Of its environment. */
  readonly missing: readonly Missing[];
  /** Volumes that were asked for something and whose content is not known, up to now. */
  unread(): readonly Place[];
}

/** The containers of a pod, in the order in which they start, and what the pod as a whole lacks. */
export interface PodReading {
  readonly made: MadePod;
  readonly containers: readonly PodContainer[];
  /** Of its volumes: without them no container starts. */
  readonly missing: readonly Missing[];
  readonly references: readonly Reference[];
}

interface Draft {
  readonly spec: Data;
  readonly path: Path;
  readonly name: string;
  readonly image: string;
  readonly role: PodContainer["role"];
  readonly argv: readonly string[];
  readonly env: Container["env"];
  readonly mounts: Mounts;
  readonly missing: readonly Missing[];
  readonly opaqueArgv: boolean;
}

/** Reads a pod as the kubelet would: its volumes, then its containers with environment, arguments and mounts. */
export function readPod(made: MadePod, surroundings: Surroundings): PodReading {
  const { pod } = made;
  const podNotes: Notes = { missing: [], references: [] };
  const volumes = readVolumes(made, surroundings, podNotes);
  const specs = containerSpecs(made);
  const shared = sharedVolumes(specs.map((each) => each.spec));
  const drafts = specs.map(({ spec, path, role }, i): Draft => {
    const notes: Notes = { missing: [], references: podNotes.references };
    const env = readEnvironmentVariables(made, spec, path, surroundings, notes);
    const variable = variableOf(env);
    const argv = [...texts(spec["command"]), ...texts(spec["args"])].map((each) => expand(each.text, variable));
    return {
      spec,
      path,
      role,
      name: text(spec["name"]) ?? `container-${i}`,
      image: text(spec["image"]) ?? "",
      argv: argv.map((each) => each.text),
      opaqueArgv: argv.some((each) => each.opaque),
      env,
      mounts: readMounts(spec, volumes, shared, variable),
      missing: notes.missing,
    };
  });
  const siblings = drafts.map(({ name, image, argv, mounts }) => ({ name, image, argv, mounts: mounts.paths }));
  const containers = drafts.map(
    (draft): PodContainer => ({
      role: draft.role,
      probed: isRecord(draft.spec["startupProbe"]),
      asked: isRecord(record(draft.spec["readinessProbe"])["httpGet"]),
      missing: draft.missing,
      unread: () => (draft.opaqueArgv ? [...draft.mounts.unread(), place(pod.place.object, ...draft.path)] : draft.mounts.unread()),
      container: {
        name: draft.name,
        place: place(pod.place.object, ...draft.path),
        image: draft.image,
        argv: draft.argv,
        env: draft.env,
        file: (path) => draft.mounts.file(path),
        directory: (path) => draft.mounts.directory(path),
        volume: (path) => draft.mounts.volume(path),
        annotations: (kind, name) => annotationsOf(surroundings.index, pod, kind, name),
        pod,
        siblings,
      },
    }),
  );
  return { made, containers, missing: podNotes.missing, references: podNotes.references };
}

/** The specs of a pod's containers in the order in which they start, with their paths. */
function containerSpecs({ pod }: MadePod): readonly { readonly spec: Data; readonly path: Path; readonly role: PodContainer["role"] }[] {
  const { path } = pod.place;
  return [
    ...list(pod.spec["initContainers"]).map((each, i) => {
      const spec = record(each);
      return {
        spec,
        path: [...path, "initContainers", i],
        role: spec["restartPolicy"] === "Always" ? ("sidecar" as const) : ("init" as const),
      };
    }),
    ...list(pod.spec["containers"]).map((each, i) => ({ spec: record(each), path: [...path, "containers", i], role: "main" as const })),
  ];
}

/** Names of volumes that more than one container mounts. */
function sharedVolumes(specs: readonly Data[]): ReadonlySet<string> {
  const once = new Set<string>();
  const shared = new Set<string>();
  for (const spec of specs) {
    const names = new Set(list(spec["volumeMounts"]).flatMap((each) => text(record(each)["name"]) ?? []));
    for (const name of names) {
      if (once.has(name)) shared.add(name);
      once.add(name);
    }
  }
  return shared;
}
