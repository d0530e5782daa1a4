import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { stringify } from "yaml";
import type { PrivateCA } from "../spec/authorities/private-ca.ts";
import type { Cluster } from "../spec/topology.ts";
import type { SpecPath } from "../terms/manifest.ts";
import { emit } from "./emit.ts";
import { hashOf } from "./hash.ts";
import { labels } from "./labels.ts";
import { anchorName, authorityUnit, rootKey, rootsName, trustRootsName } from "./names.ts";
import { rootsJobSpec } from "./roots-job.ts";

/** Says on a ConfigMap without data who fills it, for those who read git. */
const FILLED_BY = "trueline/filled-by";

/** A ConfigMap of roots: where it is. */
interface RootsConfigMap {
  readonly name: string;
  readonly namespace: string;
}

/**
 * The two ConfigMaps of trusted roots, and the Job that fills them from the anchors' `ca.crt`, with no more rights than
 * that: RBAC can't restrict `create` to a name, so the ConfigMaps themselves stand in git, and the Job may only get and
 * patch these two. The trust namespace is left out where the cluster has no trust-manager.
 */
export function addRoots(scope: Construct, authority: PrivateCA, namespace: string, cluster: Cluster): void {
  const at = (...path: SpecPath): SpecPath => ["authorities", authority.name, ...path];
  const unit = authorityUnit(authority.name);
  const trustNamespace = cluster.platform.trustManager?.trustNamespace;
  const targets: RootsConfigMap[] = [{ name: rootsName(authority.name), namespace }];
  if (trustNamespace !== undefined) targets.push({ name: trustRootsName(namespace, authority.name), namespace: trustNamespace });

  const kustomization = kustomizationOf(authority, targets);
  const job = rootsJobSpec({
    image: cluster.images.kubectl,
    serviceAccount: rootsName(authority.name),
    fieldManager: `trueline-${unit}-roots`,
    labels: labels("private-ca", unit, "roots-job"),
    // The ConfigMap's name is the Job's; it is part of neither's hash.
    kustomization: (name) => name,
    anchors: authority.trusted.map((generation) => ({ secret: anchorName(authority.name, generation), file: rootKey(generation) })),
  });
  const jobName = `${rootsName(authority.name)}-${hashOf([kustomization, job("")])}`;

  for (const target of targets) {
    const metadata = { ...target, labels: labels("private-ca", unit, "roots") };
    const note = `A Job ${rootsName(authority.name)}-* in namespace ${namespace} writes one root per key into this ConfigMap.`;
    emit(scope, k8s.KubeConfigMap.manifest({ metadata: { ...metadata, annotations: { [FILLED_BY]: note } } }), at("trusted"));
    emit(
      scope,
      k8s.KubeRole.manifest({
        metadata,
        rules: [{ apiGroups: [""], resources: ["configmaps"], resourceNames: [target.name], verbs: ["get", "patch"] }],
      }),
      at(),
    );
    emit(
      scope,
      k8s.KubeRoleBinding.manifest({
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: target.name },
        subjects: [{ kind: "ServiceAccount", name: rootsName(authority.name), namespace }],
      }),
      at(),
    );
  }
  const metadata = (name: string) => ({ name, namespace, labels: labels("private-ca", unit, "roots-job") });
  emit(
    scope,
    k8s.KubeServiceAccount.manifest({ metadata: metadata(rootsName(authority.name)), automountServiceAccountToken: false }),
    at(),
  );
  emit(scope, k8s.KubeConfigMap.manifest({ metadata: metadata(jobName), data: { "kustomization.yaml": kustomization } }), at("trusted"));
  emit(scope, k8s.KubeJob.manifest({ metadata: metadata(jobName), spec: job(jobName) }), at("trusted"), [
    [
      ["spec", "template", "spec", "containers", 0, "image"],
      ["clusters", cluster.name, "images", "kubectl"],
    ],
  ]);
}

/** One ConfigMap per target, each with all trusted roots; the names must be exactly these, without kustomize's hash. */
function kustomizationOf(authority: PrivateCA, targets: readonly RootsConfigMap[]): string {
  const files = authority.trusted.map(rootKey);
  return stringify({
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    generatorOptions: { disableNameSuffixHash: true },
    configMapGenerator: targets.map((target) => ({ ...target, files: [...files] })),
  });
}
