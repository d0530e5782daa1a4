import { isPrivate } from "../../spec/authority.ts";
import { didYouMean } from "../../spec/did-you-mean.ts";
import { atLeast, parseVersion } from "../../terms/version.ts";
import type { WorkloadContext } from "../kind.ts";
import type { SpecProblem } from "../spec-problem.ts";
import { passesThrough } from "./edge.ts";
import { INGRESS_NGINX, TRAEFIK } from "./edge-objects.ts";
import type { NamedKurrentDB } from "./layout.ts";

type Network = NamedKurrentDB["network"];

/** What is wrong with the proxy that clients come in through: what can't be, and what its class can't do. */
export function edgeProblems(spec: NamedKurrentDB, context: WorkloadContext): readonly SpecProblem[] {
  const { network } = spec;
  const { ingress, gateway } = network;
  if (!ingress && !gateway) return [];
  if (ingress && gateway) {
    const message = "stands beside network.ingress, and a name leads to one place only.";
    return [{ path: ["network", "gateway"], message, hint: "Leave one of the two out." }];
  }
  const field = ingress ? "ingress" : "gateway";
  const passthrough = passesThrough(network);
  return [
    ...strategyProblems(network, field),
    ...exclusionProblems(spec, field),
    ...authorityProblems(spec, context, field, (ingress ?? gateway)?.authority, passthrough),
    ...(ingress ? ingressProblems(ingress, passthrough, context) : []),
    ...(gateway ? gatewayProblems(gateway, passthrough, context) : []),
    ...publishing(field, passthrough, context),
    ...policyProblems(spec, field, context),
  ];
}

/** The workload's NetworkPolicy lets the proxy in by its namespace. */
function policyProblems({ network }: NamedKurrentDB, field: "ingress" | "gateway", { cluster }: WorkloadContext): readonly SpecProblem[] {
  const policy = network.networkPolicy || undefined;
  if (!policy?.policyTypes.includes("Ingress")) return [];
  const name = network.ingress?.ingressClassName ?? network.gateway?.gatewayClassName ?? "";
  const facts = field === "ingress" ? cluster.platform.ingress?.[name] : cluster.platform.gatewayAPI?.classes[name];
  if (!facts || facts.namespace !== undefined) return [];
  const at = field === "ingress" ? `ingress.${name}` : `gatewayAPI.classes.${name}`;
  const message = `would keep the proxy out: nothing says in which namespace the pods of "${name}" run.`;
  return [{ path: ["network", "networkPolicy"], message, hint: `Add namespace to clusters.${cluster.name}.platform.${at}.` }];
}

/** Names of nodes lead to the proxy: what nodes say to each other must not go there. */
function strategyProblems({ internodeTrafficStrategy, clientTrafficStrategy }: Network, field: string): readonly SpecProblem[] {
  const found: SpecProblem[] = [];
  if (clientTrafficStrategy !== "FQDN") {
    const message = `"${clientTrafficStrategy}" sends clients to Services, and network.${field} would be dialled by nobody.`;
    found.push({ path: ["network", "clientTrafficStrategy"], message, hint: `Set it to "FQDN", or leave ${field} out.` });
  }
  if (internodeTrafficStrategy === "FQDN") {
    const why = `the nodes' FQDNs lead to the ${field === "ingress" ? "Ingress controller" : "Gateway"}, and nodes would dial each other there: replication is a TCP protocol of its own that no HTTP proxy hands on, and the certificates by which nodes know each other would not get through`;
    const hint = 'Set it to "ServiceName" or "SplitDNS".';
    found.push({ path: ["network", "internodeTrafficStrategy"], message: `"FQDN" does not go with network.${field}: ${why}.`, hint });
  }
  return found;
}

