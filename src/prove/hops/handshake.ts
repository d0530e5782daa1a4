import { verifiers } from "../../programs/verifiers.ts";
import type { Place } from "../../terms/place.ts";
import type { Dial, Listener } from "../../world/network.ts";
import type { Party } from "../../world/tls.ts";
import type { Process, World } from "../../world/world.ts";
import { rules } from "../rules.ts";
import type { Disposition, Failure, HopName, Mix, Step } from "../trace.ts";
import type { Accepted } from "./accept.ts";
import { failed, type Hop } from "./hop.ts";

/** How a dial ends whose caller refuses the server. One that the server refuses ends as client-refused, whatever for. */
const DISPOSITIONS: Partial<Record<Failure, Disposition>> = {
  "name-not-on-certificate": "name-mismatch",
  "server-untrusted": "untrusted",
  "server-leaf-expired": "expired",
  "server-intermediate-expired": "expired",
  "server-root-expired": "expired",
  "name-constraints": "untrusted",
  "signer-not-known": "unknown",
  "server-usage": "unusable-certificate",
  "server-without-certificate": "unusable-certificate",
};

/** The TLS handshake: the caller verifies the server, then the server authenticates the caller. */
export function handshake(dial: Dial, caller: Process, accepted: Accepted, mix: Mix, asOf?: number): readonly Hop<null>[] {
  if (!dial.tls) return [];
  const hidden = notReadable(dial, caller, accepted);
  if (hidden?.step.hop === "verify") return [hidden];
  const serverLeaf = listenerIn(mix["server:leaf"], accepted)?.tls?.leaf ?? [];
  const callerTrust = partyIn(mix["client:trust"], caller, dial)?.trust;
  const verified = verifyServer(dial, dial.tls, accepted, serverLeaf, callerTrust, asOf);
  const authenticates = accepted.listener.tls;
  // What the caller would be refused for is not asked of one that hangs up first.
  if (verified.ok && hidden) return [verified, hidden];
  if (!verified.ok || !authenticates || authenticates.clientAuth === "none") return [verified];
  const callerLeaf = partyIn(mix["client:leaf"], caller, dial)?.leaf;
  if (callerLeaf === undefined && authenticates.clientAuth === "optional") return [verified];
  const own = listenerIn(mix["server:trust"], accepted)?.tls;
  return [verified, authenticateCaller(caller, callerLeaf ?? [], accepted, serverLeaf, own, asOf)];
}

/** A certificate or trust whose content nobody can read from the objects: brought by somebody else. */
function notReadable(dial: Dial, caller: Process, accepted: Accepted): Hop<never> | undefined {
  const { process, listener } = accepted;
  const [server, client] = [process.unread[0], caller.unread[0]];
  const hidden = (hop: HopName, what: string, place: Place): Hop<never> =>
    failed(hop, "unknown", "certificate-unread", `${what} is not known from the objects`, [rules.unread], [place], { host: dial.to.host });
  if (server && !listener.tls?.leaf) return hidden("verify", `what ${process.label} presents`, server);
  if (client && dial.tls?.verifier !== "none" && !dial.tls?.trust) return hidden("verify", `what ${caller.label} trusts`, client);
  if (!listener.tls || listener.tls.clientAuth === "none") return undefined;
  if (dial.tls?.unreadLeaf) return hidden("authenticate", `what ${caller.label} presents`, dial.tls.unreadLeaf);
  if (server && dial.tls?.leaf && !listener.tls.trust) return hidden("authenticate", `whom ${process.label} trusts`, server);
  return undefined;
}

/** The caller's check of what a server presents. */
export function verifyServer(
  dial: Dial,
  tls: Party,
  accepted: Accepted,
  leaf: NonNullable<Party["leaf"]>,
  trust: Party["trust"],
  asOf: number | undefined,
): Hop<null> {
  const { process, listener } = accepted;
  if (leaf.length === 0) {
    return failed(
      "verify",
      "unusable-certificate",
      "server-without-certificate",
      `${process.label} has no certificate to present`,
      [listener.rule],
      [listener.place],
      {
        host: dial.to.host,
      },
    );
  }
  const verdict = verifierOf(tls).server({ chain: leaf, host: dial.to.host, otherName: tls.otherName, trust, asOf });
  const step: Step = {
    hop: "verify",
    ok: verdict.ok,
    text: verdict.text,
    places: verdict.places,
    values: { host: dial.to.host, ...verdict.values },
    rules: verdict.rules,
    ...(verdict.failure ? { failure: verdict.failure } : {}),
  };
  if (verdict.ok) return { ok: true, step, value: null };
  return { ok: false, step, disposition: DISPOSITIONS[verdict.failure ?? "server-untrusted"] ?? "untrusted" };
}

function authenticateCaller(
  caller: Process,
  leaf: NonNullable<Party["leaf"]>,
  accepted: Accepted,
  own: NonNullable<Party["leaf"]>,
  tls: Listener["tls"],
  asOf: number | undefined,
): Hop<null> {
  if (leaf.length === 0 || !tls) {
    return failed(
      "authenticate",
      "client-refused",
      "caller-without-certificate",
      `${caller.label} presents no certificate, and ${accepted.process.label} demands one`,
      [accepted.listener.rule],
      [caller.place],
    );
  }
  const verdict = verifierOf(tls).client({ chain: leaf, trust: tls.trust, demands: tls.callers, own, asOf });
  const step: Step = {
    hop: "authenticate",
    ok: verdict.ok,
    text: verdict.text,
    places: verdict.places,
    values: { caller: caller.label, server: accepted.process.label, ...verdict.values },
    rules: verdict.rules,
    ...(verdict.failure ? { failure: verdict.failure } : {}),
  };
  if (verdict.ok) return { ok: true, step, value: null };
  return { ok: false, step, disposition: verdict.failure === "signer-not-known" ? "unknown" : "client-refused" };
}

function verifierOf(party: Party) {
  const verifier = verifiers[party.verifier];
  if (!verifier) throw new Error(`no verifier named ${party.verifier}`);
  return verifier;
}

function listenerIn(world: World, accepted: Accepted): Listener | undefined {
  return world.processes.get(accepted.process.id)?.listeners.find((each) => each.port === accepted.listener.port);
}

/** The caller's side of this dial in a World: of the dial itself, or of the seed dial through which it was discovered. */
function partyIn(world: World, caller: Process, dial: Dial): Party | undefined {
  const process = world.processes.get(caller.id);
  const same =
    process?.dials.find((each) => each.id === dial.id) ?? process?.dials.find((each) => each.tls?.verifier === dial.tls?.verifier);
  return same?.tls ?? dial.tls;
}
