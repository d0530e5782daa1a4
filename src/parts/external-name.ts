import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import type { SpecPath } from "../terms/manifest.ts";
import { emit } from "./emit.ts";

/** A Service that gives a name of one cluster to what runs in another. */
export interface ExternalNameRequest {
  /** The name that is dialled begins with it: that of the Service which the other cluster has. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** A DNS name that the cluster resolves. Never an address: Kubernetes takes one for a name, which does not exist. */
  readonly externalName: string;
  readonly from: SpecPath;
  /** The spec property that decides `externalName`. */
  readonly targetFrom: SpecPath;
}

/**
 * An ExternalName Service: the cluster's DNS answers `{name}.{namespace}.svc.{clusterDomain}` with an alias of
 * `externalName`. Callers go on to expect the name that they dialled on the certificate. It has no ports: none is translated.
 */
export function addExternalName(scope: Construct, request: ExternalNameRequest): void {
  const { name, namespace, labels, externalName, from, targetFrom } = request;
  const object = k8s.KubeService.manifest({
    metadata: { name, namespace, labels: { ...labels } },
    spec: { type: "ExternalName", externalName },
  });
  emit(scope, object, from, [[["spec", "externalName"], targetFrom]]);
}
