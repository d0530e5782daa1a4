import type { Container } from "../../world/program.ts";
import { containerSpec, fieldsOf } from "../container-spec.ts";
import { absolutePath, shellScript } from "../shell.ts";

/** A shell that sends SIGHUP: to which processes, and which folders it watches. */
export interface Signaller {
  /** Process names among its arguments and in its script. */
  readonly processes: readonly string[];
  readonly folders: readonly string[];
}

const HANGUP = /\b(?:kill|pkill|killall)\s+(?:-s\s*(?:SIG)?HUP|-(?:SIG)?HUP|-1|--signal[ =](?:SIG)?HUP)\b/;

/**
 * Reads `sh -c SCRIPT NAME ARGUMENT...` whose script sends SIGHUP. Its positional arguments name the process (or, apart by spaces, names that it may have) and, as
 * absolute paths, the folders; a process may also be named after `pidof`, `pgrep` or `pkill` in the script.
 */
export function signallerOf(argv: readonly string[]): Signaller | undefined {
  const shell = shellScript(argv);
  if (!shell || !HANGUP.test(shell.script)) return undefined;
  const named = [...shell.script.matchAll(/\b(?:pidof|pgrep|killall|pkill)(?:\s+-\S+)*\s+"?([A-Za-z][\w.-]*)/g)].map(
    (match) => match[1] ?? "",
  );
  return {
    processes: [...shell.positional.filter((each) => !each.startsWith("/")).flatMap((each) => each.split(" ")), ...named],
    folders: shell.positional.filter((each) => each.startsWith("/")).map((each) => absolutePath(each)),
  };
}

/**
 * Whether a container mounts a folder, or files of it, by subPath: what stands there never changes while it runs.
 * Source: Kubernetes documentation, Secrets and ConfigMaps: mounted content is updated, but for subPath mounts.
 */
function mountsBySubPath(container: Container, folder: string): boolean {
  const mounts = containerSpec(container)["volumeMounts"];
  return (Array.isArray(mounts) ? mounts : []).map(fieldsOf).some(({ mountPath, subPath, subPathExpr }) => {
    if (typeof mountPath !== "string" || (!subPath && !subPathExpr)) return false;
    const at = absolutePath(mountPath);
    return folder === at || folder.startsWith(`${at}/`) || at.startsWith(`${folder}/`);
  });
}

/**
 * Whether a sibling signals this container's process when something below a folder changes: it watches that folder,
 * mounts it, and sees the process, which takes a shared process namespace.
 */
export function isSignalled(container: Container, isProcess: (name: string) => boolean, folder: string): boolean {
  if (container.pod.spec["shareProcessNamespace"] !== true) return false;
  const watched = absolutePath(folder);
  if (mountsBySubPath(container, watched)) return false;
  return container.siblings.some((sibling) => {
    const signaller = sibling.name === container.name ? undefined : signallerOf(sibling.argv);
    return (
      signaller?.processes.some(isProcess) === true &&
      signaller.folders.includes(watched) &&
      sibling.mounts.some((mount) => watched === absolutePath(mount) || watched.startsWith(`${absolutePath(mount)}/`))
    );
  });
}
