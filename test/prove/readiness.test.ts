import { describe, expect, test } from "vitest";
import { readyPods, readyProcesses } from "../../src/prove/readiness.ts";
import type { Trace } from "../../src/prove/trace.ts";
import type { Address } from "../../src/world/network.ts";
import type { Process, World } from "../../src/world/world.ts";

type Node = Pick<Process, "id" | "stops" | "label" | "listeners"> & Partial<Pick<Process, "readiness">>;

/** A member of a cluster of three, or a program that is ready once it runs. */
function node(id: string, role: "voter" | "replica" | "other", stopped = false): Node {
  const stop = {
    reason: "bad-option",
    place: { object: "o", path: [] },
    related: [],
    values: {},
    rule: { id: "r" },
  } as unknown as Process["stops"][number];
  const readiness = { majority: 2, votes: role === "voter", elects: "election", follows: "replication" } as Process["readiness"];
  const listeners = [{ advertises: [{}] }] as unknown as Process["listeners"];
  return { id, label: id, listeners, stops: stopped ? [stop] : [], ...(role === "other" || !readiness ? {} : { readiness }) };
}

function world(...nodes: readonly Node[]): World {
  const processesAt = new Map(nodes.map(({ id }) => [`pod:c/n/${id}` as Address, [id]]));
  return { processes: new Map(nodes.map((each) => [each.id, each])), processesAt } as unknown as World;
}

/** `a election b`: a reaches b. `a election !b`: it does not. */
function traces(...lines: readonly string[]): readonly Trace[] {
  return lines.map((line) => {
    const [from = "", purpose = "", to = ""] = line.split(" ");
    const reached = /^[!?]/.test(to) ? [] : [to];
    const disposition = to.startsWith("!") ? "untrusted" : to.startsWith("?") ? "unknown" : "proven";
    return { dial: { from, purpose, discovers: "members" }, reached, disposition, steps: [{ text: line }] } as unknown as Trace;
  });
}

const mutual = (a: string, b: string): readonly string[] => [`${a} election ${b}`, `${b} election ${a}`];
const follow = (a: string, b: string): readonly string[] => [`${a} replication ${b}`, `${b} replication ${a}`];
const three = world(node("a", "voter"), node("b", "voter"), node("c", "voter"), node("r", "replica"));

describe("who gets ready", () => {
  test.each([
    ["nobody, while nobody reaches anybody", traces(), []],
    ["two that reach each other and can follow either", traces(...mutual("a", "b"), ...follow("a", "b")), ["a", "b"]],
    ["only the one that can follow, if either may lead", traces(...mutual("a", "b"), "b replication a"), ["b"]],
    ["not by reaching one way only", traces("a election b", ...follow("a", "b")), []],
    ["a third that only follows", traces(...mutual("a", "b"), ...follow("a", "b"), "c replication a", "c replication b"), ["a", "b", "c"]],
    [
      "a replica that can follow either",
      traces(...mutual("a", "b"), ...follow("a", "b"), "r replication a", "r replication b"),
      ["a", "b", "r"],
    ],
    ["no replica that can follow one only", traces(...mutual("a", "b"), ...follow("a", "b"), "r replication b"), ["a", "b"]],
    ["no replica, where nobody leads", traces("r replication b"), []],
    ["all, where an end is not known: it is told of where it is dialled", traces("a election ?b"), ["a", "b", "c", "r"]],
  ])("%s", (_, known, ready) => {
    expect([...readyProcesses(three, known)].sort()).toEqual(ready);
  });

  test("each cluster for itself", () => {
    const two = world(...["a", "b", "x", "y"].map((id) => node(id, "voter")));
    const known = [...mutual("a", "b"), ...follow("a", "b"), ...mutual("x", "y"), "x replication y"];
    expect([...readyProcesses(two, traces(...known))].sort()).toEqual(["a", "b", "x"]);
  });

  test("one that joins nobody as soon as it runs, and never if it does not", () => {
    expect([...readyProcesses(world(node("x", "other"), node("y", "other", true)), [])]).toEqual(["x"]);
  });
});

describe("why a pod is not ready", () => {
  const at = (id: string): Address => `pod:c/n/${id}` as Address;
  test("by its own dial that fails, else by one of another", () => {
    const known = traces("b election !c", "a election !c");
    const pods = readyPods(three, new Set(), known);
    expect([pods.isReady(at("a")), pods.why(at("a"))?.text]).toEqual([false, "a election !c"]);
    expect(pods.why(at("r"))?.text).toBe("b election !c");
  });
  test("since it does not start", () => {
    const pods = readyPods(world(node("y", "voter", true)), new Set(), traces("z election !y"));
    expect(pods.why(at("y"))).toMatchObject({ failure: "callee-not-started", text: "y does not start" });
  });
  test("a pod with nothing known in it is ready", () => {
    expect(readyPods(three, new Set(), []).isReady(at("unknown"))).toBe(true);
  });
});
