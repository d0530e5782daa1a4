import type { Evidence, Rules } from "../terms/evidence.ts";
import type { Place } from "../terms/place.ts";
import type { Dial } from "../world/network.ts";
import type { Stop } from "../world/program.ts";
import type { World } from "../world/world.ts";
import type { ReadyPods } from "./readiness.ts";

/** What a World is asked for during a dial: each may be taken from another point of a rollout. */
export type Role =
  | "cluster-names"
  | "public-names"
  | "client:resolver"
  | "routes"
  | `${"client" | "advertiser" | "proxy" | "server"}:${"config" | "leaf" | "trust"}`;

/** For each role the World that it is taken from. The state proof uses one World for all. */
export type Mix = Readonly<Record<Role, World>>;

/** How a dial ends. */
export type Disposition =
  | "proven"
  | "not-started"
  | "no-such-name"
  | "no-address"
  | "no-route"
  | "denied"
  | "no-listener"
  | "wrong-listener"
  | "name-mismatch"
  | "untrusted"
  | "expired"
  | "unusable-certificate"
  | "client-refused"
  | "assumed"
  | "unknown";

export type HopName = "start" | "resolve" | "route" | "accept" | "forward" | "verify" | "authenticate";

/** One hop of a dial. */
export interface Step {
  readonly hop: HopName;
  readonly ok: boolean;
  /** One line in the reader's words, without the hop's name. */
  readonly text: string;
  /** Why a hop fails, from a closed set that findings map to codes (`FAILURES`). */
  readonly failure?: Failure;
  /** The values that this hop was read from, nearest cause first. */
  readonly places: readonly Place[];
  readonly values: Readonly<Record<string, string>>;
  /** All that it relies on, first the rule that decides what the text says. */
  readonly rules: Rules;
  /** For a hop that fails since a process does not start: why. */
  readonly stop?: Stop;
}

/** Why a hop fails. Each is one row of the finding catalogue. */
export type Failure =
  | "not-started"
  | "name-does-not-exist"
  | "name-of-another-cluster"
  | "name-in-private-zone"
  | "name-not-published"
  | "alias-of-address"
  | "alias-in-circle"
  | "alias-to-nowhere"
  | "name-only-when-ready"
  | "name-not-declared"
  | "name-not-documented"
  | "resolver-silent"
  | "resolver-unread"
  | "answer-under-another-name"
  | "ambiguous-nameservers"
  | "service-without-pods"
  | "service-without-port"
  | "route-only-when-ready"
  | "pod-network-from-outside"
  | "address-not-declared"
  | "internal-load-balancer"
  | "another-region"
  | "source-range-denies"
  | "network-policy-unread"
  | "network-policy-denies"
  | "nobody-listens"
  | "callee-not-started"
  | "other-protocol"
  | "cleartext-expected"
  | "tls-expected"
  | "certificate-unread"
  | "server-without-certificate"
  | "name-not-on-certificate"
  | "server-untrusted"
  | "server-usage"
  | "server-leaf-expired"
  | "server-intermediate-expired"
  | "server-root-expired"
  | "name-constraints"
  | "signer-not-known"
  | "proxy-without-port"
  | "host-without-rule"
  | "proxy-not-known"
  | "proxy-not-supported"
  | "backend-missing"
  | "backend-protocol"
  | "proxy-speaks-http"
  | "upstream-untrusted"
  | "upstream-name"
  | "caller-without-certificate"
  | "caller-untrusted"
  | "caller-common-name"
  | "caller-client-auth"
  | "caller-key-usage"
  | "caller-without-san"
  | "caller-leaf-expired"
  | "caller-intermediate-expired"
  | "caller-root-expired";

export interface Trace {
  readonly dial: Dial;
  readonly steps: readonly Step[];
  /** How the packets go. `across` leaves one cluster for another. */
  readonly path: "direct" | "hairpin" | "across";
  readonly disposition: Disposition;
  /** The weakest of all rules that the dial and its hops rely on. */
  readonly evidence: Evidence;
  /** The processes that accepted, where the dial went through to its end. */
  readonly reached: readonly string[];
}

/** Follows a dial. `asOf`: when, in milliseconds since 1970; without it no certificate is looked at for its dates. */
export type Simulate = (dial: Dial, mix: Mix, ready?: ReadyPods, asOf?: number) => Trace;
