import type { Path } from "../../../terms/place.ts";
import { at, type Data, record, text } from "../../data.ts";
import type { DerivedField } from "../derived.ts";
import type { Made } from "./made.ts";
import { metadataOf, selectorOf } from "./metadata.ts";
import { configurationFile, forcedOptions, pathsOf } from "./options.ts";
import type { NodeType, Resource } from "./resource.ts";
import { DNS_IMAGE, DNS_KEY, dnsName } from "./split-dns.ts";

const CONFIGURATION = "kurrentdb.conf";

/** The ConfigMap of a type's options; named like the StatefulSet, as far as the definition's descriptions tell. */
export function configurationMap(resource: Resource, type: NodeType): Made {
  return {
    object: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadataOf(resource, type, "configMaps", type.name),
      data: { [CONFIGURATION]: configurationFile(type) },
    },
    base: type.configuration.from,
    fields: [],
  };
}

interface Part {
  readonly value: Data;
  readonly from: Path;
}

/**
 * The StatefulSet of a node type as far as it matters to dials: image, options, what is mounted, and the SplitDNS sidecar. Probes,
 * security contexts and names of containers are not documented; servers here count as ready when they run. Source: KurrentDB operator
 * documentation, resource types and managing certificates; for the sidecar's pod kurrent-io/dns-sidecar.
 */
export function statefulSet(resource: Resource, type: NodeType): Made {
  const { spec, image, secure, internode } = resource;
  const paths = pathsOf(resource);
  const args = [
    { text: `--Config=${paths.configuration}/${CONFIGURATION}`, from: type.configuration.from },
    ...forcedOptions(resource, type),
  ];
  const variables = environment(resource);
  const volumes = secure ? tlsVolumes(spec) : [];
  const splitDNS = internode === "SplitDNS";
  const environmentSecret = text(spec["environmentSecret"]);
  const account = text(spec["serviceAccountName"]);
  const labels = { ...record(metadataOf(resource, type, "pods", type.name).labels), ...selectorOf(resource, type) };
  const container = {
    name: "kurrentdb-node",
    image,
    args: args.map((each) => each.text),
    env: variables.map(({ value }) => value),
    ...(environmentSecret === undefined ? {} : { envFrom: [{ secretRef: { name: environmentSecret } }] }),
    ports: [
      { name: "http", containerPort: resource.ports.http },
      { name: "replication", containerPort: resource.ports.replication },
    ],
    volumeMounts: [
      { name: "data", mountPath: paths.data },
      { name: "configuration", mountPath: paths.configuration },
      ...volumes.map(({ value }) => ({ name: value["name"], mountPath: value["name"] === "ca" ? paths.roots : paths.certificates })),
    ],
  };
  const sidecar = { name: "dns", image: DNS_IMAGE, args: [`/dns/${DNS_KEY}`], volumeMounts: [{ name: "dns", mountPath: "/dns" }] };
  const pod = ["spec", "template", "spec"];
  const server = [...pod, "containers", 0];
  const fields: DerivedField[] = [
    { path: ["spec", "replicas"], from: type.from },
    { path: ["spec", "volumeClaimTemplates"], from: ["spec", "storage"] },
    { path: ["spec", "template", "metadata"], from: ["spec", "extraMetadata", "pods"] },
    { path: [...server, "image"], from: ["spec", "image"] },
    { path: [...server, "envFrom"], from: ["spec", "environmentSecret"] },
    { path: [...pod, "serviceAccountName"], from: ["spec", "serviceAccountName"] },
    ...args.map(({ from }, i): DerivedField => ({ path: [...server, "args", i], from })),
    ...variables.map(({ from }, i): DerivedField => ({ path: [...server, "env", i], from })),
    ...volumes.map(({ from }, i): DerivedField => ({ path: [...pod, "volumes", i], from })),
    ...(splitDNS ? [{ path: [...pod, "containers", 1], from: ["spec", "network", "internodeTrafficStrategy"] }] : []),
    ...["dnsConfig", "dnsPolicy"].map(
      (field): DerivedField => ({ path: [...pod, field], from: ["spec", "network", "internodeTrafficStrategy"] }),
    ),
  ];
  return {
    object: {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: metadataOf(resource, type, "statefulSets", type.name),
      spec: {
        serviceName: type.name,
        replicas: type.replicas,
        selector: { matchLabels: selectorOf(resource, type) },
        template: {
          metadata: { ...metadataOf(resource, type, "pods", type.name), labels },
          spec: {
            ...(account === undefined ? {} : { serviceAccountName: account }),
            containers: [container, ...(splitDNS ? [sidecar] : [])],
            ...(splitDNS ? splitDNSPod(resource) : {}),
            volumes: [
              ...volumes.map(({ value }) => value),
              { name: "configuration", configMap: { name: type.name } },
              ...(splitDNS ? [{ name: "dns", configMap: { name: dnsName(type) } }] : []),
            ],
          },
        },
        volumeClaimTemplates: [{ metadata: { name: "data" }, spec: record(spec["storage"]) }],
      },
    },
    base: type.from,
    fields,
  };
}

