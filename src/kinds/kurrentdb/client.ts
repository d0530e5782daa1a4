import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { emit, type FieldOrigin } from "../../parts/emit.ts";
import { pemText } from "../../parts/known-roots.ts";
import { labels } from "../../parts/labels.ts";
import { BUNDLE_KEY, bundleMountPath, bundleName } from "../../parts/names.ts";
import { isPrivate } from "../../spec/authority.ts";
import type { Client } from "../../spec/topology.ts";
import type { WorkloadContext } from "../kind.ts";
import { endsTls } from "./edge.ts";
import { type Layout, layoutOf, type NamedKurrentDB } from "./layout.ts";
import { clientName, clientPort, nameFrom } from "./node-names.ts";

/**
 * What a client needs to connect, as a ConfigMap named like it: the connection string and, for a client in a cluster
 * that trusts a private CA, which ConfigMap to mount and where. For outside clients it stands beside the workload, for
 * people to hand out, with the roots as PEM where the spec holds them: where their machines keep roots is not known here.
 */
export function addClientConfig(scope: Construct, spec: NamedKurrentDB, client: Client, context: WorkloadContext): void {
  const layout = layoutOf(spec, context);
  const bundle = trustedBundle(client, spec, context);
  const handedOut = rootsToHandOut(client, context);
  const object = k8s.KubeConfigMap.manifest({
    metadata: {
      name: client.name,
      namespace: client.outside ? spec.namespace.name : client.namespace.name,
      labels: labels("kurrentdb-client", client.name, "connection"),
    },
    data: {
      connectionString: connectionString(layout, bundle?.name),
      ...(bundle ? { trustConfigMap: bundle.name, trustPath: bundleMountPath(bundle.name) } : {}),
      ...(handedOut === "" ? {} : { [BUNDLE_KEY]: handedOut }),
    },
  });
  const trust: FieldOrigin[] = bundle
    ? ["trustConfigMap", "trustPath"].map((key) => [
        ["data", key],
        ["clients", client.name, "trusts", bundle.index],
      ])
    : [];
  emit(scope, object, ["clients", client.name], [[["data", "connectionString"], nameFrom(layout, "clientTrafficStrategy")], ...trust]);
}

/**
 * The connection string of the vendor's clients: every node of the quorum under the name that it advertises to clients,
 * since `+discover` takes a single name; one node alone is dialled as it is. Of read-only replicas alone these are the
 * seeds, and a client that names several wants to read from such; a single one is all that it uses.
 */
function connectionString(layout: Layout, bundle: string | undefined): string {
  const { server, quorum, nodeTypes, authority } = layout;
  const seeds = quorum.replicas > 0 ? [quorum] : nodeTypes;
  const hosts = seeds.flatMap((type) => type.pods.map((pod) => `${clientName(layout, type, pod)}:${clientPort(layout)}`));
  const options = [
    `tls=${authority !== undefined}`,
    ...(bundle === undefined ? [] : [`tlsCaFile=${bundleMountPath(bundle)}/${BUNDLE_KEY}`]),
    ...(quorum.replicas > 0 || hosts.length === 1 ? [] : ["nodePreference=readOnlyReplica"]),
  ];
  return `${server.scheme}://${hosts.join(",")}?${options.join("&")}`;
}

/** The roots that an outside client holds, as far as their PEM stands in the spec: a person gives them out with the rest. */
function rootsToHandOut(client: Client, { authorities }: WorkloadContext): string {
  if (!client.outside) return "";
  const pems = client.trusts.flatMap(({ authority: name, generations }) => {
    const authority = authorities[name];
    return isPrivate(authority) ? generations.map((generation) => authority.roots?.[generation] ?? "") : [];
  });
  return pems
    .filter((pem) => pem !== "")
    .map(pemText)
    .join("");
}

/** The Bundle to verify the servers by: that of the authority that signs for them, else the first that the client has. */
function trustedBundle(
  client: Client,
  spec: NamedKurrentDB,
  { authorities }: WorkloadContext,
): { name: string; index: number } | undefined {
  // What a proxy presents is signed by a public authority: the system's roots do, and a file in their place would not.
  if (client.outside || spec.security.insecure || endsTls(spec.network)) return undefined;
  const own = client.trusts.filter((name) => name === spec.security.authority);
  const name = [...own, ...client.trusts].find((each) => isPrivate(authorities[each]));
  return name === undefined ? undefined : { name: bundleName(client.name, name), index: client.trusts.indexOf(name) };
}
