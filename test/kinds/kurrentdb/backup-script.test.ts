import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { BACKUP_SCRIPT } from "../../../src/kinds/kurrentdb/backup-script.ts";
import { secondsOf } from "../../../src/kinds/kurrentdb/backups.ts";

/**
 * A kubectl that keeps one file per VolumeSnapshot (`TAKEN READY`, oldest file name first) and notes their verbs. It answers as the real one
 * does to the arguments that the script uses, which was compared with kubectl 1.33, and refuses all others. `REFUSE`: a verb that the API refuses; `NEVER`: none gets ready.
 */
const KUBECTL = `#!/bin/sh
set -eu
cd "$STATE"
echo "$1" >> ../calls
if [ "$1" = "\${REFUSE:-}" ]; then echo "Error from server (Forbidden): volumesnapshots is forbidden" >&2; exit 1; fi
case "$*" in
  "get volumesnapshots --selector $OWN --field-selector metadata.name="*" --output name")
    name=\${6#metadata.name=}
    if [ -f "$name" ]; then echo "volumesnapshot.snapshot.storage.k8s.io/$name"; fi ;;
  "create --filename -")
    cat > ../made
    name=$(sed -n 's/^  name: //p' ../made)
    [ ! -f "$name" ] || { echo "Error from server (AlreadyExists)" >&2; exit 1; }
    echo "$(sed -n 's/.*taken-at: "\\(.*\\)"/\\1/p' ../made) false" > "$name"
    echo "volumesnapshot.snapshot.storage.k8s.io/$name created" ;;
  "wait volumesnapshot/"*" --for=jsonpath={.status.readyToUse}=true --timeout="*"s")
    name=\${2#*/}
    if [ -n "\${NEVER:-}" ]; then echo "error: timed out waiting for the condition" >&2; exit 1; fi
    read -r taken ready < "$name"
    echo "$taken true" > "$name" ;;
  "get volumesnapshot "*" --output jsonpath={.status.error.message}") printf %s "\${WHY:-}" ;;
  "get volumesnapshots --selector $OWN --sort-by {.metadata.creationTimestamp} --output jsonpath="*)
    for name in *; do [ ! -f "$name" ] || echo "$name $(cat "$name")"; done ;;
  "delete volumesnapshot "*" --wait=false") rm "$3" ;;
  *) echo "unknown: $*" >&2; exit 64 ;;
esac
`;

const OWN = "app.kubernetes.io/part-of=orders,app.kubernetes.io/component=backup,app.kubernetes.io/managed-by=trueline";
/** Names in the order of time: the fake lists them as the shell sorts them. */
const JOB = "orders-backup-29";

let root: string;
const state = () => join(root, "state");

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "trueline-backup-"));
  mkdirSync(state());
  writeFileSync(join(root, "kubectl"), KUBECTL);
  chmodSync(join(root, "kubectl"), 0o755);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A snapshot that is there already, so many seconds old. */
function snapshot(name: string, age = 0, ready = true): void {
  writeFileSync(join(state(), name), `${Math.floor(Date.now() / 1000) - age} ${ready}\n`);
}

interface Asked {
  readonly snapshotClass?: string;
  readonly keep?: number;
  readonly ttl?: number;
}

function run({ snapshotClass = "", keep = 0, ttl = 0 }: Asked = {}, env: Readonly<Record<string, string>> = {}) {
  const given = ["orders", "data-orders-2", snapshotClass, String(keep), String(ttl), "7"];
  const done = spawnSync("/bin/sh", ["-c", BACKUP_SCRIPT, "backup", ...given], {
    env: { PATH: `${root}${delimiter}${process.env["PATH"]}`, STATE: state(), OWN, JOB, HOME: root, ...env },
    encoding: "utf8",
  });
  const calls = existsSync(join(root, "calls")) ? readFileSync(join(root, "calls"), "utf8").trim().split("\n") : [];
  return {
    code: done.status,
    out: done.stdout,
    error: done.stderr,
    left: readdirSync(state()).sort(),
    verbs: calls,
  };
}

const made = () => parse(readFileSync(join(root, "made"), "utf8"));

