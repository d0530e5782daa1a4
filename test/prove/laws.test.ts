import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Compiled, compile, proveManifests } from "../../src/compile.ts";
import type { Proof } from "../../src/prove/proof.ts";
import { parseObjectId } from "../../src/terms/kube-object.ts";
import type { Manifest } from "../../src/terms/manifest.ts";
import { formatPath } from "../../src/terms/place.ts";
import { cases } from "./cases/all.ts";
import { Draft, draft, type Loose } from "./fixture.ts";
import { audit, replica, splitDns } from "./variants.ts";

let committed: Compiled;
beforeAll(async () => {
  const result = await compile({ root: process.cwd() });
  if (result.kind === "refused") throw new Error(JSON.stringify(result.problems));
  committed = result;
});

const plain = (manifests: readonly Manifest[]): Manifest[] => JSON.parse(JSON.stringify(manifests));

/** What a proof says, without the order of its parts. */
function verdicts({ traces, findings }: Proof) {
  return {
    dials: traces
      .map(({ dial, disposition, evidence, path, steps }) => `${dial.id} ${disposition} ${evidence} ${path} ${steps.at(-1)?.failure ?? ""}`)
      .sort(),
    findings: findings.map((each) => `${each.code} ${each.severity}`).sort(),
  };
}

/** Keys of labels by which any object selects others. */
function selectorKeys(manifests: readonly Manifest[]): Set<string> {
  const keys = new Set<string>();
  const walk = (value: Loose, selects: boolean): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [field, each] of Object.entries(value)) {
      if (selects && typeof each === "string") keys.add(field === "key" || field === "topologyKey" ? each : field);
      walk(each, selects || /[sS]elector$/.test(field));
    }
  };
  for (const { object } of manifests) walk(object, false);
  return keys;
}

