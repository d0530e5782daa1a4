import { type PodReading, readPod } from "./containers.ts";
import type { MadePod } from "./pods.ts";
import type { Container, Program, Reading, Stop } from "./program.ts";
import { podResolver } from "./resolver.ts";
import { type ReadContainer, stopsOf, stopsOfPod } from "./stops.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Process, Reference } from "./world.ts";

const NOTHING: Reading = { listeners: [], dials: [], uptake: "start", stops: [], writes: [], unread: [] };

/** What the first program that recognises a container makes of it. */
export function readContainer(container: Container, programs: readonly Program[]): { readonly program: string; readonly reading: Reading } {
  const program = programs.find((each) => each.recognises(container));
  if (program) return { program: program.name, reading: program.read(container) };
  return { program: "unknown-program", reading: { ...NOTHING, unread: [container.place] } };
}

/** The running programs of a pod, in the order in which they start, and what the pod refers to. */
export function podProcesses(
  made: MadePod,
  programs: readonly Program[],
  surroundings: Surroundings,
): {
  readonly processes: readonly Process[];
  readonly references: readonly Reference[];
  /** Why the pod never gets an address. */
  readonly absent: Stop | undefined;
} {
  const reading: PodReading = readPod(made, surroundings);
  if (made.transient) return { processes: [], references: reading.references, absent: undefined };
  const { pod } = made;
  const containers = reading.containers.map((of): ReadContainer => ({ of, ...readContainer(of.container, programs) }));
  const stops = stopsOf(reading, containers, surroundings);
  const { resolver, unread } = podResolver(made, surroundings.facts);
  const onNode = pod.spec["hostNetwork"] === true ? [pod.place] : [];
  const firstMain = containers.find((each) => each.of.role === "main");
  const processes = containers.flatMap((each, i): readonly Process[] => {
    const { of, program, reading: read } = each;
    if (of.role === "init") return [];
    return [
      {
        id: `${pod.cluster}/${pod.namespace}/${pod.name}/${of.container.name}`,
        label: each === firstMain ? pod.name : `${pod.name} (${of.container.name})`,
        place: of.container.place,
        program,
        cluster: pod.cluster,
        namespace: pod.namespace,
        address: pod.address,
        resolver,
        listeners: read.listeners,
        dials: read.dials,
        uptake: read.uptake,
        ...(read.peers ? { peers: read.peers } : {}),
        ...(read.readiness && of.asked ? { readiness: read.readiness } : {}),
        stops: stops[i] ?? [],
        hazards: read.hazards ?? [],
        unread: [...read.unread, ...of.unread(), ...unread, ...onNode],
      },
    ];
  });
  return { processes, references: reading.references, absent: stopsOfPod(reading, surroundings)[0] };
}
