import { describe, expect, it } from "vitest";
import { memberGroups } from "../../src/prove/members.ts";
import { type Draft, draft } from "./fixture.ts";
import { audit, bundle, replica, rootsFrom, secondRoot } from "./variants.ts";

/** Groups as lists of pods, each once. */
function groups(...edits: readonly ((d: Draft) => void)[]): string[] {
  const { world, traces } = draft(...edits).prove();
  const found = memberGroups(world, traces);
  for (const [id, group] of found) {
    expect(group).toContain(id);
    for (const each of group) expect(found.get(each)).toEqual(group);
  }
  return [...new Set([...found.values()].map((ids) => ids.map((id) => id.split("/")[2]).join(" ")))].sort();
}

const seeds = (...pods: readonly number[]) => pods.map((pod) => `ledger-${pod}.data.svc.cluster.local:2113`).join(",");

describe("memberGroups", () => {
  it("joins nodes that reach each other, and leaves out who advertises nothing", () => {
    expect(groups()).toEqual(["ledger-0 ledger-1 ledger-2"]);
  });

  it("joins over one common seed", () => {
    expect(groups((d) => d.options({ GOSSIP_SEED: seeds(2) }))).toEqual(["ledger-0 ledger-1 ledger-2"]);
  });

  it("joins a read-only replica that only its own seeds lead to the cluster", () => {
    expect(groups(replica)).toEqual(["ledger-0 ledger-1 ledger-2 ledger-ro-0"]);
  });

  it("keeps clusters apart that nobody joins", () => {
    expect(groups(audit)).toEqual(["audit-0", "ledger-0 ledger-1 ledger-2"]);
  });

  it("leaves a node alone whose dials all break", () => {
    const untrusted = (d: Draft) => {
      replica(d);
      secondRoot(d);
      bundle(d, "nodes-1", "root-1.crt", "data", ["ledger-root"]);
      bundle(d, "nodes-2", "root-2.crt", "data", ["other-root"]);
      rootsFrom(d, "nodes-1");
      const { volumes } = d.object("StatefulSet", "ledger-ro").spec.template.spec;
      volumes[1] = { name: "roots", projected: { sources: [{ configMap: { name: "nodes-1" } }, { configMap: { name: "nodes-2" } }] } };
      d.object("Certificate", "ledger-ro-tls").spec.issuerRef.name = "other";
    };
    expect(groups(untrusted)).toEqual(["ledger-0 ledger-1 ledger-2", "ledger-ro-0"]);
  });

  it("learns of no member through a seed that is not there", () => {
    const lost = (d: Draft) => d.options({ GOSSIP_SEED: "ledger-7.data.svc.cluster.local:2113" });
    expect(groups(lost)).toEqual(["ledger-0", "ledger-1", "ledger-2"]);
    const { traces } = draft(lost).prove();
    expect(traces.filter((trace) => trace.dial.purpose === "election")).toEqual([]);
  });
});

describe("dials to learned names", () => {
  const purposes = (...edits: readonly ((d: Draft) => void)[]) => {
    const counts: Record<string, number> = {};
    for (const { dial } of draft(...edits).prove().traces) {
      const key = `${dial.from.split("/")[2]} ${dial.purpose}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  };

  it("are for gossip, elections and replication with every other member, also of the one seed itself", () => {
    const counts = purposes((d) => d.options({ GOSSIP_SEED: seeds(0) }));
    for (const pod of ["ledger-0", "ledger-1", "ledger-2"]) {
      expect([counts[`${pod} gossip`], counts[`${pod} election`], counts[`${pod} replication`]]).toEqual([2, 2, 2]);
    }
  });

  it("are for gossip, elections and replication with every other member", () => {
    const counts = purposes();
    for (const pod of ["ledger-0", "ledger-1", "ledger-2"]) {
      expect([counts[`${pod} gossip`], counts[`${pod} election`], counts[`${pod} replication`]]).toEqual([2, 2, 2]);
    }
  });

  it("leave read-only replicas out of elections and out of leading", () => {
    const counts = purposes(replica);
    expect(counts["ledger-ro-0 gossip"]).toBe(3);
    expect(counts["ledger-ro-0 election"]).toBeUndefined();
    expect(counts["ledger-ro-0 replication"]).toBe(3);
    expect([counts["ledger-0 gossip"], counts["ledger-0 election"], counts["ledger-0 replication"]]).toEqual([3, 2, 2]);
  });

  it("lead a client with several seeds to every member, and one with a single host to none", () => {
    expect(purposes()["web client"]).toBe(3);
    const one = (d: Draft) => {
      d.client.connectionString = "kurrentdb://ledger-0.data.svc.cluster.local:2113?tls=true&tlsCaFile=/trust/roots.pem";
    };
    expect(purposes(one)["web client"]).toBe(1);
  });
});
