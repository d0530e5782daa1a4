import { describe, expect, test } from "vitest";
import { deliver } from "../../src/delivery/deliver.ts";
import { guarded } from "../../src/delivery/guards.ts";
import { mergeManifests } from "../../src/delivery/merge-manifests.ts";
import { unitOrder } from "../../src/delivery/order.ts";
import { ownersOf } from "../../src/delivery/owners.ts";
import { kinds } from "../../src/kinds/all.ts";
import { expand } from "../../src/kinds/expand.ts";
import type { Cluster, Delivery, Topology } from "../../src/spec/topology.ts";
import { type KubeObject, objectId } from "../../src/terms/kube-object.ts";
import type { Manifest } from "../../src/terms/manifest.ts";
import { at, find, names } from "../fixtures/manifests.ts";
import { anywhere, east, oneCluster, orders, publicAuthority, shop, topology } from "../fixtures/topologies.ts";

const { delivery: argocd, ...bare } = east;
const flux: Cluster = {
  ...bare,
  delivery: { kind: "flux", repository: "ssh://git@example.com/topology", path: "dist/east", secretRef: "deploy-key" },
};
/** What topologies emit, merged and delivered. */
function deliverAll(inputs: readonly Topology[]): readonly Manifest[] {
  const emitted = inputs.flatMap((input) => expand(input, kinds).manifests);
  return deliver(inputs, mergeManifests(emitted, inputs).manifests, ownersOf(emitted));
}
const delivered = (cluster: Cluster, input: Topology = oneCluster) => deliverAll([{ ...input, clusters: { east: cluster } }]);

/** The same by the vendor's operator. */
function operated(input: Topology): Topology {
  const cluster: Cluster = { ...east, platform: { ...east.platform, kurrentdbOperator: { version: "1.6" } } };
  const workloads = Object.entries(input.workloads).map(([name, workload]) => [name, { ...workload, backend: "operator" }]);
  return { ...input, clusters: { east: cluster }, workloads: Object.fromEntries(workloads) };
}

describe("the order of units", () => {
  test.each([
    ["oneCluster", oneCluster, { namespaces: 0, "orders-nodes": 1, orders: 2, shop: 3 }],
    ["anywhere", anywhere, { namespaces: 0, "orders-nodes": 1, orders: 2, shop: 3, laptops: 3 }],
    ["publicAuthority", publicAuthority, { namespaces: 0, letsencrypt: 0, orders: 1 }],
  ])("follows from what objects refer to: %s", (_, input, waves) => {
    const found = unitOrder(east, expand(input, kinds).manifests);
    expect(Object.fromEntries(found.map(({ unit, wave }) => [unit, wave]))).toMatchObject(waves);
    for (const { wave, needs } of found) for (const each of needs) expect(found.find(({ unit }) => unit === each)?.wave).toBeLessThan(wave);
  });

  test.each([
    ["Service names", oneCluster, { namespaces: 0, "orders-nodes": 1, orders: 2, shop: 3 }],
    ["FQDNs", anywhere, { namespaces: 0, "orders-nodes": 1, orders: 2, shop: 3, laptops: 3 }],
  ])("is the same where the vendor's operator makes the servers: %s", (_, input, waves) => {
    const found = unitOrder(east, expand(operated(input), kinds).manifests);
    expect(Object.fromEntries(found.map(({ unit, wave }) => [unit, wave]))).toEqual(waves);
  });

  test("a circle is cut, so that Flux is not left waiting for ever", () => {
    const circle = ["a", "b"].map((unit): Manifest => {
      const other = unit === "a" ? "b" : "a";
      const spec = { template: { spec: { volumes: [{ configMap: { name: other } }] } } };
      return {
        kind: "manifest",
        cluster: "east",
        unit,
        origin: { kind: "file", file: unit, document: 0 },
        object: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: unit, namespace: "x" }, spec },
      };
    });
    expect(unitOrder(east, circle).map(({ needs }) => needs)).toEqual([["b"], []]);
  });
});

describe("Argo CD", () => {
  const manifests = delivered(east);

  test("one Application per unit, in waves, of its folder", () => {
    const applications = manifests.filter(({ unit }) => unit === "delivery");
    expect(names(applications)).toEqual(
      ["namespaces", "orders", "orders-nodes", "shop"].map((unit) => `delivery: Application argocd/east-${unit}`),
    );
    const { object, origin } = find(manifests, "Application", "east-orders");
    expect(object.metadata.annotations).toEqual({ "argocd.argoproj.io/sync-wave": "2" });
    expect(object["spec"]).toMatchObject({
      source: {
        repoURL: "https://git.example.com/topology.git",
        targetRevision: "main",
        path: "dist/east/orders",
        directory: { recurse: true },
      },
      syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ["ServerSideApply=true"] },
    });
    expect(origin).toMatchObject({ kind: "spec", topology: "orders", base: ["clusters", "east", "delivery"] });
  });
});

describe("Flux", () => {
  const manifests = delivered(flux);

  test("one source, and one Kustomization per unit that waits for those it needs", () => {
    expect(find(manifests, "GitRepository", "east-trueline").object["spec"]).toMatchObject({
      url: "ssh://git@example.com/topology",
      ref: { branch: "main" },
      secretRef: { name: "deploy-key" },
    });
    expect(find(manifests, "Kustomization", "east-orders").object["spec"]).toMatchObject({
      path: "./dist/east/orders",
      prune: true,
      wait: true,
      dependsOn: [{ name: "east-namespaces" }, { name: "east-orders-nodes" }],
    });
    expect(at(find(manifests, "Kustomization", "east-namespaces").object, "spec", "dependsOn")).toBeUndefined();
  });
});