function exclusionProblems({ network, security }: NamedKurrentDB, field: string): readonly SpecProblem[] {
  const found: SpecProblem[] = [];
  if (network.loadBalancer.enabled) {
    const message = `would publish the same names as network.${field}, and callers would reach one of the two by chance.`;
    found.push({ path: ["network", "loadBalancer", "enabled"], message, hint: "Leave one of the two out." });
  }
  if (network.peering && network.peering.domain === undefined) {
    const message = `has load balancers that carry the nodes' FQDNs, and these lead to network.${field}.`;
    found.push({ path: ["network", "peering"], message, hint: "Give it a domain: the names in the peering are then others." });
  }
  if (security.insecure) {
    const message = "an insecure server behind a public proxy lets in everybody, and its cleartext is not what the proxy is set up for.";
    found.push({ path: ["network", field], message, hint: "Name a security.authority." });
  }
  return found;
}

function authorityProblems(
  { security }: NamedKurrentDB,
  { authorities }: WorkloadContext,
  field: string,
  name: string | undefined,
  passthrough: boolean,
): readonly SpecProblem[] {
  const path = ["network", field];
  const at = [...path, "authority"];
  if (passthrough) {
    if (name === undefined) return [];
    const message = `"${name}" would sign a certificate that nobody presents: with passthrough clients see those of the nodes.`;
    return [{ path: at, message, hint: "Leave one of the two out." }];
  }
  if (name === undefined) {
    const message = "names no authority, and does not say passthrough: true. The proxy needs a certificate for the nodes' FQDNs.";
    return [{ path, message, hint: "Add authority, with the name of a public one (acme)." }];
  }
  const authority = authorities[name];
  if (!authority) return [{ path: at, message: `no authority "${name}" is given.` }];
  if (authority.kind !== "acme") {
    const message = `"${name}" is no public authority, and only such a one (acme) signs for a proxy here.`;
    const hint = "With a private certificate everywhere let TLS pass through: passthrough: true, and no authority.";
    return [{ path: at, message, hint }];
  }
  if (name !== security.authority) return [];
  const message = `"${name}" signs for the nodes too, which let in whoever has a certificate of it with their common name: the proxy's would do.`;
  return [{ path: at, message, hint: "Let a private authority sign for the nodes (security.authority)." }];
}

function ingressProblems(
  { ingressClassName: name }: NonNullable<Network["ingress"]>,
  passthrough: boolean,
  { cluster, authorities }: WorkloadContext,
): readonly SpecProblem[] {
  const path = ["network", "ingress", "ingressClassName"];
  const known = cluster.platform.ingress ?? {};
  const facts = known[name];
  if (!facts) {
    const message = `cluster ${cluster.name} has no Ingress controller of class "${name}", as far as its platform says.`;
    const declare = `Declare it in clusters.${cluster.name}.platform: ingress: { "${name}": { controller: "${TRAEFIK}", version: "3.6" } }.`;
    return [{ path, message, hint: Object.keys(known).length > 0 ? didYouMean(name, Object.keys(known)) : declare }];
  }
  if (facts.controller !== TRAEFIK && facts.controller !== INGRESS_NGINX) {
    const message = `"${name}" is served by ${facts.controller}, and how that is told to speak TLS to nodes is not known here.`;
    return [{ path, message, hint: `Use a class of ${TRAEFIK} or ${INGRESS_NGINX}, or network.gateway.` }];
  }
  if (facts.controller === INGRESS_NGINX) {
    if (!passthrough || facts.sslPassthrough) return [];
    const message =
      "needs ingress-nginx to run with --enable-ssl-passthrough, and its platform does not say so: without it the controller ends TLS.";
    const hint = `Start it so, and add sslPassthrough: true to clusters.${cluster.name}.platform.ingress.${name}.`;
    return [{ path: ["network", "ingress", "passthrough"], message, hint }];
  }
  if (passthrough) {
    const message = "Traefik passes TLS through by routes of its own (IngressRouteTCP), not for an Ingress.";
    return [
      { path: ["network", "ingress", "passthrough"], message, hint: "Use network.gateway with passthrough: true, or let Traefik end TLS." },
    ];
  }
  const version = parseVersion(facts.version);
  const found = trustProblems(cluster, authorities, "ingress");
  if (version && atLeast(version, "3.4")) return found;
  const message = `needs Traefik 3.4, whose ServersTransport takes roots from a ConfigMap; cluster ${cluster.name} runs ${facts.version}.`;
  return [{ path, message, hint: "Upgrade it, or use another class." }, ...found];
}

