import { networkPolicies } from "./network-policies.ts";
import { toPublish } from "./no-such-name.ts";
import { row } from "./row.ts";

/** TL2xxx: names. TL3xxx: the way from an address to a program. */
export const namesAndRoutes = [
  row(
    "TL2101",
    "error",
    (v) =>
      v["cname"] === undefined
        ? `${v["host"] ?? "a name"} is dialled, and no such name exists`
        : `${v["host"]} is dialled, an alias of ${v["cname"]}, and no such name exists`,
    "The caller's resolver answers that there is no such name, so the connection never begins. A name exists when an object publishes it: a headless Service for pods, a LoadBalancer Service with a hostname that external-dns reads, a rewrite rule in a DNS sidecar.",
    toPublish,
  ),
  row(
    "TL2102",
    "error",
    (v) => `${v["host"] ?? "a name"} exists only after the pods are ready, and they are ready only after this dial`,
    "A headless Service lists a pod only once it is ready, unless it says publishNotReadyAddresses. A server that becomes ready by finding its peers then waits for a name that waits for the server: no cluster ever forms.",
    "Set publishNotReadyAddresses: true on the Service that carries the name.",
  ),
  row(
    "TL2103",
    "error",
    (v) => `${v["host"] ?? "a name"} leaves what is declared`,
    "Nothing that the spec declares says whether this name exists or where it leads, so nothing can be proven about the dial.",
    "Declare the zone (platform.externalDNS.zones) if your clusters publish it, or vouch for it: assumptions: [{ endpoint, reason }].",
  ),
  row(
    "TL2104",
    "error",
    (v) => `the resolver that is asked for ${v["host"] ?? "a name"} does not answer`,
    "The pod's resolv.conf names a server that nobody runs, or that forwards to nowhere. Every name that the pod looks up fails with it.",
    "Give the pod a DNS sidecar that starts before all else, or let dnsPolicy use the cluster's DNS.",
  ),
  row(
    "TL2105",
    "error",
    "the pod's resolver has a setting that can't be read",
    "Names that pass through it may lead anywhere, so nothing can be proven about the dials that use them.",
    "Use the directives that are understood (bind, errors, log, ready, health, cache, rewrite name exact, suffix or regex, forward to an address), or vouch for the endpoint in assumptions.",
  ),
  row(
    "TL2106",
    "error",
    "a DNS server answers under another name than it was asked for",
    "A rewrite by suffix or pattern changes the question. Without `answer auto` the reply carries the rewritten name, and resolvers drop a reply to a question that they did not ask.",
    "Add `answer auto` to the rewrite rule.",
  ),
  row(
    "TL2107",
    "error",
    "the pod has more than one nameserver, and they do not know the same names",
    "glibc asks the second only when the first does not answer in time; musl asks all at once and takes the first reply. Which answer a program gets is then a race.",
    "Give the pod one nameserver: the sidecar, which forwards the rest to the cluster's DNS.",
  ),
  row(
    "TL2202",
    "warning",
    (v) =>
      v["name"]
        ? `the DNS of cluster ${v["cluster"]} rewrites ${v["name"]} to a name that does not exist`
        : "a cluster's DNS rewrites a name to one that does not exist",
    "Somebody publishes this name, but who asks for it in the cluster is told that it does not exist, whichever program it is.",
    (v) => `Narrow the rewrite to the names that it is for${v["to"] ? `: it leads this one to ${v["to"]}` : ""}.`,
  ),
  row(
    "TL2201",
    "error",
    (v) => `${v["host"] ?? "a name"} is published by two objects`,
    "external-dns gives a record one owner. Two Services that claim it either fight over it, or callers reach one of two places by chance.",
    "Let the fqdnTemplate hold what tells the two apart, such as {name} or {namespace}.",
  ),
  row(
    "TL3101",
    "error",
    "the Service behind a dialled name selects no pod",
    "Packets to it go nowhere: connections time out or are refused.",
    "Make the selector equal to labels that the pods carry.",
  ),
  row(
    "TL3102",
    "error",
    (v) => {
      const service = `the Service${v["service"] ? ` ${v["service"]}` : ""}`;
      return v["targetPort"] === undefined
        ? `${v["port"] ? `port ${v["port"]}` : "a port"} is dialled, and ${service} has no such port`
        : `${service} has the targetPort ${v["targetPort"]}, and ${v["pod"] ?? "the pod"} has no port of that name`;
    },
    "A load balancer or ClusterIP forwards only the ports that its Service lists.",
    (v) =>
      v["targetPort"] === undefined
        ? "Add the port to the Service, or dial one that it has."
        : "Name a port of the pod's containers, or write its number.",
  ),
  row(
    "TL3103",
    "error",
    (v) => {
      if (v["bind"]) return `${v["server"] ?? "the server"} listens on ${v["bind"]} only, where no other pod reaches it`;
      if (v["told"]) return `the server tells callers to dial ${v["host"] ?? "loopback"}, which is each caller itself`;
      return `nothing listens on ${v["port"] ? `port ${v["port"]}` : "the port that is dialled"}`;
    },
    "The connection is refused.",
    (v) => {
      if (v["bind"]) return "Let the server bind all addresses of its pod: 0.0.0.0.";
      if (v["told"]) return "Let the server advertise a name that its callers resolve.";
      return "Make the dialled port and the server's port option the same.";
    },
  ),
  row(
    "TL3104",
    "error",
    "the port that is dialled speaks something else",
    "The connection is accepted by a listener of another protocol, or one side speaks TLS and the other does not.",
    "Dial the port of the right protocol; use TLS on both sides or on none.",
  ),
  row(
    "TL3105",
    "error",
    "the name leads into a cluster's own network, where the caller is not",
    "Pod addresses and ClusterIPs are reached only from inside their cluster.",
    'Let this caller dial a name that leads to a load balancer: clientTrafficStrategy "FQDN" with network.loadBalancer.enabled.',
  ),
  row(
    "TL3106",
    "error",
    (v) => `${v["address"] ?? "an address"} is dialled, and nothing declared explains it`,
    "Whether anything is reached at a literal address can't be known from the manifests.",
    "Dial a name of a declared Service, or vouch for the endpoint in assumptions.",
  ),
  row(
    "TL3107",
    "error",
    (v) => `${v["policy"] ?? "a policy of a network plugin"} may be about the pod that dials or is dialled, and such policies are not read`,
    "The policy may deny the dial, or allow what a NetworkPolicy denies. Saying 'proven' would be a guess.",
    "Say the same with NetworkPolicies of networking.k8s.io, which are read; or vouch for the endpoint in assumptions, or leave the policy out of what is proven.",
  ),
  row(
    "TL3108",
    "error",
    "a load balancer sends only to ready pods, and they are ready only after this dial",
    "A Service without publishNotReadyAddresses forwards only to pods that are ready. Servers that become ready by finding each other through it never do.",
    'Set publishNotReadyAddresses: true on the Services that servers use among themselves, or use internodeTrafficStrategy "SplitDNS".',
  ),
  ...networkPolicies,
] as const;
