import { describe, expect, it } from "vitest";
import type { Content } from "../../src/world/program.ts";
import type { World } from "../../src/world/world.ts";
import { fingerprint, pki } from "../fixtures/pki.ts";
import { dial, facts, fakeProgram, keeper, worldOf, write } from "./world-of.ts";

const AUTHORITY = `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: self, namespace: a }
spec: { selfSigned: {} }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: root, namespace: a }
spec: { isCA: true, commonName: ordersNodes g1, secretName: root, issuerRef: { name: self } }
---
`;

const RBAC = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: writer, namespace: cert-manager }
rules: [{ apiGroups: [""], resources: [configmaps], verbs: [get, create, patch], resourceNames: [roots] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: writer, namespace: cert-manager }
roleRef: { kind: Role, name: writer, apiGroup: rbac.authorization.k8s.io }
subjects: [{ kind: ServiceAccount, name: copier, namespace: a }]
---
`;

const JOB = `
apiVersion: v1
kind: ServiceAccount
metadata: { name: copier, namespace: a }
---
apiVersion: batch/v1
kind: Job
metadata: { name: copy, namespace: a }
spec:
  template:
    spec:
      serviceAccountName: copier
      volumes: [{ name: v, secret: { secretName: root, items: [{ key: ca.crt, path: g1.crt }] } }]
      containers: [{ name: copy, image: copy, volumeMounts: [{ name: v, mountPath: /in }] }]
---
`;

const BUNDLE = `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: { name: trust }
spec:
  sources: [{ configMap: { name: roots, key: g1.crt } }]
  target: { configMap: { key: ca.crt }, namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } } }
---
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
`;

const copy = fakeProgram("copy", (container) => ({ writes: write(container, "roots", "g1.crt", "/in/g1.crt", "cert-manager") }));

function key(world: World, contents: string, name: string): Content | undefined {
  return world.contents.get(contents)?.keys.get(name);
}

describe("Jobs", () => {
  it("write what their programs write, and Bundles hand it on", () => {
    const world = worldOf(AUTHORITY + RBAC + JOB + BUNDLE, [copy]);
    expect(key(world, "east/ConfigMap/cert-manager/roots", "g1.crt")).toMatchObject({
      kind: "certificates",
      chain: [{ label: "ordersNodes g1" }],
    });
    expect(key(world, "east/ConfigMap/shop/trust", "ca.crt")).toMatchObject({
      kind: "certificates",
      chain: [{ label: "ordersNodes g1" }],
      place: { object: "east/trust.cert-manager.io/Bundle//trust" },
    });
    expect(world.deniedWrites).toEqual([]);
    expect(world.notSynced).toEqual([]);
    expect(world.contents.has("east/ConfigMap/a/trust")).toBe(false);
  });

  it.each([
    ["no binding", RBAC, ""],
    ["another resource", "resources: [configmaps]", "resources: [secrets]"],
    ["another name", "resourceNames: [roots]", "resourceNames: [other]"],
    ["reading only", "verbs: [get, create, patch]", "verbs: [get, list]"],
    ["no right to create it", "verbs: [get, create, patch]", "verbs: [get, patch]"],
    ["another ServiceAccount", "name: copier, namespace: a", "name: other, namespace: a"],
    ["no credentials", "      serviceAccountName: copier", "      serviceAccountName: copier\n      automountServiceAccountToken: false"],
    [
      "a Role in another namespace",
      "metadata: { name: writer, namespace: cert-manager }\nrules",
      "metadata: { name: writer, namespace: a }\nrules",
    ],
  ])("are denied by %s", (_, from, to) => {
    const yaml = AUTHORITY + RBAC + JOB + BUNDLE;
    expect(yaml).toContain(from);
    const world = worldOf(yaml.replace(from, to), [copy]);
    expect(world.contents.has("east/ConfigMap/cert-manager/roots")).toBe(false);
    expect(world.deniedWrites.map((each) => each.place)).toEqual([
      { object: "east/batch/Job/a/copy", path: ["spec", "template", "spec", "containers", 0] },
    ]);
    expect(world.notSynced.map((each) => each.values["why"])).toEqual(["nobody makes ConfigMap cert-manager/roots"]);
  });

  it.each([
    [
      "a ClusterRole by a ClusterRoleBinding",
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: x }\nroleRef: { kind: ClusterRole, name: edit }\nsubjects: [{ kind: Group, name: 'system:serviceaccounts:a' }]\n---\n",
    ],
    [
      "a wildcard rule",
      RBAC.replace("resources: [configmaps], verbs: [get, create, patch], resourceNames: [roots]", "resources: ['*'], verbs: ['*']"),
    ],
    [
      "update of what is there",
      `${RBAC.replace("[get, create, patch]", "[update]")}apiVersion: v1\nkind: ConfigMap\nmetadata: { name: roots, namespace: cert-manager }\n---\n`,
    ],
  ])("are allowed by %s", (_, rbac) => {
    expect(worldOf(AUTHORITY + rbac + JOB, [copy]).deniedWrites).toEqual([]);
    expect(key(worldOf(AUTHORITY + rbac + JOB, [copy]), "east/ConfigMap/cert-manager/roots", "g1.crt")?.kind).toBe("certificates");
  });

  it("write nothing without their ServiceAccount, and say so", () => {
    const reasons = (yaml: string) =>
      worldOf(yaml, [copy]).stoppedJobs.map(({ stop }) => `${stop.reason} ${stop.values["kind"]} ${stop.values["name"]}`);
    const lacking =
      AUTHORITY + RBAC + JOB.replace("kind: ServiceAccount\nmetadata: { name: copier", "kind: ServiceAccount\nmetadata: { name: other");
    expect(worldOf(lacking, [copy]).contents.has("east/ConfigMap/cert-manager/roots")).toBe(false);
    expect(reasons(lacking)).toEqual(["missing-object ServiceAccount copier"]);
    expect(reasons(AUTHORITY + RBAC + JOB)).toEqual([]);
    expect(reasons(RBAC + JOB)).toEqual(["missing-object Secret root"]);
  });

  it("write nothing while a mount is missing or the program stops", () => {
    const lacking = worldOf(RBAC + JOB, [copy]);
    expect(lacking.contents.has("east/ConfigMap/cert-manager/roots")).toBe(false);
    const stopping = fakeProgram("copy", (container) => ({
      writes: write(container, "roots", "g1.crt", "/in/g1.crt", "cert-manager"),
      stops: [
        { reason: "bad-option", place: container.place, related: [], values: {}, rule: { id: "t", evidence: "assumed", source: "t" } },
      ],
    }));
    expect(worldOf(AUTHORITY + RBAC + JOB, [stopping]).contents.has("east/ConfigMap/cert-manager/roots")).toBe(false);
  });
});

describe("Bundles", () => {
  const bundle = (sources: string, target = "{ configMap: { key: ca.crt } }") => `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: { name: trust }
