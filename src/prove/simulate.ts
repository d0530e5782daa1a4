import { EVIDENCE_ORDER, type Evidence, weakest } from "../terms/evidence.ts";
import type { Dial } from "../world/network.ts";
import type { Stop } from "../world/program.ts";
import type { Process, World } from "../world/world.ts";
import { accept } from "./hops/accept.ts";
import { admit } from "./hops/admit.ts";
import { forward } from "./hops/forward.ts";
import { handshake } from "./hops/handshake.ts";
import { failed } from "./hops/hop.ts";
import { resolve } from "./hops/resolve.ts";
import { route } from "./hops/route.ts";
import { balancerBehind } from "./hops/to-balancer.ts";
import { arriveBehind } from "./hops/upstream.ts";
import type { ReadyPods } from "./readiness.ts";
import { ALL_READY } from "./readiness.ts";
import { rules } from "./rules.ts";
import type { Disposition, Mix, Simulate, Step, Trace } from "./trace.ts";

/** The mix of the state proof: one World for all roles. */
export function oneWorld(world: World): Mix {
  return {
    "cluster-names": world,
    "public-names": world,
    "client:resolver": world,
    routes: world,
    "client:config": world,
    "client:leaf": world,
    "client:trust": world,
    "advertiser:config": world,
    "advertiser:leaf": world,
    "advertiser:trust": world,
    "proxy:config": world,
    "proxy:leaf": world,
    "proxy:trust": world,
    "server:config": world,
    "server:leaf": world,
    "server:trust": world,
  };
}

/**
 * Follows one dial, hop by hop: the caller starts, its resolver finds addresses, packets are routed to pods, a program
 * accepts, and both sides of TLS are content. Where several addresses or pods may be chosen, all have to do, and the
 * trace is that of the worst. `ready` says which pods are ready by then; without it all are.
 */
export const simulate: Simulate = (dial, mix, ready = ALL_READY, asOf) => {
  const caller = mix["client:config"].processes.get(dial.from);
  if (!caller) throw new Error(`dial ${dial.id} starts from ${dial.from}, which is no process of this world`);
  const stop = caller.stops[0];
  if (stop) {
    const hop = failed(
      "start",
      "not-started",
      "not-started",
      `${caller.label} does not start`,
      [stop.rule],
      [stop.place, ...stop.related],
      {},
      stop,
    );
    return trace(dial, mix, [hop.step], madeElsewhere(stop, mix) ? "unknown" : "not-started", "direct", []);
  }
  const resolved = resolve(dial, caller, mix, ready);
  if (!resolved.ok) return trace(dial, mix, [resolved.step], resolved.disposition, "direct", []);
  const branches: Trace[] = [];
  for (const answered of resolved.value.addresses) {
    const address = balancerBehind(answered, caller, mix.routes);
    const routed = route(address, dial, caller, mix, ready);
    if (!routed.ok) {
      branches.push(trace(dial, mix, [resolved.step, routed.step], routed.disposition, "direct", []));
      continue;
    }
    const { path, pods } = routed.value;
    for (const pod of pods) {
      const admitted = admit({ dial, caller, via: address, to: pod, path }, mix.routes);
      const steps = [resolved.step, routed.step, ...(admitted ? [admitted.step] : [])];
      if (admitted && !admitted.ok) branches.push(trace(dial, mix, steps, admitted.disposition, path, []));
      else branches.push(...arrive(pod, dial, caller, mix, steps, path, ready, asOf));
    }
  }
  return worst(branches);
};

