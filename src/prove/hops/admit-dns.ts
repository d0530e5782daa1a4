import type { Dial } from "../../world/network.ts";
import { type At, decide, type End, type PodEnd } from "../../world/policies/decide.ts";
import { policiesOf } from "../../world/policies/policy-index.ts";
import type { Process, World } from "../../world/world.ts";
import { rules } from "../rules.ts";
import { admitted } from "./admit.ts";
import { failed, type Hop } from "./hop.ts";
import { ruleFor } from "./missing-rule.ts";
import { AS_DIALLED, selfOf } from "./policy-ends.ts";

/**
 * Whether NetworkPolicies let a process ask the cluster's DNS, by UDP. Undefined where none selects it. Its pods are those that
 * carry `k8s-app: kube-dns` in kube-system.
 */
export function admitDns(caller: Process, dial: Dial, serviceIP: string | undefined, world: World): Hop<true> | undefined {
  const index = policiesOf(world);
  const from = selfOf(caller, index);
  if (!from) return undefined;
  const label = "the cluster's DNS";
  const service: readonly End[] =
    serviceIP === undefined
      ? []
      : [{ kind: "addresses", label, ranges: [`${serviceIP}/${serviceIP.includes(":") ? 128 : 32}`], provided: AS_DIALLED }];
  const { cluster } = from;
  const pods: PodEnd = {
    kind: "pod",
    label,
    cluster,
    namespace: "kube-system",
    labels: { "k8s-app": "kube-dns" },
    open: true,
    onNode: false,
  };
  const dns: At = { protocol: "UDP", port: 53, names: ["dns"] };
  const verdict = decide(index, "egress", from, [pods, ...service], dns);
  if (verdict.kind !== "denied") {
    const hop = admitted([verdict]);
    return hop?.ok ? { ...hop, step: { ...hop.step, hop: "resolve", rules: [...hop.step.rules, rules.clusterDnsPods] } } : undefined;
  }
  const [policy, ...more] = verdict.policies;
  if (!policy) return undefined;
  const why = `NetworkPolicy ${policy.name} does not let ${caller.label} ask the cluster's DNS (UDP 53)`;
  const places = [{ ...policy.place, path: ["spec", "egress"] }, ...more.map((each) => each.place)];
  const values = {
    policy: policy.name,
    direction: "egress",
    who: caller.label,
    peer: "the cluster's DNS",
    add: ruleFor("egress", policy, [pods], dns),
  };
  return failed("resolve", "denied", "network-policy-denies", why, [rules.networkPolicy, rules.clusterDnsPods], places, {
    host: dial.to.host,
    ...values,
  });
}
