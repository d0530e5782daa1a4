/** Labels that pods or namespaces have to carry. As in Kubernetes. */
export interface LabelSelectorSpec {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    readonly values?: readonly string[];
  }[];
}

/** Pods by selectors, or addresses. As in Kubernetes' NetworkPolicy. */
export interface NetworkPolicyPeerSpec {
  readonly podSelector?: LabelSelectorSpec;
  readonly namespaceSelector?: LabelSelectorSpec;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface NetworkPolicyPortSpec {
  readonly protocol?: "TCP" | "UDP" | "SCTP";
  readonly port?: number | string;
  readonly endPort?: number;
}

/** What is added to the NetworkPolicy that is computed from the workload; `true` adds nothing. */
export interface NetworkPolicySpec {
  /** Default `["Ingress"]`, and with egress rules both. `Egress` closes the way out too, but for what the spec says that nodes need. */
  readonly policyTypes?: readonly ("Ingress" | "Egress")[];
  /** Further rules, as in Kubernetes. */
  readonly ingress?: readonly { readonly from?: readonly NetworkPolicyPeerSpec[]; readonly ports?: readonly NetworkPolicyPortSpec[] }[];
  readonly egress?: readonly { readonly to?: readonly NetworkPolicyPeerSpec[]; readonly ports?: readonly NetworkPolicyPortSpec[] }[];
}

/** The same with defaults. */
export type NetworkPolicyChoice = Required<NetworkPolicySpec>;
