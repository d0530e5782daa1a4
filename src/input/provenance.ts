import type { FoundSpan, Literal, LiteralEntry, Span } from "./evaluation.ts";

type Path = readonly (string | number)[];

/** One evaluation of a literal: what its spreads gave and what its computed keys were. */
interface Frame {
  readonly id: string;
  readonly values: Map<number, unknown>;
}

/** Which literal made an object, or failing that which call returned it. */
type Source =
  | { readonly kind: "literal"; readonly literal: Literal; readonly frame: Frame }
  | { readonly kind: "call"; readonly span: Span };

/**
 * Remembers, while an instrumented bundle runs, what made each object. The bundle calls the functions of `globals`;
 * `find` then follows a path through the result to the place in the source where the value was written.
 */
export class Provenance {
  readonly #literals: Readonly<Record<string, Literal>>;
  readonly #sources = new WeakMap<object, Source>();
  readonly #open: Frame[] = [];

  constructor(literals: Readonly<Record<string, Literal>>) {
    this.#literals = literals;
  }

  /** The functions that instrumented code and the language call. */
  globals(): Record<string, unknown> {
    return {
      __tl_begin: (id: string): Frame => {
        const frame: Frame = { id, values: new Map() };
        this.#open.push(frame);
        return frame;
      },
      __tl_value: (id: string, entry: number, value: unknown): unknown => {
        // Values that a literal spreads are kept as they are at that moment; iterables can be read only once.
        const kept =
          this.#literals[id]?.entries[entry]?.kind === "spread" && this.#literals[id].array ? [...(value as Iterable<unknown>)] : value;
        if (kept !== value && Array.isArray(kept)) this.#copySource(kept, value);
        this.#open.findLast((frame) => frame.id === id)?.values.set(entry, kept);
        return kept;
      },
      __tl_end: (frame: Frame, object: object): object => {
        const depth = this.#open.lastIndexOf(frame);
        if (depth >= 0) this.#open.length = depth;
        const literal = this.#literals[frame.id];
        if (literal) this.#sources.set(object, { kind: "literal", literal, frame });
        return object;
      },
      __tl_call: (module: string, start: number, end: number, value: unknown): unknown => {
        if (typeof value === "object" && value !== null && !this.#sources.has(value)) {
          this.#sources.set(value, { kind: "call", span: { module, start, end } });
        }
        return value;
      },
      __trueline_derive: (result: object, source: object): void => this.#copySource(result, source),
    };
  }

  /** Where the value at `path` was written; null when not even something near is known. */
  find(root: unknown, path: Path): FoundSpan | null {
    let value = root;
    let best: FoundSpan | null = this.#whole(root, null);
    for (const [index, step] of path.entries()) {
      if (typeof value !== "object" || value === null) return best && { ...best, near: true };
      const property = this.#property(value, step);
      if (property) best = { ...property, near: false };
      else best = this.#whole(value, best);
      const next = (value as Record<string | number, unknown>)[step];
      const last = index === path.length - 1;
      if (last) return (property ?? best) ? { ...(property ?? (best as Span)), near: !property || property.near } : null;
      // What encloses the rest is the property, unless a literal or call elsewhere made its value.
      if (next === undefined) return best && { ...best, near: true };
      best = this.#whole(next, best);
      value = next;
    }
    return best;
  }

  /** The place of an object as a whole: the property that holds it when it is written there, else what made it. */
  #whole(value: unknown, holder: FoundSpan | null): FoundSpan | null {
    const source = typeof value === "object" && value !== null ? this.#sources.get(value) : undefined;
    if (!source) return holder && { ...holder, near: true };
    const { module, start, end } = source.kind === "literal" ? source.literal : source.span;
    if (holder && holder.module === module && holder.start <= start && end <= holder.end) return { ...holder, near: true };
    return { module, start, end, near: true };
  }

  /** The entry of the literal that gave an object its property. */
  #property(object: object, step: string | number): FoundSpan | undefined {
    const source = this.#sources.get(object);
    if (source?.kind !== "literal") return undefined;
    return source.literal.array ? this.#element(object, source, Number(step)) : this.#member(object, source, String(step));
  }

  #member(object: object, source: Extract<Source, { kind: "literal" }>, key: string): FoundSpan | undefined {
    const { literal, frame } = source;
    if (!Object.hasOwn(object, key)) return undefined;
    for (let index = literal.entries.length - 1; index >= 0; index--) {
      const entry = literal.entries[index] as LiteralEntry;
      if (entry.kind === "property" && entry.key === key) return spanOf(literal, entry, false);
      if (entry.kind === "computed" && String(frame.values.get(index)) === key) return spanOf(literal, entry, false);
      if (entry.kind === "spread") {
        const spread = frame.values.get(index);
        if (typeof spread === "object" && spread !== null && Object.hasOwn(spread, key)) return this.#through(spread, key, literal, entry);
      }
    }
    return undefined;
  }

  #element(object: object, source: Extract<Source, { kind: "literal" }>, wanted: number): FoundSpan | undefined {
    const { literal, frame } = source;
    if (!(wanted < (object as unknown[]).length)) return undefined;
    let at = 0;
    for (const [index, entry] of literal.entries.entries()) {
      const spread = entry.kind === "spread" ? (frame.values.get(index) as unknown[]) : undefined;
      const length = spread ? spread.length : 1;
      if (wanted < at + length) return spread ? this.#through(spread, wanted - at, literal, entry) : spanOf(literal, entry, false);
      at += length;
    }
    return undefined;
  }

  /** Through a spread to what was spread; when that was not written as a literal, what made it, or else the spread itself. */
  #through(spread: object, step: string | number, literal: Literal, entry: LiteralEntry): FoundSpan {
    return this.#property(spread, step) ?? this.#whole(spread, spanOf(literal, entry, true)) ?? spanOf(literal, entry, true);
  }

  #copySource(result: object, source: unknown): void {
    const known = typeof source === "object" && source !== null ? this.#sources.get(source) : undefined;
    if (known) this.#sources.set(result, known);
  }
}

function spanOf(literal: Literal, entry: LiteralEntry, near: boolean): FoundSpan {
  return { module: literal.module, start: entry.start, end: entry.end, near };
}
