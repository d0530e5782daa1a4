import type { Rules } from "../../terms/evidence.ts";
import { inWords } from "../../terms/in-words.ts";
import { parseObjectId } from "../../terms/kube-object.ts";
import type { Place } from "../../terms/place.ts";
import type { Nowhere } from "../../world/names/resolve.ts";
import type { Address, Dial } from "../../world/network.ts";
import { rules as ofWorld } from "../../world/rules.ts";
import type { NameRecord, Process, World, Zone } from "../../world/world.ts";
import { rules } from "../rules.ts";
import type { Failure, Mix } from "../trace.ts";
import { isTold } from "./loopback.ts";
import { surroundings } from "./not-published.ts";
import { peeringBetween } from "./to-balancer.ts";

/** Who asks for a name that does not exist, and what for. */
interface Asking {
  /** The name in words. */
  readonly asked: string;
  readonly caller: Process;
  readonly dial: Dial;
  readonly mix: Mix;
}

/** Why a name does not exist for a caller. */
export interface Missing {
  readonly hop: {
    readonly failure: Failure;
    readonly text: string;
    readonly relied: Rules;
    /** What else tells of it. */
    readonly places?: readonly Place[];
    readonly values: Readonly<Record<string, string>>;
  };
  /** The value to change, where it is neither the dialled name nor a rewrite. */
  readonly nearest?: Place;
}

/** By which a name does not exist: in a cluster's zone, in one of external-dns, and where no registry can have it. */
const UNSERVED: Rules = [rules.resolvConf, ofWorld.serviceName];
const UNPUBLISHED: Rules = [rules.resolvConf, ofWorld.externalDNS];
const UNREGISTERED: Rules = [rules.resolvConf];
const ADDRESS = /^(\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:.]*)$/i;

/** Why a name does not exist: nobody has it, somebody else has it, an alias leads nowhere, or nobody publishes it. */
export function missing(lookUp: Nowhere, asking: Asking): Missing {
  const { asked, caller } = asking;
  const alias = lookUp.chain.at(-1);
  const own = ofName(lookUp, asking);
  if (alias?.cname !== undefined) return ofAlias(lookUp, alias, own, asking);
  if (own) return own;
  const text = `${asked} does not exist for ${caller.label}`;
  const values = surroundings(lookUp, caller, asking.mix);
  return { hop: { failure: "name-does-not-exist", text, relied: saidBy(lookUp.zone), values } };
}

function saidBy(zone: Zone | undefined): Rules {
  if (zone === undefined) return UNREGISTERED;
  return zone.view === "cluster" ? UNSERVED : UNPUBLISHED;
}

/** A CNAME record whose target does not exist: the record is the thing to change. */
function ofAlias(lookUp: Nowhere, alias: NameRecord, own: Missing | undefined, asking: Asking): Missing {
  const { asked, caller } = asking;
  const { cname = "" } = alias;
  const values = { alias: alias.name, cname };
  if (lookUp.circle) {
    const path = lookUp.chain.map((each) => each.name).join(" → ");
    const text = `${asked} is an alias that leads back to itself: ${path} → ${cname}`;
    const places = lookUp.chain.slice(0, -1).map((each) => each.place);
    return {
      hop: { failure: "alias-in-circle", text, relied: [alias.rule], places, values: { ...values, path, what: circleOf(lookUp) } },
      nearest: alias.place,
    };
  }
  if (ADDRESS.test(cname)) {
    const text = `${asked} is an alias of ${cname}, which is taken for a name, and no such name exists`;
    return { hop: { failure: "alias-of-address", text, relied: [alias.rule, rules.resolvConf], values }, nearest: alias.place };
  }
  // Where somebody meant to publish the target, that is what to change.
  if (own?.hop.failure === "name-not-published") return own;
  const why = own ? `: ${own.hop.text}` : "";
  const text = `${asked} is an alias of ${cname}, which does not exist for ${caller.label}${why}`;
  const relied: Rules = [alias.rule, ...(own?.hop.relied ?? saidBy(lookUp.zone))];
  const shared = { ...values, ...own?.hop.values, who: caller.label, ...(own ? { why: own.hop.text } : {}) };
  const unseen = ofUnseen(lookUp, alias, asking);
  return {
    hop: {
      failure: "alias-to-nowhere",
      text,
      relied,
      values: { ...shared, ...unseen?.values },
      ...(unseen ? { places: unseen.places } : {}),
    },
    nearest: unseen?.nearest ?? alias.place,
  };
}

/** Where an alias leads to a name that is there, in a zone that the caller's cluster does not see: who should see the zone is wrong. */
function ofUnseen({ name, hidden }: Nowhere, alias: NameRecord, { caller: { cluster: here }, mix }: Asking) {
  const record = hidden?.records.get(name as NameRecord["name"]);
  if (here === undefined || !hidden?.peering || !record) return undefined;
  const { cluster } = parseObjectId(record.place.object);
  const between = peeringBetween(mix.routes, here, cluster);
  const { ofZone, joins } = hidden.peering.said;
  const values = between ? { between: between.name, cluster } : {};
  return { nearest: between ? ofZone : joins, places: [alias.place], values };
}

