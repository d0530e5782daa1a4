import type { k8s } from "cdk8s-plus-28";
import type { FieldOrigin } from "../../parts/emit.ts";
import { shortHash } from "../../parts/hash.ts";
import { containerSecurity, podSecurity } from "../../parts/pod-security.ts";
import { type SplitDnsPod, splitDnsPod } from "../../parts/split-dns.ts";
import { configurationFile, configurationName } from "./configuration.ts";
import { dnsConfigMapName, nodeCorefile } from "./dns.ts";
import type { Layout, NodeType } from "./layout.ts";
import { nodeCertificateName } from "./node-certificate.ts";
import { nodeEnvironment } from "./node-environment.ts";
import { probes } from "./probes.ts";
import { hasReloadSidecar, reloadContainer, reloadKeyVolume } from "./reload.ts";
import { resourceRequirements } from "./resources.ts";

/** The server's container, by name. */
const SERVER_CONTAINER = "kurrentdb";

/** A pod template without its scheduling fields, and the origins of what is in its spec. */
export interface PodTemplate {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: k8s.PodSpec;
  readonly origins: readonly FieldOrigin[];
}

/** The pod of a node type. */
export function podTemplate(layout: Layout, type: NodeType): PodTemplate {
  const { spec, server, at } = layout;
  const corefile = nodeCorefile(layout);
  const dns =
    corefile === undefined
      ? undefined
      : splitDnsPod(dnsConfigMapName(layout), corefile, spec.namespace.name, layout.cluster, at("network", "internodeTrafficStrategy"));
  const secrets = tlsVolumes(layout, type);
  const signalled = hasReloadSidecar(layout);
  const environment = nodeEnvironment(layout, type);
  const configuration = configurationFile(type);

  const container: k8s.Container = {
    name: SERVER_CONTAINER,
    image: spec.image,
    env: environment.map(({ variable }) => variable),
    ports: layout.ports.map(({ name, port }) => ({ name, containerPort: port, protocol: "TCP" })),
    ...probes(layout),
    ...resourceRequirements(type.resources),
    securityContext: containerSecurity(),
    volumeMounts: [
      { name: "data", mountPath: server.dataPath },
      ...secrets.map(({ mount }) => mount),
      ...(configuration === undefined ? [] : [{ name: "configuration", mountPath: server.configurationPath, readOnly: true }]),
    ],
  };
  return {
    annotations: {
      "kubectl.kubernetes.io/default-container": SERVER_CONTAINER,
      ...dns?.annotations,
      ...(configuration === undefined ? {} : { "trueline/configuration-hash": shortHash(configuration) }),
      ...(spec.rollingRestartKey === undefined ? {} : { "trueline/rolling-restart-key": spec.rollingRestartKey }),
    },
    spec: {
      serviceAccountName: spec.name,
      automountServiceAccountToken: false,
      // A Service named like the product would otherwise become options that the server refuses to start with.
      enableServiceLinks: false,
      // The server takes up to 30 seconds to stop; a leader hands over first.
      terminationGracePeriodSeconds: 120,
      securityContext: podSecurity(server.user, dns?.sysctls),
      ...dns?.dns,
      ...(dns ? { initContainers: [dns.container] } : {}),
      containers: [
        container,
        ...(signalled
          ? [
              reloadContainer(
                layout,
                secrets.map(({ mount }) => mount),
              ),
            ]
          : []),
      ],
      ...(signalled ? { shareProcessNamespace: true } : {}),
      volumes: [
        ...secrets.map(({ volume }) => volume),
        ...(signalled ? [reloadKeyVolume(layout)] : []),
        ...(configuration === undefined ? [] : [{ name: "configuration", configMap: { name: configurationName(type) } }]),
        ...(dns ? [dns.volume] : []),
      ],
    },
    origins: podOrigins(layout, type, environment, dns, signalled, secrets.length),
  };
}

/**
 * The folders of the leaf and of the roots. Only certificate and key of the leaf's Secret: its `ca.crt` is no trust
 * store. The roots as a whole, so that one more is a file more and no change of the pod. Never by `subPath`, which
 * would not follow changes.
 */
function tlsVolumes(
  { authority, server, rootsConfigMap }: Layout,
  type: NodeType,
): readonly { volume: k8s.Volume; mount: k8s.VolumeMount }[] {
  if (!authority) return [];
  const items = ["tls.crt", "tls.key"].map((key) => ({ key, path: key }));
  const leaf = {
    volume: { name: "certificates", secret: { secretName: nodeCertificateName(type), items, defaultMode: 0o440 } },
    mount: { name: "certificates", mountPath: server.certificatesPath, readOnly: true },
  };
  if (rootsConfigMap === undefined) return [leaf];
  return [
    leaf,
    { volume: { name: "ca", configMap: { name: rootsConfigMap } }, mount: { name: "ca", mountPath: server.rootsPath, readOnly: true } },
  ];
}

function podOrigins(
  { at, ports }: Layout,
  type: NodeType,
  environment: ReturnType<typeof nodeEnvironment>,
  dns: SplitDnsPod | undefined,
  signalled: boolean,
  tlsCount: number,
): FieldOrigin[] {
  const server = ["containers", 0];
  return [
    [[...server, "image"], at("image")],
    [[...server, "resources"], type.at("resources")],
    ...environment.map(({ from }, i) => [[...server, "env", i], from] as const),
    ...ports.map(({ from }, i) => [[...server, "ports", i], from] as const),
    [[...server, "volumeMounts", 0], type.at("storage")],
    ...Array.from({ length: tlsCount }, (_, i) => [[...server, "volumeMounts", i + 1], at("security", "authority")] as const),
    ...Array.from({ length: tlsCount }, (_, i) => [["volumes", i], at("security", "authority")] as const),
    ...(signalled
      ? ([
          [["containers", 1], at("security", "reload")],
          [["containers", 1, "image"], at("image")],
          [["shareProcessNamespace"], at("security", "reload")],
          [["volumes", tlsCount], at("configReloadKey")],
        ] as const)
      : []),
    ...(dns?.origins ?? []),
  ];
}
