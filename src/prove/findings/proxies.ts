import { row } from "./row.ts";

/** TL33xx: what proxies at the edge of a cluster do. TL411x: certificates behind them. */
export const proxies = [
  row(
    "TL3301",
    "error",
    (v) =>
      v["proxy"] === undefined
        ? "a port is dialled at which the proxy does not listen"
        : v["purpose"] === "client"
          ? `${v["host"]}:${v["port"]} is dialled, and ${v["proxy"]} listens on ${v["open"]}`
          : `${v["host"]}:${v["port"]} is dialled for ${v["purpose"]}, and ${v["proxy"]} listens on ${v["open"]}`,
    "A name that an Ingress or a Gateway carries leads to the proxy, and nothing but the proxy's own port is there: the node's ports 2113 and 1112 are not.",
    (v) =>
      v["purpose"] === undefined || v["purpose"] === "client"
        ? "Let nodes advertise the proxy's port to clients: the server's option AdvertiseNodePortToClientAs, and the port of seeds in connection strings."
        : 'Let nodes dial each other without the proxy: internodeTrafficStrategy "ServiceName" or "SplitDNS".',
  ),
  row(
    "TL3302",
    "error",
    (v) => `${v["host"] ?? "a name"} leads to ${v["proxy"] ?? "a proxy"}, which has no rule or no certificate for it`,
    "A proxy picks rule and certificate by the name that is asked for. Without them it presents a certificate of its own making, which no client trusts.",
    "Add the host to a rule and to the hosts of spec.tls (Ingress), or to a listener and a route (Gateway).",
  ),
  row(
    "TL3303",
    "error",
    (v) => `a proxy has nothing to send ${v["host"] ?? "a host"} to${v["why"] ? `: ${v["why"]}` : ""}`,
    "The proxy takes the connection, and answers each request with an error.",
    (v) => v["change"] ?? "Let the rule name a Service and a port that are there.",
  ),
  row(
    "TL3304",
    "error",
    (v) => `${v["proxy"] ?? "a proxy"} does not speak to ${v["service"] ?? "the backend"} as the node listens`,
    "A node speaks TLS and HTTP/2 on its port. A proxy that sends cleartext, or HTTP/1.1, gets no gRPC call through: clients see errors of the proxy (502).",
    (v) =>
      v["wants"] === "cleartext"
        ? "Let the proxy speak cleartext to the backend, or give the nodes certificates."
        : "ingress-nginx: annotation backend-protocol: GRPCS. Traefik: service.serversscheme: https on the Service. Gateway API: a GRPCRoute, and a BackendTLSPolicy for the Service.",
  ),
  row(
    "TL3305",
    "error",
    (v) => `what the proxy does with ${v["host"] ?? "a host"} is not known${v["why"] ? `: ${v["why"]}` : ""}`,
    "An Ingress says hosts and Services. By which certificates, and how the backend is spoken to, is the controller's: without knowing it nothing can be proven.",
    (v) => v["change"] ?? "Declare the controller in the cluster's platform, or vouch for the endpoint in assumptions.",
  ),
  row(
    "TL3306",
    "error",
    (v) => `the proxy can't do what is asked of it for ${v["host"] ?? "a host"}${v["why"] ? `: ${v["why"]}` : ""}`,
    "What a controller does not support it ignores or refuses, and connections end elsewhere than intended.",
    (v) => v["change"] ?? "Use what the controller supports.",
  ),
  row(
    "TL3307",
    "note",
    (v) =>
      v["proxy"] === undefined
        ? "dials inside a cluster go through its own Ingress or Gateway"
        : `${v["dials"]} of ${v["caller"]} go through ${v["proxy"]}, from within its own cluster`,
    "Such traffic goes out to the load balancer and comes back through the proxy: it is slower, loads a proxy that may be short of strength, and in clouds costs money where it passes a public address.",
    (v) =>
      `Add a CoreDNS rewrite of ${v["host"] ?? "the host"} to the pod's Service, so that these clients go straight to the node, at its own port; its certificate then has to hold the host, and they have to trust its root. Or let clients in the cluster dial Service names.`,
  ),
  row(
    "TL3308",
    "warning",
    (v) =>
      `clients are told to dial ${v["host"] ?? "a node"} for ${v["node"] ?? "one node"}, and may arrive at ${v["others"] ?? "another"}`,
    "Clients look for a node by its role and dial the name that it advertises. Behind a Service with several pods they get any of them: writes meet nodes that are no leader, and are refused.",
    "Give each node a rule of its own, whose backend is the Service of that one pod.",
  ),
  row(
    "TL3309",
    "error",
    (v) => `${v["host"] ?? "a name"} is dialled for replication, and ${v["proxy"] ?? "the proxy"} ends TLS and speaks HTTP`,
    "Replication is a TCP protocol of the server's own, behind TLS with certificates of both sides. A proxy that speaks HTTP can't hand it on, and the caller's certificate would not get through.",
    'Never lead it through an Ingress: internodeTrafficStrategy "ServiceName" or "SplitDNS".',
  ),
  row(
    "TL4113",
    "warning",
    (v) => `${v["proxy"] ?? "a proxy"} takes any certificate of the nodes behind ${v["host"] ?? "a host"}`,
    "Whoever can take a pod's or Service's place inside the cluster then reads what clients send, their passwords included, and answers in the node's name. The clients' own check ends at the proxy.",
    (v) =>
      [v["why"] ? `Here ${v["why"]}.` : "", v["change"] ?? "Let the proxy verify the nodes by their root."]
        .filter((each) => each !== "")
        .join(" "),
  ),
  row(
    "TL4114",
    "error",
    (v) =>
      `${v["proxy"] ?? "a proxy"} does not trust the node's certificate: ${v["signer"] ?? "its signer"} is not among ${v["trusted"] ?? "its roots"}`,
    "The proxy gives up the connection to the node, and clients get its error (502) in place of an answer.",
    "Give the proxy the root that signs for the nodes: rootCAs of Traefik's ServersTransport, caCertificateRefs of a BackendTLSPolicy.",
  ),
  row(
    "TL4115",
    "error",
    (v) => `${v["proxy"] ?? "a proxy"} looks for another name than the node's certificate holds`,
    "The proxy gives up the connection to the node, and clients get its error (502) in place of an answer. Without a setting some proxies look for the pod's address, which no certificate holds.",
    (v) =>
      `Set the name to one of those on the certificate (${v["holds"] ?? "the node's"}): serverName of Traefik's ServersTransport, hostname of a BackendTLSPolicy.`,
  ),
  row(
    "TL4116",
    "error",
    (v) => `whoever holds the certificate of ${v["proxy"] ?? "a proxy"} is a node for ${v["workload"] ?? "the servers"}`,
    "Nodes let in whoever has a certificate of their authority with their common name, with all of a node's rights. This one is handed to a proxy that the whole world talks to, and lies in a Secret for it.",
    "Let another authority sign for the nodes: a private one (posture: private certificates on servers, a public one at the edge).",
  ),
  row(
    "TL4117",
    "error",
    (v) => `${v["proxy"] ?? "a proxy"} presents a node's certificate to the nodes: whoever comes through it is let in as a node`,
    "A server asks a caller with a node's certificate for nothing else. Through this proxy every client, even one without a password, has all rights.",
    "Give the proxy roots to verify by and no key pair: a Secret or ConfigMap with ca.crt alone.",
  ),
] as const;
