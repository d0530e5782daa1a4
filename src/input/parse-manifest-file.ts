import { type Document, isMap, isNode, isPair, isScalar, isSeq, LineCounter, type ParsedNode, parseAllDocuments } from "yaml";
import type { Path } from "../terms/place.ts";
import type { Problem } from "./problem.ts";

/** One document of a file. */
export interface ManifestDocument {
  /** Its number in the file, from 0; documents without content count. */
  readonly index: number;
  /** The line it begins at, from 1. */
  readonly line: number;
  readonly value: unknown;
}

/**
 * Tags of YAML 1.1 that the parser of Kubernetes does not know: dates and times stay text. `yes` and `on` are booleans
 * and `0777` is octal, as there. Source: kubernetes-sigs/yaml, on go-yaml 2.
 */
const FOREIGN_TAGS = /(timestamp|omap|pairs|set)$/;

function parse(text: string, lines: LineCounter) {
  return parseAllDocuments(text, {
    version: "1.1",
    logLevel: "error",
    lineCounter: lines,
    customTags: (tags) => tags.filter((tag) => typeof tag === "string" || !(FOREIGN_TAGS.test(tag.tag) || tag.format === "TIME")),
  });
}

/** Reads a file of YAML or JSON as Kubernetes tools do. A document that can't be read is a problem; the others are kept. */
export function parseManifestFile(
  text: string,
  file: string,
): { readonly documents: readonly ManifestDocument[]; readonly problems: readonly Problem[] } {
  if (file.endsWith(".json")) return parseJson(text, file);
  const lines = new LineCounter();
  const documents: ManifestDocument[] = [];
  const problems: Problem[] = [];
  const parsed = parse(text, lines);
  if (!Array.isArray(parsed)) return { documents, problems };
  for (const [index, document] of parsed.entries()) {
    const [error] = document.errors;
    if (error) {
      const { line, col } = lines.linePos(error.pos[0]);
      const message = `This is no YAML that can be read: ${error.message.split(/ at line \d+/)[0]?.replace(/[.:]$/, "")}.`;
      problems.push({ file, line: Math.max(line, 1), column: Math.max(col, 1), message });
      continue;
    }
    const start = document.contents?.range?.[0] ?? 0;
    documents.push({ index, line: Math.max(lines.linePos(start).line, 1), value: document.toJS({ maxAliasCount: 10_000 }) });
  }
  return { documents, problems };
}

function parseJson(text: string, file: string): { readonly documents: readonly ManifestDocument[]; readonly problems: readonly Problem[] } {
  try {
    return { documents: [{ index: 0, line: 1, value: JSON.parse(text) }], problems: [] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const offset = Number(/position (\d+)/.exec(message)?.[1] ?? 0);
    const before = text.slice(0, offset).split("\n");
    const where = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    return { documents: [], problems: [{ file, ...where, message: `This is no JSON that can be read: ${message}.` }] };
  }
}

/**
 * Where a value stands in a file, counted from 1: the property's name for values of maps, the value itself for items
 * of lists. The nearest enclosing value where the path leads nowhere; undefined where there is no such document.
 */
export function placeInFile(text: string, document: number, path: Path): { readonly line: number; readonly column: number } | undefined {
  const lines = new LineCounter();
  const parsed = parse(text, lines);
  const found: Document.Parsed<ParsedNode> | undefined = Array.isArray(parsed) ? parsed[document] : undefined;
  if (!found?.contents) return undefined;
  let offset = found.contents.range[0];
  let node: unknown = found.contents;
  for (const step of path) {
    const next = stepInto(node, step);
    if (!next) break;
    offset = next.offset ?? offset;
    node = next.node;
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function stepInto(node: unknown, step: string | number): { readonly offset: number | undefined; readonly node: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(
      (each) => isPair(each) && (isScalar(each.key) ? String(each.key.value) : String(each.key)) === String(step),
    );
    if (!pair) return undefined;
    return { offset: isNode(pair.key) ? pair.key.range?.[0] : undefined, node: pair.value };
  }
  if (!isSeq(node) || typeof step !== "number") return undefined;
  const item = node.items[step];
  return item === undefined ? undefined : { offset: isNode(item) ? (item.range?.[0] ?? undefined) : undefined, node: item };
}
