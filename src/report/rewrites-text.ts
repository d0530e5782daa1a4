import { wrap } from "./wrap.ts";

/** What is to be said of one workload's rewrites. */
export interface Rewrites {
  readonly workload: string;
  readonly cluster: string;
  readonly customization: "aks" | "k3s" | "kubeadm" | "eks";
  readonly compiled: boolean;
  readonly lines: string;
  readonly stated: boolean;
}

/** How each distribution takes them, in sentences. Sources: docs/cluster-dns.md. */
const SHARED =
  "Before the first sync look for keys of others there: those set by kubectl apply would be deleted (docs/cluster-dns.md says how to keep them).";
const HOW: Readonly<Record<Rewrites["customization"], readonly string[]>> = {
  aks: [
    "AKS reads them from ConfigMap kube-system/coredns-custom, which is compiled.",
    SHARED,
    "After a change: kubectl -n kube-system rollout restart deployment coredns",
  ],
  k3s: [
    "k3s reads them from ConfigMap kube-system/coredns-custom, which is compiled.",
    SHARED,
    "After a change: kubectl -n kube-system rollout restart deployment coredns",
  ],
  kubeadm: [
    "kubeadm's CoreDNS has them in its own Corefile, which nothing here overwrites: kubectl -n kube-system edit configmap coredns",
    "Put these lines into the block that begins with .:53, before kubernetes:",
  ],
  eks: [
    "The EKS add-on takes a whole Corefile in its configuration values: aws eks update-addon --addon-name coredns --configuration-values, with the key corefile. A change of the ConfigMap by hand is lost where an update says OVERWRITE.",
    "Put these lines into the block that begins with .:53 of that Corefile, before kubernetes:",
  ],
};

/** The rewrites for people: who does what, and the lines. */
export function rewritesText(all: readonly Rewrites[]): string {
  return all.map((each) => `${blockOf(each).join("\n")}\n`).join("\n");
}

function blockOf({ workload, cluster, customization, compiled, lines, stated }: Rewrites): readonly string[] {
  const then = stated
    ? ["The spec states a Corefile that has them."]
    : ["Then state it, so that the proof knows: dns: { corefile } of the cluster, with the Corefile's text."];
  return [
    `${workload}  cluster ${cluster}, ${customization}`,
    ...HOW[customization].flatMap((each) => wrap(each, "  ")),
    "",
    ...lines
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`),
    ...(compiled ? [] : ["", ...then.flatMap((each) => wrap(each, "  "))]),
  ];
}
