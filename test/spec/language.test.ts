import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** All modules that a bundle of `entry` would hold, and what it imports from outside. */
async function modulesOf(entry: string): Promise<{ inputs: readonly string[]; imports: readonly string[] }> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    outdir: "out",
  });
  const [output] = Object.values(metafile.outputs);
  return { inputs: Object.keys(output?.inputs ?? {}).sort(), imports: (output?.imports ?? []).map(({ path }) => path).sort() };
}

test("the language that specs import loads nothing else", async () => {
  const { inputs, imports } = await modulesOf("src/spec/language.ts");
  expect(inputs).toEqual(["src/kinds/kurrentdb/language.ts", "src/spec/derive.ts", "src/spec/language.ts"]);
  expect(imports).toEqual([]);
});

test("the process that evaluates specs loads Node's own modules only", async () => {
  const { inputs, imports } = await modulesOf("src/input/evaluate.ts");
  expect(inputs.filter((input) => !input.startsWith("src/input/"))).toEqual([]);
  expect(imports).toEqual(["node:fs", "node:vm"]);
});
