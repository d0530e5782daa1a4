import { row } from "./row.ts";

/** TL54xx: resources of the vendor's operator for KurrentDB, and what it makes of them. */
export const kurrentdbOperator = [
  row(
    "TL5401",
    "error",
    ({ kind = "resource", why = "" }) => `the API server refuses this ${kind}: ${why}`,
    "The CustomResourceDefinition of the operator's version has a schema and rules. A resource that breaks them is not applied at all.",
    "Correct the value.",
  ),
  row(
    "TL5402",
    "error",
    ({ field = "", kind = "resource" }) => `a ${kind} has no field ${field}`,
    "Whoever applies the resource refuses it, or the API server drops the field, and the operator never sees it.",
    ({ meant = "", known = "" }) => (meant === "" ? `Take it out. Fields there: ${known}.` : `Did you mean ${meant}?`),
  ),
  row(
    "TL5403",
    "error",
    ({ field = "", since = "", version = "" }) => `${field} came with operator ${since}, and the cluster has ${version}`,
    "Whoever applies the resource refuses it, or the API server drops the field, and the operator never sees it.",
    ({ since = "" }) => `Install operator ${since} or newer and say so in platform.kurrentdbOperator, or take the field out.`,
  ),
  row(
    "TL5404",
    "error",
    ({ kind = "resource", cluster = "" }) => `nobody in cluster ${cluster} makes anything of this ${kind}`,
    "The cluster does not say that the vendor's operator runs there. Without it the resource stays what it is: no server starts.",
    "Add platform.kurrentdbOperator with its version to the cluster.",
  ),
  row(
    "TL5405",
    "error",
    ({ placeholder = "" }) => `the operator knows no placeholder ${placeholder} here`,
    "What it does not know it leaves as it is, and a name with braces is no DNS name.",
    ({ known = "" }) => `Use one of ${known}.`,
  ),
  row(
    "TL5406",
    "error",
    ({ name = "" }) => `fqdnTemplate gives several pods the name ${name}`,
    "Servers know each other by their names, and a client that is told to dial one of them reaches any.",
    "Put {podName} into fqdnTemplate; its placeholder {nodeTypeSuffix} tells types of nodes apart only.",
  ),
  row(
    "TL5407",
    "warning",
    "extra rules of SplitDNS, and no SplitDNS",
    "The operator reads splitDNSExtraRules with internodeTrafficStrategy SplitDNS only: with others servers ask the cluster's DNS.",
    "Set internodeTrafficStrategy to SplitDNS, or take splitDNSExtraRules out.",
  ),
  row(
    "TL5408",
    "error",
    ({ kind = "backup", clusterName = "", namespace = "" }) =>
      `this ${kind} is of ${clusterName}, and namespace ${namespace} has no KurrentDB of that name`,
    "The operator looks for the database in the backup's own namespace. No backup is ever taken.",
    "Name a KurrentDB of this namespace as clusterName, or move the resource to its namespace.",
  ),
  row(
    "TL5410",
    "error",
    ({ kind = "object", name = "", by = "" }) =>
      `${kind} ${name} stands here, and the operator makes one of the same name for KurrentDB ${by}`,
    "Whoever applies this one and the operator undo each other's changes for ever, and servers restart each time.",
    "Take it out, and say what is to be different in the KurrentDB; or give one of the two another name.",
  ),
  row(
    "TL5411",
    "error",
    ({ host = "", from = "" }) => `whether ${host} leads to its server from cluster ${from} is not documented`,
    "With Service names, servers in one cluster are to be reached from others by ExternalName Services. The operator advertises a pod below a Service, a name that no ExternalName Service can have, and its documents do not say what it does instead.",
    'Use internodeTrafficStrategy "SplitDNS" and clientTrafficStrategy "FQDN" across clusters, or backend "manifests", whose pods have Services of their own.',
  ),
] as const;
