import type { Strategies } from "../strategies.ts";
import type { KurrentDBWorkload } from "./spec.ts";

/** KurrentDB's traffic strategies, by the fields of the vendor's resource. */
export const strategies: Strategies<KurrentDBWorkload> = {
  internode: { path: ["network", "internodeTrafficStrategy"], values: ["ServiceName", "SplitDNS", "FQDN"] },
  // The third is what people ask for first; the schema says why it can't be had.
  clients: { path: ["network", "clientTrafficStrategy"], values: ["ServiceName", "FQDN", "SplitDNS"] },
  domain: ["network", "domain"],
  loadBalancers: ["network", "loadBalancer", "enabled"],
  authority: ["security", "authority"],
  chosen: ({ network, security }) => ({
    internode: network.internodeTrafficStrategy,
    clients: network.clientTrafficStrategy,
    // A proxy takes their place.
    loadBalancers: network.loadBalancer.enabled || network.ingress !== undefined || network.gateway !== undefined,
    ...(security.authority === undefined ? {} : { authority: security.authority }),
    ...(network.domain === undefined ? {} : { domain: network.domain }),
  }),
  usesDomain: ({ internode, clients }) => internode !== "ServiceName" || clients !== "ServiceName",
  usesLoadBalancers: ({ internode, clients }, { network: { ingress, gateway } }) =>
    internode === "FQDN" || (clients === "FQDN" && ingress === undefined && gateway === undefined),
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
