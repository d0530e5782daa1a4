import { ofStatus } from "./classify.mjs";
import { targetOf } from "./recording.mjs";

// The server's own spelling of VNodeState; the protocol has the numbers (gossip.proto of the client, the same in the server).
const STATES = [
  "Initializing",
  "DiscoverLeader",
  "Unknown",
  "PreReplica",
  "CatchingUp",
  "Clone",
  "Follower",
  "PreLeader",
  "Leader",
  "Manager",
  "ShuttingDown",
  "Shutdown",
  "ReadOnlyLeaderless",
  "PreReadOnlyReplica",
  "ReadOnlyReplica",
  "ResigningLeader",
];

const GENERATED = "@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_grpc_pb.js";

/**
 * What one gossip reply says of the cluster.
 *
 * @typedef {object} Members
 * @property {string} from the host:port that was asked
 * @property {readonly { host: string, port: number, state: string, alive: boolean }[]} members
 */

/**
 * Listens to the gossip calls of grpc-js; the bridge's can't be heard.
 *
 * @param {NodeRequire} require resolves the client's own files
 * @param {import("./recording.mjs").Recording} recording learns of the statuses by which a server refuses
 * @param {(members: Members) => void} heard called once per reply
 */
export function listenToGossip(require, recording, heard) {
  const { GossipClient } = require(GENERATED);
  const read = GossipClient.prototype.read;
  const listening = function (/** @type {any} */ ...args) {
    // @ts-expect-error a method of grpc-js's clients
    const from = this.getChannel().getTarget().replace(/^dns:/, "");
    const answer = args.pop();
    // @ts-expect-error `this` is the client
    return read.call(this, ...args, (/** @type {unknown} */ error, /** @type {any} */ info) => {
      const outcome = error ? ofStatus(error) : undefined;
      if (typeof outcome === "object") recording.revise(targetOf(from), outcome);
      if (!error) heard({ from, members: info.getMembersList().map(memberOf) });
      answer(error, info);
    });
  };
  GossipClient.prototype.read = Object.assign(listening, read);
}

/** @param {any} member a MemberInfo of the generated code */
function memberOf(member) {
  const endpoint = member.getHttpEndPoint();
  return {
    host: endpoint?.getAddress() ?? "",
    port: endpoint?.getPort() ?? 0,
    state: STATES[member.getState()] ?? String(member.getState()),
    alive: member.getIsAlive(),
  };
}
