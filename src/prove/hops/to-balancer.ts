import type { StatedPeering } from "../../terms/environment.ts";
import type { Rules } from "../../terms/evidence.ts";
import type { Place } from "../../terms/place.ts";
import { clusterFacts } from "../../world/facts.ts";
import type { Address, Dial } from "../../world/network.ts";
import { contains } from "../../world/policies/address-block.ts";
import { rules as ofWorld } from "../../world/rules.ts";
import type { Process, Route, World } from "../../world/world.ts";
import { rules } from "../rules.ts";
import type { Trace } from "../trace.ts";
import { failed, type Hop } from "./hop.ts";
import { plainAddress } from "./plain-address.ts";

/** How packets get to a Service or its load balancer. */
export interface Passage {
  /** `internal load balancer, over the peering backbone` */
  readonly how: string;
  readonly path: Trace["path"];
  readonly relied: Rules;
  readonly places: readonly Place[];
  readonly values: Readonly<Record<string, string>>;
}

/** The ranges of all addresses: no restriction. */
const EVERYTHING: ReadonlySet<string> = new Set(["0.0.0.0/0", "::/0"]);

/** The peering that joins two clusters, with their pod networks if that is asked for. */
export function peeringBetween(
  world: Pick<World, "environment">,
  from: string | undefined,
  to: string,
  asked: { readonly podNetworks?: boolean } = {},
): StatedPeering | undefined {
  if (from === undefined) return undefined;
  const all = world.environment.flatMap((each) => each.peerings ?? []);
  return all.find(({ joins, podNetworks }) => joins.includes(from) && joins.includes(to) && (podNetworks || !asked.podNetworks));
}

/**
 * The load balancer behind an IP address, as a caller finds it: in networks that are not joined several may have the same
 * address. The address itself where none is known.
 */
export function balancerBehind(address: Address, caller: Process, world: World): Address {
  const [first, ...others] = address.startsWith("ip:") ? (world.balancersAt.get(address.slice(3)) ?? []) : [];
  if (first === undefined) return address;
  const reached = [first, ...others].find((each) => {
    const route = world.routes.get(each);
    if (!route || route.reach === "public") return route !== undefined;
    return route.cluster === caller.cluster || peeringBetween(world, caller.cluster, route.cluster) !== undefined;
  });
  return reached ?? first;
}

/** How a caller reaches a load balancer: from inside, over a peering, or by its public address; or why it does not. */
export function toBalancer(through: Route, dial: Dial, caller: Process, world: World): Passage | Hop<never> {
  const reached = caller.cluster === through.cluster ? fromInside(through, world) : fromElsewhere(through, dial, caller, world);
  return "ok" in reached ? reached : admitted(reached, through, dial, caller, world);
}

/**
 * From the balancer's own cluster: kube-proxy answers an IP address inside (ipMode VIP, the default), so nothing that the
 * balancer does happens. Where it is not known what the balancers are like the longer way is taken.
 */
function fromInside(through: Route, world: World): Passage {
  const known = clusterFacts(world, through.cluster)?.platform.loadBalancer;
  const shared = { places: [], values: {} };
  const ofProxy = /^(ingress|gateway):/.test(through.address);
  if (!ofProxy && known?.address === "ip" && known.ipMode !== "Proxy") {
    const how = "the load balancer's address, which kube-proxy answers inside the cluster, direct";
    return { ...shared, how, path: "direct", relied: [rules.balancerInside, rules.service, rules.podNetwork] };
  }
  const leaves = "load balancer, hairpin: out of the cluster and back";
  if (known || ofProxy)
    return { ...shared, how: leaves, path: "hairpin", relied: ofProxy ? BALANCED : [rules.balancerOutside, ...BALANCED] };
  const how = `${leaves}, unless kube-proxy answers its address inside (platform.loadBalancer does not say)`;
  return { ...shared, how, path: "hairpin", relied: BALANCED };
}

/** By which packets come in at a load balancer. */
export const BALANCED: Rules = [rules.loadBalancer, rules.service, rules.podNetwork];

