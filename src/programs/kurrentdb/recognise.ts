import { imageVersion } from "../../terms/image.ts";
import type { Version } from "../../terms/version.ts";
import type { Container } from "../../world/program.ts";
import { imageName, repositoryOf } from "../image.ts";
import { baseName, shellScript } from "../shell.ts";

/** The server's process, as `pidof` knows it: `kurrentd`, and `eventstored` before 25.0. */
const PROCESS_NAMES: ReadonlySet<string> = new Set(["kurrentd", "KurrentDB", "eventstored", "EventStore.ClusterNode", "EventStore.Clus"]);

/** Whether a process name is that of the server. */
export function isServerProcess(name: string): boolean {
  return PROCESS_NAMES.has(baseName(name));
}

/** Whether an image is one of the server's, by its repository. */
function isServerImage(image: string): boolean {
  const name = imageName(image);
  if (/^(kurrentdb|eventstoredb|eventstoredb-ee)$/.test(name)) return true;
  return /(^|\/)eventstore\/eventstore$/.test(repositoryOf(image));
}

/** Whether a container runs the server: by what it executes, else by its image. */
export function runsServer(container: Container): boolean {
  const [first] = container.argv;
  const script = shellScript(container.argv);
  if (script) return /(^|[\s/])(kurrentd|eventstored)(\s|$)/.test(script.script) && !/\b(kill|pkill|pidof|killall)\b/.test(script.script);
  if (first !== undefined && !first.startsWith("-")) return isServerProcess(first);
  return isServerImage(container.image);
}

/** The server's version as its image's tag says it. */
export function serverVersion(container: Container): Version | undefined {
  return imageVersion(container.image);
}
