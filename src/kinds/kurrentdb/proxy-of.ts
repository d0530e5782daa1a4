import type { Cluster } from "../../spec/topology.ts";
import type { Strategies } from "../strategies.ts";
import { INGRESS_NGINX, TRAEFIK } from "./edge-objects.ts";
import type { KurrentDBWorkload } from "./spec.ts";

type Class = { readonly kind: "ingress" | "gateway"; readonly name: string; readonly verifies: boolean };

/** Stands for the class of an Ingress controller that no spec names. */
const SOME_CLASS = "traefik";
/** What a Gateway needs to end TLS and to verify nodes behind it. */
const FEATURES = ["GRPCRoute", "BackendTLSPolicy"] as const;

/**
 * What puts a proxy with a certificate of its own in front of a workload's nodes: the class that its spec names, else the best
 * that the cluster is said to have, else one that a person has to name.
 */
export function proxyOf({ network }: KurrentDBWorkload, cluster: Cluster): ReturnType<Strategies<KurrentDBWorkload>["proxy"]> {
  const { gateway } = network;
  const found = ownClass(network, cluster) ?? bestClass(cluster);
  if (found?.kind === "gateway") {
    const { passthrough: _, ...own } = gateway ?? {};
    const values = (authority: string) => [{ path: ["network", "gateway"], value: { ...own, gatewayClassName: found.name, authority } }];
    return { values, missing: [], verifies: true, source: "gateway-grpcroute" };
  }
  const ingressClassName = found?.name ?? SOME_CLASS;
  const missing = {
    path: ["ingress", SOME_CLASS],
    value: { controller: TRAEFIK, version: "3.6" },
    what: "the class, the controller and the version of the Ingress controller that it has",
  };
  return {
    values: (authority) => [{ path: ["network", "ingress"], value: { ingressClassName, authority } }],
    missing: found ? [] : [missing],
    verifies: found?.verifies ?? true,
    source: "ingress",
  };
}

function ownClass({ ingress, gateway }: KurrentDBWorkload["network"], { platform }: Cluster): Class | undefined {
  if (gateway) return { kind: "gateway", name: gateway.gatewayClassName, verifies: true };
  if (!ingress) return undefined;
  const { ingressClassName: name } = ingress;
  return { kind: "ingress", name, verifies: platform.ingress?.[name]?.controller !== INGRESS_NGINX };
}

/** One that verifies nodes before one that takes any certificate (TL4113), and last one of which nothing is known: then the refusal says so. */
function bestClass({ platform }: Cluster): Class | undefined {
  const ingress = Object.entries(platform.ingress ?? {}).map(([name, { controller }]) => ({ kind: "ingress", name, controller }) as const);
  const gateways = Object.entries(platform.gatewayAPI?.classes ?? {}).map(([name, { supportedFeatures }]) => {
    const able = FEATURES.every((feature) => supportedFeatures.includes(feature));
    return { kind: "gateway", name, verifies: true, able } as const;
  });
  const served = (by: string): Class | undefined => {
    const found = ingress.find(({ controller }) => controller === by);
    return found && { kind: "ingress", name: found.name, verifies: by !== INGRESS_NGINX };
  };
  const [unknown] = ingress.map(({ name }): Class => ({ kind: "ingress", name, verifies: true }));
  return served(TRAEFIK) ?? gateways.find(({ able }) => able) ?? served(INGRESS_NGINX) ?? unknown ?? gateways[0];
}