spec: { sources: ${sources}, target: ${target} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: pem, namespace: cert-manager }
data: ${JSON.stringify({ one: pki("corp-root"), two: pki("other-root") })}
---
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { team: x } }
---
apiVersion: v1
kind: Namespace
metadata: { name: bank }
---
apiVersion: v1
kind: Secret
metadata: { name: elsewhere, namespace: shop }
stringData: ${JSON.stringify({ one: pki("corp-root") })}
`;
  const trust = (yaml: string, namespace = "shop") => key(worldOf(yaml), `east/ConfigMap/${namespace}/trust`, "ca.crt");

  it.each([
    ["a key", "[{ configMap: { name: pem, key: one } }]", ["corp-root"]],
    ["all keys", "[{ configMap: { name: pem, includeAllKeys: true } }]", ["corp-root", "other-root"]],
    [
      "the same twice",
      "[{ configMap: { name: pem, includeAllKeys: true } }, { configMap: { name: pem, key: one } }]",
      ["corp-root", "other-root"],
    ],
    [
      "text",
      `[{ inLine: ${JSON.stringify(pki("impostor-root"))} }, { configMap: { name: pem, key: two } }]`,
      ["impostor-root", "other-root"],
    ],
    ["text without a certificate, beside one", "[{ inLine: THREE }, { configMap: { name: pem, key: one } }]", ["corp-root"]],
    ["text without a certificate", "[{ inLine: THREE }]", undefined],
    ["a key that is not there", "[{ configMap: { name: pem, key: three } }]", undefined],
    ["no key", "[{ configMap: { name: pem } }]", undefined],
    ["one source that is missing among others", "[{ inLine: THREE }, { configMap: { name: none, key: one } }]", undefined],
    ["a Secret of another namespace", "[{ secret: { name: elsewhere, key: one } }]", undefined],
    ["nothing", "[]", undefined],
  ])("from %s", (_, sources, expected) => {
    const content = trust(bundle(sources));
    // trust-manager's order is that of the fingerprints.
    expect(content?.kind === "certificates" ? content.chain.map((each) => each.fingerprint) : content?.kind).toEqual(
      expected?.map(fingerprint).sort(),
    );
    expect(worldOf(bundle(sources)).notSynced.length).toBe(expected === undefined ? 1 : 0);
  });

  it("go to the namespaces that are selected, or to all", () => {
    const sources = "[{ configMap: { name: pem, key: one } }]";
    expect([trust(bundle(sources)), trust(bundle(sources), "bank")].map((each) => each?.kind)).toEqual(["certificates", "certificates"]);
    const labelled = bundle(sources, "{ configMap: { key: ca.crt }, namespaceSelector: { matchLabels: { team: x } } }");
    expect([trust(labelled), trust(labelled, "bank")].map((each) => each?.kind)).toEqual(["certificates", undefined]);
  });

  it("need trust-manager where an Environment says what is there", () => {
    const { trustManager: _, ...platform } = facts.platform;
    const world = worldOf(bundle("[{ inLine: X }]"), [], { clusters: { east: { ...facts, platform } } });
    expect(world.contents.has("east/ConfigMap/shop/trust")).toBe(false);
    expect(world.notSynced.map((each) => each.values["why"])).toEqual(["cluster east has no trust-manager"]);
  });

  it("never hand on a private key", () => {
    const yaml = `${AUTHORITY.replaceAll("namespace: a", "namespace: cert-manager")}${bundle("[{ secret: { name: root, includeAllKeys: true } }]")}`;
    expect(worldOf(yaml).notSynced.map((each) => each.values["why"])).toEqual(["Secret cert-manager/root holds a private key"]);
    expect(trust(yaml.replace("includeAllKeys: true", "key: ca.crt"))).toMatchObject({
      kind: "certificates",
      chain: [{ label: "ordersNodes g1" }],
    });
  });
});

describe("processes that no object runs", () => {
  const config = `
