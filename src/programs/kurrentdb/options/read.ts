import type { Rule } from "../../../terms/evidence.ts";
import { parseObjectId } from "../../../terms/kube-object.ts";
import type { Place } from "../../../terms/place.ts";
import { atLeast, formatVersion } from "../../../terms/version.ts";
import type { Container, Stop } from "../../../world/program.ts";
import { textOf } from "../../../world/text-of.ts";
import { argvPlace } from "../../container-spec.ts";
import { absolutePath, folderOf, shellScript } from "../../shell.ts";
import { serverVersion } from "../recognise.ts";
import { rules } from "../rules.ts";
import { ENVIRONMENT_ONLY, HARMLESS_SECTIONS, KNOWN_OPTIONS, normalOption, RENAMED, SINCE } from "./names.ts";
import { fromArgv, fromEnvironment, fromFile, type Setting, type Settings } from "./sources.ts";

/** The effective options of one server, and what of them can't be read or makes it refuse to start. */
export interface Options {
  /** The setting as given; undefined where the default holds. */
  get(name: string): Setting | undefined;
  /** A text; undefined where it is not set, empty, or not known. */
  text(name: string): string | undefined;
  number(name: string, otherwise: number): number;
  flag(name: string, otherwise: boolean): boolean;
  /** The place of an option, or of the container where the default holds. */
  place(name: string): Place;
  readonly stops: readonly Stop[];
  readonly unread: readonly Place[];
}

/** Command line over environment over configuration file (or the image's own) over defaults. */
export function readOptions(container: Container): Options {
  const stops: Stop[] = [];
  const unread: Place[] = [];
  const version = serverVersion(container);
  if (!version) unread.push(container.place);
  const script = shellScript(container.argv);
  if (script) unread.push(argvPlace(container, script.index));
  const renamedAlready = !version || atLeast(version, "25.0");
  const argv = fromArgv(container);
  const environment = fromEnvironment(container, renamedAlready ? ["EVENTSTORE_", "KURRENTDB_"] : ["EVENTSTORE_"]);
  const file = readFile(container, argv.get("config") ?? environment.get("config"), renamedAlready, stops, unread);
  const effective = new Map<string, Setting>([...file, ...environment, ...argv]);
  if (!renamedAlready) for (const [old, now] of RENAMED) rename(effective, old, normalOption(now));

  const stop = (setting: Setting, problem: string, change: string, rule: Rule) =>
    stops.push({
      reason: "bad-option",
      place: setting.place,
      related: [],
      values: { option: setting.name, problem: `${setting.name} ${problem}`, change },
      rule,
    });
  const lenient = effective.get("allowunknownoptions")?.value?.toLowerCase() === "true";
  const links = serviceOf(effective.values());
  if (links && !lenient) stops.push(stopOfLinks(container, links));
  for (const [key, setting] of effective) {
    if (isOfService(setting)) continue;
    // A file's key in another spelling is an option that is known, and without effect.
    const name = normalOption(key);
    const now = RENAMED.get(name);
    const since = SINCE.get(name);
    const [section = "", nested] = name.split(":");
    if (nested !== undefined) {
      // Nested ones never stop the server: they are for plug-ins.
      if (!HARMLESS_SECTIONS.has(section)) unread.push(setting.place);
    } else if (now !== undefined && version && renamedAlready) {
      if (!lenient) stop(setting, "was removed in 25.0", `call it ${now}`, rules.renamedOptions);
    } else if (since && version && !atLeast(version, since)) {
      if (!lenient)
        stop(
          setting,
          `is known from ${since} on, and the server is ${formatVersion(version)}`,
          "leave it out, or use a newer image",
          rules.unknownOption,
        );
    } else if (!KNOWN_OPTIONS.has(name)) unread.push(setting.place);
    else if (ENVIRONMENT_ONLY.has(key) && (setting.from === "argv" || setting.from === "file")) {
      stop(setting, "is read from the environment only", `set KURRENTDB_${snake(KNOWN_OPTIONS.get(name) ?? "")}`, rules.validation);
    }
  }

  // An option of a newer server that this one ignores has no effect.
  const get = (name: string): Setting | undefined => {
    const since = SINCE.get(normalOption(name));
    return since && version && !atLeast(version, since) ? undefined : effective.get(normalOption(name));
  };
  const known = (name: string): { setting: Setting; value: string } | undefined => {
    const setting = get(name);
    if (!setting) return undefined;
    if (setting.value === undefined) {
      unread.push(setting.place);
      return undefined;
    }
    return setting.value.trim() === "" ? undefined : { setting, value: setting.value.trim() };
  };
  return {
    get,
    text: (name) => known(name)?.value,
    number(name, otherwise) {
      const found = known(name);
      if (!found) return otherwise;
      if (/^[+-]?\d+$/.test(found.value)) return Number(found.value);
      stop(found.setting, `is ${JSON.stringify(found.value)}, which is no number`, "write a number", rules.options);
      return otherwise;
    },
    flag(name, otherwise) {
      const found = known(name);
      if (!found) return otherwise;
      if (/^(true|false)$/i.test(found.value)) return found.value.toLowerCase() === "true";
      stop(found.setting, `is ${JSON.stringify(found.value)}, which is neither true nor false`, "write true or false", rules.options);
      return otherwise;
    },
    place: (name) => get(name)?.place ?? container.place,
    stops,
    unread,
  };
}

