import type { Construct } from "constructs";
import type { PrivateCA } from "../spec/authorities/private-ca.ts";
import type { SpecPath } from "../terms/manifest.ts";
import { bundle } from "./crds/trust-manager.ts";
import { emit } from "./emit.ts";
import { labels } from "./labels.ts";
import { BUNDLE_KEY, bundleName, rootKey, trustRootsName } from "./names.ts";

/** Which roots go to which client. */
export interface BundleRequest {
  readonly client: string;
  /** The client's namespace: the only one that the ConfigMap is made in. */
  readonly namespace: string;
  readonly authority: PrivateCA;
  /** Position of the authority in the client's `trusts`. */
  readonly index: number;
  /** The spec property that asks for it, where that is no client's `trusts`. */
  readonly from?: SpecPath;
  /** The namespaces in which the authority signs, each with roots of its own. */
  readonly signsIn: readonly string[];
}

/**
 * The Bundle by which trust-manager brings the trusted roots of a private CA to a client. It reads the ConfigMaps that
 * the roots' Jobs fill in the trust namespace, one key per generation, and never a live CA Secret: that would drop the
 * old root at the moment the CA is renewed.
 */
export function addBundle(scope: Construct, { client, namespace, authority, index, signsIn, from }: BundleRequest): void {
  const name = bundleName(client, authority.name);
  const sources = signsIn.flatMap((each) =>
    authority.trusted.map((generation) => ({ configMap: { name: trustRootsName(each, authority.name), key: rootKey(generation) } })),
  );
  const object = bundle(
    { name, labels: labels("trust-bundle", client, "trust") },
    {
      sources,
      target: {
        configMap: { key: BUNDLE_KEY },
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
      },
    },
  );
  emit(scope, object, from ?? ["clients", client, "trusts", index], [
    [
      ["spec", "sources"],
      ["authorities", authority.name, "trusted"],
    ],
    [["spec", "target", "namespaceSelector"], from ?? ["clients", client, "namespace"]],
  ]);
}