function fromElsewhere(through: Route, dial: Dial, caller: Process, world: World): Passage | Hop<never> {
  const { internal, cluster } = through;
  if (!internal) return { how: "load balancer, by its public address", path: "across", relied: BALANCED, places: [], values: {} };
  const label = plainAddress(through.address);
  const joined = peeringBetween(world, caller.cluster, cluster);
  const host = dial.to.host;
  if (!joined) {
    // Without an Environment nobody says which networks are joined; of a private address nobody says who reaches it.
    const unknown = world.environment.length === 0 || internal.rule.id === ofWorld.privateAddress.id;
    const where = caller.cluster === undefined ? "outside of all clusters" : `in ${caller.cluster}`;
    const text = `${label} of ${cluster} is internal, and no peering joins ${cluster} with ${caller.label}, which is ${where}`;
    const values = { host, balancer: label, cluster, here: caller.cluster ?? "", who: caller.label };
    const places = [internal.place, dial.to.place];
    const relied: Rules = [rules.internalBalancer, internal.rule];
    return failed("route", unknown ? "unknown" : "no-route", "internal-load-balancer", text, relied, places, values);
  }
  const how = `internal load balancer, over the peering ${joined.name}`;
  const passage: Passage = {
    how,
    path: "across",
    relied: [rules.peering, rules.internalBalancer, internal.rule, ...BALANCED],
    places: [internal.place],
    values: { peering: joined.name },
  };
  if (!internal.regional) return passage;
  const [here, there] = [caller.cluster ?? "", cluster].map((each) => clusterFacts(world, each)?.platform.region);
  if (here === undefined || there === undefined) {
    const condition = `, if ${caller.cluster} and ${cluster} are in one region`;
    return { ...passage, how: how + condition, relied: [rules.regionNotDeclared, ...passage.relied] };
  }
  if (here === there) return { ...passage, relied: [rules.region, ...passage.relied] };
  const text = `${label} lets in clients of its own region only: it is in ${there}, and ${caller.label} in ${here}`;
  const values = { host, balancer: label, region: there, here };
  return failed("route", "no-route", "another-region", text, [rules.region, internal.rule], [internal.place, dial.to.place], values);
}

/** Whether the balancer's source ranges let the caller in, as far as it is declared where its traffic comes from. */
function admitted(passage: Passage, through: Route, dial: Dial, caller: Process, world: World): Passage | Hop<never> {
  const ranges = through.sourceRanges;
  if (ranges.length === 0 || ranges.some((each) => EVERYTHING.has(each))) return passage;
  if (passage.path === "direct" && !ranges.some(mayHoldPods)) return deniedByNode(through, dial, caller);
  const condition = `${passage.how}, if ${ranges.join(", ")} admits the caller`;
  // Inside the cluster the nodes compare the pod's own address, which nobody declares.
  const egress =
    passage.path === "direct" || caller.cluster === undefined ? undefined : clusterFacts(world, caller.cluster)?.platform.egress;
  if (!egress || egress.length === 0) return { ...passage, how: condition, relied: [rules.sourceRanges, ...passage.relied] };
  const families = new Set(ranges.map(family));
  const comparable = egress.filter((each) => families.has(family(each)));
  const outside = (comparable.length > 0 ? comparable : egress).filter((each) => !ranges.some((range) => contains(range, each)));
  if (outside.length === 0) {
    const how = `${passage.how}, which admits ${comparable.join(", ")}`;
    return { ...passage, how, relied: [rules.sourceRangesDeclared, ...passage.relied] };
  }
  const missing = outside.join(", ");
  const label = plainAddress(through.address);
  const text = `${label} admits ${ranges.join(", ")} only, and ${caller.label} comes from ${missing}`;
  const values = { host: dial.to.host, balancer: label, ranges: ranges.join(", "), missing, who: caller.label, here: caller.cluster ?? "" };
  return failed("route", "denied", "source-range-denies", text, [rules.sourceRangesDeclared], [through.place, dial.to.place], values);
}

/** Networks that pods have their addresses from: RFC 1918, RFC 6598 and RFC 4193. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"];

function mayHoldPods(range: string): boolean {
  return PRIVATE.some((each) => family(each) === family(range) && (contains(each, range) || contains(range, each)));
}

/** A node that answers the address itself holds the ranges against the pod's own address. */
function deniedByNode({ address, sourceRanges, cluster, place }: Route, dial: Dial, caller: Process): Hop<never> {
  const label = plainAddress(address);
  const missing = `the addresses of pods in ${cluster}`;
  const text = `${label} admits ${sourceRanges.join(", ")} only, also where the nodes of ${cluster} answer its address: ${caller.label} comes from a pod's address`;
  const values = { host: dial.to.host, balancer: label, ranges: sourceRanges.join(", "), missing, who: caller.label, here: cluster };
  return failed("route", "denied", "source-range-denies", text, [rules.sourceRangesInside], [place, dial.to.place], values);
}

function family(range: string): number {
  return range.includes(":") ? 6 : 4;
}
