import { AsyncLocalStorage } from "node:async_hooks";
import dns from "node:dns";
import { errorMonitor } from "node:events";
import net from "node:net";
import tls from "node:tls";
import { DONE, failed, isAlert, ofConnect, ofHandshake, ofLookup, ofSession } from "./classify.mjs";

/**
 * @typedef {import("./classify.mjs").Outcome} Outcome
 * @typedef {{ host: string, port: number }} Target what grpc-js was told to reach
 * @typedef {Target & { address: string, outcome?: Outcome, earlier?: Outcome }} Dial the address is empty for a lookup; no outcome while
 *   it is under way; `earlier` is what the dial before it came to
 * @typedef {Dial & { stage: "route" | "accept" | "session", agreedOnHttp2: boolean, failure?: Outcome }} Attempt
 */

/**
 * Everything that grpc-js dials in this process, as seen in Node's own modules. Nothing is changed on the way: names, addresses,
 * certificates, time limits and errors are the client's. The deep imports of grpc-js only say which target a lookup or a
 * connection is for, since several names may have one address.
 */
export class Recording {
  /** @type {Map<string, Dial>} the last dial of each host, port and address */
  #dials = new Map();
  /** @type {AsyncLocalStorage<{ target: Target, attempt?: Attempt }>} */
  #context = new AsyncLocalStorage();

  /**
   * Call it before the client is loaded.
   *
   * @param {NodeRequire} require resolves grpc-js as the client does
   */
  constructor(require) {
    this.#watchLookups(require("@grpc/grpc-js/build/src/resolver"));
    this.#watchConnections(require("@grpc/grpc-js/build/src/transport").Http2SubchannelConnector);
  }

  /** @param {{ createResolver: (target: { path: string }, ...rest: unknown[]) => { updateResolution(): void } }} resolvers */
  #watchLookups(resolvers) {
    const { createResolver } = resolvers;
    resolvers.createResolver = (target, ...rest) => {
      const resolver = createResolver(target, ...rest);
      const updateResolution = resolver.updateResolution.bind(resolver);
      resolver.updateResolution = () => this.#context.run({ target: targetOf(target.path) }, updateResolution);
      return resolver;
    };
    const lookup = /** @type {(...args: any[]) => Promise<any>} */ (dns.promises.lookup);
    dns.promises.lookup = async (/** @type {any[]} */ ...args) => {
      const context = this.#context.getStore();
      if (context === undefined) return lookup(...args);
      /** @type {Dial} */
      const dial = { ...context.target, address: "" };
      this.#begin(dial);
      try {
        const addresses = await lookup(...args);
        dial.outcome = DONE;
        return addresses;
      } catch (error) {
        dial.outcome = ofLookup(error);
        throw error;
      }
    };
  }

  /** @param {{ prototype: { connect: (address: { host: string, port: number }, ...rest: unknown[]) => Promise<unknown> } }} Connector */
  #watchConnections(Connector) {
    const { connect } = Connector.prototype;
    const recording = this;
    Connector.prototype.connect = function (/** @type {any} */ address, /** @type {unknown[]} */ ...rest) {
      // @ts-expect-error the connector's own field
      const target = targetOf(this.channelTarget.path);
      /** @type {Attempt} */
      const attempt = { ...target, address: address.host, stage: "route", agreedOnHttp2: false };
      recording.#begin(attempt);
      return recording.#context.run({ target, attempt }, async () => {
        try {
          const transport = await connect.call(this, address, ...rest);
          attempt.outcome ??= DONE;
          return transport;
        } catch (error) {
          attempt.outcome = attempt.failure ?? outcomeOf(attempt, error);
          throw error;
        }
      });
    };

    const connectTcp = /** @type {(...args: any[]) => net.Socket} */ (net.connect);
    net.connect = (/** @type {any[]} */ ...args) => {
      const socket = connectTcp(...args);
      const attempt = this.#context.getStore()?.attempt;
      socket.once("connect", () => {
        if (attempt?.stage === "route") attempt.stage = "accept";
      });
      return socket;
    };

    const connectTls = /** @type {(...args: any[]) => tls.TLSSocket} */ (tls.connect);
    tls.connect = (/** @type {any[]} */ ...args) => {
      const socket = connectTls(...args);
      const attempt = this.#context.getStore()?.attempt;
      if (attempt !== undefined) watchHandshake(socket, attempt);
      return socket;
    };
  }

  /** @param {Dial} dial takes the place of an earlier one with the same host, port and address */
  #begin(dial) {
    const key = JSON.stringify([dial.host, dial.port, dial.address]);
    const last = this.#dials.get(key);
    const earlier = last?.outcome ?? last?.earlier;
    if (earlier !== undefined) dial.earlier = earlier;
    this.#dials.delete(key);
    this.#dials.set(key, dial);
  }

  /**
   * What a later call learned of the connection to `target`: a status by which the server refuses, or an answer that is not gRPC.
   *
   * @param {Target} target
   * @param {Outcome} outcome
   */
  revise(target, outcome) {
    for (const dial of this.#dials.values()) {
      const isItsConnection = dial.host === target.host && dial.port === target.port && dial.address !== "";
      if (isItsConnection && dial.outcome?.hop === "done") dial.outcome = outcome;
    }
  }

  /**
   * One dial per host, port and address with its last outcome, oldest first. What is still under way counts as failed at the
   * hop where it waits, unless the same host and port was reached by another address.
   *
   * @returns {readonly (Target & { address: string, outcome: Outcome })[]}
   */
  dials() {
    const all = [...this.#dials.values()];
    const isReached = (/** @type {Dial} */ dial) =>
      all.some((each) => each.host === dial.host && each.port === dial.port && each.address !== "" && each.outcome?.hop === "done");
    return all.flatMap((dial) => {
      const { host, port, address } = dial;
      const outcome = dial.outcome ?? dial.earlier;
      if (outcome === undefined) return isReached(dial) ? [] : [{ host, port, address, outcome: pending(dial) }];
      // A lookup that worked is no dial of its own: connections follow.
      return address === "" && outcome.hop === "done" ? [] : [{ host, port, address, outcome }];
    });
  }
}

