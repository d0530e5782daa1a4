import { describe, expect, it, test } from "vitest";
import { deliver } from "../../src/delivery/deliver.ts";
import { mergeManifests } from "../../src/delivery/merge-manifests.ts";
import { ownersOf } from "../../src/delivery/owners.ts";
import { kinds as realKinds } from "../../src/kinds/all.ts";
import { expand } from "../../src/kinds/expand.ts";
import { planFiles } from "../../src/output/plan-files.ts";
import { environmentOf } from "../../src/spec/environment.ts";
import { objectId } from "../../src/terms/kube-object.ts";
import { check, checked as checkedTopology, cluster, kinds, topology as whole } from "./topologies.ts";

const ENC = "ENC[AES256_GCM,data:8Jk=,iv:9x=,tag:Qz==,type:str]";
const SOPS_FIELDS = `sops: { age: [{ recipient: age1acme, enc: x }], mac: "${ENC}", version: 3.10.2 }`;
const head = (apiVersion: string, kind: string, more = "namespace: kurrent") =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: orders-users, ${more} }\n`;

const sops = (values = `stringData: { admin: "${ENC}", ops: "${ENC}" }`, fields = SOPS_FIELDS) =>
  `${head("v1", "Secret")}${values}\n${fields}\n`;
const sealed = (spec = "{ encryptedData: { admin: AgB7, ops: AgB8 } }", more = "namespace: kurrent") =>
  `${head("bitnami.com/v1alpha1", "SealedSecret", more)}spec: ${spec}\n`;
const external = (target = "") =>
  `${head("external-secrets.io/v1", "ExternalSecret")}spec: { target: { ${target} }, data: [{ secretKey: admin }, { secretKey: ops }] }\n`;

const flux = (more: object = {}) => cluster({ delivery: { kind: "flux", repository: "x", path: "dist/east", ...more } });
const argocd = (more: object = {}) => cluster({ delivery: { kind: "argocd", repository: "x", path: "dist/east", ...more } });
const decryption = { provider: "sops", secretRef: "sops-age" };

const passing = (yaml: string, more: object = {}) => ({ passThrough: [{ cluster: "east", yaml, ...more }] });
/** All problems as `path: message hint`. */
const problems = (changes: Record<string, unknown>) => check(whole(changes));
const checked = (changes: Record<string, unknown>) => checkedTopology(whole(changes));

describe("a file that passes through", () => {
  it.each<[title: string, changes: Record<string, unknown>, problem: string, twin: Record<string, unknown>]>([
    ["is no Secret in clear", passing(sops(undefined, "")), 'yaml: is the Secret "orders-users" in clear.', passing(sops())],
    ["… whatever it says about SOPS", passing(sops(undefined, "sops: {}")), "with a field sops that has no mac", passing(sops())],
    [
      "… or names nobody who could decrypt it",
      passing(sops(undefined, `sops: { age: [], mac: "${ENC}" }`)),
      "names nobody who could decrypt it",
      passing(sops(undefined, `sops: { kms: [{ arn: a }], mac: "${ENC}" }`)),
    ],
    [
      "has no value in clear",
      passing(sops(`data: { admin: aHVudGVyMg==, ops: "${ENC}" }`)),
      "and its data.admin is in clear.",
      passing(sops(`data: { admin: "", ops: "${ENC}", user_unencrypted: admin }`)),
    ],
    [
      "is encrypted, but not its kind",
      passing(sops().replace("kind: Secret", `kind: "${ENC}"`)),
      "is encrypted as a whole",
      passing(sops()),
    ],
    [
      "is no other object",
      passing(head("v1", "ConfigMap")),
      'yaml: is the ConfigMap "orders-users", which may not pass',
      passing(`${head("external-secrets.io/v1", "SecretStore")}spec: {}\n`),
    ],
    ["… of another group", passing(external().replace("external-secrets.io", "acme.example")), "may not pass", passing(external())],
    ["holds one object", passing(`${sealed()}---\n${external("name: other")}`), "holds 2 objects.", passing(`---\n${sealed()}---\n`)],
    ["holds an object", passing("# nothing\n"), "holds no object.", passing(`# a comment\n${sealed()}`)],
    ["holds a Kubernetes object", passing("a: 1\n"), "is no Kubernetes object", passing(sealed())],
    ["is YAML", passing("a: [1\n"), "is no YAML that can be read (line 2)", passing(sealed())],
    ["is text", passing(`${sealed()}# \uFFFD`), "holds bytes that are no UTF-8 text", passing(`${sealed()}# ü`)],
    ["names its namespace", passing(sealed(undefined, "labels: {}")), "which names no namespace.", passing(sealed())],
    [
      "names none where it lives outside of them",
      passing(`${head("external-secrets.io/v1", "ClusterSecretStore")}spec: {}\n`),
      "which lives outside of namespaces, and names one.",
      passing(`${head("external-secrets.io/v1", "ClusterSecretStore", "labels: {}")}spec: {}\n`),
    ],
    ["seals something", passing(sealed("{ encryptedData: {} }")), "which seals nothing", passing(sealed())],
    [
      "is sealed for its own name",
      passing(sealed("{ encryptedData: { admin: AgB7, ops: AgB8 }, template: { metadata: { name: users, namespace: kurrent } } }")),
      'was sealed for the name "users", not "orders-users"',
      passing(sealed("{ encryptedData: { admin: AgB7, ops: AgB8 }, template: { metadata: { name: orders-users, namespace: kurrent } } }")),
    ],
    [
      "… or for all names of the cluster",
      passing(sealed("{ encryptedData: { admin: AgB7, ops: AgB8 }, template: { metadata: { namespace: other } } }")),
      'was sealed for the namespace "other", not "kurrent"',
      passing(
        sealed(
          "{ encryptedData: { admin: AgB7, ops: AgB8 }, template: { metadata: { namespace: other } } }",
          'namespace: kurrent, annotations: { sealedsecrets.bitnami.com/cluster-wide: "true" }',
        ),
      ),
    ],
    [
      "goes to a cluster that is there",
      passing(sealed(), { cluster: "west" }),
      'passThrough.0.cluster: no cluster "west".',
      passing(sealed()),
    ],
    [
      "goes to a unit that is there",
      passing(sealed(), { unit: "order" }),
      'passThrough.0.unit: cluster east has no unit "order"',
      passing(sealed(), { unit: "orders" }),
    ],
    [
      "… also that of an authority",
      passing(sealed(), { unit: "ordersNodes" }),
      'no unit "ordersNodes"',
      passing(sealed(), { unit: "orders-nodes" }),
    ],
    [
      "becomes a Secret of its own",
      {
        passThrough: [
          { cluster: "east", yaml: sealed() },
          { cluster: "east", yaml: external() },
        ],
      },
      'passThrough.1.yaml: becomes the Secret "orders-users" of namespace kurrent, and so does passThrough[0]',
      {
        passThrough: [
          { cluster: "east", yaml: sealed() },
          { cluster: "east", yaml: external("name: others") },
        ],
      },
    ],
    [
      "is decrypted by Flux only if Flux is told how",
      { ...passing(sops()), clusters: { east: flux() } },
      "nothing tells Flux in cluster east how to decrypt it",
      { ...passing(sops()), clusters: { east: flux({ decryption }) } },
    ],
    [
      "is decrypted by Argo CD only with a plugin",
      { ...passing(sops()), clusters: { east: argocd() } },
      "Argo CD in cluster east can't decrypt",
      { ...passing(sops()), clusters: { east: argocd({ plugin: "sops" }) } },
    ],
    [
      "needs no decryption by either where a controller opens it",
      { ...passing(sops()), clusters: { east: flux({ decryption: { provider: "age" } }) } },
      "clusters.east.delivery.decryption.provider",
      { ...passing(sealed()), clusters: { east: flux() } },
    ],
    [
      "has no other fields",
      passing(sealed(), { units: "orders" }),
      'there is no field "units" here. Did you mean "unit"?',
      passing(sealed()),
    ],
    ["is given in a list", { passThrough: {} }, "passThrough: has to be a list", { passThrough: [] }],
  ])("%s", (_, changes, problem, twin) => {
    expect(problems(changes)).toEqual([expect.stringContaining(problem)]);
    expect(problems(twin)).toEqual([]);
  });
});

