import type { Construct } from "constructs";
import { type KurrentDBResourceSpec, kurrentDBResource, type NodeTypeSpec } from "../../../parts/crds/kurrentdb-operator.ts";
import { emit, type FieldOrigin } from "../../../parts/emit.ts";
import { labels } from "../../../parts/labels.ts";
import { rootKey, rootsName } from "../../../parts/names.ts";
import { isPrivate } from "../../../spec/authority.ts";
import { reservedCommonName } from "../common-name.ts";
import { farRules } from "../dns.ts";
import { edgeAnnotations } from "../edge-objects.ts";
import { KURRENTDB, type Layout } from "../layout.ts";
import { nodeCertificateName } from "../node-certificate.ts";
import { fqdnFrom, hasPeers, memberName } from "../node-names.ts";
import type { ConfigurationSpec, ConstraintsSpec, ResourcesSpec, StorageSpec } from "../spec.ts";
import { operatorAtLeast } from "./operator.ts";

/** Fields of a workload that stand in the resource as they are, under the same name. */
const PASSED_ON = [
  "configReloadKey",
  "rollingRestartKey",
  "fullRestartKey",
  "quorumNodes",
  "sourceBackup",
  "environmentSecret",
  "serviceAccountName",
  "volumeSnapshotClassName",
  "podDisruptionBudgets",
  "licenseSecret",
] as const;

/** The prefix of the one annotation that the operator writes onto load balancers. Source: the vendor's documentation. */
const ANNOTATION_PREFIX = "external-dns.alpha.kubernetes.io/";

/** Adds the KurrentDB resource of a workload, named like it: the operator names StatefulSets, Services and pods after it. */
export function addResource(scope: Construct, layout: Layout): void {
  const { spec, at } = layout;
  const metadata = { name: spec.name, namespace: spec.namespace.name, labels: labels(KURRENTDB, spec.name, "resource") };
  const object = kurrentDBResource(metadata, resourceSpec(layout));
  emit(scope, object, at(), origins(layout));
}

function resourceSpec(layout: Layout): KurrentDBResourceSpec {
  const { spec } = layout;
  const { configuration, constraints, readOnlyReplicas, archiver } = spec;
  const common = commonConfiguration(layout, configuration);
  // What falls back to the main fields is left out, as the operator does the same.
  const own = <Value>(value: Value, main: Value) => (value === main ? undefined : value);
  return {
    replicas: spec.replicas,
    image: spec.image,
    resources: { ...spec.resources },
    storage: claim(spec.storage),
    network: network(layout),
    ...security(layout),
    ...(Object.keys(common).length > 0 ? { configuration: common } : {}),
    ...(Object.keys(constraints).length > 0 ? { constraints: { ...constraints } } : {}),
    ...(readOnlyReplicas.replicas > 0
      ? {
          readOnlyReplicas: {
            replicas: readOnlyReplicas.replicas,
            ...nodeType(layout, {
              resources: own(readOnlyReplicas.resources, spec.resources),
              storage: own(readOnlyReplicas.storage, spec.storage),
              configuration: own(readOnlyReplicas.configuration, configuration),
              constraints: own(readOnlyReplicas.constraints, constraints),
            }),
          },
        }
      : {}),
    ...(archiver ? { archiver: { enabled: archiver.enabled, ...nodeType(layout, archiver) } } : {}),
    ...(spec.users ? { users: { ...spec.users } } : {}),
    ...(spec.telemetryOptOut ? { telemetryOptOut: true } : {}),
    ...quorumElsewhere(layout),
    ...passedOn(layout),
    ...extraMetadata(layout),
  };
}

