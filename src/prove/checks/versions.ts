import { imageVersion } from "../../terms/image.ts";
import type { Place } from "../../terms/place.ts";
import { atLeast, formatVersion, type Version } from "../../terms/version.ts";
import { at, list, record, text } from "../../world/data.ts";
import type { Address } from "../../world/network.ts";
import type { Pod } from "../../world/program.ts";
import type { Process, World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";
import { memberGroups } from "../members.ts";

interface Member {
  readonly process: Process;
  readonly version: Version;
  /** Where its image stands. */
  readonly place: Place;
}

/**
 * TL5510: members of one database whose images are of different versions. They may be while it is upgraded node by node, and no longer (the vendor's
 * upgrade guide). TL5511: versions of which the older one does not read what the newer one writes: checkpoints of persistent subscriptions have another
 * name since 24.10, which 23.10 knows since 23.10.8 (the same guide, To 24.10).
 */
export const mixedVersions: Check = (world, traces) => {
  const groups = new Set(memberGroups(world, traces).values());
  const pods = new Map(world.pods.map((pod) => [pod.address, pod]));
  return [...groups].flatMap((ids): readonly Finding[] => {
    const members = ids.flatMap((id) => memberOf(world, pods, id)).sort((a, b) => compare(a.version, b.version));
    const [oldest, newest] = [members[0], members.at(-1)];
    if (!oldest || !newest || compare(oldest.version, newest.version) === 0) return [];
    const values = {
      older: formatVersion(oldest.version),
      newer: formatVersion(newest.version),
      olderNode: oldest.process.label,
      newerNode: newest.process.label,
    };
    const code = atLeast(newest.version, "24.10") && !knowsNewCheckpoints(oldest.version) ? "TL5511" : "TL5510";
    return [finding(code, oldest.place, values, [newest.place])];
  });
};

function memberOf(world: World, pods: ReadonlyMap<Address, Pod>, id: string): readonly Member[] {
  const process = world.processes.get(id);
  const pod = process?.address === undefined ? undefined : pods.get(process.address);
  if (!process || !pod) return [];
  const index = list(pod.spec["containers"]).findIndex((each) => record(each)["name"] === id.slice(id.lastIndexOf("/") + 1));
  const version = imageVersion(text(at(pod.spec, "containers", index, "image")) ?? "");
  return version ? [{ process, version, place: { ...pod.place, path: [...pod.place.path, "containers", index, "image"] } }] : [];
}

/** By major and minor; by patch only where both say one. */
function compare(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || (a.patch === undefined || b.patch === undefined ? 0 : a.patch - b.patch);
}

function knowsNewCheckpoints(version: Version): boolean {
  if (version.major === 23 && version.minor === 10) return (version.patch ?? 0) >= 8;
  return atLeast(version, "24.10");
}
