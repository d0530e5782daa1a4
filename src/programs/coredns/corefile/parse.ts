import { type Token, tokenize } from "./tokens.ts";

/** One line of a server block, with the lines of the block that it opens. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block: readonly Directive[];
  /** Whether it opened a block, be it empty. */
  readonly hasBlock: boolean;
  readonly line: number;
  readonly column: number;
}

/** `.:53 { ... }`. */
export interface ServerBlock {
  readonly keys: readonly string[];
  readonly directives: readonly Directive[];
  readonly line: number;
}

/** What a Corefile says, or what is wrong with its form. */
export type Corefile =
  | {
      readonly kind: "corefile";
      readonly servers: readonly ServerBlock[];
      /** Whether it holds `import`, a snippet, or `{$NAME}`: the whole is then not known. */
      readonly open: boolean;
    }
  | { readonly kind: "wrong"; readonly line: number; readonly column: number; readonly problem: string };

const ENVIRONMENT = /\{\$[^}]+\}|\{%[^%]+%\}/;

/** Parses a Corefile (corefile(5)). The names of directives are not looked at. */
export function parseCorefile(text: string): Corefile {
  const tokens = tokenize(text);
  const reader = { tokens, at: 0 };
  const servers: ServerBlock[] = [];
  let open = tokens.some((token) => ENVIRONMENT.test(token.text));
  for (let token = tokens[0]; token; token = tokens[reader.at]) {
    if (token.text === "import") {
      open = true;
      skipLine(reader);
      continue;
    }
    const keys: string[] = [];
    const { line } = token;
    let key: Token | undefined = token;
    // Keys may go on in the next line after a comma, and end at `{`, or at the line's end for a single server without braces.
    while (key && !isBrace(key, "{")) {
      if (isBrace(key, "}")) return wrong(key, "a } that closes nothing");
      keys.push(...key.text.split(",").filter((each) => each !== ""));
      const previous: Token = key;
      reader.at++;
      key = tokens[reader.at];
      if (key && key.line !== previous.line && !previous.text.endsWith(",") && !isBrace(key, "{")) break;
    }
    if (!key || !isBrace(key, "{")) {
      // Without braces, the rest of the file is the one server's block.
      const rest = readLines(reader, undefined);
      if ("problem" in rest) return rest;
      if (servers.length > 0) return wrong(token, `${token.text} opens no block`);
      servers.push({ keys, directives: rest.directives, line });
      break;
    }
    reader.at++;
    const body = readLines(reader, key);
    if ("problem" in body) return body;
    if (keys.length === 1 && /^\(.*\)$/.test(keys[0] ?? "")) open = true;
    else servers.push({ keys, directives: body.directives, line });
  }
  open ||= servers.some((server) => server.directives.some((each) => each.name === "import"));
  return { kind: "corefile", servers, open };
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

type Wrong = Extract<Corefile, { kind: "wrong" }>;

/** Reads directives up to the `}` that closes what `opened` opened, or to the end where nothing was opened. */
function readLines(reader: Reader, opened: Token | undefined): { readonly directives: readonly Directive[] } | Wrong {
  const directives: Directive[] = [];
  for (;;) {
    const first = reader.tokens[reader.at];
    if (!first) return opened ? wrong(opened, "a { that is never closed") : { directives };
    if (isBrace(first, "}")) {
      if (!opened) return wrong(first, "a } that closes nothing");
      reader.at++;
      return { directives };
    }
    reader.at++;
    const args: string[] = [];
    let block: readonly Directive[] = [];
    let hasBlock = false;
    for (let next = reader.tokens[reader.at]; next && next.line === first.line; next = reader.tokens[reader.at]) {
      if (isBrace(next, "}")) break;
      reader.at++;
      if (isBrace(next, "{")) {
        const inner = readLines(reader, next);
        if ("problem" in inner) return inner;
        block = inner.directives;
        hasBlock = true;
        break;
      }
      args.push(next.text);
    }
    directives.push({ name: first.text, args, block, hasBlock, line: first.line, column: first.column });
  }
}

function isBrace(token: Token, brace: "{" | "}"): boolean {
  return !token.quoted && token.text === brace;
}

function skipLine(reader: Reader): void {
  const line = reader.tokens[reader.at]?.line;
  while (reader.tokens[reader.at]?.line === line && reader.at < reader.tokens.length) reader.at++;
}

function wrong(token: Token, problem: string): Wrong {
  return { kind: "wrong", line: token.line, column: token.column, problem };
}
