import { parseDocument } from "yaml";
import type { Place } from "../../../terms/place.ts";
import type { Container } from "../../../world/program.ts";
import { textOf } from "../../../world/text-of.ts";
import { argvPlace, fieldsOf } from "../../container-spec.ts";
import { shellScript } from "../../shell.ts";
import { normalOption } from "./names.ts";

/** One setting as given: `value` is undefined where its content is not known. */
export interface Setting {
  /** As written, for messages. */
  readonly name: string;
  readonly value: string | undefined;
  readonly place: Place;
  readonly from: "argv" | "environment" | "file" | "image";
}

/** Settings by normal name, or by `section:name` where nested; those of a file in another spelling by that. */
export type Settings = ReadonlyMap<string, Setting>;

/** `--node-ip=X`, `--NodeIp X` and the flag `--insecure`, from what follows the program's name. */
export function fromArgv(container: Container): Settings {
  const settings = new Map<string, Setting>();
  if (shellScript(container.argv)) return settings;
  const { argv } = container;
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? "";
    const option = /^--?([A-Za-z][\w:-]*?)(?:=([\s\S]*)|([+-]))?$/.exec(argument);
    if (!option) continue;
    const place = argvPlace(container, i);
    const name = option[1] ?? "";
    const next = argv[i + 1];
    let value = option[2] ?? (option[3] === "-" ? "false" : "true");
    if (option[2] === undefined && option[3] === undefined && next !== undefined && !/^--?[A-Za-z]/.test(next)) {
      value = next;
      i++;
    }
    settings.set(key(name.split(":")), { name, value, place, from: "argv" });
  }
  return settings;
}

/** `KURRENTDB_NODE_IP`, and `EVENTSTORE_NODE_IP` where the newer name is not set; `__` nests. */
export function fromEnvironment(container: Container, prefixes: readonly string[]): Settings {
  const settings = new Map<string, Setting>();
  for (const prefix of prefixes) {
    for (const [variable, { content, place }] of container.env) {
      if (!variable.toUpperCase().startsWith(prefix)) continue;
      const value = textOf(content);
      settings.set(key(variable.slice(prefix.length).split("__")), { name: variable, value, place, from: "environment" });
    }
  }
  return settings;
}

/**
 * The keys of a configuration file in YAML, as they stand there but for their case: unlike arguments and variables they are not
 * brought into the server's spelling, so that `cluster-size` is no ClusterSize. Undefined: it is no mapping. Lists are joined by
 * commas. Source: KurrentConfiguration.cs (AddKurrentYamlConfigFile), SectionProvider.cs.
 */
export function fromFile(text: string, place: Place): Settings | undefined {
  const document = parseDocument(text, { schema: "failsafe", uniqueKeys: false });
  if (document.errors.length > 0) return undefined;
  const data: unknown = document.toJS();
  if (data === null || data === "") return new Map();
  if (typeof data !== "object" || Array.isArray(data)) return undefined;
  const settings = new Map<string, Setting>();
  collect(fieldsOf(data), [], place, settings);
  return settings;
}

function collect(fields: Readonly<Record<string, unknown>>, above: readonly string[], place: Place, into: Map<string, Setting>): void {
  for (const [name, value] of Object.entries(fields)) {
    const path = [...above, name.toLowerCase()];
    if (typeof value === "object" && value !== null && !Array.isArray(value)) collect(fieldsOf(value), path, place, into);
    else if (Array.isArray(value)) into.set(path.join(":"), { name, value: value.map(String).join(","), place, from: "file" });
    else into.set(path.join(":"), { name, value: value === null || value === undefined ? "" : String(value), place, from: "file" });
  }
}

function key(steps: readonly string[]): string {
  return steps.map(normalOption).join(":");
}
