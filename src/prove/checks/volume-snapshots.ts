import { apiGroup, parseObjectId } from "../../terms/kube-object.ts";
import { place } from "../../terms/place.ts";
import { at, list, record } from "../../world/data.ts";
import { clusterFacts } from "../../world/facts.ts";
import type { World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

const GROUP = "snapshot.storage.k8s.io";

/** TL5501: what needs the API for VolumeSnapshots, in a cluster of which an Environment says its platform, and not that. */
export const volumeSnapshots: Check = (world) => {
  const findings: Finding[] = [];
  for (const [id, object] of world.objects) {
    const { cluster, kind, name } = parseObjectId(id);
    if (!lacksSnapshots(world, cluster)) continue;
    const told = { cluster, what: `${kind} ${name}` };
    if (apiGroup(object.apiVersion) === GROUP) findings.push(finding("TL5501", place(id), told));
    if (kind === "StatefulSet") {
      for (const [index, claim] of list(at(object, "spec", "volumeClaimTemplates")).entries()) {
        if (isSnapshot(at(claim, "spec", "dataSource")))
          findings.push(finding("TL5501", place(id, "spec", "volumeClaimTemplates", index, "spec", "dataSource"), told));
      }
    }
    if (kind === "PersistentVolumeClaim" && isSnapshot(at(object, "spec", "dataSource")))
      findings.push(finding("TL5501", place(id, "spec", "dataSource"), told));
  }
  return findings;
};

function isSnapshot(source: unknown): boolean {
  const { apiGroup: group, kind } = record(source);
  return group === GROUP && kind === "VolumeSnapshot";
}

function lacksSnapshots(world: World, cluster: string): boolean {
  const facts = clusterFacts(world, cluster);
  return facts !== undefined && facts.platform.volumeSnapshots === undefined;
}
