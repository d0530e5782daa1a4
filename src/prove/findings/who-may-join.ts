import { row } from "./row.ts";

/** TL460x: who may become a caller that servers trust by its certificate alone. */
export const whoMayJoin = [
  row(
    "TL4601",
    "warning",
    (v) => (v["who"] ? `${v["who"]} can become a node of ${v["workload"]}: it may ${v["may"]}` : "somebody else can become a node"),
    "Servers that authenticate callers by certificate ask for nothing else. Whoever reads a node's key, or gets a leaf from the authority, is inside with all of a node's rights.",
    (v) =>
      `Bind a role without these rights${v["namespace"] ? ` in namespace ${v["namespace"]}` : ""}: the built-in edit and admin have them all. Or give the workload a namespace of its own. What is bound elsewhere is not seen here.`,
  ),
  row(
    "TL4602",
    "note",
    (v) =>
      v["who"]
        ? `${v["who"]} can become a node of ${v["workload"]}, as who runs the cluster can`
        : "who runs the cluster can become a node",
    "They may read every Secret or act as anybody. It is listed so that the list is whole.",
    "Nothing, if these are the people and controllers that run the cluster; else take the binding away.",
  ),
  row(
    "TL4603",
    "warning",
    (v) =>
      v["issuer"]
        ? `the authority that authenticates callers of ${v["workload"]} is a ClusterIssuer: ${v["issuer"]}`
        : "the authority that authenticates callers is a ClusterIssuer",
    "A ClusterIssuer signs for every namespace: whoever may create Certificates in any of them can become a node.",
    "Make it an Issuer in the workload's namespace, with its CA's Secret there.",
  ),
  row(
    "TL4604",
    "warning",
    (v) =>
      v["certificate"]
        ? `Certificate ${v["certificate"]} is signed by the authority that authenticates callers of ${v["workload"]}`
        : "a certificate of somebody else is signed by the authority that authenticates callers",
    "Whoever holds it is inside: with the nodes' common name it is a node, and a port that looks at the root alone, such as KurrentDB's for replication, lets it in under any name.",
    "Sign it by another authority, or say `shared: { reason }` on this one.",
  ),
] as const;
