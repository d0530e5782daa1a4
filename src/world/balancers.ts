import { type Place, place } from "../terms/place.ts";
import { list, record, text, texts } from "./data.ts";
import type { Facts } from "./facts.ts";
import type { Address } from "./network.ts";
import type { Indexed } from "./object-index.ts";
import { isPrivateAddress } from "./policies/address-block.ts";
import { rules } from "./rules.ts";
import type { ReadService } from "./services.ts";
import type { Internal } from "./world.ts";

type Cloud = "aws" | "azure" | "gcp";

const SERVICE = "service.beta.kubernetes.io/";
/** What makes a load balancer internal, by the cloud that reads it. */
const GCP_TYPES = ["networking.gke.io/load-balancer-type", "cloud.google.com/load-balancer-type"] as const;
const GCP_GLOBAL = "networking.gke.io/internal-load-balancer-allow-global-access";
const AWS_INTERNAL = `${SERVICE}aws-load-balancer-internal`;
const AWS_SCHEME = `${SERVICE}aws-load-balancer-scheme`;
const AWS_TYPE = `${SERVICE}aws-load-balancer-type`;
const AZURE_INTERNAL = `${SERVICE}azure-load-balancer-internal`;

/**
 * Annotations by which a load balancer asks for its addresses. Google's and those for Elastic IPs hold names of reserved
 * addresses instead. Sources: documentation of the AWS Load Balancer Controller, of Azure's cloud provider, MetalLB, Cilium
 * and kube-vip.
 */
const ADDRESSES = [
  `${SERVICE}aws-load-balancer-private-ipv4-addresses`,
  `${SERVICE}azure-load-balancer-ipv4`,
  `${SERVICE}azure-load-balancer-ipv6`,
  "metallb.io/loadBalancerIPs",
  "metallb.universe.tf/loadBalancerIPs",
  "lbipam.cilium.io/ips",
  "io.cilium/lb-ipam-ips",
  "kube-vip.io/loadbalancerIPs",
] as const;

/** What makes a Service's load balancer internal; undefined for a public one. Where the cloud is not declared, any cloud's annotation counts. */
export function internalOf(service: Indexed, facts: Facts): Internal | undefined {
  const cloud = facts.of(service.cluster)?.platform.cloud;
  const stated = (cloud ? [cloud] : (["gcp", "aws", "azure"] as const))
    .map((each) => readers[each](service))
    .find((each) => each !== undefined);
  if (stated || cloud) return stated;
  // Without a cloud nobody but its address says what it is.
  const [asked] = askedAddresses(service);
  if (asked === undefined || !isPrivateAddress(asked.address)) return undefined;
  return { place: asked.place, regional: false, rule: rules.privateAddress };
}

/** An annotation for an internal load balancer that the cluster's own cloud does not read. */
export function annotationOfOtherCloud(service: Indexed, facts: Facts): { readonly place: Place; readonly cloud: Cloud } | undefined {
  const cloud = facts.of(service.cluster)?.platform.cloud;
  if (!cloud || readers[cloud](service)) return undefined;
  for (const other of ["gcp", "aws", "azure"] as const) {
    const meant = other === cloud ? undefined : readers[other](service);
    if (meant) return { place: meant.place, cloud: other };
  }
  return undefined;
}

/** IP addresses that a load balancer asks for, or that stand in its status. */
function askedAddresses({ object, id }: Indexed): readonly { readonly address: string; readonly place: Place }[] {
  const spec = record(object["spec"]);
  const own = text(spec["loadBalancerIP"]);
  const annotated = ADDRESSES.flatMap((key) => {
    const value = text(object.metadata.annotations?.[key]) ?? "";
    const where = place(id, "metadata", "annotations", key);
    return value.split(",").flatMap((each) => (each.trim() === "" ? [] : [{ address: each.trim(), place: where }]));
  });
  const status = list(record(record(object["status"])["loadBalancer"])["ingress"]).flatMap((each, i) => {
    const ip = text(record(each)["ip"]);
    return ip === undefined ? [] : [{ address: ip, place: place(id, "status", "loadBalancer", "ingress", i, "ip") }];
  });
  return [
    ...(own === undefined || own === "" ? [] : [{ address: own, place: place(id, "spec", "loadBalancerIP") }]),
    ...annotated,
    ...status,
  ];
}

/** Load balancers by the addresses that they ask for. In networks that are not joined two may have the same. */
export function balancersAt(services: readonly ReadService[]): ReadonlyMap<string, readonly Address[]> {
  const found = new Map<string, Address[]>();
  for (const { type, object } of services) {
    if (type !== "load-balancer") continue;
    const balancer = `lb:${object.cluster}/${object.namespace}/${object.name}` as Address;
    for (const address of new Set(askedAddresses(object).map((each) => each.address.toLowerCase())))
      found.set(address, [...(found.get(address) ?? []), balancer]);
  }
  return found;
}

/** Ranges that a load balancer lets in: of the field, else of the annotation that came before it. Source: kubernetes/cloud-provider, service/helpers. */
export function sourceRangesOf(service: Indexed): readonly string[] {
  const own = texts(record(service.object["spec"])["loadBalancerSourceRanges"]).map((each) => each.text);
  if (own.length > 0) return own;
  const annotated = text(service.object.metadata.annotations?.[`${SERVICE}load-balancer-source-ranges`]) ?? "";
  return annotated.split(",").flatMap((each) => (each.trim() === "" ? [] : [each.trim()]));
}

const readers: Readonly<Record<Cloud, (service: Indexed) => Internal | undefined>> = {
  gcp(service) {
    const [key] = GCP_TYPES.filter((each) => annotation(service, each) !== undefined);
    const regional = annotation(service, GCP_GLOBAL) !== "true";
    const type = key && annotation(service, key);
    if (key && (type === "Internal" || type === "internal")) return { place: at(service, key), regional, rule: rules.gcpInternal };
    if (classOf(service) !== "networking.gke.io/l4-regional-internal") return undefined;
    return { place: place(service.id, "spec", "loadBalancerClass"), regional, rule: rules.gcpInternal };
  },
  aws(service) {
    const scheme = annotation(service, AWS_SCHEME);
    const made = (where: Place): Internal => ({ place: where, regional: false, rule: rules.awsInternal });
    if (scheme !== undefined) return scheme === "internal" ? made(at(service, AWS_SCHEME)) : undefined;
    const older = annotation(service, AWS_INTERNAL);
    if (older !== undefined && older !== "") return older === "false" ? undefined : made(at(service, AWS_INTERNAL));
    // Those of the AWS Load Balancer Controller are internal unless they say otherwise.
    if (classOf(service) === "service.k8s.aws/nlb") return made(place(service.id, "spec", "loadBalancerClass"));
    return /^(external|nlb-ip)$/.test(annotation(service, AWS_TYPE) ?? "") ? made(at(service, AWS_TYPE)) : undefined;
  },
  azure(service) {
    if (annotation(service, AZURE_INTERNAL) !== "true") return undefined;
    return { place: at(service, AZURE_INTERNAL), regional: false, rule: rules.azureInternal };
  },
};

function annotation({ object }: Indexed, key: string): string | undefined {
  return text(object.metadata.annotations?.[key]);
}

function at({ id }: Indexed, key: string): Place {
  return place(id, "metadata", "annotations", key);
}

function classOf({ object }: Indexed): string | undefined {
  return text(record(object["spec"])["loadBalancerClass"]);
}
