import type { Path } from "../../../terms/place.ts";
import { at, text, texts } from "../../data.ts";
import type { DerivedField } from "../derived.ts";
import type { Made } from "./made.ts";
import { metadataOf, selectorOf } from "./metadata.ts";
import { fqdn, fqdnFrom, type NodeType, podsOf, type Resource } from "./resource.ts";

/** By which external-dns publishes a name, in its older form. Source: KurrentDB operator documentation. */
const HOSTNAME = "external-dns.alpha.kubernetes.io/hostname";

/**
 * The Services of a node type: a headless one for all its pods, a headless one for each, named like it, and a load balancer for each
 * where they are asked for. That the headless ones name pods before they are ready is not said, but servers could not meet otherwise.
 * Names of ports and of load balancers are not documented: those here stand for them. Source: KurrentDB operator documentation,
 * example deployments and resource types; kurrent-io/dns-sidecar, dns/dns.go, where rules lead to `{pod}.{namespace}.svc`.
 */
export function servicesOf(resource: Resource, type: NodeType): readonly Made[] {
  return [
    headless(resource, type, type.name, undefined),
    ...podsOf(type).flatMap((pod) => [
      headless(resource, type, pod, pod),
      ...(at(resource.spec, "network", "loadBalancer", "enabled") === true ? [loadBalancer(resource, type, pod)] : []),
    ]),
  ];
}

function headless(resource: Resource, type: NodeType, name: string, podName: string | undefined): Made {
  const kind = podName === undefined ? "headlessServices" : "headlessPodServices";
  return {
    object: {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadataOf(resource, type, kind, name, podName === undefined ? {} : { podName }),
      spec: { clusterIP: "None", publishNotReadyAddresses: true, selector: selector(resource, type, podName), ports: ports(resource) },
    },
    base: type.from,
    fields: [...portFields(), ...metadataFields(kind)],
  };
}

function loadBalancer(resource: Resource, type: NodeType, podName: string): Made {
  const at_ = ["spec", "network", "loadBalancer"] as const;
  const ranges = texts(at(resource.spec, "network", "loadBalancer", "allowedIPs")).map((each) => each.text);
  const loadBalancerClass = text(at(resource.spec, "network", "loadBalancer", "loadBalancerClass"));
  const annotations = { [HOSTNAME]: fqdn(resource, type, podName) };
  return {
    object: {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadataOf(resource, type, "loadBalancers", `${podName}-lb`, { podName, annotations }),
      spec: {
        type: "LoadBalancer",
        ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }),
        ...(ranges.length > 0 ? { loadBalancerSourceRanges: ranges } : {}),
        publishNotReadyAddresses: true,
        selector: selector(resource, type, podName),
        ports: ports(resource),
      },
    },
    base: at_,
    fields: [
      ...portFields(),
      { path: ["spec", "loadBalancerSourceRanges"], from: [...at_, "allowedIPs"] },
      { path: ["spec", "loadBalancerClass"], from: [...at_, "loadBalancerClass"] },
      ...metadataFields("loadBalancers"),
      { path: ["metadata", "annotations", HOSTNAME], from: fqdnFrom(resource) },
    ],
  };
}

function selector(resource: Resource, type: NodeType, podName: string | undefined): Readonly<Record<string, string>> {
  return podName === undefined ? selectorOf(resource, type) : { "statefulset.kubernetes.io/pod-name": podName };
}

function ports({ ports: { http, replication } }: Resource): readonly Readonly<Record<string, unknown>>[] {
  return [
    { name: "http", port: http, protocol: "TCP", targetPort: http },
    { name: "replication", port: replication, protocol: "TCP", targetPort: replication },
  ];
}

function portFields(): readonly DerivedField[] {
  return [
    { path: ["spec", "ports", 0], from: ["spec", "network", "nodePort"] },
    { path: ["spec", "ports", 1], from: ["spec", "network", "replicationPort"] },
  ];
}

function metadataFields(kind: string): readonly DerivedField[] {
  const from: Path = ["spec", "extraMetadata", kind];
  return [
    { path: ["metadata", "labels"], from },
    { path: ["metadata", "annotations"], from },
  ];
}
