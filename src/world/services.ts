import { sourceRangesOf } from "./balancers.ts";
import { at, isRecord, list, record, text, whole } from "./data.ts";
import type { Indexed, ObjectIndex } from "./object-index.ts";
import type { PodIndex } from "./pod-index.ts";
import type { MadePod } from "./pods.ts";
import { hasClusterIP } from "./service-links.ts";

/** A Service, read. */
export interface ReadService {
  readonly object: Indexed;
  readonly type: "headless" | "cluster-ip" | "load-balancer" | "external-name";
  /** Lower case, without the trailing dot; for an ExternalName. */
  readonly externalName?: string;
  /** Pods that it selects and that stay. */
  readonly pods: readonly MadePod[];
  /** `publishNotReadyAddresses`. */
  readonly whileUnready: boolean;
  readonly ports: readonly { readonly port: number; readonly targetPort: number | string; readonly index: number }[];
  readonly sourceRanges: readonly string[];
}

/** Reads all Services with the pods they select. Source: Kubernetes documentation, Service. */
export function readServices(index: ObjectIndex, pods: PodIndex): readonly ReadService[] {
  return index.ofKind("", "Service").map((object) => {
    const spec = record(object.object["spec"]);
    const type = typeOf(spec);
    const selected =
      type === "external-name" || !isRecord(spec["selector"]) ? [] : pods.select(object.cluster, object.namespace, spec["selector"]);
    const externalName = text(spec["externalName"])?.toLowerCase().replace(/\.$/, "");
    return {
      object,
      type,
      ...(type === "external-name" && externalName !== undefined ? { externalName } : {}),
      pods: selected.filter((made) => !made.transient),
      whileUnready: spec["publishNotReadyAddresses"] === true || toleratesUnready(object),
      ports: list(spec["ports"]).flatMap((each, i) => {
        const port = whole(record(each)["port"]);
        const target = record(each)["targetPort"];
        // Zero and the empty text are the fields' "not set".
        return port === undefined ? [] : [{ port, targetPort: whole(target) || (text(target) ?? port), index: i }];
      }),
      sourceRanges: sourceRangesOf(object),
    };
  });
}

function typeOf(spec: Readonly<Record<string, unknown>>): ReadService["type"] {
  if (spec["type"] === "ExternalName") return "external-name";
  if (!hasClusterIP(spec)) return "headless";
  return spec["type"] === "LoadBalancer" ? "load-balancer" : "cluster-ip";
}

/** The annotation that came before publishNotReadyAddresses; the endpoints controller still honours it. */
function toleratesUnready({ object }: Indexed): boolean {
  return at(object, "metadata", "annotations", "service.alpha.kubernetes.io/tolerate-unready-endpoints") === "true";
}