/** In the order in which a list has them. */
const byList = (list: readonly string[]) => (a: string, b: string) => list.indexOf(a) - list.indexOf(b);

describe("guards", () => {
  const guardedBy = (manifests: readonly Manifest[], key: string) =>
    manifests
      .filter(({ object }) => object.metadata.annotations?.[key] !== undefined)
      .map(({ object }) => `${object.kind} ${object.metadata.name}`);
  const irreplaceable = [
    "Namespace kurrent",
    "Namespace shop",
    "Certificate orders-nodes-g1",
    "Certificate orders-nodes-g2",
    "ConfigMap orders-nodes-roots",
    "ConfigMap kurrent-orders-nodes-roots",
  ];

  test.each([
    ["Argo CD", east, "argocd.argoproj.io/sync-options", "Prune=false,Delete=false"],
    ["Flux", flux, "kustomize.toolkit.fluxcd.io/prune", "disabled"],
  ])("%s keeps what can't be made again, and only that", (_, cluster, key, value) => {
    const manifests = delivered(cluster);
    expect(guardedBy(manifests, key)).toEqual(irreplaceable);
    expect(find(manifests, "Namespace", "kurrent").object.metadata.annotations?.[key]).toBe(value);
    expect(find(manifests, "ConfigMap", "orders-nodes-roots").object.metadata.annotations?.["trueline/filled-by"]).toBeDefined();
  });

  test("others may have keys in coredns-custom: Flux is told to leave them alone", () => {
    const object: KubeObject = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "coredns-custom", namespace: "kube-system" },
      data: { "trueline-orders.override": "" },
    };
    const annotations = (cluster: Cluster, each: KubeObject) => guarded(each, cluster.delivery as Delivery).metadata.annotations;
    expect(annotations(flux, object)).toEqual({
      "kustomize.toolkit.fluxcd.io/prune": "disabled",
      "kustomize.toolkit.fluxcd.io/ssa": "Merge",
    });
    expect(annotations(east, object)).toEqual({ "argocd.argoproj.io/sync-options": "Prune=false,Delete=false" });
    expect(annotations(flux, { ...object, metadata: { ...object.metadata, namespace: "kurrent" } })).toBeUndefined();
  });

  test("of the operator's resources the database, and the Secret that the roots are written into", () => {
    const input = operated(oneCluster);
    const kept = guardedBy(deliverAll([input]), "argocd.argoproj.io/sync-options");
    expect(kept).toEqual(
      [...irreplaceable.map((each) => each.replace("ConfigMap orders-nodes", "Secret orders-nodes")), "KurrentDB orders"].sort(
        byList(kept),
      ),
    );
  });

  test("nothing but annotations is changed, and nothing at all without a delivery", () => {
    const plain = expand(oneCluster, kinds).manifests;
    const own = delivered(east).filter(({ unit }) => unit !== "delivery");
    const withoutAnnotations = (manifests: readonly Manifest[]) =>
      manifests.map(({ object }) => ({ ...object, metadata: { ...object.metadata, annotations: undefined } }));
    expect(withoutAnnotations(own)).toEqual(withoutAnnotations(plain));
    expect(argocd).toBeDefined();
    expect(delivered(bare)).toEqual(plain);
  });
});

describe("several topologies in one cluster", () => {
  const carts: Topology = {
    ...topology([orders({ name: "carts", security: { authority: "letsencrypt" } })]),
    name: "carts",
    file: "specs/carts.ts",
  };
  const merge = (...inputs: readonly Topology[]) =>
    mergeManifests(
      inputs.flatMap((input) => expand(input, kinds).manifests),
      inputs,
    );

  test("what both make alike stands there once", () => {
    const { manifests, conflicts } = merge(oneCluster, carts);
    expect(conflicts).toEqual([]);
    expect(names(manifests).filter((name) => name === "namespaces: Namespace kurrent")).toHaveLength(1);
    expect(names(manifests)).toEqual(expect.arrayContaining(["orders: StatefulSet kurrent/orders", "carts: StatefulSet kurrent/carts"]));
    const applications = deliverAll([oneCluster, carts]).filter(({ object }) => object.kind === "Application");
    expect(new Set(applications.map(({ object }) => object.metadata.name)).size).toBe(6);
    // What delivers a unit belongs to those whose objects are in it, so that naming one spec keeps what is another's.
    const owners = ownersOf(applications);
    const ownersOfUnit = (unit: string) =>
      applications
        .filter(({ object }) => object.metadata.name === `east-${unit}`)
        .flatMap(({ object }) => owners.get(objectId("east", object)) ?? []);
    expect(new Set(ownersOfUnit("namespaces"))).toEqual(new Set([oneCluster.name, "carts"]));
    expect(new Set(ownersOfUnit("orders"))).toEqual(new Set([oneCluster.name]));
    expect(new Set(ownersOfUnit("carts"))).toEqual(new Set(["carts"]));
  });

  test("what they make differently is a conflict, in the later file", () => {
    const other: Topology = { ...topology([orders({ storage: { size: "1Gi" } })], [shop()]), name: "other", file: "specs/other.ts" };
    const { conflicts } = merge(oneCluster, other);
    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]).toMatchObject({ file: "specs/other.ts", path: ["workloads", "orders"] });
    expect(conflicts[0]?.message).toMatch(/StatefulSet "orders" in namespace kurrent of cluster east.*specs\/orders\.ts/);
  });
});
