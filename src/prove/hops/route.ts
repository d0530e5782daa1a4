import type { Address, Dial } from "../../world/network.ts";
import { policiesSelecting, resolveTargetPort } from "../../world/routes.ts";
import type { Process, Route, World } from "../../world/world.ts";
import { rules } from "../rules.ts";
import type { Mix, Trace } from "../trace.ts";
import { failed, type Hop, passed } from "./hop.ts";
import { isLoopback, isTold } from "./loopback.ts";
import { plainAddress } from "./plain-address.ts";

/** Pods and ports at which a dial may arrive: any of them may be chosen, so all have to answer. */
export interface Arrival {
  readonly pods: readonly { readonly address: Address; readonly port: number }[];
  readonly path: Trace["path"];
}

function clusterOf(address: Address): string {
  return address.slice(address.indexOf(":") + 1).split("/")[0] ?? "";
}

/** Follows packets from the caller to an address: over the pod network, through a Service, or through a load balancer. */
export function route(address: Address, dial: Dial, caller: Process, mix: Mix): Hop<Arrival> {
  const world = mix.routes;
  const kind = address.slice(0, address.indexOf(":"));
  const same = caller.cluster !== undefined && clusterOf(address) === caller.cluster;
  if (kind === "pod") {
    if (caller.cluster !== undefined && same) {
      const policy = policiesSelecting(world, address)[0];
      if (policy) {
        return failed(
          "route",
          "unknown",
          "network-policy-unread",
          `a NetworkPolicy selects ${plainAddress(address)}, and is not read yet`,
          rules.networkPolicy,
          [policy],
          {},
        );
      }
      return passed("route", "pod network, direct", rules.podNetwork, [dial.to.place], {
        pods: [{ address, port: dial.to.port }],
        path: "direct",
      });
    }
    return failed(
      "route",
      "no-route",
      "pod-network-from-outside",
      `${plainAddress(address)} is on the pod network of ${clusterOf(address)}, where ${caller.label} is not`,
      rules.podNetwork,
      [dial.to.place],
      { host: dial.to.host, cluster: clusterOf(address) },
    );
  }
  const through = world.routes.get(address);
  if (!through && isLoopback(dial.to.host) && isTold(dial, caller)) {
    const text = `${dial.to.host} is ${caller.label} itself, and not the server that tells it to dial that`;
    const values = { host: dial.to.host, port: String(dial.to.port), told: "yes" };
    return failed("route", "no-listener", "nobody-listens", text, rules.podNetwork, [dial.to.place], values);
  }
  if (!through) {
    return failed(
      "route",
      "unknown",
      "address-not-declared",
      `${plainAddress(address)} is no address that the manifests explain`,
      rules.podNetwork,
      [dial.to.place],
      {
        host: dial.to.host,
        address: plainAddress(address),
      },
    );
  }
  if (!same && !through.outside) {
    return failed(
      "route",
      "no-route",
      "pod-network-from-outside",
      `${plainAddress(address)} is reached only inside ${through.cluster}`,
      rules.service,
      [dial.to.place, through.place],
      {
        host: dial.to.host,
        cluster: through.cluster,
      },
    );
  }
  return throughService(through, address, same, dial, world);
}

function throughService(through: Route, address: Address, same: boolean, dial: Dial, world: World): Hop<Arrival> {
  const ranges = through.outside ? through.sourceRanges : [];
  // A caller's egress address is not declared, so whether the ranges admit it can only be assumed.
  const rule = ranges.length > 0 ? rules.sourceRanges : through.outside ? rules.loadBalancer : rules.service;
  const port = through.ports.find((each) => each.port === dial.to.port);
  if (!port) {
    const open = through.ports.map((each) => each.port).join(", ") || "none";
    return failed(
      "route",
      "no-listener",
      "service-without-port",
      `${plainAddress(address)} has no port ${dial.to.port} (it has ${open})`,
      rule,
      [through.place, dial.to.place],
      {
        host: dial.to.host,
        port: String(dial.to.port),
        open,
      },
    );
  }
  if (through.targets.length === 0) {
    return failed("route", "no-address", "service-without-pods", `${plainAddress(address)} selects no pod`, rule, [through.place], {
      host: dial.to.host,
    });
  }
  const targets = dial.callee === "ready" ? through.targets : through.targets.filter((each) => each.whileUnready);
  if (targets.length === 0) {
    return failed(
      "route",
      "no-address",
      "route-only-when-ready",
      `${plainAddress(address)} sends only to pods that are ready, and they are ready only after this dial`,
      rule,
      [through.place],
      { host: dial.to.host },
    );
  }
  const pods: { address: Address; port: number }[] = [];
  for (const target of targets) {
    const policy = policiesSelecting(world, target.address)[0];
    if (policy) {
      return failed(
        "route",
        "unknown",
        "network-policy-unread",
        `a NetworkPolicy selects ${plainAddress(target.address)}, and is not read yet`,
        rules.networkPolicy,
        [policy],
        {},
      );
    }
    const number = resolveTargetPort(world, target.address, port.targetPort);
    if (number === undefined) {
      return failed(
        "route",
        "no-listener",
        "service-without-port",
        `${plainAddress(target.address)} has no port named ${port.targetPort}`,
        rule,
        [{ ...port.place, path: [...port.place.path, "targetPort"] }],
        {
          host: dial.to.host,
          port: String(dial.to.port),
          targetPort: String(port.targetPort),
          pod: plainAddress(target.address),
        },
      );
    }
    pods.push({ address: target.address, port: number });
  }
  const how = !through.outside ? "Service, direct" : same ? "load balancer, hairpin: out of the cluster and back" : "load balancer";
  const path = through.outside && same ? "hairpin" : through.outside ? "across" : "direct";
  const admitted = ranges.length > 0 ? `, if ${ranges.join(", ")} admits the caller` : "";
  return passed("route", `${how}${admitted} → ${pods.map((pod) => plainAddress(pod.address)).join(", ")}`, rule, [through.place], {
    pods,
    path,
  });
}
