import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { emit } from "../../parts/emit.ts";
import { labels } from "../../parts/labels.ts";
import { containerSecurity } from "../../parts/pod-security.ts";
import { KURRENTDB, type Layout, type NodeType } from "./layout.ts";
import { nodeCertificateName } from "./node-certificate.ts";
import { reloadScript } from "./reload-script.ts";

/** Seconds between two looks at the files. */
const INTERVAL = 10;
/** Seconds that a server has to be seen before it is signalled. */
const SETTLING = 60;
/** Where the sidecar has `configReloadKey`; the server never reads it. */
const KEY_PATH = "/reload";

/** Whether a sidecar signals the server. */
export function hasReloadSidecar({ authority, spec }: Layout): boolean {
  return authority !== undefined && spec.security.reload === "sidecar";
}

/**
 * The sidecar that makes a running server load changed certificates and roots: the server does not watch its files but
 * reloads them on SIGHUP (the vendor's page on certificate updates). All nodes have to have swapped within 10 minutes,
 * since connections are recycled by then; the kubelet brings a change within about 2, and this looks every 10 seconds.
 * It runs as the server's user and shares the pod's process namespace: signalling takes no privilege. Why this and no
 * other way: docs/decisions/0006-reload.md.
 */
export function reloadContainer({ spec, server, rootsConfigMap }: Layout, mounts: readonly k8s.VolumeMount[]): k8s.Container {
  const folders = [server.certificatesPath, ...(rootsConfigMap === undefined ? [] : [server.rootsPath]), KEY_PATH];
  return {
    name: "reload",
    image: spec.image,
    command: ["/bin/sh", "-c", reloadScript(INTERVAL, SETTLING), "reload", server.process, ...folders],
    securityContext: { ...containerSecurity(), readOnlyRootFilesystem: true },
    resources: {
      requests: { cpu: k8s.Quantity.fromString("5m"), memory: k8s.Quantity.fromString("16Mi") },
      limits: { memory: k8s.Quantity.fromString("32Mi") },
    },
    volumeMounts: [...mounts, { name: "reload-key", mountPath: KEY_PATH, readOnly: true }],
  };
}

/** The volume that `reloadContainer` mounts besides those of the server. */
export function reloadKeyVolume({ spec }: Layout): k8s.Volume {
  return { name: "reload-key", configMap: { name: reloadKeyName(spec.name) } };
}

/**
 * Adds the ConfigMap that holds `configReloadKey`. It is there without a key too: else the first one would change the
 * pods and restart them, and the point of a reload is that nothing restarts.
 */
export function addReloadKey(scope: Construct, layout: Layout): void {
  if (!hasReloadSidecar(layout)) return;
  const { spec, at } = layout;
  const metadata = { name: reloadKeyName(spec.name), namespace: spec.namespace.name, labels: labels(KURRENTDB, spec.name, "reload") };
  emit(scope, k8s.KubeConfigMap.manifest({ metadata, data: { configReloadKey: spec.configReloadKey ?? "" } }), at("configReloadKey"));
}

/** The ConfigMap with a workload's `configReloadKey`. */
function reloadKeyName(workload: string): string {
  return `${workload}-reload`;
}

/**
 * What makes Reloader restart a node type's pods when their certificate or roots change, by name, so that no other
 * Secret does. Reloader takes the names as regular expressions: a dot in one matches any character, and so more names.
 * Source: stakater/Reloader 1.4, annotation reference, and ShouldReload in pkg/common/common.go.
 */
export function reloaderAnnotations(layout: Layout, type: NodeType): Readonly<Record<string, string>> {
  const { authority, spec, rootsConfigMap } = layout;
  if (authority === undefined || spec.security.reload !== "reloader") return {};
  return {
    "secret.reloader.stakater.com/reload": nodeCertificateName(type),
    ...(rootsConfigMap === undefined ? {} : { "configmap.reloader.stakater.com/reload": rootsConfigMap }),
  };
}
