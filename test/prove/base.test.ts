import { describe, it } from "vitest";
import { parseObjectId } from "../../src/terms/kube-object.ts";
import { formatPath } from "../../src/terms/place.ts";
import { rowOf } from "../../src/prove/findings/catalogue.ts";
import { draft } from "./fixture.ts";
import { names } from "./cases/names.ts";
import { certificates } from "./cases/certificates.ts";
import { objects } from "./cases/objects.ts";
import { writeFileSync } from "node:fs";
describe("scratch", () => {
  it("all", () => {
    let out = "";
    for (const c of [...names, ...certificates, ...objects]) {
      for (const [what, edits] of [["BAD", [c.given, c.bad]], ["TWIN", [c.given, c.twin]]] as const) {
        let proof;
        try { proof = draft(...edits.filter((x) => x !== undefined)).prove(); } catch (e) { out += `## ${c.code} ${c.title} THROWS ${(e as Error).stack}\n`; continue; }
        const disp: Record<string, number> = {};
        for (const t of proof.traces) { const k = `${t.disposition}/${t.evidence}/${t.path}`; disp[k] = (disp[k] ?? 0) + 1; }
        out += `## ${what} ${c.code} ${c.title} ${JSON.stringify(disp)}\n`;
        for (const f of proof.findings) {
          const { kind, name } = parseObjectId(f.cause.object);
          out += `   ${f.code} ${f.severity} [${kind} ${name} ${formatPath(f.cause.path).replace(/env\[(\d+)\]/, (_, i) => `env[${(proof.world.objects.get(f.cause.object) as any)?.spec.template.spec.containers[f.cause.path[4] as number]?.env[Number(i)]?.name}]`)}] ${rowOf(f.code).title(f.values)} {${f.traces.length}}\n`;
          const t = f.traces[0];
          if (t) out += `        ${t.dial.from} ${t.dial.purpose} ${t.dial.to.host}:${t.dial.to.port}: ${t.steps.map((s) => `${s.hop}: ${s.text}`).join(" | ")}\n`;
        }
      }
    }
    writeFileSync("/tmp/dump.txt", out);
  }, 100000);
});
