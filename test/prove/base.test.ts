import { describe, expect, it } from "vitest";
import { draft } from "./fixture.ts";
describe("scratch", () => {
  it("base", () => {
    const proof = draft().prove();
    console.log(proof.findings.map((f) => `${f.code} ${f.cause.object} ${f.cause.path.join(".")} ${JSON.stringify(f.values)} ${f.traces[0]?.steps.map((s) => s.text)}`).join("\n"));
    console.log(proof.traces.map((t) => `${t.dial.id} ${t.disposition} ${t.evidence}`).join("\n"));
    expect(proof.findings).toEqual([]);
  });
});
