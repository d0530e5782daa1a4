import type { Cloud } from "../spec/networks.ts";

/** What makes a Service's load balancer an internal one, by fields and annotations of its cloud. */
export interface InternalLoadBalancer {
  readonly annotations: Readonly<Record<string, string>>;
  readonly loadBalancerClass?: string;
  readonly loadBalancerIP?: string;
}

export interface InternalRequest {
  /** Absent: a class says all. */
  readonly cloud?: Cloud;
  readonly loadBalancerClass?: string;
  readonly subnet?: string;
  /** A fixed address. */
  readonly address?: string;
  /** Whether it is dialled from another region, as far as anybody knows. */
  readonly acrossRegions: boolean;
}

/** The class of the AWS Load Balancer Controller. */
const AWS_CLASS = "service.k8s.aws/nlb";

/**
 * An internal load balancer as each cloud wants it said.
 *
 * - GCP: type, subnet and global access by annotations, the address by `loadBalancerIP`; without global access only clients
 *   of the same region reach it. Source: Google Cloud, GKE documentation, "LoadBalancer Service parameters".
 * - AWS: the AWS Load Balancer Controller's class, scheme, subnet and private address by annotations. The target type stays
 *   at `instance`, where kube-proxy sends to pods that are not ready too. It does not keep callers' addresses, as it would by
 *   default: a connection that comes back to its own node is lost then. Sources: AWS Load Balancer Controller, "Annotations" of
 *   Services; AWS, "Troubleshoot your Network Load Balancer", requests from a target to its load balancer.
 * - Azure: by annotations. Source: Azure, AKS documentation, "Use an internal load balancer", and cloud-provider-azure,
 *   "LoadBalancer", `azure-load-balancer-ipv4` and `-ipv6`.
 */
export function internalLoadBalancer(request: InternalRequest): InternalLoadBalancer {
  const { cloud, loadBalancerClass, subnet, address, acrossRegions } = request;
  const byClass = loadBalancerClass === undefined ? {} : { loadBalancerClass };
  const byField = address === undefined ? {} : { loadBalancerIP: address };
  if (cloud === undefined) return { annotations: {}, ...byClass, ...byField };
  switch (cloud) {
    case "gcp":
      return {
        annotations: {
          "networking.gke.io/load-balancer-type": "Internal",
          ...(acrossRegions ? { "networking.gke.io/internal-load-balancer-allow-global-access": "true" } : {}),
          ...(subnet === undefined ? {} : { "networking.gke.io/internal-load-balancer-subnet": subnet }),
        },
        ...byClass,
        ...byField,
      };
    case "aws":
      return {
        annotations: {
          "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
          "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes": "preserve_client_ip.enabled=false",
          ...(subnet === undefined ? {} : { "service.beta.kubernetes.io/aws-load-balancer-subnets": subnet }),
          ...(address === undefined
            ? {}
            : { [`service.beta.kubernetes.io/aws-load-balancer-${privateFamily(address)}-addresses`]: address }),
        },
        loadBalancerClass: loadBalancerClass ?? AWS_CLASS,
      };
    case "azure":
      return {
        annotations: {
          "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
          ...(subnet === undefined ? {} : { "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": subnet }),
          ...(address === undefined
            ? {}
            : { [`service.beta.kubernetes.io/azure-load-balancer-${address.includes(":") ? "ipv6" : "ipv4"}`]: address }),
        },
        ...byClass,
      };
  }
}

function privateFamily(address: string): "private-ipv4" | "ipv6" {
  return address.includes(":") ? "ipv6" : "private-ipv4";
}
