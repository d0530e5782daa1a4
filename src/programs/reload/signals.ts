import type { Container } from "../../world/program.ts";
import type { Hindrance } from "../../world/tls.ts";
import { containerSpec, fieldsOf, specByName, textsOf } from "../container-spec.ts";
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
 * Whether a sibling signals this container's process when something below a folder changes: `true` if one watches that
 * folder, mounts it, sees the process, which takes a shared process namespace, and has the right to signal it. Else why
 * the first that is there for it can't, or undefined where none is.
 */
export function signals(container: Container, isProcess: (name: string) => boolean, folder: string): true | Hindrance | undefined {
  const watched = absolutePath(folder);
  const signallers = container.siblings.filter((sibling) => {
    const signaller = sibling.name === container.name ? undefined : signallerOf(sibling.argv);
    return signaller?.processes.some(isProcess) === true && signaller.folders.includes(watched);
  });
  let hindrance: Hindrance | undefined;
  for (const { name, mounts } of signallers) {
    const why = hindranceOf(container, name, mounts, watched);
    if (why === undefined) return true;
    hindrance ??= { why };
  }
  return hindrance;
}

function hindranceOf(container: Container, name: string, mounts: readonly string[], watched: string): string | undefined {
  if (container.pod.spec["shareProcessNamespace"] !== true)
    return `container ${name} can't see the server's process, since the pod does not say shareProcessNamespace: true`;
  if (mountsBySubPath(container, watched)) return `the server mounts ${watched} by subPath, where nothing ever changes`;
  if (!mounts.some((mount) => watched === absolutePath(mount) || watched.startsWith(`${absolutePath(mount)}/`)))
    return `container ${name} watches ${watched}, which it does not mount`;
  return forbidden(container, name);
}

/**
 * Why the kernel refuses that a container signals another one of its pod: it has to run as the same user, or as root
 * with the capability KILL. Kubernetes gives capabilities that a container adds to root only. What a container's image
 * says of its user is not known; then the right is taken to be there. Source: kill(2), EPERM; Kubernetes issue 56374.
 */
function forbidden(container: Container, name: string): string | undefined {
  const sibling = specByName(container.pod.spec, name) ?? {};
  const context = fieldsOf(sibling["securityContext"]);
  const from = userOf(container, sibling);
  const to = userOf(container, containerSpec(container));
  if (from === undefined || to === undefined || from === to) return undefined;
  if (from !== 0) return `container ${name} runs as user ${from}, which may not signal the server's user ${to}`;
  if (context["privileged"] === true) return undefined;
  const capabilities = fieldsOf(context["capabilities"]);
  const has = (list: unknown, ...names: readonly string[]) =>
    textsOf(list).some((each) => names.includes(each.toUpperCase().replace(/^CAP_/, "")));
  if (!has(capabilities["drop"], "ALL", "KILL") || has(capabilities["add"], "ALL", "KILL")) return undefined;
  return `container ${name} runs as root without the capability KILL, and may not signal the server's user ${to}`;
}

/** The user that a container's or its pod's security context names. */
function userOf({ pod }: Container, spec: Readonly<Record<string, unknown>>): number | undefined {
  const user = fieldsOf(spec["securityContext"])["runAsUser"] ?? fieldsOf(pod.spec["securityContext"])["runAsUser"];
  return typeof user === "number" ? user : undefined;
}
