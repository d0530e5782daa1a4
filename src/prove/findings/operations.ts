import { row } from "./row.ts";

/** TL55xx: backups, monitoring, versions. */
export const operations = [
  row(
    "TL5501",
    "error",
    (v) =>
      `${v["what"] ?? "an object"} needs VolumeSnapshots, which ${v["cluster"] ? `cluster ${v["cluster"]}` : "the cluster"} does not say that it serves`,
    "Their API and controller are no part of Kubernetes: without them no backup is taken, and a claim that begins as a snapshot is never bound.",
    'Install external-snapshotter and say platform: { volumeSnapshots: "v1" }, or take the object away.',
  ),
  row(
    "TL5502",
    "warning",
    (v) => `${v["monitor"] ?? "a monitor"} selects nothing`,
    "Prometheus scrapes nothing by it, and an alert on what is not there says nothing.",
    "Make its selector equal to labels that the pods (for a ServiceMonitor: the Services) carry, and its namespaceSelector to their namespace.",
  ),
  row(
    "TL5503",
    "warning",
    (v) => `${v["monitor"] ?? "a monitor"} asks for ${v["port"] ? `the port ${v["port"]}` : "a port"}, which nothing that it selects has`,
    "Prometheus drops targets without the port, without a word.",
    "Name a port of the pods' containers (PodMonitor) or of the Services (ServiceMonitor).",
  ),
  row(
    "TL5504",
    "warning",
    (v) =>
      `${v["monitor"] ?? "a monitor"} lets Prometheus scrape by ${v["scheme"] ?? "the wrong scheme"}${v["speaks"] ? `, and the port speaks ${v["speaks"]}` : ""}`,
    "Each scrape fails.",
    (v) => `Say scheme: ${v["speaks"] === "cleartext" ? "http" : "https"} on the endpoint.`,
  ),
  row(
    "TL5505",
    "warning",
    (v) =>
      v["name"] === undefined
        ? `${v["monitor"] ?? "a monitor"} names no serverName, and pods are scraped by their address, which ${v["certificate"] ?? "the certificate"} does not hold`
        : `${v["monitor"]} wants the name ${v["name"]}, which ${v["certificate"]} does not hold`,
    "Prometheus verifies the certificate by the address that it dials, or by tlsConfig.serverName. Each scrape fails.",
    (v) => `Set tlsConfig.serverName to a name that the certificate holds${v["names"] ? `: ${v["names"]}` : ""}.`,
  ),
  row(
    "TL5506",
    "warning",
    (v) =>
      `${v["monitor"] ?? "a monitor"} trusts ${v["roots"] ?? "other roots"}, and ${v["certificate"] ?? "the certificate"} chains to none of them`,
    "Each scrape fails.",
    "Let tlsConfig.ca name the root that signs the nodes' certificates; without it Prometheus trusts public authorities.",
  ),
  row(
    "TL5507",
    "warning",
    (v) => `${v["monitor"] ?? "a monitor"} scrapes without a user, and the server gives its metrics to users only`,
    "KurrentDB asks for the right to read statistics, which anonymous callers do not have by default: each scrape gets 401.",
    "Give the endpoint basicAuth with a user of the database (any will do), or set the server's AllowAnonymousEndpointAccess to true, which opens its statistics and options too.",
  ),
  row(
    "TL5510",
    "note",
    (v) =>
      v["older"]
        ? `${v["olderNode"]} runs ${v["older"]}, and ${v["newerNode"]} of the same database ${v["newer"]}`
        : "nodes of one database run different versions",
    "Versions may differ while a database is upgraded node by node, which the vendor supports from 22.10 on; not for good.",
    "Go on with the upgrade: read-only replicas and followers first, one node at a time, each until it has joined again (docs/operations.md).",
  ),
  row(
    "TL5511",
    "warning",
    (v) =>
      v["older"]
        ? `${v["olderNode"]} runs ${v["older"]}, which does not understand checkpoints that ${v["newerNode"]} writes with ${v["newer"]}`
        : "nodes of one database run versions of which the older one does not understand what the newer one writes",
    "Checkpoints of persistent subscriptions have another name since 24.10. A leader that does not know it goes on from an older checkpoint, and consumers get events again.",
    "Upgrade to 23.10.8 or a newer patch of 23.10 first, on all nodes; then on.",
  ),
] as const;
