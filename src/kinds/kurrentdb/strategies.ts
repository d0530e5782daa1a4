import type { Strategies } from "../strategies.ts";
import { endsTls } from "./edge.ts";
import { INGRESS_NGINX, TRAEFIK } from "./edge-objects.ts";
import type { KurrentDBWorkload } from "./spec.ts";

type Network = KurrentDBWorkload["network"];

/** Stands for the class of an Ingress controller that no spec names. */
const SOME_CLASS = "traefik";

/** The authority of a proxy that ends TLS. */
function edgeAuthority({ ingress, gateway }: Network): { readonly edge?: string } {
  const edge = ingress?.authority ?? gateway?.authority;
  return edge === undefined ? {} : { edge };
}

/** Whether clients see the servers' own certificates through a proxy. */
function passesThrough({ ingress, gateway }: Network): boolean {
  return ingress?.passthrough === true || gateway?.passthrough === true;
}

/** Without fields that have no value. */
function defined(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
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
    ...edgeAuthority(network),
    ...(security.authority === undefined ? {} : { authority: security.authority }),
    ...(network.domain === undefined ? {} : { domain: network.domain }),
  }),
  usesDomain: ({ internode, clients }) => internode !== "ServiceName" || clients !== "ServiceName",
  usesLoadBalancers: ({ internode, clients, proxied }, { network }) =>
    internode === "FQDN" || (clients === "FQDN" && !proxied && !passesThrough(network)),
  proxy: ({ network }, { platform }, authority) => {
    const { ingress, gateway } = network;
    const [ingressClass] = Object.keys(platform.ingress ?? {});
    const [gatewayClass] = Object.keys(platform.gatewayAPI?.classes ?? {});
    const gatewayClassName = gateway?.gatewayClassName ?? (ingress || ingressClass !== undefined ? undefined : gatewayClass);
    if (gatewayClassName !== undefined) {
      const value = { ...gateway, passthrough: undefined, gatewayClassName, authority };
      return { values: [{ path: ["network", "gateway"], value: defined(value) }], missing: [], verifies: true };
    }
    const ingressClassName = ingress?.ingressClassName ?? ingressClass;
    return {
      values: [{ path: ["network", "ingress"], value: { ingressClassName: ingressClassName ?? SOME_CLASS, authority } }],
      missing:
        ingressClassName === undefined
          ? [
              {
                path: ["ingress", SOME_CLASS],
                value: { controller: TRAEFIK, version: "3.6" },
                what: "the class, the controller and the version of the Ingress controller that it has",
              },
            ]
          : [],
      verifies: platform.ingress?.[ingressClassName ?? ""]?.controller !== INGRESS_NGINX,
    };
  },
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
