import { describe, expect, test } from "vitest";
import { kinds } from "../../../src/kinds/all.ts";
import { expand } from "../../../src/kinds/expand.ts";
import { at, find } from "../../fixtures/manifests.ts";
import { east, orders, shop, topology } from "../../fixtures/topologies.ts";

const BACKUPS = { schedule: "30 2 * * *", timeZone: "Europe/Berlin", keep: 7, suspend: false };
const clusters = {
  east: {
    ...east,
    platform: { ...east.platform, volumeSnapshots: "v1" as const },
    images: { ...east.images, backups: "example.com/kubectl:1" },
  },
};

const made = (workload: Parameters<typeof orders>[0] = {}) =>
  expand(topology([orders({ backups: BACKUPS, ...workload })], [shop()], { clusters }), kinds).manifests;
const job = (workload?: Parameters<typeof orders>[0]) => find(made(workload), "CronJob", "orders-backup").object;
const given = (workload?: Parameters<typeof orders>[0]) =>
  (at(job(workload), "spec", "jobTemplate", "spec", "template", "spec", "containers", 0, "command") as string[]).slice(4);

describe("backups", () => {
  test("are a CronJob with what the spec says", () => {
    expect(at(job(), "spec")).toMatchObject({
      schedule: "30 2 * * *",
      timeZone: "Europe/Berlin",
      suspend: false,
      concurrencyPolicy: "Forbid",
    });
    expect(at(job({ backups: { ...BACKUPS, suspend: true } }), "spec", "suspend")).toBe(true);
    expect(given({ backups: { ...BACKUPS, volumeSnapshotClassName: "fast", ttl: "30d" } })).toEqual([
      "orders",
      "data-orders-2",
      "fast",
      "7",
      "2592000",
      "10800",
    ]);
  });

  test("are of a read-only replica where there is one, else of the quorum's last node", () => {
    expect(given()[1]).toBe("data-orders-2");
    expect(given({ replicas: 1 })[1]).toBe("data-orders-0");
    expect(given({ readOnlyReplicas: { replicas: 2 } })[1]).toBe("data-orders-replica-0");
  });

  test("have the rights for snapshots of their namespace, and no others", () => {
    const roles = made().filter(({ unit, object }) => unit === "orders" && /Role/.test(object.kind));
    expect(roles.map(({ object }) => object.kind).sort()).toEqual(["Role", "RoleBinding"]);
    expect(at(find(made(), "Role", "orders-backup").object, "rules")).toEqual([
      { apiGroups: ["snapshot.storage.k8s.io"], resources: ["volumesnapshots"], verbs: ["create", "delete", "get", "list", "watch"] },
    ]);
  });

  test("run in pods that no Service, budget or policy of the nodes selects", () => {
    const labels = at(job(), "spec", "jobTemplate", "spec", "template", "metadata", "labels") as Record<string, string>;
    expect(labels["app.kubernetes.io/component"]).toBe("backup");
    expect(at(find(made(), "Service", "orders").object, "spec", "selector", "app.kubernetes.io/component")).toBe("node");
  });

  test("are not taken where nobody asks", () => {
    const none = expand(topology([orders()], [shop()], { clusters }), kinds).manifests;
    expect(none.map(({ object }) => object.kind)).not.toContain("CronJob");
  });
});

test("sourceBackup is where the volumes of all nodes begin", () => {
  const manifests = made({ sourceBackup: "orders-backup-29", readOnlyReplicas: { replicas: 1 } });
  for (const name of ["orders", "orders-replica"]) {
    expect(at(find(manifests, "StatefulSet", name).object, "spec", "volumeClaimTemplates", 0, "spec", "dataSource")).toEqual({
      apiGroup: "snapshot.storage.k8s.io",
      kind: "VolumeSnapshot",
      name: "orders-backup-29",
    });
  }
  expect(at(find(made(), "StatefulSet", "orders").object, "spec", "volumeClaimTemplates", 0, "spec")).not.toHaveProperty("dataSource");
});
