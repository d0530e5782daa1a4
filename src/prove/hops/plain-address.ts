import type { Address } from "../../world/network.ts";

const WORDS: Readonly<Record<string, string>> = {
  pod: "pod",
  service: "Service",
  endpoints: "Service",
  lb: "load balancer",
  ingress: "Ingress controller",
  gateway: "Gateway",
  proxy: "proxy",
};

/** An address as people say it: `pod orders-1`, `load balancer orders-1-lb`. */
export function plainAddress(address: Address): string {
  const colon = address.indexOf(":");
  const word = WORDS[address.slice(0, colon)];
  const rest = address.slice(colon + 1);
  return word === undefined ? rest : `${word} ${rest.slice(rest.lastIndexOf("/") + 1)}`;
}