describe("the backup script", () => {
  test("makes a snapshot of the claim, under the Job's name and with the labels that it looks for", () => {
    const { code, left, verbs, out } = run();
    expect([code, left, verbs]).toEqual([0, [JOB], ["get", "create", "wait", "get"]]);
    expect(out).toContain(`backup: ${JOB} of claim data-orders-2 can be used`);
    const { metadata, spec, kind, apiVersion } = made();
    expect({ apiVersion, kind, spec }).toEqual({
      apiVersion: "snapshot.storage.k8s.io/v1",
      kind: "VolumeSnapshot",
      spec: { source: { persistentVolumeClaimName: "data-orders-2" } },
    });
    for (const pair of OWN.split(",")) expect(Object.entries(metadata.labels).map((each) => each.join("="))).toContain(pair);
    expect(Math.abs(Number(metadata.labels["trueline/taken-at"]) - Date.now() / 1000)).toBeLessThan(60);
  });

  test("names the class where one is given", () => {
    run({ snapshotClass: "fast" });
    expect(made().spec.volumeSnapshotClassName).toBe("fast");
  });

  test("keeps all by default", () => {
    for (const each of ["10", "11", "12"]) snapshot(`orders-backup-${each}`, 1e9);
    expect(run().left).toHaveLength(4);
  });

  test("keeps so many, the newest, and the one that it made is one of them", () => {
    for (const each of ["10", "11", "12"]) snapshot(`orders-backup-${each}`);
    const { left, out } = run({ keep: 2 });
    expect(left).toEqual(["orders-backup-12", JOB]);
    expect(out).toContain("backup: deleted orders-backup-10: 2 newer ones are kept");
    expect(run({ keep: 1 }, { JOB: "orders-backup-30" }).left).toEqual(["orders-backup-30"]);
  });

  test("deletes nothing where there are no more than it keeps", () => {
    snapshot("orders-backup-10");
    const { code, left, verbs } = run({ keep: 2 });
    expect([code, left, verbs]).toEqual([0, ["orders-backup-10", JOB], ["get", "create", "wait", "get"]]);
  });

  test("deletes those that are past their time to live", () => {
    snapshot("orders-backup-10", 4000);
    snapshot("orders-backup-11", 3000);
    expect(run({ ttl: 3600 }).left).toEqual(["orders-backup-11", JOB]);
    writeFileSync(join(state(), "orders-backup-11"), " true\n");
    expect(run({ ttl: 3600 }, { JOB: "orders-backup-30" }).left, "one that does not say when it was taken").toContain("orders-backup-11");
  });

  test("leaves alone what people made under other names, and does not count it", () => {
    snapshot("before-upgrade", 1e9);
    snapshot("orders-backup-10");
    expect(run({ keep: 2, ttl: 3600 }).left).toEqual(["before-upgrade", "orders-backup-10", JOB]);
  });

  test("an old snapshot that can't be used goes once enough newer ones can, and counts for nothing until then", () => {
    snapshot("orders-backup-10", 0, false);
    snapshot("orders-backup-11");
    expect(run({ keep: 2 }).left).toEqual(["orders-backup-10", "orders-backup-11", JOB]);
    expect(run({ keep: 2 }, { JOB: "orders-backup-30" }).left).toEqual([JOB, "orders-backup-30"]);
  });

  test("fails and deletes nothing where the snapshot does not get ready in time, and says why", () => {
    for (const each of ["10", "11"]) snapshot(`orders-backup-${each}`, 1e9);
    const { code, left, error, verbs } = run({ keep: 1, ttl: 60 }, { NEVER: "1", WHY: "no such driver" });
    expect([code, left]).toEqual([1, ["orders-backup-10", "orders-backup-11", JOB]]);
    expect(verbs).not.toContain("delete");
    expect(error).toContain(
      `backup: ${JOB} of claim data-orders-2 can't be used after 7 seconds: no such driver. It is left as it is, and nothing was deleted.`,
    );
    expect(run({}, { NEVER: "1", JOB: "orders-backup-30" }).error).toContain("no error is reported");
  });

  test.each(["get", "create", "delete", "wait"])("fails where the API refuses to %s, and deletes nothing", (verb) => {
    for (const each of ["10", "11"]) snapshot(`orders-backup-${each}`);
    const { code, left, error } = run({ keep: 1 }, { REFUSE: verb });
    expect(code).not.toBe(0);
    expect(error).toContain("Forbidden");
    expect(left.filter((each) => each !== JOB)).toEqual(["orders-backup-10", "orders-backup-11"]);
  });

  test("goes on with the snapshot of the same Job when its pod is started again", () => {
    run({}, { NEVER: "1" });
    const { code, out, verbs } = run();
    expect([code, verbs.filter((verb) => verb === "create")]).toEqual([0, ["create"]]);
    expect(out).toContain(`backup: goes on with ${JOB}`);
  });

  test("has nothing that Kubernetes would take for a variable", () => {
    expect(BACKUP_SCRIPT).not.toMatch(/\$\([A-Za-z_][A-Za-z0-9_]*\)/);
  });
});

test.each([
  ["30d", 30 * 86_400],
  ["1y2w", 379 * 86_400],
  ["1w12h30s", 7 * 86_400 + 43_230],
])("a life of %s", (ttl, seconds) => {
  expect(secondsOf(ttl)).toBe(seconds);
});
