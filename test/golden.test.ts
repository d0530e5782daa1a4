import { existsSync, readdirSync, rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { distFilesOf, specFilesOf } from "../src/commands/dist-files.ts";
import { findPositions } from "../src/commands/find-positions.ts";
import { type Compiled, compile, proveManifests } from "../src/compile.ts";
import { readManifests } from "../src/input/read-manifests.ts";
import type { Proof } from "../src/prove/proof.ts";
import { problemsText } from "../src/report/problems-text.ts";
import { textReport } from "../src/report/text-report.ts";
import type { Manifest } from "../src/terms/manifest.ts";
import { expectFile, updating } from "./update.ts";

const root = "test/golden";
const cases = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && ["spec.ts", "manifests"].some((part) => existsSync(`${root}/${entry.name}/${part}`)))
  .map((entry) => entry.name)
  .sort();

async function findingsText(
  proof: Proof,
  ...where: [root: string, specFiles: ReadonlyMap<string, string>, name?: string]
): Promise<string> {
  const positions = await findPositions(proof, ...where);
  return textReport({ kind: "check", proof, positions, strict: false, dist: "dist" });
}

/** What others apply to the clusters of a case: `others/CLUSTER/*.yaml`. */
function othersOf(name: string): readonly Manifest[] {
  const folder = `${root}/${name}/others`;
  if (!existsSync(folder)) return [];
  const read = readManifests(folder);
  expect(read.problems).toEqual([]);
  return read.manifests.map(({ origin, ...manifest }) => {
    if (origin.kind !== "file") throw new Error("manifests of a folder come from its files");
    return { ...manifest, cluster: manifest.unit, origin: { ...origin, file: `${name}/others/${origin.file}` } };
  });
}

/**
 * A folder with `spec.ts` is compiled, and proven together with what others apply; a spec that is refused leaves `problems.txt`.
 * One with `manifests/` is proven as it is.
 */
describe("golden cases", () => {
  for (const name of cases) {
    const folder = `${root}/${name}`;
    if (existsSync(`${folder}/manifests`)) {
      it(`${name} (manifests)`, async () => {
        const read = readManifests(`${folder}/manifests`);
        expect(read.problems).toEqual([]);
        const proof = await proveManifests(read.manifests, read.environments);
        expectFile(`${folder}/findings.txt`, await findingsText(proof, `${folder}/manifests`, new Map(), "manifests"));
      });
      continue;
    }
    it(name, async () => {
      const result = await compile({ root, files: [`${name}/spec.ts`] });
      if (result.kind === "refused") {
        expectFile(`${folder}/problems.txt`, problemsText(result.problems));
        expect(readdirSync(folder).sort()).toEqual(["problems.txt", "spec.ts"]);
        return;
      }
      const compiled: Compiled = result;
      const others = othersOf(name);
      const proof = others.length > 0 ? await proveManifests([...compiled.manifests, ...others], compiled.environments) : compiled.proof;
      expectFile(`${folder}/findings.txt`, await findingsText(proof, root, specFilesOf(compiled)));
      const good = proof.findings.every((finding) => finding.severity !== "error");
      expect(existsSync(`${folder}/dist`) || updating, "good cases come with their files, bad ones without").toBe(good || updating);
      if (!good) return;
      const files = distFilesOf(compiled);
      if (updating) rmSync(`${folder}/dist`, { recursive: true, force: true });
      else expect(filesBelow(`${folder}/dist`)).toEqual([...files.keys()].sort());
      for (const [path, text] of files) expectFile(`${folder}/dist/${path}`, text);
    });
  }
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length + 1))
    .sort();
}