/** The sidecar answers first; what it has no rule for it refuses, so that the pod's second nameserver is asked. */
function splitDNSPod({ namespace, clusterDomain, baseResolver }: Resource): Data {
  const searches = [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
  return {
    dnsPolicy: "None",
    dnsConfig: { nameservers: ["127.0.0.1", baseResolver], searches, options: [{ name: "ndots", value: "5" }] },
  };
}

function environment(resource: Resource): readonly Part[] {
  const { spec, secure } = resource;
  const { prefix } = pathsOf(resource);
  const variables: Part[] = [{ value: { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }, from: ["spec"] }];
  const secret = (name: string, key: unknown, ...from: Path) => {
    variables.push({ value: { name: `${prefix}${name}`, valueFrom: { secretKeyRef: key } }, from: ["spec", ...from] });
  };
  for (const [name, field] of [
    ["DEFAULT_ADMIN_PASSWORD", "adminPasswordSecret"],
    ["DEFAULT_OPS_PASSWORD", "opsPasswordSecret"],
  ] as const) {
    const key = at(spec, "users", field);
    // Without TLS there are no users.
    if (key !== undefined && secure) secret(name, key, "users", field);
    // A database that starts from a backup has that one's users.
    else if (text(spec["sourceBackup"]) !== undefined) {
      variables.push({ value: { name: `${prefix}${name}`, value: "restored" }, from: ["spec", "sourceBackup"] });
    }
  }
  if (at(spec, "licenseSecret") !== undefined) secret("LICENSING__LICENSE_KEY", spec["licenseSecret"], "licenseSecret");
  return variables;
}

/** The leaf's Secret, and that of the roots: one key of it, or where none is named all. */
function tlsVolumes(spec: Data): readonly Part[] {
  const [leaf, roots] = [record(at(spec, "security", "certificateSecret")), record(at(spec, "security", "certificateAuthoritySecret"))];
  const key = text(roots["keyName"]);
  const items = [
    { key: text(leaf["keyName"]) ?? "tls.crt", path: "tls.crt" },
    { key: text(leaf["privateKeyName"]) ?? "tls.key", path: "tls.key" },
  ];
  const certificates: Part = {
    value: { name: "certificates", secret: { secretName: leaf["name"], items } },
    from: ["spec", "security", "certificateSecret"],
  };
  if (text(roots["name"]) === undefined) return [certificates];
  const chosen = key === undefined ? {} : { items: [{ key, path: key }] };
  return [
    certificates,
    { value: { name: "ca", secret: { secretName: roots["name"], ...chosen } }, from: ["spec", "security", "certificateAuthoritySecret"] },
  ];
}
