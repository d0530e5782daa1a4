import type { Place } from "../../terms/place.ts";
import type { Container, Content, Program, Reading, Stop, Write, WriteTarget } from "../../world/program.ts";
import { argvPlace } from "../container-spec.ts";
import { imageName } from "../image.ts";
import { absolutePath, baseName } from "../shell.ts";
import { parseArguments } from "./arguments.ts";
import { parseKustomization, type Source } from "./kustomization.ts";
import { rules } from "./rules.ts";

/** kubectl: what `apply --server-side -k` writes. */
export const kubectl: Program = {
  name: "kubectl",
  recognises(container) {
    const [first] = container.argv;
    return (first !== undefined && baseName(first) === "kubectl") || imageName(container.image).startsWith("kubectl");
  },
  read,
};

function read(container: Container): Reading {
  const command = parseArguments(container.argv);
  if (command.kind === "reads") return reading({});
  if (command.kind === "unread") return reading({ unread: [argvPlace(container, 0)] });
  const directory = absolutePath(command.directory);
  const place = argvPlace(container, command.index);
  const content = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
    .map((name) => container.file(`${directory}/${name}`))
    .find((each) => each);
  if (!content) return reading({ stops: [missing(`${directory}/kustomization.yaml`, place)] });
  const generated = content.kind === "text" ? parseKustomization(content.text) : undefined;
  if (!generated) return reading({ unread: [content.place] });
  const writes: Write[] = [];
  const intends: WriteTarget[] = [];
  const stops: Stop[] = [];
  for (const { kind, name, namespace, sources } of generated) {
    const target = { cluster: container.pod.cluster, namespace: namespace ?? command.namespace ?? container.pod.namespace };
    intends.push({ kind, ...target, name });
    for (const source of sources) {
      const found = load(container, directory, source, content.place);
      if ("reason" in found) stops.push(found);
      else writes.push({ kind, ...target, name, key: source.key, content: found, rule: rules.generator });
    }
  }
  // One file that can't be read, and nothing at all is applied.
  return reading({ writes: stops.length > 0 ? [] : writes, intends, stops });
}

function load(container: Container, directory: string, source: Source, place: Place): Content | Stop {
  if ("text" in source) return { kind: "text", text: source.text, place };
  const path = absolutePath(source.file, directory);
  if (!path.startsWith(directory === "/" ? "/" : `${directory}/`)) {
    const values = {
      option: "kustomization.yaml",
      problem: `kustomization.yaml names ${path}, which is outside of ${directory}`,
      change: `mount the file below ${directory}`,
    };
    return { reason: "bad-option", place, related: [], values, rule: rules.loadRestriction };
  }
  return container.file(path) ?? missing(path, place);
}

function missing(path: string, place: Place): Stop {
  return { reason: "missing-object", place, related: [], values: { missing: `the file ${path}` }, rule: rules.apply };
}

function reading(part: Partial<Pick<Reading, "writes" | "intends" | "stops" | "unread">>): Reading {
  return { listeners: [], dials: [], uptake: "start", stops: [], writes: [], unread: [], ...part };
}
