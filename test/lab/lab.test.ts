import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { COMPONENTS } from "./components.ts";
import { goldenDists } from "./golden-dists.ts";
import { lacks } from "./health.ts";
import type { KubeClient, LiveObject } from "./kube-client.ts";
import { expand } from "./kubelet/environment.ts";
import { layOutVolume } from "./kubelet/volumes.ts";
import { makesKey } from "./suites/applied.ts";
import type { Edit } from "./twins.ts";
import { breakCluster, TWINS } from "./twins.ts";
import { brokenTwins, dialTwinRow, proofOf, readWorlds, twinRow } from "./world.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "lab-test-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** The committed dist/ with one file changed. */
function changed(name: string, file: string, change: (text: string) => string): string {
  const copy = join(scratch, name, "dist");
  cpSync(join(root, "dist"), copy, { recursive: true });
  writeFileSync(join(copy, file), change(readFileSync(join(copy, file), "utf8")));
  return copy;
}

describe("worlds of the committed dist/", async () => {
  const worlds = await readWorlds(join(root, "dist"), root);

  test("each cluster's units come in the order that its delivery gives, the delivery's own objects last", () => {
    const order = worlds.flatMap(({ name, clusters }) =>
      clusters.map(({ cluster }) => [name, cluster.fieldManager, cluster.units.map((unit) => unit.name).join(" ")]),
    );
    expect(order).toContainEqual(["dist east", "argocd-controller", "namespaces orders-nodes orders shop delivery"]);
    const west = order.find(([name]) => name === "dist west");
    expect(west?.[1]).toBe("kustomize-controller");
    expect(west?.[2]).toMatch(/^letsencrypt namespaces .*ledger-nodes ledger .*delivery$/);
    expect(order.map(([name]) => name)).toEqual(expect.arrayContaining(["dist amsterdam+frankfurt"]));
  });

  test("a wave or a dependency that changes gives another order", async () => {
    const early = changed("early", "east/delivery/argocd/application.argoproj.io-east-shop.yaml", (text) =>
      text.replace(/sync-wave: "3"/, 'sync-wave: "-1"'),
    );
    const first = (await readWorlds(early, root)).find(({ name }) => /^\S+ east$/.test(name));
    expect(first?.clusters[0]?.cluster.units.map((unit) => unit.name)).toEqual([
      "shop",
      "namespaces",
      "orders-nodes",
      "orders",
      "delivery",
    ]);
    const circle = changed("circle", "west/delivery/flux-system/kustomization.kustomize.toolkit.fluxcd.io-west-namespaces.yaml", (text) =>
      text.replace(/^spec:$/m, "spec:\n  dependsOn:\n    - name: west-ledger"),
    );
    await expect(readWorlds(circle, root)).rejects.toThrow(/wait for each other/);
  });

  test("a unit that nothing delivers is an error", async () => {
    const copy = changed("undelivered", ".trueline/orders.json", (text) => text);
    mkdirSync(join(copy, "east", "stray"));
    await expect(readWorlds(copy, root)).rejects.toThrow(/nothing delivers stray/);
    await expect(readWorlds(join(root, "docs"), root)).rejects.toThrow(/no \.trueline/);
  });

  test("each twin changes a cluster that is there", () => {
    const twins = worlds.flatMap((world) => brokenTwins(world).map((twin) => ({ twin, world })));
    expect(twins.map(({ twin }) => twin.name)).toHaveLength(TWINS.length);
    for (const { twin, world } of twins) expect(JSON.stringify(twin.clusters)).not.toBe(JSON.stringify(world.clusters));
    expect(new Set(TWINS.map((twin) => twin.name)).size).toBe(TWINS.length);
  });

  test("an edit that meets no object, or nothing in it, is an error", () => {
    const east = worlds.flatMap((world) => world.clusters).find(({ cluster }) => cluster.name === "east");
    const [twin] = TWINS;
    if (east === undefined || twin === undefined) throw new Error("no cluster east, or no twins");
    const edited = (edit: Edit) => () => breakCluster(east.cluster, { ...twin, edits: [edit] });
    expect(edited({ object: "Role nobody", from: "a", to: "b" })).toThrow(/0 objects are called Role nobody, and 1 are meant/);
    expect(edited({ object: "Service orders-*", from: "a", to: "b" })).toThrow(/3 objects/);
    expect(edited({ object: "StatefulSet orders", from: "not there", to: "b" })).toThrow(/does not hold/);
    const without = breakCluster(east.cluster, { ...twin, edits: [{ object: "StatefulSet orders" }] });
    expect(without.units.flatMap((unit) => unit.objects).some(({ object }) => object.kind === "StatefulSet")).toBe(false);
  });

  test("a twin holds when just those checks failed that had to", () => {
    const east = worlds.find(({ name }) => /^\S+ east$/.test(name));
    if (east === undefined) throw new Error("no cluster east");
    const row = (check: string, problems: readonly string[]) => ({ world: "w", check, held: 0, of: 1, problems, seconds: 1 });
    const failing = [row("first", ["broken"]), row("second", ["broken"]), row("another", [])];
    expect(twinRow(east, ["first", "second"], failing).problems).toEqual([]);
    expect(twinRow(east, ["first", "second"], failing.slice(1)).problems).toEqual(["not found by: first"]);
    expect(twinRow(east, ["first"], failing).problems).toEqual(["failed too: second: broken"]);
  });

  test("a twin that is dialled holds when dials end as meant, and lab and prover agree on all", async () => {
    const east = worlds.find(({ name }) => /^\S+ east$/.test(name));
    if (east === undefined) throw new Error("no cluster east");
    const { traces } = await proofOf(east);
    const row = (problems: readonly string[]) => ({ world: "w", check: "dials", held: 0, of: traces.length, problems, seconds: 1 });
    const [first, ...rest] = traces;
    if (first === undefined) throw new Error("no dials");
    const agreed = [{ ...first, disposition: "untrusted" as const }, ...rest];
    expect(dialTwinRow(east, ["untrusted"], { rows: [row([])], agreed }).problems).toEqual([]);
    expect(dialTwinRow(east, ["no-route"], { rows: [row([])], agreed }).problems).toEqual(["dials end with untrusted; meant was no-route"]);
    expect(dialTwinRow(east, [], { rows: [row([])], agreed: traces }).problems).toEqual([]);
    expect(dialTwinRow(east, ["untrusted"], { rows: [row(["a: prover …; lab …"])], agreed }).problems).toHaveLength(1);
  });
});

