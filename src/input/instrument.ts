import type { Literal, LiteralEntry } from "./evaluation.ts";

/** A syntax node of oxc-parser: ESTree with offsets in UTF-16 units. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

interface Insertion {
  readonly offset: number;
  /** At one offset, what closes goes before what opens; among closers the inner first, among openers the outer first. */
  readonly order: number;
  readonly text: string;
}

/**
 * Wraps object and array literals, their spreads and computed keys, and calls in a module's text, so that the child can
 * remember what made each object. Text is only inserted, and offsets in `literals` are those of the original.
 */
export async function instrument(module: string, text: string): Promise<{ text: string; literals: Readonly<Record<string, Literal>> }> {
  const { parseSync } = await import("oxc-parser");
  const { program } = parseSync(module, text, { sourceType: "module" });
  const literals: Record<string, Literal> = {};
  const insertions: Insertion[] = [];
  const wrap = (node: Node, depth: number, before: string, after: string): void => {
    insertions.push({ offset: node.start, order: 1_000_000 + depth, text: before });
    insertions.push({ offset: node.end, order: -depth, text: after });
  };
  const quoted = (value: string): string => JSON.stringify(value);

  const visitLiteral = (node: Node, depth: number): void => {
    const id = `${module}#${node.start}`;
    const array = node.type === "ArrayExpression";
    const parts = (array ? node["elements"] : node["properties"]) as readonly (Node | null)[];
    const entries = parts.map((part, index): LiteralEntry => {
      const entry = entryOf(part, array, text);
      const watched = entry.kind === "spread" ? part?.["argument"] : entry.kind === "computed" ? part?.["key"] : undefined;
      // Deeper than the part itself, and outside of anything wrapped in it.
      if (watched) wrap(watched as Node, depth + 1, `__tl_value(${quoted(id)},${index},`, ")");
      return entry;
    });
    literals[id] = { module, start: node.start, end: node.end, array, entries };
    wrap(node, depth, `__tl_end(__tl_begin(${quoted(id)}),`, ")");
  };

  const visit = (value: unknown, depth: number, inChain: boolean): void => {
    if (Array.isArray(value)) {
      for (const element of value) visit(element, depth, false);
      return;
    }
    if (typeof value !== "object" || value === null || typeof (value as Node).type !== "string") return;
    const node = value as Node;
    // Types hold no values; decorators and import attributes have a syntax of their own.
    if (node.type === "Decorator" || node.type === "ImportExpression" || node.type === "ImportAttribute") return;
    if (node.type === "ObjectExpression" || node.type === "ArrayExpression") visitLiteral(node, depth);
    const isCall = node.type === "CallExpression" && (node["callee"] as Node).type !== "Super";
    if ((isCall && !inChain) || node.type === "ChainExpression") {
      wrap(node, depth, `__tl_call(${quoted(module)},${node.start},${node.end},`, ")");
    }
    for (const [field, child] of Object.entries(node)) {
      // The links of an optional chain must stay together; its arguments are values of their own.
      const link = field === "callee" || field === "object" || field === "expression";
      const chained = link && (node.type === "ChainExpression" || (inChain && isChainLink(node)));
      visit(child, depth + 2, chained);
    }
  };
  visit(program, 0, false);
  return { text: insert(text, insertions), literals };
}

function isChainLink(node: Node): boolean {
  return node.type === "CallExpression" || node.type === "MemberExpression" || node.type === "TSNonNullExpression";
}

function entryOf(part: Node | null, array: boolean, text: string): LiteralEntry {
  if (part === null) return { kind: "hole", start: 0, end: 0 };
  const span = { start: part.start, end: part.end };
  if (part.type === "SpreadElement") return { kind: "spread", ...span };
  if (array) return { kind: "element", ...span };
  if (part["computed"] === true) return { kind: "computed", ...span };
  const key = part["key"] as Node;
  if (key.type === "Identifier") return { kind: "property", key: String(key["name"]), ...span };
  if (key.type === "Literal") return { kind: "property", key: String(key["value"]), ...span };
  return { kind: "property", key: text.slice(key.start, key.end), ...span };
}

function insert(text: string, insertions: Insertion[]): string {
  insertions.sort((a, b) => a.offset - b.offset || a.order - b.order);
  let result = "";
  let at = 0;
  for (const { offset, text: inserted } of insertions) {
    result += text.slice(at, offset) + inserted;
    at = offset;
  }
  return result + text.slice(at);
}
