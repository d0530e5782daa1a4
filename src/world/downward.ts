import type { Place } from "../terms/place.ts";
import { record, text } from "./data.ts";
import type { MadePod } from "./pods.ts";
import type { Content } from "./program.ts";

/**
 * What the downward API gives for a `fieldRef` or `resourceFieldRef`. The pod's IP is its symbolic address; what is
 * known only on the node (its name, the uid, resource figures) is opaque. Source: Kubernetes documentation, Downward API.
 */
export function downwardText(made: MadePod, source: unknown, place: Place): Content {
  const field = text(record(record(source)["fieldRef"])["fieldPath"]);
  const value = field === undefined ? undefined : fieldText(made, field);
  return value === undefined ? { kind: "opaque", place } : { kind: "text", text: value, place };
}

function fieldText({ pod, annotations }: MadePod, field: string): string | undefined {
  const [, map, key] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(field) ?? [];
  if (map === "labels" && key !== undefined) return pod.labels[key] ?? "";
  if (map === "annotations" && key !== undefined) return annotations[key] ?? "";
  switch (field) {
    case "metadata.name":
      return pod.name;
    case "metadata.namespace":
      return pod.namespace;
    case "spec.serviceAccountName":
      return serviceAccountOf(pod.spec);
    case "status.podIP":
    case "status.podIPs":
      return pod.address;
    default:
      return undefined;
  }
}

/** The ServiceAccount that a pod runs as. */
export function serviceAccountOf(spec: Readonly<Record<string, unknown>>): string {
  return text(spec["serviceAccountName"]) ?? text(spec["serviceAccount"]) ?? "default";
}
