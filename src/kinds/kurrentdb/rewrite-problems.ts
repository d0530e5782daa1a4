import type { WorkloadContext } from "../kind.ts";
import type { SpecProblem } from "../spec-problem.ts";
import type { NamedKurrentDB } from "./layout.ts";

/** Why the cluster's DNS can't lead clients to the nodes, where the spec asks for it. */
export function rewriteProblems({ network, backend }: NamedKurrentDB, { cluster }: WorkloadContext): readonly SpecProblem[] {
  if (!network.clientRewrites) return [];
  const path = ["network", "clientRewrites"];
  if (network.clientTrafficStrategy !== "FQDN") {
    const message = `would rewrite FQDNs, and clients dial Service names: "ServiceName" leads them straight to the nodes already.`;
    return [{ path, message, hint: "Leave it out." }];
  }
  if (network.ingress ?? network.gateway) {
    const message = "would lead clients past the proxy, to a port on which no node listens.";
    return [{ path, message, hint: "Leave it out, or let clients come without ingress and gateway." }];
  }
  if (backend === "operator") {
    const message = "would rewrite to the Services of single pods, whose names the operator does not document.";
    return [{ path, message, hint: 'Leave it out, or use backend: "manifests".' }];
  }
  if (cluster.dns.customization === undefined) {
    const message = `needs to know how the CoreDNS of cluster ${cluster.name} takes additions, which differs by distribution.`;
    return [{ path, message, hint: `Add clusters.${cluster.name}.dns.customization: "aks", "k3s", "kubeadm" or "eks".` }];
  }
  return [];
}