test("every component is pinned by a go.mod and a go.sum", () => {
  for (const { folder } of COMPONENTS) {
    const at = join(root, "test", "lab", "components", folder);
    const module = readFileSync(join(at, "go.mod"), "utf8");
    expect(module).toMatch(/^module trueline\.lab\//);
    // What requires nothing has no sums to check.
    if (module.includes("require")) expect(readFileSync(join(at, "go.sum"), "utf8")).toMatch(/ h1:/);
  }
});

test.each([
  ["$(A)-$(B)", "1-2"],
  ["$$(A)", "$(A)"],
  ["$(MISSING) $A", "$(MISSING) $A"],
])("variables in %s", (text, expanded) => {
  expect(expand(text, { A: "1", B: "2" })).toBe(expanded);
});

describe("health by conditions", () => {
  const certificate = (status: string, observedGeneration: number): LiveObject => ({
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name: "a", generation: 2 },
    status: { conditions: [{ type: "Ready", status, observedGeneration, message: "why" }] },
  });
  test.each([
    ["True", 2, undefined],
    ["True", 1, "Ready=True: why"],
    ["False", 2, "Ready=False: why"],
  ])("Ready=%s of generation %i", (status, generation, lacking) => {
    expect(lacks(certificate(status, generation))).toBe(lacking);
  });
  test("all pods of a StatefulSet, of its newest generation", () => {
    const set = (readyReplicas: number, observedGeneration: number): LiveObject => {
      const metadata = { name: "a", generation: 2 };
      return { apiVersion: "apps/v1", kind: "StatefulSet", metadata, spec: { replicas: 3 }, status: { readyReplicas, observedGeneration } };
    };
    expect(lacks(set(3, 2))).toBeUndefined();
    expect(lacks(set(2, 2))).toBe("2 of 3 pods ready");
    expect(lacks(set(3, 1))).toBe("3 of 3 pods ready");
  });
});