apiVersion: v1
kind: ConfigMap
metadata: { name: shop, namespace: shop }
data: { host: db.example.com, trustConfigMap: trust, trustPath: /trust }
---
`;
  const trusted = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: trust, namespace: shop }\ndata: { ca.crt: PEM }\n---\n";
  const reads = { cluster: "east", namespace: "shop", configMap: "shop" };
  const client = fakeProgram("client", (container) => {
    const host = container.env.get("host")?.content;
    return { dials: host?.kind === "text" ? [dial(container, host.text)] : [] };
  });

  it("read their ConfigMap, and the trust it names", () => {
    const { program, containers } = keeper();
    const inCluster = { name: "shop", program: "client", cluster: "east", namespace: "shop", reads };
    worldOf(config + trusted, [program], { processes: [inCluster] });
    expect(containers.get("shop/client")?.file("/trust/ca.crt")).toMatchObject({ kind: "text", text: "PEM" });
    const process = worldOf(config + trusted, [client], { processes: [inCluster] }).processes.get("east/shop/shop/client");
    expect(process).toMatchObject({
      label: "shop",
      program: "client",
      stops: [],
      resolver: { nameservers: ["10.96.0.10"], ndots: 5 },
      dials: [{ from: "east/shop/shop/client" }],
    });
    const stops = (yaml: string) => worldOf(yaml, [client], { processes: [inCluster] }).processes.get("east/shop/shop/client")?.stops;
    expect(stops(config)).toMatchObject([
      { reason: "missing-object", values: { name: "trust" }, place: { path: ["data", "trustConfigMap"] } },
    ]);
    expect(stops(trusted)).toMatchObject([{ reason: "missing-object", values: { name: "shop" } }]);
  });

  it("outside of all clusters trust what a person gave them", () => {
    const { program, containers } = keeper();
    const outside = (generation: string) => ({
      name: "laptops",
      program: "client",
      reads,
      trusts: [
        { kind: "generations" as const, authority: "ordersNodes", generations: [generation] },
        { kind: "public" as const, server: "https://acme" },
      ],
    });
    worldOf(AUTHORITY + config, [program], { processes: [outside("g1")] });
    const container = containers.get("laptops/client");
    expect(container?.file("/outside/trust")).toMatchObject({ kind: "certificates", chain: [{ label: "ordersNodes g1" }] });
    expect(container?.file("/outside/public-roots")?.kind).toBe("text");
    const read = (generation: string) =>
      worldOf(AUTHORITY + config, [client], { processes: [outside(generation)] }).processes.get("outside/laptops");
    expect(read("g1")).toMatchObject({
      unread: [],
      resolver: { nameservers: ["public"], searches: [] },
      dials: [{ id: "outside/laptops test db.example.com:1", from: "outside/laptops" }],
    });
    expect(read("g1")?.address).toBeUndefined();
    expect(read("g9")?.unread).toEqual([{ object: "east//ConfigMap/shop/shop", path: [] }]);
  });
});

describe("references", () => {
  it("are those of pods once, of issuers, Bundles and bindings", () => {
    const pods = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: d, namespace: a }
spec: { replicas: 3, template: { spec: { serviceAccountName: sa, volumes: [{ name: v, persistentVolumeClaim: { claimName: data } }], containers: [{ name: c, envFrom: [{ secretRef: { name: s, optional: true } }] }] } } }
---
`;
    const world = worldOf(pods + AUTHORITY + RBAC + BUNDLE);
    expect(world.references.map(({ kind, namespace, name, key, optional }) => [kind, namespace, name, key, optional])).toEqual([
      ["PersistentVolumeClaim", "a", "data", undefined, false],
      ["Secret", "a", "s", undefined, true],
      ["ServiceAccount", "a", "sa", undefined, false],
      ["Issuer", "a", "self", undefined, false],
      ["ConfigMap", "cert-manager", "roots", "g1.crt", false],
      ["ServiceAccount", "a", "copier", undefined, false],
    ]);
  });
});

