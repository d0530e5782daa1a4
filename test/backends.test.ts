import { describe, expect, it } from "vitest";
import { proveManifests } from "../src/compile.ts";
import { loadSpecs } from "../src/input/load-specs.ts";
import { kinds } from "../src/kinds/all.ts";
import { expand } from "../src/kinds/expand.ts";
import { checkTopology } from "../src/spec/check-topology.ts";
import { environmentOf } from "../src/spec/environment.ts";
import type { Manifest } from "../src/terms/manifest.ts";

// biome-ignore lint/suspicious/noExplicitAny: a spec's data is edited by hand, as a person edits a spec
type Loose = any;

/** Golden cases of strategies and of ways to get certificates: what is proven of each has to hold with either back end. */
const CASES = [
  "service-name-service-name-private",
  "service-name-fqdn-private",
  "fqdn-service-name-private",
  "fqdn-fqdn-private",
  "split-dns-service-name-private",
  "split-dns-fqdn-private",
  "split-dns-fqdn-acme",
  "fqdn-fqdn-acme",
  "five-nodes-replicas-wildcard",
  "intermediate-ca",
  "roots-in-git",
  "two-generations",
  "existing-issuer",
  "configuration-and-ports",
  "fleet-servers-anywhere",
  "fleet-split-dns-peering-zone",
];

/** Kinds that the operator makes by itself; a Job's ConfigMap and what carries roots and connection strings are not its. */
const OPERATORS = ["StatefulSet", "Service", "PodDisruptionBudget"];

async function proven(name: string, backend: "manifests" | "operator") {
  const loaded = await loadSpecs({ root: "test/golden", files: [`${name}/spec.ts`] });
  if (loaded.kind !== "loaded") throw new Error(JSON.stringify(loaded));
  const [spec] = loaded.specs;
  const data: Loose = structuredClone(spec?.data);
  for (const cluster of Object.values<Loose>(data.clusters))
    cluster.platform.kurrentdbOperator = { version: "1.6", namespace: "kurrent-system" };
  for (const workload of Object.values<Loose>(data.workloads)) workload.backend = backend;
  const checked = checkTopology({ file: "spec.ts", name, data }, kinds);
  if (checked.kind === "wrong") throw new Error(JSON.stringify(checked.problems));
  const { manifests } = expand(checked.topology, kinds);
  const environment = environmentOf(checked.topology, kinds);
  const { traces, findings } = await proveManifests(manifests, [environment]);
  const dials = traces.map(({ dial, disposition, path }) => `${dial.from.replace(/\/[^/]*$/, "")} ${dial.purpose} ${disposition} ${path}`);
  return {
    manifests,
    environment,
    dials: dials.sort(),
    errors: findings.filter(({ severity }) => severity === "error").map(({ code }) => code),
  };
}

/** The same, with what the operator's objects are read from changed. */
async function provenWith(name: string, edit: (objects: Loose[]) => void): Promise<readonly string[]> {
  const { manifests, environment } = await proven(name, "operator");
  const copies: Loose[] = structuredClone(manifests.map((each) => each)) as Loose[];
  edit(copies.map(({ object }) => object));
  return (await proveManifests(copies, [environment])).findings.filter(({ severity }) => severity === "error").map(({ code }) => code);
}

const kindsOf = (manifests: readonly Manifest[]) => new Set(manifests.map(({ object }) => object.kind));

describe("a spec moves from one back end to the other by one word", () => {
  it.each(CASES)("%s", async (name) => {
    const [raw, operator] = [await proven(name, "manifests"), await proven(name, "operator")];
    expect(raw.dials.length).toBeGreaterThan(0);
    expect(operator.dials).toEqual(raw.dials);
    expect(operator.errors).toEqual(raw.errors);
    // The operator makes one load balancer a pod; that inside of a peering is a second one.
    const own = operator.manifests.filter(({ object }) => !/-peering$/.test(object.metadata.name));
    expect([...kindsOf(own)].filter((kind) => OPERATORS.includes(kind))).toEqual([]);
    expect(OPERATORS.filter((kind) => !kindsOf(raw.manifests).has(kind))).toEqual([]);
    expect(kindsOf(operator.manifests)).toContain("KurrentDB");
  });

  it("but for certificates that a person brings: Service names are others, and the proof says so", async () => {
    const [raw, operator] = [await proven("brought-certificates", "manifests"), await proven("brought-certificates", "operator")];
    expect(raw.errors).toEqual([]);
    expect([...new Set(operator.errors)]).toEqual(["TL4103"]);
  });
});

describe("the roots that the operator's servers take from a Secret", () => {
  const name = "service-name-service-name-private";
  const role = (objects: Loose[]): Loose => objects.find(({ kind, metadata }) => kind === "Role" && metadata.name === "nodes-roots");

  it("reach it by the Job, which may write that Secret and no other", async () => {
    const { manifests } = await proven(name, "operator");
    const { rules } = role(manifests.map(({ object }) => object));
    expect(rules).toEqual([{ apiGroups: [""], resources: ["secrets"], resourceNames: ["nodes-roots"], verbs: ["get", "patch"] }]);
    expect(await provenWith(name, () => undefined)).toEqual([]);
    const withoutRight = await provenWith(name, (objects) => {
      role(objects).rules[0].resources = ["configmaps"];
    });
    expect(withoutRight).toContain("TL5109");
  });

  it("are public: whatever else stands in the Secret is found", async () => {
    const git = "roots-in-git";
    const secret = (objects: Loose[]): Loose => objects.find(({ kind }) => kind === "Secret");
    expect(await provenWith(git, () => undefined)).toEqual([]);
    const spoilt = (key: string, text: string) =>
      provenWith(git, (objects) => {
        secret(objects).data[key] = Buffer.from(text).toString("base64");
      });
    expect(await spoilt("password", "swordfish")).toContain("TL5204");
    expect(await spoilt("g2.crt", "no certificate")).toEqual(expect.arrayContaining(["TL5204", "TL4203"]));
  });
});