function network(layout: Layout): KurrentDBResourceSpec["network"] {
  const { spec, clusterDomain } = layout;
  const { domain, loadBalancer, nodePort, replicationPort, nodeTcpPort, splitDNSExtraRules } = spec.network;
  const { allowedIPs, loadBalancerClass } = loadBalancer;
  return {
    // The resource demands one. Where nobody dials a name in it, it is the one in which Service names are.
    domain: domain ?? `${spec.namespace.name}.svc.${clusterDomain}`,
    fqdnTemplate: spec.network.fqdnTemplate,
    internodeTrafficStrategy: spec.network.internodeTrafficStrategy,
    clientTrafficStrategy: spec.network.clientTrafficStrategy,
    loadBalancer: {
      enabled: loadBalancer.enabled,
      ...(allowedIPs.length > 0 ? { allowedIPs } : {}),
      ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }),
    },
    ...splitDNS([...splitDNSExtraRules, ...rulesForFarPods(layout)]),
    ...(nodePort === 2113 ? {} : { nodePort }),
    ...(replicationPort === 1112 ? {} : { replicationPort }),
    ...(nodeTcpPort === undefined ? {} : { nodeTcpPort }),
  };
}

function splitDNS(rules: readonly unknown[]): Pick<KurrentDBResourceSpec["network"], "splitDNSExtraRules"> {
  return rules.length > 0 ? { splitDNSExtraRules: rules } : {};
}

/**
 * Rules that lead the FQDNs of pods in other clusters to their names in a peering, as the operator's sidecar reads them: groups are
 * `${1}` there, and a pattern has to take the whole name. Those of a person come before, and the operator's own before all.
 */
function rulesForFarPods(layout: Layout): readonly { readonly host: string; readonly result: string; readonly regex: true }[] {
  if (layout.spec.network.internodeTrafficStrategy !== "SplitDNS") return [];
  return farRules(layout).map(({ fqdn, target }) => ({ host: fqdn, result: target.replaceAll(/\{(\d+)\}/g, "${$1}"), regex: true }));
}

/** Without it the operator starts insecure servers. */
function security(layout: Layout): Pick<KurrentDBResourceSpec, "security"> {
  const { authority, spec, cluster, quorum } = layout;
  if (!authority) return {};
  const commonName = reservedCommonName(layout);
  const brought = spec.security.certificateSecret;
  // Without a key all of the Secret's are mounted: one root more or less changes its content, and not the pods.
  const all = operatorAtLeast(cluster, "1.5");
  const [first = ""] = isPrivate(authority) ? authority.trusted : [];
  return {
    security: {
      ...(commonName === undefined ? {} : { certificateReservedNodeCommonName: commonName }),
      certificateSecret: {
        name: brought?.name ?? nodeCertificateName(quorum),
        keyName: brought?.keyName ?? "tls.crt",
        privateKeyName: brought?.privateKeyName ?? "tls.key",
      },
      ...(isPrivate(authority)
        ? { certificateAuthoritySecret: { name: rootsName(authority.name), ...(all ? {} : { keyName: rootKey(first) }) } }
        : {}),
    },
  };
}

/** The spec's options, and those that nodes need and the operator does not set. */
function commonConfiguration(layout: Layout, configuration: ConfigurationSpec): ConfigurationSpec {
  const { authority, server, spec } = layout;
  // Public authorities issue no certificates for clients any more, and nodes are clients of each other.
  const publicly = authority?.kind === "acme" && server.acceptsServerOnlyCertificates && (hasPeers(layout) || spec.replicas === 0);
  if (!publicly && !layout.edge) return configuration;
  return {
    ...(publicly ? { DisableClientAuthEkuValidation: true } : {}),
    // Clients dial the proxy in front of the nodes.
    ...(layout.edge ? { AdvertiseNodePortToClientAs: layout.edge.port } : {}),
    ...configuration,
  };
}

function nodeType(
  layout: Layout,
  own: {
    readonly resources?: ResourcesSpec | undefined;
    readonly storage?: StorageSpec | undefined;
    readonly configuration?: ConfigurationSpec | undefined;
    readonly constraints?: ConstraintsSpec | undefined;
  },
): NodeTypeSpec {
  return {
    ...(own.resources ? { resources: { ...own.resources } } : {}),
    ...(own.storage ? { storage: claim(own.storage) } : {}),
    ...(own.configuration ? { configuration: commonConfiguration(layout, own.configuration) } : {}),
    ...(own.constraints ? { constraints: { ...own.constraints } } : {}),
  };
}

/** A claim with all that the API server would add. */
function claim({ size, storageClassName, accessModes }: StorageSpec): Readonly<Record<string, unknown>> {
  return {
    accessModes: accessModes ?? ["ReadWriteOnce"],
    resources: { requests: { storage: size } },
    ...(storageClassName === undefined ? {} : { storageClassName }),
    volumeMode: "Filesystem",
  };
}

