/** What a YAML 1.1 reader takes for something else than a string, in any case: booleans and null. */
const WORDS = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null"]);
/** Starts with a letter or `/`, and holds nothing that means anything in a block, besides single colons and blanks. */
const PLAIN = /^[A-Za-z/][A-Za-z0-9_./:@+=,()%; -]*$/;
/** A colon that ends a key, a blank at the end, or an exponent without a number, which some readers take for one. */
const NOT_PLAIN = /:( |$)| $|^[eE][0-9.+_-]*$/;
/** A quantity or duration such as `100Gi` or `2160h0m0s`: no reader takes a digit followed by g to z for a number. */
const AMOUNT = /^[1-9][0-9]*[G-Zg-z][0-9A-Za-z]*$/;
/**
 * What a literal block can't hold without trouble: control characters (tabs and carriage returns too), the line ends of
 * YAML 1.1 that are none in 1.2 (NEL, LS, PS), the byte order mark, and blanks at the end of a line.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to keep out.
const NOT_LITERAL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]| (\n|$)/;
/** What JSON leaves as it is and YAML does not, or not in both versions. */
const TO_ESCAPE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
const LONGEST_KEY = 1000;

/**
 * Writes plain data (objects, lists, strings, finite numbers, booleans, null) as one YAML document in block style, with a
 * newline at its end. Readers of YAML 1.1 and 1.2 take it for the same data. `apiVersion`, `kind` and `metadata` come
 * first, all other keys in the order given; properties that are undefined are left out. The same data gives the same bytes.
 *
 * Throws for what is no such data (NaN, functions, dates, lone surrogates, keys over 1000 characters): that is our bug.
 */
export function stringify(object: unknown): string {
  if (Array.isArray(object)) return object.length === 0 ? "[]\n" : list(object, "", "");
  if (isMap(object)) {
    const ordered = headFirst(object);
    return isEmpty(ordered) ? "{}\n" : map(ordered, "", "");
  }
  return `${typeof object === "string" ? quoted(object) : scalar(object, "")}\n`;
}

function headFirst(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const head: Record<string, unknown> = {};
  for (const key of ["apiVersion", "kind", "metadata"]) if (Object.hasOwn(object, key)) head[key] = object[key];
  return { ...head, ...object };
}

/** `first` stands before the first line in place of `indent`. */
function map(object: Readonly<Record<string, unknown>>, indent: string, first: string): string {
  let text = "";
  let before = first;
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    text += `${before}${keyText(key)}:`;
    before = indent;
    if (Array.isArray(value)) text += value.length === 0 ? " []\n" : `\n${list(value, `${indent}  `, `${indent}  `)}`;
    else if (isMap(value)) text += isEmpty(value) ? " {}\n" : `\n${map(value, `${indent}  `, `${indent}  `)}`;
    else text += ` ${scalar(value, `${indent}  `)}\n`;
  }
  return text;
}

function list(items: readonly unknown[], indent: string, first: string): string {
  let text = "";
  let before = first;
  for (const item of items) {
    text += `${before}- `;
    before = indent;
    if (Array.isArray(item)) text += item.length === 0 ? "[]\n" : list(item, `${indent}  `, "");
    else if (isMap(item)) text += isEmpty(item) ? "{}\n" : map(item, `${indent}  `, "");
    else text += `${scalar(item, `${indent}  `)}\n`;
  }
  return text;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  throw new Error(`stringify takes plain data, not a ${value.constructor?.name ?? "class instance"}`);
}

function isEmpty(object: Readonly<Record<string, unknown>>): boolean {
  for (const key in object) if (object[key] !== undefined) return false;
  return true;
}

function keyText(key: string): string {
  const text = isPlain(key) ? key : quoted(key);
  if (text.length > LONGEST_KEY) throw new Error(`a key of ${text.length} characters: YAML readers take no more than 1024`);
  return text;
}

function scalar(value: unknown, indent: string): string {
  switch (typeof value) {
    case "string":
      return string(value, indent);
    case "boolean":
      return value ? "true" : "false";
    case "number":
      return number(value);
    default:
      if (value === null) return "null";
      throw new Error(`stringify takes plain data, not ${typeof value === "bigint" ? "a bigint" : String(value)}`);
  }
}

/** YAML 1.1 takes `1e21` for a string: a float with an exponent needs a point and a sign. */
function number(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} is no number that a manifest can hold`);
  const text = String(value === 0 ? 0 : value);
  const exponent = text.indexOf("e");
  return exponent < 0 || text.includes(".") ? text : `${text.slice(0, exponent)}.0${text.slice(exponent)}`;
}

function isPlain(value: string): boolean {
  if (PLAIN.test(value)) return !NOT_PLAIN.test(value) && !(value.length <= 5 && WORDS.has(value.toLowerCase()));
  return AMOUNT.test(value);
}

function string(value: string, indent: string): string {
  if (isPlain(value)) return value;
  // A first line that is blank or indented would need an indentation indicator, which readers treat differently.
  if (value.includes("\n") && value[0] !== "\n" && value[0] !== " " && !NOT_LITERAL.test(value)) return literal(value, indent);
  return quoted(value);
}

function refuseHalfPairs(value: string): void {
  if (/\p{Surrogate}/u.test(value)) throw new Error("a text with half a surrogate pair can't stand in a file");
}

function literal(value: string, indent: string): string {
  refuseHalfPairs(value);
  const chomp = !value.endsWith("\n") ? "-" : value.endsWith("\n\n") ? "+" : "";
  const body = chomp === "-" ? value : value.slice(0, -1);
  return `|${chomp}\n${body.replace(/^(?=.)/gm, indent)}`;
}

function quoted(value: string): string {
  refuseHalfPairs(value);
  return JSON.stringify(value).replace(TO_ESCAPE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
