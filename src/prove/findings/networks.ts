import type { Values } from "./finding.ts";
import { row } from "./row.ts";

/** TL2108 to TL2115, TL3110 to TL3114: names and routes between clusters. */
export const networks = [
  row(
    "TL2108",
    "error",
    (v) => `${v["host"] ?? "a name"} is dialled from where its zone ${v["zone"] ? `${v["zone"]} ` : ""}is not seen`,
    "A private zone answers only the networks that it is given to. For everybody else its names do not exist, whoever publishes them.",
    (v) =>
      v["here"]
        ? `Let ${v["here"]} join the peering ${v["peering"] ?? "of the zone"} (peerings), or dial a name in a zone that it sees.`
        : "Let callers outside of all clusters dial a public name: one that a public load balancer carries, in a zone without a peering.",
  ),
  row(
    "TL2109",
    "error",
    (v) => `nobody publishes ${v["name"] ?? "a name that an object carries for external-dns"}${v["why"] ? `: ${v["why"]}` : ""}`,
    "external-dns passes over names of zones that it is not set to write, and leaves alone records that it does not own. The annotation has no effect, and says nothing of it.",
    (v) => {
      const owner = v["owner"] ? `, or move the object to ${v["owner"]}` : "";
      if (v["reason"] === "by-hand") return "Take the annotation away, or the record out of zones.";
      if (v["reason"] === "owner")
        return `Take a name of a zone that ${v["cluster"] ?? "this cluster"} writes, or change the zone's owner (zones).`;
      return `Add ${v["zone"] ?? "the zone"} to the externalDNS.zones of ${v["cluster"] ?? "the cluster"} if it does write there${owner}.`;
    },
  ),
  row(
    "TL2110",
    "error",
    (v) => `${v["host"] ?? "a name"} is claimed by ${v["clusters"] ?? "two clusters"}, and one of them gets it`,
    "external-dns gives a record one owner: the cluster that writes it first keeps it, the other's claim has no effect. With one owner id in both clusters each deletes what the other writes.",
    "Give each cluster names of its own: let the fqdnTemplate or the domain hold what tells them apart.",
  ),
  row(
    "TL2111",
    "error",
    (v) => `${v["alias"] ?? "an ExternalName Service"} is an alias of ${v["cname"] ?? "an IP address"}, which is taken for a name`,
    "An ExternalName becomes a CNAME record, and that holds a name. The API accepts an address there, and no resolver finds a name like it.",
    (v) =>
      `Give the address a name and put that in externalName: zones: { "<zone>": { peering, records: { "<name>": "${v["cname"] ?? "<address>"}" } } }. Or make a Service without a selector, with an EndpointSlice that holds the address.`,
  ),
  row(
    "TL2112",
    "error",
    (v) => `aliases lead in a circle${v["path"] ? `: ${v["path"]}` : ""}`,
    "A resolver follows CNAME records until there is an address, and gives up when they lead back to where it was. The name has no address anywhere.",
    "Let one of them lead to a name with an address, such as that of a load balancer.",
  ),
  row(
    "TL2113",
    "error",
    (v) =>
      `${v["host"] ?? "a name"} is dialled, an alias of ${v["cname"] ?? "another name"}, which does not exist for ${v["who"] ?? "the caller"}`,
    "An ExternalName is resolved where it is asked for: its target has to be a name that this cluster's DNS can find.",
    (v) => {
      const { zone, peering, between, here, cluster } = v;
      if (between) {
        return `Give the zone to the peering that joins ${here} and ${cluster}: zones: { "${zone}": { peering: "${between}" } }. Or let ${here} join the peering ${peering}.`;
      }
      return peering && here
        ? `Let ${here} join the peering ${peering} (peerings), or lead the alias to a name that it sees.`
        : "Lead the alias to a name that somebody publishes where this cluster sees it: of a load balancer, or a record in zones.";
    },
  ),
  row(
    "TL2114",
    "error",
    ofAnotherCluster,
    "Service names are known in their own cluster only. A name that a server advertises is dialled as it is, so it has to exist, as the same name, wherever a caller is.",
    aliasFor,
  ),
  row(
    "TL2115",
    "warning",
    (v) => `an ExternalName Service says ${v["what"] ?? "what an alias can't do"}, and that has no effect`,
    "It is a CNAME record and nothing else: it selects no pods and changes no ports. Whoever dials it reaches the port that they dial, at what the alias leads to.",
    "Take that out, or make it a Service of another type.",
  ),
  row(
    "TL3110",
    "error",
    (v) => `${v["balancer"] ?? "an internal load balancer"} is dialled from where its network is not reached`,
    "An internal load balancer has an address of its own network. Only that network and those that a peering joins to it have a way there.",
    (v) =>
      v["here"]
        ? `Declare the peering if there is one, peerings: { <name>: { joins: ["${v["cluster"] ?? ""}", "${v["here"]}"] } }, or let ${v["who"] ?? "the caller"} dial a public load balancer.`
        : "Let callers outside of all clusters dial a public load balancer, or vouch for the endpoint in assumptions if a VPN leads there.",
  ),
  row(
    "TL3111",
    "error",
    (v) => `${v["balancer"] ?? "an internal load balancer"} lets in its own region only, and the caller is in ${v["here"] ?? "another"}`,
    "Internal load balancers of Google Cloud drop what comes from other regions, also over a peering, until global access is on.",
    'Set the annotation networking.gke.io/internal-load-balancer-allow-global-access: "true" on the Service.',
  ),
  row(
    "TL3112",
    "error",
    (v) =>
      `${v["balancer"] ?? "a load balancer"} does not admit ${v["who"] ?? "the caller"}, who comes from ${v["missing"] ?? "elsewhere"}`,
    "loadBalancerSourceRanges lists all who may come in, pods of the same cluster too where its nodes answer the address. Packets of everybody else are dropped, and connections time out.",
    (v) =>
      `Add ${v["missing"] ?? "the caller's range"} to the ranges${v["ranges"] ? ` (now ${v["ranges"]})` : ""}: allowedIPs in a workload's spec. If ${v["here"] ?? "the cluster"} does not come from there, correct its platform.egress.`,
  ),
  row(
    "TL3113",
    "error",
    (v) =>
      `an annotation of ${v["other"] ?? "another cloud"} is to make the load balancer internal, and ${v["cluster"] ?? "the cluster"} is in ${v["cloud"] ?? "another"}`,
    "A cloud passes over annotations of other clouds. The load balancer is made, and it is public.",
    (v) => `Use ${v["annotation"] ?? "the annotation of the cluster's own cloud"}, or correct the cluster's platform.cloud.`,
  ),
  row(
    "TL3114",
    "error",
    (v) => `${v["balancer"] ?? "a load balancer"} is public, and its name is one of the peering ${v["peering"] ?? ""}`.trimEnd(),
    "A load balancer is internal only if its cloud is told so. This one gets an address that anybody can dial, and callers in the peering reach it over the public network.",
    (v) =>
      `Set ${v["annotation"] ?? "the annotation of the cluster's own cloud"} on the Service. If it is to be public, publish it in a zone without a peering.`,
  ),
] as const;

function ofAnotherCluster(v: Values): string {
  const { name, cluster, who, here } = v;
  if (name === undefined || cluster === undefined || who === undefined) return "a Service name of one cluster is dialled in another";
  return `${name} is a name of ${cluster}, and is dialled by ${who} ${here ? `in ${here}` : "outside of all clusters"}`;
}

function aliasFor(v: Values): string {
  const { cluster = "the other cluster", here, namespace = "the namespace", service = "the pod", pod, target } = v;
  if (here === undefined && v["who"] !== undefined) {
    return 'Clients outside of Kubernetes can only dial public names: set clientTrafficStrategy "FQDN" with network.loadBalancer.enabled.';
  }
  if (pod !== undefined) {
    return `No ExternalName can stand for ${pod}.${service}, since it makes ${service}.${namespace} only. Let ${cluster} advertise a Service of each pod (${pod}.${namespace}), or its FQDN.`;
  }
  const to = target ?? "a name that it resolves and that a load balancer of the server carries";
  return `Make a Service ${service} of type ExternalName in namespace ${namespace} of ${here ?? "the caller's cluster"}, with externalName: ${to}. Or let ${cluster} advertise names that both know: strategy "FQDN" or "SplitDNS".`;
}
