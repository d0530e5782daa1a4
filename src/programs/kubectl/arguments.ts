/** What `kubectl` was asked for, as far as it is read. */
export type Command =
  | {
      readonly kind: "apply";
      readonly directory: string /** Of `-k` or its value in argv. */;
      readonly index: number;
      readonly namespace?: string;
    }
  /** It changes nothing. */
  | { readonly kind: "reads" }
  | { readonly kind: "unread" };

const READS: ReadonlySet<string> = new Set([
  "get",
  "wait",
  "version",
  "describe",
  "logs",
  "cluster-info",
  "api-resources",
  "explain",
  "diff",
  "top",
]);
/** Flags with a value, which may follow as a word of its own. */
const VALUED: ReadonlySet<string> = new Set([
  "-k",
  "--kustomize",
  "-n",
  "--namespace",
  "--field-manager",
  "--timeout",
  "--request-timeout",
  "-o",
  "--output",
  "-v",
  "--v",
  "--cache-dir",
]);
/** Flags that do not change what is applied. */
const FLAGS: ReadonlySet<string> = new Set(["--server-side", "--force-conflicts", "--wait", "--validate", "--overwrite"]);

/** Reads `kubectl apply --server-side -k DIRECTORY` with its harmless flags. */
export function parseArguments(argv: readonly string[]): Command {
  const values = new Map<string, { value: string; index: number }>();
  const words: string[] = [];
  const flags = new Set<string>();
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? "";
    if (!argument.startsWith("-")) {
      if (i > 0 || !/(^|\/)kubectl$/.test(argument)) words.push(argument);
      continue;
    }
    const equals = argument.indexOf("=");
    const name = equals < 0 ? argument : argument.slice(0, equals);
    if (VALUED.has(name)) {
      if (equals < 0) i++;
      values.set(name, { value: equals < 0 ? (argv[i] ?? "") : argument.slice(equals + 1), index: i });
    } else flags.add(equals >= 0 && argument.slice(equals + 1) === "false" ? `${name}=false` : name);
  }
  const [verb, ...rest] = words;
  if (verb !== undefined && READS.has(verb)) return { kind: "reads" };
  const directory = values.get("-k") ?? values.get("--kustomize");
  const odd = [...flags].some((flag) => !FLAGS.has(flag.replace(/=false$/, "")) || flag === "--server-side=false");
  if (verb !== "apply" || rest.length > 0 || !directory || odd || !flags.has("--server-side")) return { kind: "unread" };
  const namespace = (values.get("-n") ?? values.get("--namespace"))?.value;
  return { kind: "apply", directory: directory.value, index: directory.index, ...(namespace === undefined ? {} : { namespace }) };
}
