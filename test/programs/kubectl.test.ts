import { describe, expect, test } from "vitest";
import { kubectl } from "../../src/programs/kubectl/program.ts";
import { chainFile, container, type FakeContainer, root } from "./support/container.ts";

const KUSTOMIZATION = `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
generatorOptions: { disableNameSuffixHash: true }
configMapGenerator:
  - name: orders-nodes-roots
    namespace: kurrent
    files: [g1.crt=g1/ca.crt]
  - name: kurrent-orders-nodes-roots
    namespace: cert-manager
    files: [g1/ca.crt]
    literals: [note=hello]
`;
const ARGS = ["apply", "--server-side", "--force-conflicts", "--field-manager=trueline", "-k", "/roots"];

function read(change: FakeContainer & { readonly kustomization?: string } = {}) {
  const files = {
    "/roots/kustomization.yaml": change.kustomization ?? KUSTOMIZATION,
    "/roots/g1/ca.crt": chainFile(root()),
    ...change.files,
  };
  return kubectl.read(container({ image: "registry.k8s.io/kubectl:v1.33.0", args: ARGS, ...change, files }));
}

test("one write for each key", () => {
  const { writes, stops, unread } = read();
  expect({ stops, unread }).toEqual({ stops: [], unread: [] });
  expect(
    writes.map(({ cluster, kind, namespace, name, key, content }) => [`${cluster}/${kind}/${namespace}/${name}`, key, content.kind]),
  ).toEqual([
    ["east/ConfigMap/kurrent/orders-nodes-roots", "g1.crt", "certificates"],
    ["east/ConfigMap/cert-manager/kurrent-orders-nodes-roots", "ca.crt", "certificates"],
    ["east/ConfigMap/cert-manager/kurrent-orders-nodes-roots", "note", "text"],
  ]);
});

describe("namespaces", () => {
  const bare = KUSTOMIZATION.replaceAll(/ +namespace: .*\n/g, "");
  const namespaces = (change: Parameters<typeof read>[0]) => [...new Set(read(change).writes.map((write) => write.namespace))];
  test("the pod's, then the command's, then the object's, then the kustomization's", () => {
    expect(namespaces({ kustomization: bare })).toEqual(["kurrent"]);
    expect(namespaces({ kustomization: bare, args: [...ARGS, "-n", "shop"] })).toEqual(["shop"]);
    expect(namespaces({ args: [...ARGS, "-n", "shop"] })).toEqual(["kurrent", "cert-manager"]);
    expect(namespaces({ kustomization: `${KUSTOMIZATION}namespace: all\n` })).toEqual(["all"]);
  });
});

describe("stops", () => {
  test.each<[string, Parameters<typeof read>[0], string[]]>([
    ["a file that is not mounted", { kustomization: KUSTOMIZATION.replace("g1.crt=g1/ca.crt", "g2.crt=g2/ca.crt") }, ["missing-object"]],
    [
      "a file outside of the folder",
      {
        kustomization: KUSTOMIZATION.replace("g1.crt=g1/ca.crt", "g1.crt=../elsewhere/ca.crt"),
        files: { "/elsewhere/ca.crt": chainFile(root()) },
      },
      ["bad-option"],
    ],
    ["a folder without a kustomization", { args: ["apply", "--server-side", "-k", "/else"] }, ["missing-object"]],
    ["good", {}, []],
  ])("%s", (_, change, reasons) => {
    const { stops, writes } = read(change);
    expect(stops.map((stop) => stop.reason)).toEqual(reasons);
    expect(writes.length).toBe(reasons.length === 0 ? 3 : 0);
  });
});

test("what it is there to write is known also where it does not start", () => {
  const intended = (change: Parameters<typeof read>[0]) => read(change).intends?.map((each) => `${each.namespace}/${each.name}`);
  const both = ["kurrent/orders-nodes-roots", "cert-manager/kurrent-orders-nodes-roots"];
  expect(intended({})).toEqual(both);
  expect(intended({ kustomization: KUSTOMIZATION.replace("g1.crt=g1/ca.crt", "g2.crt=g2/ca.crt") })).toEqual(both);
  expect(intended({ args: ["apply", "--server-side", "-k", "/else"] })).toBeUndefined();
});

describe("not read", () => {
  test.each<[string, Parameters<typeof read>[0], number]>([
    ["names with a hash", { kustomization: KUSTOMIZATION.replace("true", "false") }, 1],
    ["resources", { kustomization: `${KUSTOMIZATION}resources: [a.yaml]\n` }, 1],
    ["no YAML", { kustomization: "a: [" }, 1],
    ["apply of a file", { args: ["apply", "-f", "x.yaml"] }, 1],
    ["apply from the client", { args: ["apply", "-k", "/roots"] }, 1],
    ["an odd flag", { args: [...ARGS, "--prune"] }, 1],
    ["delete", { args: ["delete", "pod", "x"] }, 1],
    ["a shell", { command: ["sh", "-c", "kubectl apply -k /roots"], args: [] }, 1],
    ["what only reads", { args: ["wait", "--for=condition=Ready", "pod/x"] }, 0],
    ["good", {}, 0],
  ])("%s", (_, change, count) => expect(read(change).unread.length).toBe(count));
});