/** One key for a circle, wherever it is entered. */
export function circleOf({ chain, name }: Nowhere): string {
  const names = chain.map((each) => each.name as string);
  return names.slice(names.indexOf(name)).sort().join(" ");
}

/** What is known of a name that does not exist for the caller; undefined where nobody has it. */
function ofName({ name, hidden, zone }: Nowhere, { asked, caller, dial, mix }: Asking): Missing | undefined {
  if (hidden?.peering) {
    const { name: peering, joins } = hidden.peering;
    const place = hidden.records.get(name as NameRecord["name"])?.place;
    // At the end of an alias the name that is asked for is another one.
    const text = `${asked.startsWith(name) ? asked : name} is in the private zone ${hidden.suffix}, which only ${inWords(joins)} see (peering ${peering})`;
    const values = { zone: hidden.suffix, peering, joins: joins.join(", "), here: caller.cluster ?? "", who: caller.label };
    return {
      hop: {
        failure: "name-in-private-zone",
        text,
        relied: [rules.privateZone, rules.resolvConf],
        ...(place ? { places: [place] } : {}),
        values,
      },
    };
  }
  const vain = zone?.view === "cluster" ? undefined : mix["public-names"].unpublished.find((each) => each.name === name);
  if (vain) {
    const why = reasonOf(vain);
    const values = {
      name,
      what: `${name} ${vain.place.object}`,
      why,
      zone: vain.zone,
      cluster: vain.cluster,
      ...(vain.owner === undefined ? {} : { owner: vain.owner }),
      reason: vain.reason,
    };
    const text = `${asked} is published by nobody: ${why}`;
    return {
      hop: { failure: "name-not-published", text, relied: [ofWorld.externalDNSOwner, rules.resolvConf], values },
      nearest: vain.place,
    };
  }
  const there = mix["cluster-names"].zones.find(
    (each) => each.view === "cluster" && each.cluster !== caller.cluster && each.records.has(name as NameRecord["name"]),
  );
  const record = there?.records.get(name as NameRecord["name"]);
  return there?.cluster !== undefined && record
    ? ofOtherCluster(there.cluster, there.suffix, name, record, { asked, caller, dial, mix })
    : undefined;
}

/** Why a name that an object carries is not published. */
export function reasonOf({ cluster, zone, reason, owner }: World["unpublished"][number]): string {
  if (reason === "by-hand") return `a person keeps this record in ${zone}, and external-dns leaves it alone`;
  if (reason === "owner")
    return `only the external-dns of ${owner ?? "another cluster"} writes into ${zone}, and the object is in ${cluster}`;
  return `the external-dns of ${cluster} does not write into ${zone}`;
}

function ofOtherCluster(cluster: string, domain: string, name: string, record: NameRecord, { asked, caller, dial, mix }: Asking): Missing {
  const labels = name.slice(0, -`.svc.${domain}`.length).split(".");
  const [namespace = "", service = "", pod] = labels.reverse();
  const teller = parseObjectId(dial.to.place.object);
  const told = isTold(dial, caller) && teller.cluster === cluster;
  const here = caller.cluster;
  const nothing = here === undefined ? `which nobody outside of ${cluster} knows` : `which in ${here} is nothing`;
  const text = `${told ? `${teller.name} in ${cluster} advertises ${asked}` : `${asked} is a name of ${cluster}`}, ${nothing}`;
  const target = here === undefined ? undefined : namesFor(record, cluster, here, mix)[0];
  const values = {
    name,
    cluster,
    who: caller.label,
    service,
    namespace,
    ...(here === undefined ? {} : { here }),
    ...(pod === undefined ? {} : { pod }),
    ...(target === undefined ? {} : { target }),
  };
  return {
    hop: { failure: "name-of-another-cluster", text, relied: [rules.resolvConf, ofWorld.serviceName], places: [record.place], values },
  };
}

/** Names that a cluster resolves and that lead, by a load balancer, to the pods of a name of another cluster. */
function namesFor(record: NameRecord, there: string, here: string, mix: Mix): readonly string[] {
  const world = mix.routes;
  const pods = new Set(record.addresses.map((each) => each.address));
  const leads = (address: Address): boolean => {
    const asked = address.startsWith("ip:") ? (world.balancersAt.get(address.slice(3)) ?? []) : [address];
    return asked.some((each) => {
      const route = world.routes.get(each);
      if (!route || route.cluster !== there || route.reach === "cluster" || route.targets.length === 0) return false;
      return (
        route.targets.every((target) => pods.has(target.address)) && (route.reach === "public" || !!peeringBetween(world, here, there))
      );
    });
  };
  const seen = mix["public-names"].zones.filter((zone) => zone.view === "public" || zone.peering?.joins.includes(here));
  const names = seen.flatMap((zone) => [...zone.records.values()].filter((each) => each.addresses.some(({ address }) => leads(address))));
  return names.map((each) => each.name);
}
