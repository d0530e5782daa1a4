import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import type { RootsSpec } from "../spec/authorities/roots.ts";
import type { PrivateAuthority } from "../spec/authority.ts";
import type { SpecPath } from "../terms/manifest.ts";
import { emit } from "./emit.ts";
import { labels } from "./labels.ts";
import { authorityUnit, BUNDLE_KEY, bundleName, type RootsKind, rootKey, rootsName } from "./names.ts";

/**
 * The trusted roots whose PEM stands in the spec: one root per key, hence one per file, as servers load them. A Secret of them holds
 * public certificates only. It has `data` and no `stringData`: a key that is taken out of that one stays in the cluster.
 */
export function addKnownRoots(
  scope: Construct,
  authority: PrivateAuthority,
  roots: RootsSpec,
  namespace: string,
  rootsAs: readonly RootsKind[],
): void {
  const { name } = authority;
  const generations = Object.keys(roots);
  const metadata = { name: rootsName(name), namespace, labels: labels("private-ca", authorityUnit(name), "roots") };
  const data = (encode: (pem: string) => string) =>
    Object.fromEntries(generations.map((generation) => [rootKey(generation), encode(pemText(roots[generation] ?? ""))]));
  for (const kind of rootsAs) {
    const object =
      kind === "ConfigMap"
        ? k8s.KubeConfigMap.manifest({ metadata, data: data((pem) => pem) })
        : k8s.KubeSecret.manifest({ metadata, type: "Opaque", data: data((pem) => Buffer.from(pem).toString("base64")) });
    emit(
      scope,
      object,
      ["authorities", name, "trusted"],
      generations.map((generation) => [
        ["data", rootKey(generation)],
        ["authorities", name, "roots", generation],
      ]),
    );
  }
}

/** What a client verifies servers by, in its own namespace and whichever cluster: all trusted roots in one file. */
export function addClientRoots(scope: Construct, { client, namespace, authority, roots, index, from }: ClientRoots): void {
  const object = k8s.KubeConfigMap.manifest({
    metadata: { name: bundleName(client, authority.name), namespace, labels: labels("trust-bundle", client, "trust") },
    data: { [BUNDLE_KEY]: Object.values(roots).map(pemText).join("") },
  });
  emit(scope, object, from ?? ["clients", client, "trusts", index], [
    [
      ["data", BUNDLE_KEY],
      ["authorities", authority.name, "roots"],
    ],
  ]);
}

/** Which roots go to which client. */
export interface ClientRoots {
  readonly client: string;
  readonly namespace: string;
  readonly authority: PrivateAuthority;
  readonly roots: RootsSpec;
  /** Position of the authority in the client's `trusts`. */
  readonly index: number;
  /** The spec property that asks for it, where that is no client's `trusts`. */
  readonly from?: SpecPath;
}

/** PEM with its lines ended as on Unix, and the last one too. */
export function pemText(pem: string): string {
  return `${pem.replaceAll("\r\n", "\n").trim()}\n`;
}
