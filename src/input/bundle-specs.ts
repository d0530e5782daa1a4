import { isBuiltin } from "node:module";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Loader, Message, Plugin } from "esbuild";
import { packageRoot } from "./package-root.ts";
import type { Problem } from "./problem.ts";

/** A spec with all it imports, as one script that leaves its exports in the global `__trueline_spec`. */
export interface Bundle {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  readonly code: string;
  /** JSON of the source map from `code` to the project's files. */
  readonly sourceMap: string;
  /** The project's files that went into it, sorted. */
  readonly inputs: readonly string[];
}

/** Changes a module's text before it is bundled. `file` is relative to the project. */
export type Instrument = (file: string) => Promise<string>;

const OUT = "trueline-out";

/**
 * Bundles specs, each on its own, in one call. Imports of Node's modules, of files outside of the project, and
 * anything that esbuild refuses are problems with their positions.
 */
export async function bundleSpecs(
  root: string,
  files: readonly string[],
  instrument?: Instrument,
): Promise<{ kind: "bundled"; bundles: readonly Bundle[] } | { kind: "refused"; problems: readonly Problem[] }> {
  const { build } = await import("esbuild");
  try {
    const result = await build({
      absWorkingDir: root,
      entryPoints: files.map((file, index) => ({ in: `./${file}`, out: String(index) })),
      bundle: true,
      write: false,
      format: "iife",
      globalName: "__trueline_spec",
      platform: "neutral",
      mainFields: ["module", "main"],
      target: "node20.19",
      outdir: OUT,
      sourcemap: instrument ? false : "external",
      sourcesContent: false,
      metafile: true,
      logLevel: "silent",
      tsconfigRaw: {},
      // Public certificates are texts: import root from "../pki/root.pem". So are files that pass through as they are.
      loader: { ".pem": "text", ".crt": "text", ".yaml": "text", ".yml": "text" },
      plugins: [specImports(root), ...(instrument ? [instrumentation(root, instrument)] : [])],
    });
    const texts = new Map(result.outputFiles.map((output) => [relative(join(root, OUT), output.path), output.text]));
    const bundles = files.map((file, index): Bundle => {
      const inputs = Object.keys(result.metafile.outputs[`${OUT}/${index}.js`]?.inputs ?? {});
      return {
        file,
        code: texts.get(`${index}.js`) ?? "",
        sourceMap: texts.get(`${index}.js.map`) ?? "",
        inputs: inputs.filter((input) => isOwnFile(root, resolve(root, input))).sort(),
      };
    });
    return { kind: "bundled", bundles };
  } catch (error) {
    const messages = (error as { errors?: readonly Message[] }).errors;
    if (!messages) throw error;
    return { kind: "refused", problems: dedupe(messages.map((message) => problemOf(message, files))) };
  }
}

/** Whether a file belongs to the project itself: below its root, and not an installed package. */
function isOwnFile(root: string, path: string): boolean {
  const inside = relative(root, path);
  return inside !== "" && !inside.startsWith("..") && !isAbsolute(inside) && !inside.split(sep).includes("node_modules");
}

/** Resolves `trueline` to the language, and refuses what would let a spec read more than its own modules. */
function specImports(root: string): Plugin {
  return {
    name: "trueline-imports",
    setup(build) {
      build.onResolve({ filter: /^trueline$/ }, () => ({ path: join(packageRoot(), "lib", "language.js") }));
      build.onResolve({ filter: /^[^.]/ }, ({ path, kind }) => {
        if (kind === "entry-point" || !isBuiltin(path)) return undefined;
        return {
          errors: [
            {
              text: `imports Node's module "${path}". A spec can't read files, the network or the environment, since it must give the same result every time.`,
              notes: [{ text: "Write the value into the spec, or import a .json file." }],
            },
          ],
        };
      });
      build.onResolve({ filter: /^\.{0,2}\// }, ({ path, resolveDir, kind }) => {
        const target = resolve(resolveDir, path);
        const fromPackage = resolveDir.split(sep).includes("node_modules");
        if (kind === "entry-point" || fromPackage || isOwnFile(root, target)) return undefined;
        return {
          errors: [
            {
              text: `imports "${path}", which lies outside of the project. What a spec is made of has to be in its own repository.`,
              notes: [{ text: "Copy the file into the project, or make a package of it." }],
            },
          ],
        };
      });
    },
  };
}

function instrumentation(root: string, instrument: Instrument): Plugin {
  return {
    name: "trueline-positions",
    setup(build) {
      build.onLoad({ filter: /\.[cm]?[jt]s$/ }, async ({ path }) => {
        if (!isOwnFile(root, path) || path.startsWith(join(packageRoot(), "lib"))) return undefined;
        const file = relative(root, path).split(sep).join("/");
        return { contents: await instrument(file), loader: (/\.[cm]?ts$/.test(path) ? "ts" : "js") satisfies Loader };
      });
    },
  };
}

/** A module that several specs import is bundled once per spec, and so are its mistakes. */
function dedupe(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function problemOf(message: Message, files: readonly string[]): Problem {
  const { location } = message;
  const hint = message.notes[0]?.text;
  return {
    file: location?.file ?? files[0] ?? "specs",
    ...(location && { line: location.line, column: location.column + 1, sourceLine: location.lineText.trim() }),
    ...sentence(message.text, message.pluginName === "" ? undefined : hint),
  };
}

/** esbuild's message in the words of a person who writes specs. */
function sentence(text: string, hint: string | undefined): { message: string; hint?: string } {
  if (/^Top-level await/.test(text)) {
    return {
      message: "awaits at the top level. A spec is evaluated at once and can't wait for anything.",
      hint: "Write the value into the spec.",
    };
  }
  const unresolved = /^Could not resolve "(.+)"$/.exec(text);
  if (unresolved)
    return {
      message: `imports "${unresolved[1]}", which is not there.`,
      hint: "Check the path; a relative import starts with ./ and ends in .ts.",
    };
  if (hint !== undefined) return { message: text, hint };
  return { message: `${/[.!?]$/.test(text) ? text : `${text}.`}` };
}