/**
 * @param {tls.TLSSocket} socket
 * @param {Attempt} attempt
 */
function watchHandshake(socket, attempt) {
  socket.once("secureConnect", () => {
    attempt.stage = "session";
    attempt.agreedOnHttp2 = socket.alpnProtocol === "h2";
  });
  // Not a handler: what happens on an error stays up to the client.
  socket.on(/** @type {any} */ (errorMonitor), (/** @type {unknown} */ error) => {
    if (attempt.stage === "session") {
      // grpc-js passes on the text only. An alert may also come when the connection already counts as up.
      attempt.failure ??= ofSession(error, attempt.agreedOnHttp2);
      if (isAlert(error) && attempt.outcome !== undefined) attempt.outcome = attempt.failure;
      return;
    }
    const sawCertificate = Object.keys(socket.getPeerCertificate() ?? {}).length > 0;
    attempt.failure ??= ofHandshake(error, { refusedByUs: Boolean(socket.authorizationError), sawCertificate });
  });
}

/**
 * @param {Attempt} attempt
 * @param {unknown} error
 */
function outcomeOf(attempt, error) {
  if (attempt.stage === "route") return ofConnect(error);
  return ofSession(error, attempt.agreedOnHttp2);
}

/** @param {Dial | Attempt} dial that has no outcome */
function pending(dial) {
  if (!("stage" in dial)) return failed("resolver-failed", "no answer within the time limit");
  if (dial.stage === "route") return failed("unreachable", "no answer to TCP's SYN within the time limit");
  if (dial.stage === "accept") return failed("wrong-protocol", "connected, then no TLS or HTTP/2 within the time limit");
  return failed("wrong-protocol", "TLS is up, then no HTTP/2 within the time limit");
}

/** @param {string} path of a gRPC target, `host:port` */
export function targetOf(path) {
  const colon = path.lastIndexOf(":");
  return { host: path.slice(0, colon).replace(/^\[(.*)\]$/, "$1"), port: Number(path.slice(colon + 1)) };
}
