import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { kinds } from "../../src/kinds/all.ts";
import { expand } from "../../src/kinds/expand.ts";
import { checkTopology } from "../../src/spec/check-topology.ts";
import type { Manifest } from "../../src/terms/manifest.ts";
import { ca, cluster, topology } from "../spec/topologies.ts";

const pem = (name: string): string => readFileSync(`test/golden/pki/${name}.pem`, "utf8");
const roots = { g1: pem("nodes-g1"), g2: pem("other-root") };
const shop = { clients: { shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["ordersNodes"] } } };

/** The three commits by which a CA is migrated, from its one generation to the next. */
const commits = [
  { generations: ["g1"], trusted: ["g1"], signsWith: "g1" },
  { generations: ["g1", "g2"], trusted: ["g1", "g2"], signsWith: "g1" },
  { generations: ["g1", "g2"], trusted: ["g1", "g2"], signsWith: "g2" },
  { generations: ["g2"], trusted: ["g2"], signsWith: "g2" },
] as const;

function manifestsOf(authority: object): readonly Manifest[] {
  const platform = { kubernetes: "1.34", certManager: "1.21", trustManager: "0.25", clusterTrustBundles: "v1beta1" };
  const data = topology({ clusters: { east: cluster({ platform }) }, authorities: { ordersNodes: authority }, ...shop });
  const result = checkTopology({ file: "specs/x.ts", name: "x", data }, kinds);
  if (result.kind === "wrong") throw new Error(JSON.stringify(result.problems));
  return expand(result.topology, kinds).manifests;
}

const objectsOf = (manifests: readonly Manifest[], kind: string): string =>
  JSON.stringify(manifests.filter(({ object }) => object.kind === kind).map(({ object }) => object));
const among = (trusted: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(roots).filter(([name]) => trusted.includes(name)));

describe("a root more or less changes content, never a pod", () => {
  test.each<[string, (commit: (typeof commits)[number]) => object]>([
    ["roots that a Job copies", (commit) => ca(commit)],
    ["roots in git", (commit) => ca({ ...commit, roots: among(commit.trusted) })],
    ["roots as ClusterTrustBundles", (commit) => ca({ ...commit, roots: among(commit.trusted), clusterTrustBundle: { slots: 2 } })],
  ])("%s", (_, authority) => {
    const states = commits.map((commit) => manifestsOf(authority(commit)));
    const sets = states.map((manifests) => objectsOf(manifests, "StatefulSet"));
    expect(sets[0]).toContain('"name":"orders"');
    expect(new Set(sets).size).toBe(1);
    // What does change, commit by commit: trust, then the signer of the leaf, then trust.
    const trust = states.map((manifests) => ["ConfigMap", "ClusterTrustBundle", "Bundle"].map((kind) => objectsOf(manifests, kind)).join());
    expect(trust.map((text, i) => text === trust[i - 1])).toEqual([false, false, true, false]);
    const leaves = states.map((manifests) =>
      manifests.flatMap(({ object }) => (object.metadata.name === "orders-node-tls" ? [JSON.stringify(object)] : [])).join(),
    );
    expect(leaves.map((text, i) => text === leaves[i - 1])).toEqual([false, true, false, true]);
  });

  test("more slots than before do change the pods, which is why they are prepared", () => {
    const [two, three] = [2, 3].map((slots) =>
      objectsOf(manifestsOf(ca({ generations: ["g1"], roots: { g1: roots.g1 }, clusterTrustBundle: { slots } })), "StatefulSet"),
    );
    expect(two).not.toBe(three);
  });
});
