import { type Place, placeKey } from "../../terms/place.ts";
import type { Listener } from "../../world/network.ts";
import type { Container, Hazard, Program, Readiness, Reading } from "../../world/program.ts";
import { processId } from "../process-id.ts";
import { advertised, httpAdvertisements, replicationAdvertisements } from "./endpoints.ts";
import { gossipDials, peerDial, readGossipSeeds } from "./gossip-seeds.ts";
import { type Options, readOptions } from "./options/read.ts";
import { type NodeTls, readTls } from "./party.ts";
import { runsServer } from "./recognise.ts";
import { rules } from "./rules.ts";
import { validate } from "./validation.ts";

/** The KurrentDB server (EventStoreDB before 25.0). */
export const kurrentdb: Program = {
  name: "kurrentdb",
  recognises: runsServer,
  read,
};

function read(container: Container): Reading {
  const options = readOptions(container);
  const seeds = readGossipSeeds(options);
  const endpoints = advertised(container, options);
  const unread: Place[] = [];
  if (options.flag("DisableTls", false)) unread.push(options.place("DisableTls"));
  // Development mode makes its own certificates.
  if (options.flag("Dev", false)) unread.push(options.place("Dev"));
  const cleartext = options.flag("Insecure", false) || unread.length > 0;
  const tls = cleartext ? undefined : readTls(container, options);
  const listeners = readListeners(options, endpoints, tls);
  const dials = gossipDials(processId(container), options, seeds, endpoints, tls?.party);
  const peers = peerDial(processId(container), options, tls?.party);
  const invalid = validate(options, seeds);
  return {
    listeners,
    dials,
    ...(peers ? { peers } : {}),
    ...(cleartext ? {} : { readiness: readinessOf(options) }),
    uptake: "start",
    stops: once(
      [...options.stops, ...invalid, ...(tls?.stops ?? [])],
      (stop) => `${stop.reason} ${placeKey(stop.place)} ${stop.values["problem"] ?? ""}`,
    ),
    hazards: hazards(options),
    writes: [],
    unread: once([...options.unread, ...unread, ...(tls?.unread ?? [])], placeKey),
  };
}

/** A node is ready once it first leads or follows; with authentication turned off earlier than that. */
function readinessOf(options: Options): Readiness {
  const size = options.number("ClusterSize", 1);
  const votes = !options.flag("ReadOnlyReplica", false);
  return { majority: Math.floor(size / 2) + 1, votes, elects: "election", follows: "replication", rule: rules.ready };
}

function readListeners(options: Options, endpoints: ReturnType<typeof advertised>, tls: NodeTls | undefined): readonly Listener[] {
  const readOnly = options.flag("ReadOnlyReplica", false);
  const bind = (name: string): { readonly bind?: string } => {
    const ip = options.text(name) ?? "127.0.0.1";
    return ip === "0.0.0.0" || ip === "::" ? {} : { bind: ip };
  };
  const http: Listener = {
    place: options.place(options.get("NodePort") ? "NodePort" : "NodeIp"),
    port: options.number("NodePort", 2113),
    protocol: "kurrentdb-http",
    ...bind("NodeIp"),
    ...(tls ? { tls: { ...tls.party, callers: tls.callers, clientAuth: "optional" } } : {}),
    advertises: httpAdvertisements(endpoints, readOnly),
    metrics: {
      path: "/metrics",
      forUsers: !options.flag("Insecure", false) && !options.flag("AllowAnonymousEndpointAccess", false),
      rule: rules.metrics,
    },
    rule: rules.options,
  };
  if (options.number("ClusterSize", 1) <= 1) return [http];
  const replication: Listener = {
    place: options.place(options.get("ReplicationPort") ? "ReplicationPort" : "ReplicationIp"),
    port: options.number("ReplicationPort", 1112),
    protocol: "kurrentdb-replication",
    ...bind("ReplicationIp"),
    ...(tls ? { tls: { ...tls.party, verifier: "kurrentdb-replication", clientAuth: "required" } } : {}),
    advertises: replicationAdvertisements(endpoints, readOnly),
    rule: rules.options,
  };
  return [http, replication];
}

/** Servers whom anybody may use: without authentication, or with a password that is public. */
function hazards(options: Options): readonly Hazard[] {
  if (options.flag("Insecure", false)) return [{ kind: "no-authentication", place: options.place("Insecure"), rule: rules.options }];
  // The first start of a new database makes the users; a read-only replica copies them.
  const makesUsers =
    !options.flag("ReadOnlyReplica", false) && (options.text("AuthenticationType") ?? "internal").toLowerCase() === "internal";
  const open = ["DefaultAdminPassword", "DefaultOpsPassword"].filter((name) => {
    const given = options.get(name);
    return !given || given.value === "changeit";
  });
  return makesUsers && open.length > 0 ? [{ kind: "default-password", place: options.place(open[0] ?? ""), rule: rules.options }] : [];
}

/** Each once, by a key, since options are read more than once. */
function once<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return [...new Map(items.map((each) => [key(each), each])).values()];
}
