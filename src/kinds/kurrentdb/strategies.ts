import type { Strategies } from "../strategies.ts";
import { endsTls, passesThrough } from "./edge.ts";
import { proxyOf } from "./proxy-of.ts";
import type { KurrentDBWorkload } from "./spec.ts";

type Network = KurrentDBWorkload["network"];

/** The authority of a proxy that ends TLS. */
function edgeAuthority({ ingress, gateway }: Network): { readonly edge?: string } {
  const edge = ingress?.authority ?? gateway?.authority;
  return edge === undefined ? {} : { edge };
}

/** KurrentDB's traffic strategies, by the fields of the vendor's resource. */
export const strategies: Strategies<KurrentDBWorkload> = {
  internode: { path: ["network", "internodeTrafficStrategy"], values: ["ServiceName", "SplitDNS", "FQDN"] },
  // The third is what people ask for first; the schema says why it can't be had.
  clients: { path: ["network", "clientTrafficStrategy"], values: ["ServiceName", "FQDN", "SplitDNS"] },
  domain: ["network", "domain"],
  loadBalancers: ["network", "loadBalancer", "enabled"],
  authority: ["security", "authority"],
  clientRewrites: ["network", "clientRewrites"],
  chosen: ({ network, security }) => ({
    internode: network.internodeTrafficStrategy,
    clients: network.clientTrafficStrategy,
    proxied: endsTls(network),
    loadBalancers: network.loadBalancer.enabled,
    clientRewrites: network.clientRewrites,
    ...edgeAuthority(network),
    ...(security.authority === undefined ? {} : { authority: security.authority }),
    ...(network.domain === undefined ? {} : { domain: network.domain }),
  }),
  usesDomain: ({ internode, clients }) => internode !== "ServiceName" || clients !== "ServiceName",
  usesLoadBalancers: ({ internode, clients, proxied }, { network }) =>
    internode === "FQDN" || (clients === "FQDN" && !proxied && !passesThrough(network)),
  // A proxy's port is no node's, and Service names need no rewrite.
  usesClientRewrites: ({ clients, proxied }) => clients === "FQDN" && !proxied,
  proxy: proxyOf,
  withoutProxy: ({ network }) =>
    endsTls(network) ? (["ingress", "gateway"] as const).flatMap((field) => (network[field] ? [{ path: ["network", field] }] : [])) : [],
  signedHere: ({ security, quorumOf }) => ({
    values: [
      ...(security.insecure ? [{ path: ["security", "insecure"] }] : []),
      ...(security.certificateSecret ? [{ path: ["security", "certificateSecret"] }] : []),
    ],
    // An insecure server has no users, and replicas elsewhere have those of their quorum.
    missing:
      !security.insecure || quorumOf !== undefined
        ? []
        : [
            {
              path: ["users"],
              value: { adminPasswordSecret: { name: "users", key: "admin" }, opsPasswordSecret: { name: "users", key: "ops" } },
              what: "the Secret with the passwords of the built-in users",
            },
          ],
  }),
};