describe("volumes as a kubelet lays them out", () => {
  const objects: Record<string, unknown> = {
    "/api/v1/namespaces/n/secrets/leaf": { data: { "tls.crt": Buffer.from("leaf").toString("base64") } },
    "/api/v1/namespaces/n/configmaps/roots": { data: { "g1.crt": "root" } },
  };
  const client = { get: async (path: string) => objects[path] } as unknown as KubeClient;
  const pod: LiveObject = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "n" }, spec: {} };
  const sources = (key: string, optional: boolean) => [
    { secret: { name: "leaf", items: [{ key, path: "deep/leaf.crt" }], optional } },
    { configMap: { name: "roots" } },
  ];

  test("links through ..data, with the volume's mode", async () => {
    const folder = join(scratch, "volume");
    await layOutVolume(client, pod, { name: "v", projected: { sources: sources("tls.crt", false), defaultMode: 0o440 } }, folder);
    expect(readFileSync(join(folder, "deep", "leaf.crt"), "utf8")).toBe("leaf");
    expect(readlinkSync(join(folder, "g1.crt"))).toBe("..data/g1.crt");
    expect(statSync(join(folder, "g1.crt")).mode & 0o777).toBe(0o440);
    chmodSync(folder, 0o755);
  });

  test("a missing key or object is waited for, unless it is optional", async () => {
    const lay = (name: string, volume: object) => layOutVolume(client, pod, { name, ...volume }, join(scratch, name));
    await expect(lay("key", { projected: { sources: sources("ca.crt", false) } })).rejects.toThrow('secret "leaf" in n has no key ca.crt');
    await expect(lay("object", { configMap: { name: "none" } })).rejects.toThrow('configmap "none" not found in n');
    await lay("optional", { projected: { sources: sources("ca.crt", true) } });
    expect(readFileSync(join(scratch, "optional", "g1.crt"), "utf8")).toBe("root");
    await lay("gone", { secret: { secretName: "none", optional: true } });
  });
});

describe("cert-manager makes a key", () => {
  const certificate = (status: string): LiveObject => ({
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name: "a", uid: "u" },
    status: { conditions: [{ type: "Issuing", status }] },
  });
  const request = (uid: string): LiveObject => ({
    apiVersion: "cert-manager.io/v1",
    kind: "CertificateRequest",
    metadata: { name: "a-1", ownerReferences: [{ kind: "Certificate", name: "a", uid }] },
  });
  test.each([
    ["while a Certificate is issued that has no request", "True", [], true],
    ["of another Certificate than the one with a request", "True", [request("v")], true],
    ["no more when the request is there, whoever answers it", "True", [request("u")], false],
    ["for no Certificate that is not being issued", "False", [], false],
  ])("%s", (_, status, requests, makes) => {
    expect(makesKey([certificate(status)], requests)).toBe(makes);
  });
});

test("golden cases that the lab can't run are left out, each with why, and no others", () => {
  const { runs, leftOut } = goldenDists("test/golden");
  expect(leftOut.map(({ name }) => name)).toEqual([
    "brought-certificates",
    "cluster-trust-bundle",
    "gateway",
    "gateway-passthrough",
    "operator-1-4",
    "operator-fleet-peering",
    "operator-fqdn",
    "operator-gateway",
    "operator-ingress",
    "operator-replicas-elsewhere",
    "operator-service-name",
    "operator-split-dns",
    "passes-sealed-and-external",
    "passes-sops-by-flux",
  ]);
  expect(runs.some((dist) => dist.endsWith("/intermediate-ca/dist"))).toBe(true);
});
