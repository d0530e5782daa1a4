import type { Rule } from "../../terms/evidence.ts";
import { imageVersion } from "../../terms/image.ts";
import type { Place } from "../../terms/place.ts";
import { atLeast } from "../../terms/version.ts";
import type { Listener } from "../../world/network.ts";
import type { Container, Program, Reading, Stop } from "../../world/program.ts";
import { argvPlace, containerSpec } from "../container-spec.ts";
import { imageName, repositoryOf } from "../image.ts";
import { absolutePath, baseName, folderOf } from "../shell.ts";
import { parseCorefile } from "./corefile/parse.ts";
import { privilegeStop } from "./privilege.ts";
import { rules } from "./rules.ts";
import { readServerBlock } from "./server-block.ts";

/** CoreDNS with the Corefile that `-conf` names. */
export const coredns: Program = {
  name: "coredns",
  recognises(container) {
    const [first] = container.argv;
    if (first !== undefined && !first.startsWith("-")) return baseName(first) === "coredns";
    return imageName(container.image) === "coredns";
  },
  read,
};

interface Flags {
  readonly conf?: { readonly path: string; readonly place: Place };
  readonly port: number;
}

function read(container: Container): Reading {
  const stops: Stop[] = [];
  const unread: Place[] = [];
  const flags = readFlags(container);
  const listeners = readCorefile(container, flags, stops, unread);
  const dns = listeners.find((listener) => listener.protocol === "dns" && listener.port < 1024);
  const privilege = dns ? privilegeStop(container, dns.port) : undefined;
  if (privilege) stops.push(privilege);
  return { listeners, dials: [], uptake: "start", stops, writes: [], unread };
}

function readFlags(container: Container): Flags {
  let conf: Flags["conf"];
  let port = 53;
  for (const [index, argument] of container.argv.entries()) {
    const flag = /^--?(conf|dns\.port|p)(?:=(.*))?$/.exec(argument);
    const value = flag?.[2] ?? container.argv[index + 1] ?? "";
    if (flag?.[1] === "conf") conf = { path: value, place: argvPlace(container, flag[2] === undefined ? index + 1 : index) };
    else if (flag && /^\d+$/.test(value)) port = Number(value);
  }
  return { port, ...(conf ? { conf } : {}) };
}

function readCorefile(container: Container, flags: Flags, stops: Stop[], unread: Place[]): readonly Listener[] {
  const workingDir = containerSpec(container)["workingDir"];
  const path = absolutePath(flags.conf?.path ?? "Corefile", typeof workingDir === "string" ? workingDir : "/");
  const content = container.file(path);
  if (!content) {
    // Another image may hold a Corefile of its own.
    const ownImage = /(^|\/)coredns\/coredns$/.test(repositoryOf(container.image));
    const place = flags.conf?.place ?? container.place;
    if (flags.conf && (ownImage || container.directory(folderOf(path)) !== undefined)) {
      stops.push({ reason: "missing-object", place, related: [], values: { missing: `the file ${path}` }, rule: rules.imageFile });
    } else unread.push(place);
    return [];
  }
  if (content.kind !== "text") {
    unread.push(content.place);
    return [];
  }
  const refuse = (problem: string, rule: Rule = rules.corefile) =>
    stops.push({
      reason: "bad-option",
      place: content.place,
      related: [],
      values: { option: "Corefile", problem: `Corefile ${problem}`, change: "correct the Corefile" },
      rule,
    });
  const corefile = parseCorefile(content.text);
  if (corefile.kind === "wrong") {
    refuse(`line ${corefile.line}: ${corefile.problem}`);
    return [];
  }
  // What is imported, or put in from the environment, may change any rule.
  let open = corefile.open;
  const version = imageVersion(container.image);
  const listeners: Listener[] = [];
  for (const server of corefile.servers) {
    const block = readServerBlock(server, content.place, flags.port);
    for (const problem of block.problems) refuse(problem, rules.rewrite);
    // Rewriting by pattern worked otherwise before 1.8.4, and answers could not be mapped back by themselves.
    const rewrites = block.listeners.some((listener) => (listener.dns?.rewrites.length ?? 0) > 0);
    open ||= block.unread || (rewrites && version !== undefined && !atLeast(version, "1.9"));
    listeners.push(...block.listeners);
  }
  if (open) unread.push(content.place);
  return listeners;
}
