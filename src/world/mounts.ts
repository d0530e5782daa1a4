import type { Place } from "../terms/place.ts";
import { type Data, list, record, text } from "./data.ts";
import { expand, type Variable } from "./expansion.ts";
import type { Content } from "./program.ts";
import type { Volume } from "./volumes.ts";

/** A volume mounted into a container. */
interface Mount {
  /** Absolute, without a slash at its end. */
  readonly at: string;
  readonly volume: Volume;
  /** The directory or file of the volume that is mounted; empty: all of it. */
  readonly subPath: string;
  /** Whether another container of the pod may write into the volume. */
  readonly shared: boolean;
}

/** A container's view of its volumes. */
export interface Mounts {
  readonly paths: readonly string[];
  file(path: string): Content | undefined;
  directory(path: string): ReadonlyMap<string, Content> | undefined;
  /** The place of the volume that a path leads into. */
  volume(path: string): Place | undefined;
  /** Volumes that were asked for something and whose content is not known, up to now. */
  unread(): readonly Place[];
}

/**
 * Reads `volumeMounts`: the longest mountPath that leads to a path wins. `sharedVolumes` are those that several
 * containers mount.
 */
export function readMounts(
  container: Data,
  volumes: ReadonlyMap<string, Volume>,
  sharedVolumes: ReadonlySet<string>,
  variable: Variable,
): Mounts {
  const mounts: Mount[] = list(container["volumeMounts"]).flatMap((each) => {
    const { name, mountPath, subPath, subPathExpr } = record(each);
    const volume = volumes.get(text(name) ?? "");
    const at = text(mountPath);
    if (!volume || at === undefined) return [];
    const expression = text(subPathExpr);
    const sub = expression === undefined ? (text(subPath) ?? "") : expand(expression, variable).text;
    return [{ at: absolute(at), volume, subPath: parts(sub).join("/"), shared: sharedVolumes.has(String(name)) }];
  });
  mounts.sort((a, b) => b.at.length - a.at.length);
  const unread = new Map<Volume, Place>();
  const find = (path: string): { mount: Mount; inside: string } | undefined => {
    const wanted = absolute(path);
    const mount = mounts.find((each) => each.at === "" || wanted === each.at || wanted.startsWith(`${each.at}/`));
    if (!mount) return undefined;
    const { holds } = mount.volume;
    const inside = parts(`${mount.subPath}/${wanted.slice(mount.at.length)}`).join("/");
    const known = mount.volume.files.has(inside);
    if (!known && (holds === "unread" || (holds === "scratch" && mount.shared))) unread.set(mount.volume, mount.volume.place);
    return { mount, inside };
  };
  return {
    paths: mounts.map((mount) => mount.at || "/"),
    file(path) {
      const found = find(path);
      return found?.mount.volume.files.get(found.inside);
    },
    directory(path) {
      const found = find(path);
      if (!found) return undefined;
      const { mount, inside } = found;
      if (mount.volume.files.has(inside) && inside !== "") return undefined;
      const prefix = inside === "" ? "" : `${inside}/`;
      const files = new Map<string, Content>();
      let below = inside === "" || absolute(path) === mount.at;
      for (const [file, content] of mount.volume.files) {
        if (!file.startsWith(prefix)) continue;
        below = true;
        const name = file.slice(prefix.length);
        if (!name.includes("/")) files.set(name, content);
      }
      // Files that are mounted one by one right below.
      for (const other of mounts) {
        const content = other.subPath === "" ? undefined : other.volume.files.get(other.subPath);
        if (content && other.at.slice(0, other.at.lastIndexOf("/")) === absolute(path))
          files.set(other.at.slice(other.at.lastIndexOf("/") + 1), content);
      }
      return below ? files : undefined;
    },
    volume: (path) => find(path)?.mount.volume.place,
    unread: () => [...unread.values()],
  };
}

/** An absolute path in its shortest form, without a slash at its end; empty for the root. */
function absolute(path: string): string {
  const all = parts(path);
  return all.length === 0 ? "" : `/${all.join("/")}`;
}

/** The parts of a path, with `.` and `..` resolved. */
function parts(path: string): readonly string[] {
  const all: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") all.pop();
    else all.push(part);
  }
  return all;
}
