import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What the type checker says about a spec that imports `trueline`, as an editor would show it. */
function diagnose(text: string): readonly string[] {
  const file = `${root}test/types/in-memory-spec.ts`;
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? text : readFile(name));
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, text, rest[0]) : getSourceFile(name, ...rest));
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((found) => {
    const line = text.slice(0, found.start).split("\n").length;
    return `${line}: ${ts.flattenDiagnosticMessageText(found.messageText, "\n")}`;
  });
}

const spec = ({ cluster = "east", authority = "ordersNodes", dials = "orders" } = {}): string => `
import { defineTopology, kurrentdb, privateCA } from "../../src/spec/language.ts";
export default defineTopology({
  clusters: { east: { platform: { kubernetes: "1.33" }, dns: { serviceIP: "10.96.0.10" } } },
  authorities: { ordersNodes: privateCA({ generations: ["g1"] }) },
  workloads: {
    orders: kurrentdb({ cluster: "${cluster}", namespace: "k", image: "db:26.0.1", replicas: 3, storage: { size: "1Gi" }, security: { authority: "${authority}" } }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "${dials}", trusts: ["ordersNodes"] },
  },
});
`;

describe("what an editor says about references", () => {
  test("nothing when they are right", () => expect(diagnose(spec())).toEqual([]));

  test.each([
    [{ cluster: "esat" }, "7: ", "Type '\"esat\"' is not assignable"],
    [{ authority: "ordersNode" }, "7: ", "Did you mean '\"ordersNodes\"'?"],
    [{ dials: "order" }, "10: ", 'OneOf<"orders">'],
  ])("%o is an error on its line", (wrong, line, message) => {
    const [first, ...more] = diagnose(spec(wrong));
    expect(more).toEqual([]);
    expect(first?.startsWith(line)).toBe(true);
    expect(first).toContain(message);
  });
});
