import type { ControlPlane } from "../control-plane.ts";
import type { LiveObject } from "../kube-client.ts";
import type { NodeNetwork } from "./node-network.ts";
import { inNamespaceLine, runScript } from "./run.ts";

/** Plays the cloud for Services of type LoadBalancer, until it is stopped. */
export interface LoadBalancers {
  /** `NAMESPACE/NAME` of the Service behind a public address. */
  readonly services: ReadonlyMap<string, string>;
  /** One look: gives each new Service a load balancer, and changed ones their ports. */
  look(): Promise<void>;
}

/**
 * Makes for each Service of type LoadBalancer a namespace with a public address that forwards each of its ports to the
 * node's port, as a load balancer in front of nodes does, and writes the address into the Service's status. `ipMode` is
 * `Proxy`: with `VIP`, which is the default, kube-proxy would catch packets to that address inside of the cluster, and no
 * dial would leave it. Source ranges are kube-proxy's.
 */
export function startLoadBalancers(plane: ControlPlane, network: NodeNetwork): LoadBalancers {
  const known = new Map<string, { readonly address: string; readonly namespace: string; ports: string }>();
  const services = new Map<string, string>();
  return {
    services,
    look: async () => {
      for (const service of await plane.client.list("/api/v1/services")) {
        if (service["spec"].type !== "LoadBalancer") continue;
        const name = `${service.metadata.namespace}/${service.metadata.name}`;
        const ports = portsOf(service);
        let own = known.get(name);
        if (own === undefined) {
          const address = `${network.addresses.outside}.${10 + known.size}`;
          own = { address, namespace: network.addOutside(address), ports: "" };
          runScript([inNamespaceLine(own.namespace, "sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'")]);
          known.set(name, own);
          services.set(address, name);
        }
        if (own.ports !== ports) {
          forward(own.namespace, own.address, network.addresses.node, ports);
          own.ports = ports;
        }
        if (service["status"]?.loadBalancer?.ingress?.[0]?.ip !== own.address) await publish(plane, service, own.address);
      }
    },
  };
}

/** `PORT NODEPORT` pairs. */
function portsOf(service: LiveObject): string {
  const ports: readonly { port: number; nodePort?: number; protocol?: string }[] = service["spec"].ports ?? [];
  return ports.flatMap((each) => (each.nodePort === undefined ? [] : [`${each.port} ${each.nodePort}`])).join(",");
}

function forward(namespace: string, address: string, node: string, ports: string): void {
  const rules = ports
    .split(",")
    .filter((each) => each !== "")
    .map((each) => each.split(" "))
    .map(([port, nodePort]) => `add rule ip lab come ip daddr ${address} tcp dport ${port} dnat to ${node}:${nodePort}`);
  const ruleset = [
    "add table ip lab",
    "delete table ip lab",
    "add table ip lab",
    "add chain ip lab come { type nat hook prerouting priority -100 ; }",
    "add chain ip lab leave { type nat hook postrouting priority 100 ; }",
    "add rule ip lab leave ct status dnat masquerade",
    ...rules,
  ];
  runScript([`${inNamespaceLine(namespace, "nft -f -")} <<'END'`, ...ruleset, "END"]);
}

async function publish(plane: ControlPlane, service: LiveObject, ip: string): Promise<void> {
  const { namespace, name } = service.metadata;
  const status = { loadBalancer: { ingress: [{ ip, ipMode: "Proxy" }] } };
  const path = `/api/v1/namespaces/${namespace}/services/${name}/status`;
  const answer = await plane.client.send("PATCH", path, { status }, "application/merge-patch+json");
  if (answer.status >= 400) throw new Error(`status of Service ${namespace}/${name}: ${answer.status} ${answer.body["message"]}`);
}
