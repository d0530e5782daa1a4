import { type Place, place } from "../../terms/place.ts";
import type { Container, Pod, PodController } from "../../world/program.ts";
import type { Hindrance } from "../../world/tls.ts";
import { fieldsOf } from "../container-spec.ts";
import { goRegExp } from "../go-regexp.ts";

/** A Secret or ConfigMap that a volume brings. */
interface Source {
  readonly kind: "Secret" | "ConfigMap";
  readonly name: string;
}

/** Kinds whose pods Reloader restarts by a rolling update. Jobs are run again, which is not the same. */
const RESTARTED = ["Deployment", "StatefulSet", "DaemonSet"];

/** Names of volumes' contents as they stand in Reloader's annotations. */
const TYPE = { Secret: "secret", ConfigMap: "configmap" } as const;

/**
 * Whether stakater's Reloader restarts a container's pod when what is mounted at a path changes: `true`, or why it
 * does not although its annotations are there, or undefined. A volume that projects several objects has to restart for
 * each of them. A restart takes in files that are mounted by subPath too.
 */
export function restarts(container: Container, path: string): true | Hindrance | undefined {
  const { controller, reloader, cluster } = container.pod;
  if (!controller) return undefined;
  const annotation = reloaderAnnotation(container.pod);
  const sources = sourcesAt(container, path);
  if (annotation === undefined || sources.length === 0) return undefined;
  const no = (why: string, at = annotation): Hindrance => ({ why, place: at });
  if (!RESTARTED.includes(controller.kind)) return no(`Reloader restarts no pods of a ${controller.kind}`);
  const missed = sources.find((source) => !restartsFor(controller, source, container.annotations?.(source.kind, source.name) ?? {}));
  if (missed)
    return no(
      `Reloader's annotations of ${controller.kind} ${controller.name} leave out ${missed.kind} ${missed.name}`,
      reloaderAnnotation(container.pod, TYPE[missed.kind]),
    );
  if (reloader === true) return true;
  return no(`it has Reloader's annotations, and platform.reloader of cluster ${cluster} does not say that Reloader runs`);
}

/**
 * The annotation by which Reloader decides about a pod, on what makes it or on its template: the first, or the first that
 * speaks of a type alone (`secret`, `configmap`) where there is one.
 */
export function reloaderAnnotation({ controller, place: { object, path } }: Pod, type?: string): Place | undefined {
  const keyOf = (annotations: Readonly<Record<string, string>> = {}) => {
    const keys = Object.keys(annotations).filter(isReloaderAnnotation);
    return keys.find((key) => type !== undefined && key.startsWith(`${type}.`)) ?? keys[0];
  };
  const own = keyOf(controller?.annotations);
  if (own !== undefined) return place(object, "metadata", "annotations", own);
  const onTemplate = keyOf(controller?.templateAnnotations);
  return onTemplate === undefined ? undefined : place(object, ...path.slice(0, -1), "metadata", "annotations", onTemplate);
}

/** Whether an annotation of a workload is one by which Reloader decides. */
function isReloaderAnnotation(key: string): boolean {
  return /^((secret|configmap)\.)?reloader\.stakater\.com\/(auto|reload|search)$/.test(key);
}

/** The objects behind the volume that a path leads into. */
function sourcesAt(container: Container, path: string): readonly Source[] {
  const step = container.volume?.(path)?.path.at(-1);
  const volumes = container.pod.spec["volumes"];
  const volume = fieldsOf(Array.isArray(volumes) && typeof step === "number" ? volumes[step] : undefined);
  const projected = fieldsOf(volume["projected"])["sources"];
  const all = [volume, ...(Array.isArray(projected) ? projected.map(fieldsOf) : [])];
  return all.flatMap(({ secret, configMap }): readonly Source[] => {
    const secretName = fieldsOf(secret)["secretName"] ?? fieldsOf(secret)["name"];
    const configMapName = fieldsOf(configMap)["name"];
    return [
      ...(typeof secretName === "string" ? [{ kind: "Secret", name: secretName } as const] : []),
      ...(typeof configMapName === "string" ? [{ kind: "ConfigMap", name: configMapName } as const] : []),
    ];
  });
}

/**
 * Whether Reloader restarts a workload for a change of one object that its pods mount. The workload's own annotations
 * decide; those of the pod template only if it has none that speak of this kind of object. Source: stakater/Reloader
 * 1.4, ShouldReload in pkg/common/common.go, and its annotation reference.
 */
function restartsFor(
  { annotations, templateAnnotations }: PodController,
  { kind, name }: Source,
  of: Readonly<Record<string, string>>,
): boolean {
  const type = TYPE[kind];
  const keys = {
    names: `${type}.reloader.stakater.com/reload`,
    auto: "reloader.stakater.com/auto",
    typedAuto: `${type}.reloader.stakater.com/auto`,
    search: "reloader.stakater.com/search",
  };
  if (of["reloader.stakater.com/ignore"] === "true") return false;
  const excluded = annotations[`${type}s.exclude.reloader.stakater.com/reload`] ?? "";
  if (listed(excluded).includes(name)) return false;
  const speaks = Object.values(keys).some((key) => annotations[key] !== undefined);
  const deciding = speaks ? annotations : templateAnnotations;
  if ([deciding[keys.auto], deciding[keys.typedAuto]].some((value) => TRUE.includes(value ?? ""))) return true;
  if (listed(deciding[keys.names] ?? "").some((pattern) => goRegExp(`^${pattern}$`)?.test(name) === true)) return true;
  return deciding[keys.search] === "true" && of["reloader.stakater.com/match"] === "true";
}

/** What Go's strconv.ParseBool takes for true. */
const TRUE = ["1", "t", "T", "TRUE", "true", "True"];

function listed(value: string): readonly string[] {
  return value
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}
