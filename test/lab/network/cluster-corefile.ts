import type { ClusterFacts } from "../../../src/terms/environment.ts";
import { ANSWER_LOG } from "./name-servers.ts";

/** Where the CoreDNS of a cluster finds what its pod would mount. */
export interface CorefilePlaces {
  readonly kubeconfig: string;
  /** In place of what the node's resolv.conf names. */
  readonly upstream: string;
}

/** By which AKS and k3s take in the keys of ConfigMap `coredns-custom`: the first into the server block, the second beside it. */
const IMPORT_OVERRIDE = "    import custom/*.override\n";
const IMPORT_SERVER = "import custom/*.server\n";

/**
 * The Corefile of a cluster as its distribution brings it, but without a cache. Sources: kubeadm's app/phases/addons/dns/manifests.go;
 * for AKS its ConfigMap `coredns`, for k3s its manifests/coredns.yaml: both end in imports of `custom/*.override` and `custom/*.server`.
 */
export function corefileOf({ clusterDomain, customization }: ClusterFacts["dns"]): string {
  const imports = customization === "aks" || customization === "k3s";
  return `.:53 {
    errors
    kubernetes ${clusterDomain} in-addr.arpa ip6.arpa {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
    }
    forward . /etc/resolv.conf
${imports ? IMPORT_OVERRIDE : ""}}
${imports ? IMPORT_SERVER : ""}`;
}

/**
 * A cluster's Corefile as the lab runs it: with the lab's way to the API server and to other names, a log of all answers, and without
 * a cache, for names come and go within seconds here. All else stays as it is.
 */
export function asRunInLab(corefile: string, { kubeconfig, upstream }: CorefilePlaces): string {
  const added = `kubeconfig ${kubeconfig} lab\n        ttl 1`;
  return corefile
    .replace(/^[ \t]*cache\b[^{\n]*(?:\{[^}]*\})?[ \t]*\n/gm, "")
    .replace(/^([ \t]*kubernetes\b[^{\n]*?)[ \t]*(\{?)[ \t]*$/gm, (_, start: string, brace: string) =>
      brace === "" ? `${start} {\n        ${added}\n    }` : `${start} {\n        ${added}`,
    )
    .replace(/^(?!\()(\S[^\n]*\{)[ \t]*$/gm, `$1\n    ${ANSWER_LOG}`)
    .replaceAll("/etc/resolv.conf", upstream)
    .replaceAll(/\/etc\/coredns\/(?=custom\/)/g, "");
}
