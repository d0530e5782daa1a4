/** A word of a Corefile. Lines and columns count from 1. */
export interface Token {
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly quoted: boolean;
}

/**
 * Splits a Corefile as Caddy's lexer does: words between blanks, quoted words with `\"` inside, comments from a `#` that
 * begins a word to the end of the line. A quote that is never closed runs to the end.
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let lineStart = 0;
  let i = 0;
  const newline = () => {
    line++;
    lineStart = i + 1;
  };
  while (i < text.length) {
    const char = text[i] ?? "";
    if (char === "\n") newline();
    if (/\s/.test(char) || char === "\uFEFF") {
      i++;
    } else if (char === "#") {
      while (i < text.length && text[i] !== "\n") i++;
    } else {
      const start = { line, column: i - lineStart + 1 };
      let word = "";
      if (char === '"') {
        for (i++; i < text.length && text[i] !== '"'; i++) {
          if (text[i] === "\\" && text[i + 1] === '"') i++;
          if (text[i] === "\n") newline();
          word += text[i];
        }
        i++;
        tokens.push({ text: word, ...start, quoted: true });
      } else {
        for (; i < text.length && !/\s/.test(text[i] ?? ""); i++) word += text[i];
        tokens.push({ text: word, ...start, quoted: false });
      }
    }
  }
  return tokens;
}
