import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { stringify } from "yaml";
import type { PrivateCA } from "../spec/authorities/private-ca.ts";
import type { Cluster } from "../spec/topology.ts";
import type { SpecPath } from "../terms/manifest.ts";
import { emit } from "./emit.ts";
import { hashOf } from "./hash.ts";
import { labels } from "./labels.ts";
import { anchorName, authorityUnit, type RootsKind, rootKey, rootsName, trustRootsName } from "./names.ts";
import { rootsJobSpec } from "./roots-job.ts";

/** Says on a ConfigMap without data who fills it, for those who read git. */
const FILLED_BY = "trueline/filled-by";

/** Names of the kinds in RBAC. */
const RESOURCE: Readonly<Record<RootsKind, string>> = { ConfigMap: "configmaps", Secret: "secrets" };

/** A ConfigMap or Secret of roots: where it is. */
interface RootsTarget {
  readonly kind: RootsKind;
  readonly name: string;
  readonly namespace: string;
}

/**
 * The two ConfigMaps of trusted roots, and the Job that fills them from the anchors' `ca.crt`, with no more rights than
 * that: RBAC can't restrict `create` to a name, so the ConfigMaps themselves stand in git, and the Job may only get and
 * patch these two. The trust namespace is left out where the cluster has no trust-manager. In the workload's namespace it may be a
 * Secret, too or in place of the ConfigMap: it stands in git without data, and what the Job writes there is public.
 */
export function addRoots(scope: Construct, authority: PrivateCA, namespace: string, cluster: Cluster, rootsAs: readonly RootsKind[]): void {
  const at = (...path: SpecPath): SpecPath => ["authorities", authority.name, ...path];
  const unit = authorityUnit(authority.name);
  const trustNamespace = cluster.platform.trustManager?.trustNamespace;
  const targets: RootsTarget[] = rootsAs.map((kind) => ({ kind, name: rootsName(authority.name), namespace }));
  if (trustNamespace !== undefined)
    targets.push({ kind: "ConfigMap", name: trustRootsName(namespace, authority.name), namespace: trustNamespace });

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

  for (const { kind, ...target } of targets) {
    const metadata = { ...target, labels: labels("private-ca", unit, "roots") };
    const note = `A Job ${rootsName(authority.name)}-* in namespace ${namespace} writes one root per key into this ${kind}.`;
    const noted = { metadata: { ...metadata, annotations: { [FILLED_BY]: note } } };
    emit(
      scope,
      kind === "ConfigMap" ? k8s.KubeConfigMap.manifest(noted) : k8s.KubeSecret.manifest({ ...noted, type: "Opaque" }),
      at("trusted"),
    );
  }
  for (const { name, namespace: where } of distinct(targets)) {
    const metadata = { name, namespace: where, labels: labels("private-ca", unit, "roots") };
    const kinds = targets.filter((target) => target.name === name && target.namespace === where).map(({ kind }) => RESOURCE[kind]);
    emit(
      scope,
      k8s.KubeRole.manifest({
        metadata,
        rules: [{ apiGroups: [""], resources: kinds, resourceNames: [name], verbs: ["get", "patch"] }],
      }),
      at(),
    );
    emit(
      scope,
      k8s.KubeRoleBinding.manifest({
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
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

/** Each name and namespace once. */
function distinct(targets: readonly RootsTarget[]): readonly RootsTarget[] {
  return [...new Map(targets.map((target) => [`${target.namespace}/${target.name}`, target])).values()];
}

/** One object per target, each with all trusted roots; the names must be exactly these, without kustomize's hash. */
function kustomizationOf(authority: PrivateCA, targets: readonly RootsTarget[]): string {
  const files = authority.trusted.map(rootKey);
  const generators = (wanted: RootsKind) =>
    targets.filter(({ kind }) => kind === wanted).map(({ name, namespace }) => ({ name, namespace, files: [...files] }));
  const [configMaps, secrets] = [generators("ConfigMap"), generators("Secret")];
  return stringify({
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    generatorOptions: { disableNameSuffixHash: true },
    ...(configMaps.length > 0 ? { configMapGenerator: configMaps } : {}),
    ...(secrets.length > 0 ? { secretGenerator: secrets } : {}),
  });
}