/** The nodes of the quorum that a workload names, under the names that they advertise. */
function quorumElsewhere({ spec, fleet: { head } }: Layout): Readonly<Record<string, unknown>> {
  if (spec.quorumOf === undefined) return {};
  return { quorumNodes: head.quorum.pods.map((pod) => `${memberName(head, head.quorum, pod)}:${head.spec.network.nodePort}`) };
}

type Metadata = { readonly annotations?: Readonly<Record<string, string>> };

/**
 * Metadata of the objects that the operator makes: what the spec says; on load balancers the annotation that this cluster's
 * external-dns reads, where the operator's own has another prefix; and on pods' Services what a proxy reads there. The template's
 * placeholders are known there too.
 */
function extraMetadata(layout: Layout): Readonly<Record<string, unknown>> {
  const { spec, cluster } = layout;
  const { extraMetadata: given }: Readonly<Record<string, unknown>> = { ...spec };
  const { externalDNS } = cluster.platform;
  const unread = spec.network.loadBalancer.enabled && externalDNS !== undefined && externalDNS.annotationPrefix !== ANNOTATION_PREFIX;
  const added: Readonly<Record<string, Metadata["annotations"]>> = {
    loadBalancers: unread ? { [`${externalDNS.annotationPrefix}hostname`]: spec.network.fqdnTemplate } : undefined,
    headlessPodServices: edgeAnnotations(layout, "{podName}"),
  };
  const all: Record<string, Metadata> = { ...(given as Readonly<Record<string, Metadata>> | undefined) };
  for (const [kind, annotations] of Object.entries(added))
    if (annotations) all[kind] = { ...all[kind], annotations: { ...annotations, ...all[kind]?.annotations } };
  return Object.keys(all).length > 0 || given !== undefined ? { extraMetadata: all } : {};
}

function passedOn({ spec }: Layout): Readonly<Record<string, unknown>> {
  const fields: Readonly<Record<string, unknown>> = { ...spec };
  return Object.fromEntries(PASSED_ON.flatMap((field) => (fields[field] === undefined ? [] : [[field, fields[field]]])));
}

function origins(layout: Layout): readonly FieldOrigin[] {
  const { at, spec } = layout;
  const same = (...path: readonly string[]): FieldOrigin => [["spec", ...path], at(...path)];
  const nodeTypes = ["readOnlyReplicas", "archiver"].flatMap((type) => [
    same(type),
    ...["replicas", "enabled", "resources", "storage", "configuration", "constraints"].map((field) => same(type, field)),
  ]);
  return [
    ...["replicas", "image", "resources", "storage", "configuration", "constraints", "users", "telemetryOptOut"].map((field) =>
      same(field),
    ),
    ...PASSED_ON.map((field) => same(field)),
    ...(spec.quorumOf === undefined ? [] : [[["spec", "quorumNodes"], at("quorumOf")] satisfies FieldOrigin]),
    ...nodeTypes,
    same("network"),
    ...["internodeTrafficStrategy", "clientTrafficStrategy", "loadBalancer", "nodePort", "replicationPort", "nodeTcpPort"].map((field) =>
      same("network", field),
    ),
    same("network", "loadBalancer", "allowedIPs"),
    same("network", "loadBalancer", "loadBalancerClass"),
    [["spec", "network", "domain"], spec.network.domain === undefined ? at("network") : at("network", "domain")],
    [["spec", "network", "fqdnTemplate"], fqdnFrom(layout)],
    [
      ["spec", "network", "splitDNSExtraRules"],
      spec.network.splitDNSExtraRules.length > 0 ? at("network", "splitDNSExtraRules") : at("network", "peering"),
    ],
    same("extraMetadata"),
    [["spec", "extraMetadata", "loadBalancers"], fqdnFrom(layout)],
    same("security"),
    same("security", "certificateReservedNodeCommonName"),
    [["spec", "security", "certificateAuthoritySecret"], at("security", "authority")],
    [
      ["spec", "security", "certificateSecret"],
      spec.security.certificateSecret ? at("security", "certificateSecret") : at("security", "authority"),
    ],
  ];
}
