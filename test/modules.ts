import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** One import of a module. */
export interface Import {
  /** A package or `node:` module, or for our own a path from the root: `src/terms/place.ts`. */
  readonly from: string;
  /** Whether nothing of it is left at run time. */
  readonly typeOnly: boolean;
  /** Whether it is loaded only when a statement comes to it. */
  readonly dynamic: boolean;
  /** The names that are imported; empty where all is. */
  readonly names: readonly string[];
}

/** What the architecture's rules look at in a source file. */
export interface SourceModule {
  /** From the root, with forward slashes. */
  readonly file: string;
  /** The folder below src/, or the file's name for a file right in it. */
  readonly area: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** `Date.now`, `new Date`, `process.env` and so on, as used in code (not in comments or texts). */
  readonly globals: readonly string[];
  /** Values of string literals and templates without placeholders. */
  readonly texts: readonly string[];
}

/** All modules below src/. */
export function sourceModules(): readonly SourceModule[] {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((name) => `src/${name.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => readModule(file, readFileSync(join(root, file), "utf8")));
}

/** Reads one module's text. */
export function readModule(file: string, text: string): SourceModule {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const globals: string[] = [];
  const texts: string[] = [];
  const resolved = (specifier: ts.Expression): string => {
    const name = ts.isStringLiteralLike(specifier) ? specifier.text : "?";
    return name.startsWith(".") ? posix.join(dirname(file), name) : name;
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const bindings = node.importClause?.namedBindings;
      const names = bindings && ts.isNamedImports(bindings) ? bindings.elements.map((each) => (each.propertyName ?? each.name).text) : [];
      imports.push({ from: resolved(node.moduleSpecifier), typeOnly: node.importClause?.isTypeOnly ?? false, dynamic: false, names });
      return;
    }
    if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      imports.push({ from: resolved(node.moduleSpecifier), typeOnly: node.isTypeOnly, dynamic: false, names: [] });
      return;
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      imports.push({ from: resolved(node.argument.literal), typeOnly: true, dynamic: false, names: [] });
    }
    if (ts.isCallExpression(node)) {
      const [first] = node.arguments;
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword && first)
        imports.push({ from: resolved(first), typeOnly: false, dynamic: true, names: [] });
      if (ts.isIdentifier(node.expression)) globals.push(node.expression.text);
    }
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression))
      globals.push(`new ${node.expression.text}(${node.arguments?.length ? "…" : ""})`);
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) globals.push(`${node.expression.text}.${node.name.text}`);
    if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer && ts.isIdentifier(node.initializer)) {
      for (const element of node.name.elements)
        globals.push(`${node.initializer.text}.${(element.propertyName ?? element.name).getText()}`);
    }
    if (ts.isStringLiteralLike(node)) texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const area = file.split("/")[1] ?? "";
  return { file, area, lines: text.split("\n").length, imports, globals, texts };
}

/** The modules that are loaded with one, itself included, and the packages that they load. */
export function loadedWith(
  entry: string,
  modules: readonly SourceModule[],
): { readonly files: ReadonlySet<string>; readonly packages: ReadonlySet<string> } {
  const byFile = new Map(modules.map((module) => [module.file, module]));
  const files = new Set<string>();
  const packages = new Set<string>();
  const load = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const { from, typeOnly, dynamic } of byFile.get(file)?.imports ?? []) {
      if (typeOnly || dynamic) continue;
      if (from.startsWith("src/")) load(from);
      else packages.add(from);
    }
  };
  load(entry);
  return { files, packages };
}