describe("what passes through", () => {
  const text = `# a comment\r\n${sops().replaceAll("\n", "\r\n")}\r\n\t \r\n# the end`;
  const topology = checked({ ...passing(text), clusters: { east: flux({ decryption }) } });
  const emitted = expand(topology, realKinds).manifests;
  const manifests = deliver([topology], mergeManifests(emitted, [topology]).manifests, ownersOf(emitted));
  const files = planFiles(manifests, [environmentOf(topology, realKinds)], () => [topology.name]);

  test("is written byte for byte", () => {
    expect(files.get("east/secrets/kurrent/secret-orders-users.yaml")).toBe(text);
  });

  test("is decrypted in its own unit only", () => {
    const decrypting = manifests.filter(
      ({ object }) => object.kind === "Kustomization" && (object["spec"] as { decryption?: unknown }).decryption,
    );
    expect(decrypting.map(({ object }) => objectId("east", object))).toEqual([
      "east/kustomize.toolkit.fluxcd.io/Kustomization/flux-system/east-secrets",
    ]);
  });

  test("takes the place of a Secret that somebody brings: its keys are those of the file", () => {
    const brought = (changes: Record<string, unknown>) =>
      environmentOf(checked(changes), kinds).brought.filter(({ kind }) => kind === "Secret");
    expect(brought({}).map(({ name }) => name)).toContain("orders-users");
    for (const yaml of [sealed(), external(), sops()]) expect(brought(passing(yaml)).map(({ name }) => name)).not.toContain("orders-users");
    expect(brought(passing(external("name: others"))).map(({ name }) => name)).toContain("orders-users");
  });

  test("is made by a plugin of Argo CD where it has to be decrypted, and read as it is where not", () => {
    const sources = (yaml: string) => {
      const given = checked({ ...passing(yaml), clusters: { east: argocd({ plugin: "sops" }) } });
      const made = expand(given, realKinds).manifests;
      const applications = deliver([given], made, ownersOf(made)).filter(({ object }) => object.kind === "Application");
      return Object.fromEntries(applications.map(({ object }) => [object.metadata.name, (object["spec"] as { source: object }).source]));
    };
    expect(sources(sops())["east-secrets"]).toMatchObject({ plugin: { name: "sops" } });
    expect(sources(sops())["east-secrets"]).not.toHaveProperty("directory");
    expect(sources(sops())["east-orders"]).toMatchObject({ directory: { recurse: true } });
    expect(sources(sealed())["east-secrets"]).toMatchObject({ directory: { recurse: true } });
  });

  test("is no object that an override can change", () => {
    const given = checked({
      ...passing(sealed()),
      overrides: [{ target: { kind: "SealedSecret", name: "orders-users" }, patch: { metadata: { labels: { a: "b" } } } }],
    });
    expect(expand(given, realKinds).problems.map(({ message }) => message)).toEqual(['no object of kind "SealedSecret" is made.']);
  });

  test("conflicts with another file for the same object, and is no conflict with itself", () => {
    const of = (name: string, yaml: string) => ({
      ...topology,
      name,
      passThrough: topology.passThrough.map((each) => ({ ...each, yaml })),
    });
    const conflicts = (second: string) => {
      const both = [of("a", text), of("b", second)];
      return mergeManifests(
        both.flatMap((each) => expand(each, realKinds).manifests),
        both,
      ).conflicts.filter(({ path }) => path[0] === "passThrough");
    };
    expect(conflicts(text)).toEqual([]);
    expect(conflicts(`${text}\n`)).toHaveLength(1);
  });
});
