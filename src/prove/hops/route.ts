import type { Rules } from "../../terms/evidence.ts";
import { parseObjectId } from "../../terms/kube-object.ts";
import type { Address, Dial } from "../../world/network.ts";
import { resolveTargetPort } from "../../world/routes.ts";
import type { Process, Route, World } from "../../world/world.ts";
import type { ReadyPods } from "../readiness.ts";
import { rules } from "../rules.ts";
import type { Mix, Trace } from "../trace.ts";
import { failed, type Hop, neverReady, passed } from "./hop.ts";
import { isLoopback, isTold } from "./loopback.ts";
import { plainAddress } from "./plain-address.ts";
import { BALANCED, type Passage, peeringBetween, toBalancer } from "./to-balancer.ts";

/** Pods and ports at which a dial may arrive: any of them may be chosen, so all have to answer. */
export interface Arrival {
  readonly pods: readonly { readonly address: Address; readonly port: number }[];
  readonly path: Trace["path"];
}

const POD_NETWORK: Rules = [rules.podNetwork];
const SERVICE: Rules = [rules.service, rules.podNetwork];
const STRAIGHT: Passage = { how: "Service, direct", path: "direct", relied: SERVICE, places: [], values: {} };
/** By which a Service leads nowhere, and one behind a load balancer. */
const SERVICE_ALONE: Rules = [rules.service];
const BALANCED_SERVICE: Rules = [rules.service, rules.loadBalancer];

function clusterOf(address: Address): string {
  return address.slice(address.indexOf(":") + 1).split("/")[0] ?? "";
}

/** Follows packets from the caller to an address: over the pod network, through a Service, or through a load balancer. */
export function route(address: Address, dial: Dial, caller: Process, mix: Mix, ready: ReadyPods): Hop<Arrival> {
  const world = mix.routes;
  const kind = address.slice(0, address.indexOf(":"));
  const same = caller.cluster !== undefined && clusterOf(address) === caller.cluster;
  if (kind === "pod") {
    if (caller.cluster !== undefined && same) {
      return passed("route", "pod network, direct", POD_NETWORK, [dial.to.place], {
        pods: [{ address, port: dial.to.port }],
        path: "direct",
      });
    }
    const joined = peeringBetween(world, caller.cluster, clusterOf(address), { podNetworks: true });
    if (joined) {
      const how = `pod network of ${clusterOf(address)}, over the peering ${joined.name}`;
      const value = { pods: [{ address, port: dial.to.port }], path: "across" as const };
      return passed("route", how, [rules.peering, ...POD_NETWORK], [dial.to.place], value, { peering: joined.name });
    }
    return failed(
      "route",
      "no-route",
      "pod-network-from-outside",
      `${plainAddress(address)} is on the pod network of ${clusterOf(address)}, where ${caller.label} is not`,
      POD_NETWORK,
      [dial.to.place],
      { host: dial.to.host, cluster: clusterOf(address) },
    );
  }
  const through = world.routes.get(address);
  if (!through && isLoopback(dial.to.host) && isTold(dial, caller)) {
    const text = `${dial.to.host} is ${caller.label} itself, and not the server that tells it to dial that`;
    const values = { host: dial.to.host, port: String(dial.to.port), told: "yes" };
    return failed("route", "no-listener", "nobody-listens", text, [rules.listen], [dial.to.place], values);
  }
  if (!through) {
    return failed(
      "route",
      "unknown",
      "address-not-declared",
      `${plainAddress(address)} is no address that the manifests explain`,
      POD_NETWORK,
      [dial.to.place],
      {
        host: dial.to.host,
        address: plainAddress(address),
      },
    );
  }
  if (!same && through.reach === "cluster") {
    return failed(
      "route",
      "no-route",
      "pod-network-from-outside",
      `${plainAddress(address)} is reached only inside ${through.cluster}`,
      SERVICE_ALONE,
      [dial.to.place, through.place],
      {
        host: dial.to.host,
        cluster: through.cluster,
      },
    );
  }
  const passage = through.reach === "cluster" ? STRAIGHT : toBalancer(through, dial, caller, world);
  return "ok" in passage ? passage : throughService(through, address, passage, dial, world, ready);
}

function throughService(through: Route, address: Address, passage: Passage, dial: Dial, world: World, ready: ReadyPods): Hop<Arrival> {
  const nowhere = through.reach === "cluster" ? SERVICE_ALONE : BALANCED_SERVICE;
  const service = parseObjectId(through.place.object).name;
  const port = through.ports.find((each) => each.port === dial.to.port);
  if (!port) {
    const open = through.ports.map((each) => each.port).join(", ") || "none";
    if (/^(ingress|gateway):/.test(address)) {
      const text = `${plainAddress(address)} does not listen on port ${dial.to.port} (it listens on ${open})`;
      const values = { host: dial.to.host, port: String(dial.to.port), open, proxy: plainAddress(address), purpose: dial.purpose };
      return failed("route", "no-listener", "proxy-without-port", text, BALANCED, [dial.to.place, through.place], values);
    }
    return failed(
      "route",
      "no-listener",
      "service-without-port",
      `${plainAddress(address)} has no port ${dial.to.port} (it has ${open})`,
      nowhere,
      [through.place, dial.to.place],
      {
        host: dial.to.host,
        port: String(dial.to.port),
        open,
        service,
      },
    );
  }
  if (through.targets.length === 0) {
    return failed("route", "no-address", "service-without-pods", `${plainAddress(address)} selects no pod`, nowhere, [through.place], {
      host: dial.to.host,
    });
  }
  const targets = through.targets.filter((each) => !world.absent.has(each.address) && (each.whileUnready || ready.isReady(each.address)));
  const [first] = through.targets;
  if (targets.length === 0 && first) {
    const text = `${plainAddress(address)} sends only to pods that are ready`;
    const why = dial.callee === "ready" ? ready.why(first.address) : undefined;
    if (why) return neverReady("route", "no-address", `${text}, as ${plainAddress(first.address)} should be`, nowhere, why);
    const waits = `${text}, and they are ready only after this dial`;
    return failed("route", "no-address", "route-only-when-ready", waits, nowhere, [through.place], { host: dial.to.host });
  }
  const pods: { address: Address; port: number }[] = [];
  for (const target of targets) {
    const number = resolveTargetPort(world, target.address, port.targetPort);
    if (number === undefined) {
      return failed(
        "route",
        "no-listener",
        "service-without-port",
        `${plainAddress(target.address)} has no port named ${port.targetPort}`,
        nowhere,
        [{ ...port.place, path: [...port.place.path, "targetPort"] }],
        {
          host: dial.to.host,
          port: String(dial.to.port),
          targetPort: String(port.targetPort),
          service,
          pod: plainAddress(target.address),
        },
      );
    }
    pods.push({ address: target.address, port: number });
  }
  const { how, path, relied, values } = passage;
  const places = [through.place, ...passage.places];
  const text = `${how} → ${pods.map((pod) => plainAddress(pod.address)).join(", ")}`;
  return passed("route", text, relied, places, { pods, path }, values);
}
