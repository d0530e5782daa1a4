import type { Case } from "./case.ts";

export const operations: readonly Case[] = [
  {
    code: "TL5501",
    title: "volumes that begin as a snapshot, in a cluster without snapshots",
    given: (d) => {
      const [claim] = d.object("StatefulSet", "ledger").spec.volumeClaimTemplates;
      claim.spec.dataSource = { apiGroup: "snapshot.storage.k8s.io", kind: "VolumeSnapshot", name: "before" };
    },
    bad: () => {},
    twin: (d) => {
      d.facts.platform.volumeSnapshots = "v1";
    },
    at: "StatefulSet ledger spec.volumeClaimTemplates[0].spec.dataSource",
  },
  {
    code: "TL5501",
    title: "a snapshot by hand, in a cluster without them",
    given: (d) => {
      d.add(`
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshot
metadata: { name: before, namespace: data }
spec: { source: { persistentVolumeClaimName: data-ledger-0 } }`);
    },
    bad: () => {},
    twin: (d) => {
      d.facts.platform.volumeSnapshots = "v1";
    },
    at: "VolumeSnapshot before ",
  },
];
