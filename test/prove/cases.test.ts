import { describe, expect, it } from "vitest";
import { catalogue, rowOf } from "../../src/prove/findings/catalogue.ts";
import type { Finding } from "../../src/prove/findings/finding.ts";
import { parseObjectId } from "../../src/terms/kube-object.ts";
import { formatPath } from "../../src/terms/place.ts";
import type { World } from "../../src/world/world.ts";
import { cases } from "./cases/all.ts";
import { draft, type Loose } from "./fixture.ts";

/** Codes that no manifests lead to by themselves, and where they are tested instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  TL8001: "dist/ against what the specs compile to: test/commands",
  TL5411: "a Service's name in another cluster: test/world/kurrentdb-operator.test.ts",
  TL4101: "a server that starts has a certificate; a mix of two Worlds may have none: handshake.test.ts",
  TL4109: "likewise of a caller: handshake.test.ts",
};

const codes = (findings: readonly Finding[]) => findings.map((each) => each.code).sort();

/** The cause as `Kind name path`, with variables by their names: `env[POD].value`. */
function where({ cause }: Finding, { objects }: World): string {
  const { kind, name } = parseObjectId(cause.object);
  let value: Loose = objects.get(cause.object);
  const path = cause.path.map((step, i) => {
    value = value?.[step];
    return cause.path[i - 1] === "env" ? (value?.name ?? step) : step;
  });
  return `${kind} ${name} ${formatPath(path)}`;
}

describe("the base", () => {
  it("proves without any finding", () => {
    const proof = draft().prove();
    expect(proof.findings).toEqual([]);
    expect(proof.traces.length).toBe(21);
    expect(proof.traces.filter((trace) => trace.disposition !== "proven")).toEqual([]);
  });
});

describe.each(cases)("$code $title", ({ code, given, bad, twin, severity, hops, at, also = [], twinHas = [] }) => {
  const before = given ? [given] : [];

  it("is found", () => {
    const { findings, world } = draft(...before, bad).prove();
    const found = findings.filter((each) => each.code === code);
    expect(found.map((each) => where(each, world))).toContain(at);
    expect(codes(findings)).toEqual([code, ...also].sort());
    expect(found.map((each) => each.severity)).toEqual(found.map(() => severity ?? rowOf(code).severity));
    const ends = found.flatMap((each) => each.traces.map((trace) => trace.steps.at(-1)?.hop));
    expect([...new Set(ends)].sort()).toEqual([...(hops ?? [])].sort());
  });

  it("has a twin without it", () => {
    const { findings, traces } = draft(...before, ...(twin ? [twin] : [])).prove();
    expect(codes(findings)).toEqual([...twinHas].sort());
    expect(traces.length).toBeGreaterThan(0);
  });
});

it("has a case for every code of the catalogue", () => {
  const covered = new Set<string>([...cases.map((each) => each.code), ...Object.keys(ELSEWHERE)]);
  expect(Object.keys(catalogue).filter((code) => !covered.has(code))).toEqual([]);
  expect([...covered].filter((code) => !catalogue[code])).toEqual([]);
});