/** Whether Kubernetes made a variable of a Service: it then stands in that object. */
function isOfService({ place: { object } }: Setting): boolean {
  return parseObjectId(object).kind === "Service";
}

/** The first Service whose variables the server takes for options. */
function serviceOf(settings: Iterable<Setting>): Place | undefined {
  for (const setting of settings) if (isOfService(setting)) return setting.place;
  return undefined;
}

function stopOfLinks({ pod }: Container, service: Place): Stop {
  const { name } = parseObjectId(service.object);
  const where = { ...pod.place, path: [...pod.place.path, "enableServiceLinks"] };
  return { reason: "service-links", place: where, related: [service], values: { service: name }, rule: rules.unknownOption };
}

function rename(settings: Map<string, Setting>, old: string, now: string): void {
  const setting = settings.get(old);
  if (!setting) return;
  settings.delete(old);
  if (!settings.has(now)) settings.set(now, setting);
}

function snake(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}

/** The configuration file; where none is given or mounted, the image's own, which binds all addresses. */
function readFile(container: Container, given: Setting | undefined, renamed: boolean, stops: Stop[], unread: Place[]): Settings {
  const ownPath = renamed ? "/etc/kurrentdb/kurrentdb.conf" : "/etc/eventstore/eventstore.conf";
  if (given && given.value === undefined) {
    unread.push(given.place);
    return new Map();
  }
  const path = absolutePath(given?.value ?? ownPath);
  const content = container.file(path);
  const text = content && textOf(content);
  if (content && text !== undefined) {
    const settings = fromFile(text, content.place);
    if (settings) return settings;
    const values = {
      option: "Config",
      problem: `Config names ${path}, which is no YAML mapping`,
      change: "write options as `Name: value` lines",
    };
    stops.push({ reason: "bad-option", place: content.place, related: given ? [given.place] : [], values, rule: rules.configFile });
    return new Map();
  }
  if (content) {
    unread.push(content.place);
    return new Map();
  }
  const folder = folderOf(path);
  const mounted = container.directory(folder) !== undefined || container.volume?.(folder) !== undefined;
  // The image's own file is there, named or not, unless a mount hides its folder.
  if (path === ownPath && !mounted) return imageFile(container);
  if (given && mounted) {
    const values = { missing: `the file ${path}` };
    stops.push({ reason: "missing-object", place: given.place, related: [], values, rule: rules.configFile });
  } else if (given) unread.push(given.place);
  return new Map();
}

function imageFile(container: Container): Settings {
  const own = (name: string): [string, Setting] => [normalOption(name), { name, value: "0.0.0.0", place: container.place, from: "image" }];
  return new Map([own("NodeIp"), own("ReplicationIp")]);
}