function arrive(
  pod: Parameters<typeof accept>[0],
  dial: Dial,
  caller: Process,
  mix: Mix,
  before: readonly Step[],
  path: Trace["path"],
  ready: ReadyPods,
  asOf: number | undefined,
): readonly Trace[] {
  const accepted = accept(pod, dial, caller, mix);
  if (!accepted.ok) {
    const { stop } = accepted.step;
    return [trace(dial, mix, [...before, accepted.step], stop && madeElsewhere(stop, mix) ? "unknown" : accepted.disposition, path, [])];
  }
  if (accepted.value.listener.proxy) {
    const forwarded = forward(dial, caller, accepted.value, mix, ready, asOf);
    const steps = [...before, accepted.step, ...forwarded.steps];
    if (!forwarded.ok) return [trace(dial, mix, steps, forwarded.disposition, path, [])];
    return forwarded.pods.map((each) => {
      const { hops, reached } = arriveBehind(each, forwarded, mix, asOf);
      const broken = hops.find((hop) => !hop.ok);
      const ended = broken && !broken.ok ? broken.disposition : "proven";
      return trace(dial, mix, [...steps, ...hops.map((hop) => hop.step)], ended, path, reached);
    });
  }
  const hops = handshake(dial, caller, accepted.value, mix, asOf);
  const steps = [...before, accepted.step, ...hops.map((hop) => hop.step)];
  const broken = hops.find((hop) => !hop.ok);
  if (broken && !broken.ok) return [trace(dial, mix, steps, broken.disposition, path, [])];
  return [trace(dial, mix, steps, "proven", path, [accepted.value.process.id])];
}

/** Whether a program waits for an object that, for all we know, somebody makes: nothing says what there is. */
function madeElsewhere(stop: Stop, mix: Mix): boolean {
  return stop.reason === "missing-object" && mix["client:config"].environment.length === 0;
}

/** Which outcome says most about what is wrong, worst first. */
function rank(disposition: Disposition): number {
  if (disposition === "proven") return 0;
  if (disposition === "assumed") return 1;
  return disposition === "unknown" ? 2 : 3;
}

function worst(branches: readonly Trace[]): Trace {
  const sorted = [...branches].sort((a, b) => rank(b.disposition) - rank(a.disposition));
  const first = sorted[0];
  if (!first) throw new Error("a resolved name without addresses");
  if (first.disposition !== "proven") return first;
  return {
    ...first,
    reached: [...new Set(branches.flatMap((each) => each.reached))],
    evidence: weakest(branches.map((each) => each.evidence)),
  };
}

function trace(
  dial: Dial,
  mix: Mix,
  steps: readonly Step[],
  disposition: Disposition,
  path: Trace["path"],
  reached: readonly string[],
): Trace {
  const evidence = evidenceOf(dial, steps);
  const settled = disposition === "proven" && evidence === "assumed" ? "assumed" : disposition;
  const vouched = settled === "unknown" ? vouchedFor(dial, mix["client:config"]) : undefined;
  if (vouched !== undefined) {
    const step: Step = {
      hop: "resolve",
      ok: true,
      text: `assumed: ${vouched}`,
      places: [dial.to.place],
      values: {},
      rules: [rules.vouched],
    };
    return { dial, steps: [step], path, disposition: "assumed", evidence: "assumed", reached };
  }
  return { dial, steps, path, disposition: settled, evidence, reached };
}

/** The weakest of what a dial and its hops rely on. Asked for every dial, so nothing is gathered first. */
function evidenceOf(dial: Dial, steps: readonly Step[]): Evidence {
  let worst = EVIDENCE_ORDER.indexOf(dial.rule.evidence);
  for (const step of steps) {
    for (const { evidence } of step.rules) worst = Math.max(worst, EVIDENCE_ORDER.indexOf(evidence));
  }
  return EVIDENCE_ORDER[worst] ?? "assumed";
}

/** The reason a person gave for an endpoint outside of what is declared. */
function vouchedFor(dial: Dial, world: World): string | undefined {
  const { host, port } = dial.to;
  for (const environment of world.environment) {
    for (const assumption of environment.assumptions) {
      if (assumption.endpoint === host || assumption.endpoint === `${host}:${port}`) return assumption.reason;
    }
  }
  return undefined;
}