/** Roots that only the cluster knows reach a proxy by a Bundle. */
function trustProblems(
  cluster: WorkloadContext["cluster"],
  authorities: WorkloadContext["authorities"],
  field: string,
): readonly SpecProblem[] {
  const own = Object.values(authorities).find((each) => each.kind === "privateCA");
  if (!isPrivate(own) || own.roots || cluster.platform.trustManager) return [];
  const message = `needs the root of "${own.name}" in one file to verify the nodes by, and cluster ${cluster.name} has no trustManager, which makes it.`;
  const hint = `Add the version that is installed to clusters.${cluster.name}.platform: trustManager: "0.25". Or put the root into authorities.${own.name}.roots.`;
  return [{ path: ["network", field], message, hint }];
}

function gatewayProblems(
  { gatewayClassName: name }: NonNullable<Network["gateway"]>,
  passthrough: boolean,
  { cluster, authorities }: WorkloadContext,
): readonly SpecProblem[] {
  const path = ["network", "gateway", "gatewayClassName"];
  const api = cluster.platform.gatewayAPI;
  const facts = api?.classes[name];
  if (!api || !facts) {
    const known = Object.keys(api?.classes ?? {});
    const message = `cluster ${cluster.name} has no GatewayClass "${name}", as far as its platform says.`;
    const declare = `Declare it in clusters.${cluster.name}.platform: gatewayAPI: { version: "1.5", classes: { "${name}": { supportedFeatures: [...] } } }, as its status says.`;
    return [{ path, message, hint: known.length > 0 ? didYouMean(name, known) : declare }];
  }
  const needed = passthrough ? ["TLSRoute"] : ["GRPCRoute", "BackendTLSPolicy"];
  const lacking = needed.filter((feature) => !facts.supportedFeatures.includes(feature));
  const found: SpecProblem[] = lacking.map((feature) => ({
    path,
    message: `needs ${feature}, which "${name}" does not support as far as the platform of cluster ${cluster.name} says.`,
    hint: `If kubectl get gatewayclass ${name} -o yaml lists it, add it to supportedFeatures; else use another class.`,
  }));
  const version = parseVersion(api.version);
  const [since, kind] = passthrough ? (["1.5", "TLSRoute"] as const) : (["1.4", "BackendTLSPolicy"] as const);
  if (version && !atLeast(version, since)) {
    const message = `needs ${kind} as ${since} of the Gateway API brought it to its standard channel; cluster ${cluster.name} has ${api.version}.`;
    found.push({ path: ["network", "gateway"], message, hint: "Upgrade its CRDs." });
  }
  return passthrough ? found : [...found, ...trustProblems(cluster, authorities, "gateway")];
}

/** An external-dns that does not read the objects that carry the names publishes none. */
function publishing(field: "ingress" | "gateway", passthrough: boolean, { cluster }: WorkloadContext): readonly SpecProblem[] {
  const { externalDNS } = cluster.platform;
  const source = field === "ingress" ? "ingress" : passthrough ? "gateway-tlsroute" : "gateway-grpcroute";
  const sources = externalDNS?.sources ?? ["service", "ingress"];
  if (!externalDNS || sources.includes(source)) return [];
  const message = `the external-dns of cluster ${cluster.name} does not read what would carry the nodes' names: it runs with ${sources.map((each) => `--source=${each}`).join(" ")}.`;
  const hint = `Start it with --source=${source} too, and say so in clusters.${cluster.name}.platform.externalDNS: sources: [${[...sources, source].map((each) => `"${each}"`).join(", ")}].`;
  return [{ path: ["network", field], message, hint }];
}
