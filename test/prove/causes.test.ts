import { describe, expect, it } from "vitest";
import { programs } from "../../src/programs/all.ts";
import { type Proof, prove } from "../../src/prove/proof.ts";
import { formatPath } from "../../src/terms/place.ts";
import { readWorld } from "../../src/world/read-world.ts";
import { type Draft, draft } from "./fixture.ts";
import { rootsJob } from "./variants.ts";

/** Findings as `CODE cluster/group/Kind/namespace/name path: dials, also in paths`. */
const told = ({ findings }: Proof) =>
  findings.map(({ code, cause, related, traces }) => {
    const also = related.filter((each) => each.object === cause.object).map((each) => formatPath(each.path));
    return `${code} ${cause.object} ${formatPath(cause.path)}: ${traces.length}${also.map((each) => `, also ${each}`).join("")}`;
  });

const ADMIN = "spec.template.spec.containers[0].env[10].valueFrom.secretKeyRef";
const OPS = "spec.template.spec.containers[0].env[11].valueFrom.secretKeyRef";

describe("one finding", () => {
  it("tells of an object that is not there, with all places that refer to it", () => {
    const without = (d: Draft) => void d.environment?.brought.splice(0);
    expect(told(draft(without).prove())).toEqual([`TL5103 prod/apps/StatefulSet/data/ledger ${ADMIN}: 8, also ${OPS}`]);
  });

  it("tells of a cluster without cert-manager, whatever waits for it", () => {
    const proof = draft((d) => {
      delete d.facts.platform.certManager;
      d.environment?.brought.push({ cluster: "prod", namespace: "", kind: "Namespace", name: "cert-manager", keys: [] });
    }).prove();
    expect(proof.findings.map((each) => each.code)).toEqual(["TL4301"]);
    expect(proof.findings[0]?.traces.length).toBe(proof.traces.length);
    expect(proof.findings[0]?.related.map((each) => each.object)).toContain("prod/cert-manager.io/Certificate/data/ledger-tls");
  });
});

describe("a cause", () => {
  /** One cluster whose Job may not write the root, and another whose root nobody writes. */
  const two = (...west: readonly ((d: Draft) => void)[]) => {
    const denied = draft(rootsJob, (d) => d.remove("RoleBinding", "copy-roots"));
    const east = denied.manifests();
    const other = draft(rootsJob, ...west)
      .manifests()
      .map((each) => ({ ...each, cluster: "west" }));
    return told(prove(readWorld([...east, ...other], [], programs))).filter((each) => !each.includes("ledger-passwords"));
  };
  // The authority of both is a ClusterIssuer, which is said of each.
  const inWest = (findings: readonly string[]) =>
    findings.filter((each) => each.includes(" west/") && !each.includes("secretKeyRef") && !each.startsWith("TL4603"));

  it("is looked for in its own cluster", () => {
    const findings = two((d) => d.remove("Job", "copy-roots"));
    expect(findings.filter((each) => each.startsWith("TL5109"))).toEqual([
      expect.stringContaining("TL5109 prod/batch/Job/data/copy-roots spec.template.spec.containers[0]: "),
    ]);
    expect(inWest(findings)).toEqual([expect.stringContaining("TL5103 west/apps/StatefulSet/data/ledger spec.template.spec.volumes[1]")]);
    expect(inWest(two())).toEqual([]);
  });
});
