import { describe, expect, it } from "vitest";
import { codeOfFailure } from "../../src/prove/findings/codes.ts";
import { oneWorld, simulate } from "../../src/prove/simulate.ts";
import type { Mix, Role } from "../../src/prove/trace.ts";
import type { Dial } from "../../src/world/network.ts";
import type { Process, World } from "../../src/world/world.ts";
import { draft } from "./fixture.ts";
import { broughtReplica, replica, secondRoot, single } from "./variants.ts";

const world = draft().prove().world;
const other = draft(secondRoot, (d) => {
  d.certificate.issuerRef.name = "other";
  d.object("Bundle", "ledger-roots").spec.sources[0].secret.name = "other-root";
}).prove().world;

function dialOf(purpose: string): Dial {
  const trace = draft()
    .prove()
    .traces.find((each) => each.dial.purpose === purpose);
  if (!trace) throw new Error(`the base has no dial for ${purpose}`);
  return trace.dial;
}

/** The World with processes changed: what a mix may take from another point of a rollout. */
function withProcesses(of: World, change: (process: Process) => Process): World {
  return { ...of, processes: new Map([...of.processes].map(([id, process]) => [id, change(process)])) };
}

const withoutLeaves = withProcesses(world, (process) => ({
  ...process,
  listeners: process.listeners.map((listener) => {
    if (!listener.tls) return listener;
    const { leaf: _, ...tls } = listener.tls;
    return { ...listener, tls };
  }),
  dials: process.dials.map((dial) => {
    if (!dial.tls) return dial;
    const { leaf: _, ...tls } = dial.tls;
    return { ...dial, tls };
  }),
}));

const mixed = (from: World, ...roles: readonly Role[]): Mix => ({
  ...oneWorld(world),
  ...Object.fromEntries(roles.map((role) => [role, from])),
});

/** How a dial ends: its disposition, and the failed hop with its reason and code. */
function end(dial: Dial, mix: Mix): string {
  const trace = simulate(dial, mix);
  const step = trace.steps.at(-1);
  if (step?.failure === undefined || step.failure === "not-started" || step.failure === "callee-not-started") return trace.disposition;
  return `${trace.disposition} ${step.hop} ${step.failure} ${codeOfFailure[step.failure]}`;
}

describe("a dial over a mix of Worlds", () => {
  const [gossip, replication, client] = [dialOf("gossip"), dialOf("replication"), dialOf("client")];

  it("takes each role from its World", () => {
    for (const dial of [gossip, replication, client]) {
      expect(end(dial, mixed(world))).toBe("proven");
      expect(end(dial, mixed(other))).toBe("proven");
    }
    expect(end(client, mixed(other, "server:leaf"))).toBe("untrusted verify server-untrusted TL4201");
    expect(end(client, mixed(other, "server:leaf", "client:trust"))).toBe("proven");
    expect(end(client, mixed(other, "client:trust"))).toBe("untrusted verify server-untrusted TL4201");
    expect(end(gossip, mixed(other, "client:leaf"))).toBe("client-refused authenticate caller-untrusted TL4202");
    expect(end(gossip, mixed(other, "server:trust"))).toBe("client-refused authenticate caller-untrusted TL4202");
    expect(end(gossip, mixed(other, "client:leaf", "server:trust"))).toBe("proven");
    expect(end(gossip, mixed(other, "server:leaf", "server:trust", "client:leaf", "client:trust"))).toBe("proven");
  });

  it("fails where the server has nothing to present", () => {
    expect(end(client, mixed(withoutLeaves, "server:leaf"))).toBe("unusable-certificate verify server-without-certificate TL4101");
    expect(end(client, mixed(withoutLeaves, "client:leaf"))).toBe("proven");
  });

  it("fails where the caller has nothing to present and the listener demands it", () => {
    expect(end(replication, mixed(withoutLeaves, "client:leaf"))).toBe("client-refused authenticate caller-without-certificate TL4109");
    expect(end(gossip, mixed(withoutLeaves, "client:leaf"))).toBe("proven");
  });

  it("finds no name, no route and no listener in a World that lacks them", () => {
    const lone = draft(single).prove().world;
    const dial = [...(world.processes.get("prod/data/ledger-0/kurrentdb")?.dials ?? [])].find((each) =>
      each.to.host.startsWith("ledger-1."),
    );
    if (!dial) throw new Error("ledger-0 of the base dials ledger-1");
    expect(end(dial, mixed(lone, "cluster-names"))).toBe("no-such-name resolve name-does-not-exist TL2101");
    expect(end(dial, mixed(lone, "server:config"))).toContain("accept nobody-listens TL3103");
  });
});

describe("a caller whose certificate is made elsewhere", () => {
  const ends = (dnsNames: readonly string[]) => {
    const { traces } = draft(replica, broughtReplica, (d) => {
      d.certificate.dnsNames = dnsNames;
    }).prove();
    return traces
      .filter(({ dial }) => dial.from.includes("/ledger-ro-0/"))
      .map(({ steps, disposition }) => `${steps.map((step) => step.hop).join(" ")} ${disposition}`);
  };
  const hosts = [0, 1, 2].map((pod) => `ledger-${pod}.data.svc.cluster.local`);

  it("verifies the server before it is asked who it is", () => {
    const accepted = "resolve route accept verify authenticate unknown";
    expect(ends(hosts)).toEqual([accepted, accepted, accepted]);
    expect(ends(hosts.slice(0, 2))).toEqual([accepted, accepted, "resolve route accept verify name-mismatch"]);
  });
});
