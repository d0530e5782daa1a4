import type { At, End, PodEnd } from "../../world/policies/decide.ts";
import type { NetworkPolicy } from "../../world/policies/network-policy.ts";

/** Labels that tell one pod of a controller from another, or that a controller alone sets: no rule should rest on them. */
const OF_ONE =
  /^(statefulset\.kubernetes\.io\/pod-name|apps\.kubernetes\.io\/pod-index|controller-revision-hash|pod-template-hash|app\.kubernetes\.io\/managed-by)$/;

/**
 * The entry that a policy lacks, as one line of YAML: `from: [{ podSelector: { matchLabels: { app: ledger } } }], ports: [...]`.
 * A pod is named by its labels and its namespace, by the namespace alone where its labels are not known.
 */
export function ruleFor(direction: "ingress" | "egress", policy: NetworkPolicy, ends: readonly End[], { protocol, port }: At): string {
  const [end] = ends;
  const peers = end === undefined ? [] : end.kind === "pod" ? [podPeer(end, policy)] : addressPeers(end);
  const ports =
    protocol === "UDP"
      ? [`{ protocol: UDP, port: ${port} }`, `{ protocol: TCP, port: ${port} }`]
      : [`{ protocol: ${protocol}, port: ${port} }`];
  return `{ ${direction === "ingress" ? "from" : "to"}: [${peers.join(", ")}], ports: [${ports.join(", ")}] }`;
}

function podPeer({ namespace, labels, onNode, label }: PodEnd, policy: NetworkPolicy): string {
  if (onNode) return `{ ipBlock: { cidr: the addresses of the nodes that ${label} runs on } }`;
  const own = Object.entries(labels).filter(([key]) => !OF_ONE.test(key));
  const pods = own.length === 0 ? [] : [`podSelector: ${matching(own)}`];
  const inOther = namespace !== policy.namespace || pods.length === 0;
  const there = inOther ? [`namespaceSelector: ${matching([["kubernetes.io/metadata.name", namespace]])}`] : [];
  return `{ ${[...there, ...pods].join(", ")} }`;
}

function addressPeers({ ranges, label }: Extract<End, { kind: "addresses" }>): readonly string[] {
  return (ranges ?? [`the addresses of ${label}`]).map((cidr) => `{ ipBlock: { cidr: ${cidr} } }`);
}

function matching(labels: readonly (readonly [string, string])[]): string {
  return `{ matchLabels: { ${labels.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(", ")} } }`;
}
