/** The fields of Traefik's resources that Trueline writes, as in its reference (traefik.io/v1alpha1, Traefik 3.4 and later). */
import type { KubeObject } from "../../terms/kube-object.ts";

/** How Traefik verifies a backend: the name on its certificate, and the ConfigMap with the roots; without one the system's. */
export function serversTransport(
  metadata: { readonly name: string; readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
  { serverName, roots }: { readonly serverName: string; readonly roots: string | undefined },
): KubeObject {
  const trust = roots === undefined ? {} : { rootCAs: [{ configMap: roots }] };
  return { apiVersion: "traefik.io/v1alpha1", kind: "ServersTransport", metadata, spec: { serverName, ...trust } };
}
