import type { Values } from "./finding.ts";
import { row } from "./row.ts";

const zone = (v: Values) => v["zone"] ?? "the zone";

/** TL4605 to TL4609: who else can pass for a node or a server, by the names that they control, and who may knock. */
export const nameControl = [
  row(
    "TL4605",
    "error",
    (v) =>
      v["who"]
        ? `${v["who"]} can become a node: they control names in ${zone(v)}, and nodes admit ${v["commonName"]}`
        : "others who control the zone can become a node",
    "Whoever controls a name gets a certificate for it from a public authority. Nodes here take such a certificate for a node's, although it is made out for servers only, and a node has full access to the database.",
    'Sign nodes by a private authority, which is the tightest with internodeTrafficStrategy "ServiceName"; clients outside of the cluster then come in by an Ingress with the public certificate. Or take a zone that nobody shares.',
  ),
  row(
    "TL4606",
    "warning",
    (v) => `nodes admit every public certificate for a name below ${v["commonName"]?.slice(2) ?? "a wildcard"}`,
    "The reserved common name is a wildcard, and any public authority's word counts. The certificate of each web server under that domain, and of whoever takes one over, is then a node's.",
    "Set security.certificateReservedNodeCommonName to the one name that the nodes' certificate carries, or sign nodes by a private authority.",
  ),
  row(
    "TL4607",
    "warning",
    (v) =>
      v["commonName"]
        ? `nodes of two workloads are let in under one common name, ${v["commonName"]}, as those of ${v["other"]} are`
        : "nodes of two workloads are let in under one common name",
    "They also trust the same root. The common name is then all that tells the nodes of one from those of the other: a node of either has full access to both.",
    "Give each workload a certificateReservedNodeCommonName of its own, or an authority of its own.",
  ),
  row(
    "TL4608",
    "warning",
    (v) =>
      v["who"]
        ? `${v["who"]} can pass for the server: they control names in ${zone(v)}`
        : "others who control the zone can pass for the server",
    "These callers know the server by its name on a certificate of any public authority. Whoever controls the name can lead them elsewhere, get a certificate for it, and read the passwords that they send.",
    'Dial names of a zone that nobody shares. Or let callers trust a private authority alone; inside one cluster the tightest is "ServiceName" for both strategies.',
  ),
  row(
    "TL4609",
    "note",
    (v) => `everybody may connect to the load balancers of ${v["workload"] ?? "this workload"}`,
    "A load balancer makes servers public. Passwords are then all that stands before the data, and whoever finds a hole in the server can reach it.",
    "List the ranges that callers come from in network.loadBalancer.allowedIPs; 0.0.0.0/0 says that everybody is meant.",
  ),
] as const;