describe("what others bring", () => {
  const pod =
    "apiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: a }\nspec: { containers: [{ name: c, env: [{ name: X, valueFrom: { secretKeyRef: { name: passwords, key: admin } } }] }] }\n---\n";
  const stops = (world: World) => world.processes.get("east/a/p/c")?.stops.length;
  const everywhere = (chosen: string) =>
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: a, labels: { team: a } }\n---\napiVersion: external-secrets.io/v1\nkind: ClusterExternalSecret\nmetadata: { name: passwords }\nspec: { ${chosen}, externalSecretSpec: { data: [{ secretKey: admin }] } }\n`;
  it.each([
    [
      "the Environment",
      worldOf(pod, [], { brought: [{ cluster: "east", namespace: "a", kind: "Secret", name: "passwords", keys: ["admin"] }] }),
    ],
    [
      "an ExternalSecret",
      worldOf(
        `${pod}apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: x, namespace: a }\nspec: { target: { name: passwords }, data: [{ secretKey: admin }] }\n`,
      ),
    ],
    [
      "a SealedSecret",
      worldOf(
        `${pod}apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: passwords, namespace: a }\nspec: { encryptedData: { admin: x } }\n`,
      ),
    ],
    [
      "a SealedSecret's own name, whatever its template says",
      worldOf(
        `${pod}apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: passwords, namespace: a }\nspec: { encryptedData: { raw: x }, template: { metadata: { name: other }, data: { admin: "{{ .raw }}" } } }\n`,
      ),
    ],
    [
      "a ClusterExternalSecret that chooses the namespace by a label",
      worldOf(`${pod}${everywhere("namespaceSelectors: [{ matchLabels: { team: b } }, { matchLabels: { team: a } }]")}`),
    ],
    ["… or by its name", worldOf(`${pod}${everywhere("namespaces: [a]")}`)],
  ])("is there by %s", (_, world) => {
    expect(stops(world)).toBe(0);
    expect(key(world, "east/Secret/a/passwords", "admin")?.kind).toBe("opaque");
    expect(stops(worldOf(pod))).toBe(1);
  });

  it.each([
    ["a ClusterExternalSecret for other namespaces", everywhere("namespaceSelectors: [{ matchLabels: { team: b } }], namespaces: [b]")],
    [
      "an ExternalSecret that makes none",
      "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: passwords, namespace: a }\nspec: { target: { creationPolicy: None }, data: [{ secretKey: admin }] }\n",
    ],
    [
      "a SealedSecret whose template takes the key away",
      "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: passwords, namespace: a }\nspec: { encryptedData: { admin: x }, template: { data: { admin: null } } }\n",
    ],
  ])("is not there by %s", (_, yaml) => {
    expect(stops(worldOf(`${pod}${yaml}`))).toBe(1);
  });
});