/** Strips what Trueline adds for people and for delivery: labels that nothing selects by, annotations that nobody's program reads. */
function strip(manifests: readonly Manifest[]): { readonly stripped: Manifest[]; readonly count: number } {
  const used = selectorKeys(manifests);
  let count = 0;
  const clean = (metadata: Loose): void => {
    for (const [field, keep] of [
      ["labels", (key: string) => used.has(key)],
      ["annotations", (key: string) => !/^(trueline|argocd\.argoproj\.io|kustomize\.toolkit\.fluxcd\.io)\//.test(key)],
    ] as const) {
      for (const key of Object.keys(metadata?.[field] ?? {})) {
        if (keep(key)) continue;
        delete metadata[field][key];
        count++;
      }
    }
  };
  const stripped = plain(manifests);
  for (const { object } of stripped as Loose[]) {
    clean(object.metadata);
    clean(object.spec?.template?.metadata);
    for (const claim of object.spec?.volumeClaimTemplates ?? []) clean(claim.metadata);
  }
  return { stripped, count };
}

describe("the committed specs", () => {
  it("are proven", () => {
    const { findings, traces } = committed.proof;
    // A single node with a public certificate goes on letting in whoever passes for a node by one.
    // Clients beside servers with FQDNs go the long way round, and are told of it.
    expect(findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual(["TL4407 warning", "TL3402 note", "TL3402 note"]);
    expect(traces.length).toBeGreaterThan(20);
    expect(traces.filter((trace) => trace.disposition !== "proven")).toEqual([]);
  });

  it("have the same verdicts without labels and annotations of ours", async () => {
    const { stripped, count } = strip(committed.manifests);
    expect(count).toBeGreaterThan(committed.manifests.length / 2);
    expect(verdicts(await proveManifests(stripped, committed.environments))).toEqual(verdicts(committed.proof));
  });

  it("have the same verdicts whatever is called by which unit, and wherever it comes from", async () => {
    const moved = plain(committed.manifests).map(
      (each): Manifest => ({ ...each, unit: "all", origin: { kind: "file", file: "all.yaml", document: 0 } }),
    );
    expect(verdicts(await proveManifests(moved, committed.environments))).toEqual(verdicts(committed.proof));
  });

  it("have the same verdicts in any order of their objects", async () => {
    const expected = verdicts(committed.proof);
    const order = fc.shuffledSubarray([...committed.manifests], { minLength: committed.manifests.length });
    await fc.assert(
      fc.asyncProperty(order, async (shuffled) => {
        expect(verdicts(await proveManifests(shuffled, committed.environments))).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });

  it("give the same proof twice", async () => {
    const { manifests, environments } = committed;
    const again = await proveManifests(plain(manifests), JSON.parse(JSON.stringify(environments)));
    expect(again.traces).toEqual(committed.proof.traces);
    expect(again.findings).toEqual(committed.proof.findings);
  });

  it("stay proven with any further names on their certificates", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.domain(), { minLength: 1, maxLength: 4 }), async (more) => {
        const manifests = plain(committed.manifests);
        const publicly = new Set((manifests as Loose[]).flatMap(({ object }) => (object.spec?.acme ? [object.metadata.name] : [])));
        // A public authority signs no names but those that a solver answers for.
        for (const { object } of manifests as Loose[])
          if (object.kind === "Certificate" && !publicly.has(object.spec.issuerRef.name))
            object.spec.dnsNames = [...(object.spec.dnsNames ?? []), ...more];
        expect(verdicts(await proveManifests(manifests, committed.environments))).toEqual(verdicts(committed.proof));
      }),
      { numRuns: 10 },
    );
  });
});

/** Words of the Environment's own language, and defaults of what is installed in a cluster. */
const WORDS: ReadonlySet<unknown> = new Set([
  "environment",
  "kurrentdb-client",
  "Secret",
  "Namespace",
  "ConfigMap",
  "generations",
  "public",
  "assumed",
  "argocd",
  "flux-system",
  // The keys of every Secret of type kubernetes.io/tls.
  "tls.crt",
  "tls.key",
  "",
]);

describe("the Environment", () => {
  it("holds only values that stand in the topology", () => {
    expect(committed.environments.length).toBe(committed.topologies.length);
    committed.environments.forEach((environment, i) => {
      const stated = valuesOf(committed.topologies[i]);
      const unstated: string[] = [];
      const check = (value: unknown, path: readonly (string | number)[]): void => {
        if (typeof value === "object" && value !== null) for (const [key, each] of Object.entries(value)) check(each, [...path, key]);
        else if (path.join() !== "version" && !stated.has(value) && !WORDS.has(value))
          unstated.push(`${formatPath(path)}: ${String(value)}`);
      };
      check(environment, []);
      expect(unstated).toEqual([]);
    });
  });

  it("names nothing that is computed: no name of a certificate, no Service", () => {
    const stated = new Set(committed.topologies.flatMap((each) => [...valuesOf(each)]));
    const held = new Set(committed.environments.flatMap((each) => [...valuesOf(each)]));
    const computed = (committed.manifests as Loose[]).flatMap(({ object }) => {
      if (object.kind === "Certificate") return object.spec.dnsNames ?? [];
      return object.kind === "Service" && !stated.has(object.metadata.name) ? [object.metadata.name] : [];
    });
    expect(computed.length).toBeGreaterThan(10);
    expect(computed.filter((each) => held.has(each))).toEqual([]);
  });
});

/** All values of some data, and the names of its properties, which name things where they are keys of a record. */
function valuesOf(data: unknown): Set<unknown> {
  const values = new Set<unknown>();
  const gather = (value: unknown): void => {
    if (typeof value !== "object" || value === null) values.add(value);
    else {
      for (const [key, each] of Object.entries(value)) {
        values.add(key);
        gather(each);
      }
    }
  };
  gather(data);
  return values;
}

describe("manifests of anybody", () => {
  const all = cases.map(({ title, given, bad }) => ({
    title,
    made: draft(...(given ? [given] : []), bad),
  }));

  it("have the same findings in any order", () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.infiniteStream(fc.nat()), ({ made }, keys) => {
        const shuffled = new Draft();
        const ranked = made.objects.map((object) => ({ object, key: keys.next().value ?? 0 }));
        shuffled.objects = ranked.sort((a, b) => a.key - b.key).map(({ object }) => object);
        shuffled.environment = made.environment;
        shuffled.asOf = made.asOf;
        for (const [object, cluster] of made.elsewhere) shuffled.elsewhere.set(object, cluster);
        expect(verdicts(shuffled.prove())).toEqual(verdicts(made.prove()));
      }),
      { numRuns: 150 },
    );
  });

  it("keep what is proven when a certificate gets another name", () => {
    const starts: readonly ((d: Draft) => void)[] = [() => {}, splitDns, replica, audit];
    // Names that are dialled are among them.
    const name = fc.oneof(
      fc.domain(),
      fc.constantFrom("ledger-0.data", "*.data.svc.cluster.local", "ledger.data.svc.cluster.local", "*.db.example.com"),
    );
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uniqueArray(name, { minLength: 1, maxLength: 3 }), (start, more) => {
        const proven = draft(start)
          .prove()
          .traces.filter((trace) => trace.disposition === "proven");
        const wider = draft(start, (d) => d.certificate.dnsNames.push(...more)).prove();
        const after = new Map(wider.traces.map((trace) => [trace.dial.id, trace.disposition]));
        for (const { dial } of proven) expect([dial.id, after.get(dial.id)]).toEqual([dial.id, "proven"]);
      }),
      { numRuns: 40 },
    );
  });

  it("give the same proof twice, and name objects that are there", () => {
    for (const { made } of all) {
      const [first, second] = [made.prove(), made.prove()];
      expect(second.findings).toEqual(first.findings);
      expect(second.traces).toEqual(first.traces);
      for (const { cause, traces } of first.findings) {
        // A Secret that somebody brings is no object, but has a name; zones and peerings are stated.
        const { kind, name } = parseObjectId(cause.object);
        const stated = made.environment?.[kind === "Zone" ? "zones" : "peerings"] ?? [];
        if (kind === "Zone" || kind === "Peering") expect(stated.map((each) => each.name)).toContain(name);
        else if (kind !== "Secret") expect([...first.world.objects.keys()]).toContain(cause.object);
        for (const trace of traces) expect(trace.steps.at(-1)?.ok).toBe(false);
      }
    }
  });
});
