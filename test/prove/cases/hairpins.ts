import type { Draft, Loose } from "../fixture.ts";
import { fqdns, splitDns } from "../variants.ts";
import type { Case } from "./case.ts";

/** Where a load balancer's address leads to a program outside, and not to the nodes. */
const outside = (d: Draft) => {
  d.facts.platform.loadBalancer = { address: "hostname" };
};

const balancers = (d: Draft, edit: (service: Loose) => void) => {
  for (const pod of [0, 1, 2]) edit(d.object("Service", `ledger-${pod}-lb`));
};

/** Internal Network Load Balancers of AWS, which have hostnames. */
function onAws(d: Draft): void {
  splitDns(d);
  outside(d);
  d.facts.platform.cloud = "aws";
  balancers(d, (service) => {
    service.spec.loadBalancerClass = "service.k8s.aws/nlb";
    service.metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-scheme"] = "internal";
  });
}

function annotated(key: string, value: string): (d: Draft) => void {
  return (d) =>
    balancers(d, (service) => {
      service.metadata.annotations[`service.beta.kubernetes.io/aws-load-balancer-${key}`] = value;
    });
}

const SEEDS = "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_GOSSIP_SEED.value";
const CLIENT = "ConfigMap ledger-client data.connectionString";

/** Dials that leave their cluster only to come back. */
export const hairpins: readonly Case[] = [
  {
    code: "TL3401",
    title: "servers that dial public names, in a cluster whose load balancers have hostnames",
    given: fqdns,
    bad: outside,
    at: SEEDS,
    also: ["TL3402"],
  },
  {
    code: "TL3401",
    title: "servers whose names no DNS sidecar leads to their pods",
    given: outside,
    bad: fqdns,
    at: SEEDS,
    also: ["TL3402"],
    twin: splitDns,
    twinHas: ["TL3402"],
  },
  {
    code: "TL3402",
    title: "a client that dials public names of servers beside it",
    given: splitDns,
    bad: outside,
    at: CLIENT,
  },
  {
    code: "TL3402",
    title: "a client where a proxy is to answer for a load balancer's address",
    given: splitDns,
    bad: (d) => {
      d.facts.platform.loadBalancer = { address: "ip", ipMode: "Proxy" };
    },
    twin: (d) => {
      d.facts.platform.loadBalancer = { address: "ip", ipMode: "VIP" };
    },
    at: CLIENT,
  },
  {
    code: "TL3402",
    title: "a client where nobody says what a load balancer's address is",
    given: splitDns,
    bad: (d) => {
      d.facts.platform.loadBalancer = undefined;
    },
    at: CLIENT,
  },
  {
    code: "TL3403",
    title: "an internal load balancer of AWS that sends to instances",
    given: onAws,
    bad: () => {},
    twin: annotated("target-group-attributes", "deregistration_delay.timeout_seconds=30, preserve_client_ip.enabled=false"),
    at: "Service ledger-0-lb ",
    also: ["TL3402", "TL3403", "TL3403"],
    twinHas: ["TL3402"],
  },
  {
    code: "TL3403",
    title: "the same, told of its targets",
    given: onAws,
    bad: annotated("nlb-target-type", "instance"),
    twin: annotated("nlb-target-type", "ip"),
    at: "Service ledger-1-lb ",
    also: ["TL3402", "TL3403", "TL3403"],
    twinHas: ["TL3402"],
  },
  {
    code: "TL3403",
    title: "the same by type, while those of the older kind and public ones put their own address in",
    given: (d) => {
      onAws(d);
      balancers(d, (service) => {
        delete service.spec.loadBalancerClass;
      });
    },
    bad: annotated("type", "nlb"),
    twin: () => {},
    at: "Service ledger-2-lb ",
    also: ["TL3402", "TL3403", "TL3403"],
    twinHas: ["TL3402"],
  },
  {
    code: "TL3403",
    title: "an internal one, where a public one answers over the internet",
    given: onAws,
    bad: () => {},
    twin: annotated("scheme", "internet-facing"),
    at: "Service ledger-0-lb ",
    also: ["TL3402", "TL3403", "TL3403"],
    twinHas: ["TL3402"],
  },
];
