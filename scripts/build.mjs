// Builds lib/: the command line tool and the library bundled with esbuild, the language that specs import, the child
// process that evaluates specs, and (unless --quick) the declarations.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const quick = process.argv.includes("--quick");

if (!existsSync(`${root}src/cli.ts`)) {
  console.error("trueline: there is no src/ here, so lib/ is taken as it came.");
  process.exit(0);
}

// cdk8s and its like are CommonJS and call require() for Node's own modules.
const requireBanner = {
  js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
};
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  logLevel: "warning",
  legalComments: "none",
};
const native = ["esbuild", "oxc-parser"];

/**
 * The Kubernetes client is a chunk of its own, and minified: only commands that look at a cluster load it, and nobody
 * reads its code in a stack trace. All chunks are in one folder.
 */
const kubernetesClientApart = {
  name: "kubernetes-client-apart",
  setup({ onResolve }) {
    onResolve({ filter: /\/kubernetes-client\.ts$/ }, () => ({ path: "./kubernetes-client.js", external: true }));
  },
};

// A quick build leaves the declarations of the last whole one: specs are type-checked against them.
for (const name of existsSync(`${root}lib`) ? readdirSync(`${root}lib`) : []) {
  if (!quick || name !== "types") rmSync(`${root}lib/${name}`, { recursive: true, force: true });
}
await Promise.all([
  build({
    ...common,
    entryPoints: ["src/cli.ts"],
    outdir: "lib",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    banner: requireBanner,
    external: native,
    minifySyntax: true,
    plugins: [kubernetesClientApart],
  }),
  build({
    ...common,
    entryPoints: ["src/live/kubernetes-client.ts"],
    outdir: "lib/chunks",
    banner: requireBanner,
    minify: true,
  }),
  build({
    ...common,
    entryPoints: ["src/index.ts"],
    outdir: "lib",
    // What reads X.509 is a file of its own, loaded only where there is PEM.
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    banner: requireBanner,
    external: [...native, "cdk8s", "cdk8s-plus-28", "constructs"],
  }),
  build({ ...common, entryPoints: { language: "src/spec/language.ts", evaluate: "src/input/evaluate.ts" }, outdir: "lib" }),
]);
if (!quick) {
  execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
  // The compiler leaves out declarations that it was given, and names them by where they were.
  copyFileSync(`${root}src/text-modules.d.ts`, `${root}lib/types/text-modules.d.ts`);
  const index = `${root}lib/types/index.d.ts`;
  writeFileSync(index, `/// <reference path="./text-modules.d.ts" />\n${readFileSync(index, "utf8")}`);
}
