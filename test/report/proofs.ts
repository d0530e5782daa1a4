import type { Finding } from "../../src/prove/findings/finding.ts";
import type { Proof } from "../../src/prove/proof.ts";
import type { Disposition, Step, Trace } from "../../src/prove/trace.ts";
import type { Evidence, Rule } from "../../src/terms/evidence.ts";
import { type ObjectId, objectId, objectIdOf } from "../../src/terms/kube-object.ts";
import type { Manifest } from "../../src/terms/manifest.ts";
import { place } from "../../src/terms/place.ts";
import type { Address, Dial } from "../../src/world/network.ts";
import type { Pod } from "../../src/world/program.ts";
import type { Process, World } from "../../src/world/world.ts";

export const STATEFUL_SET = objectIdOf("east", "apps", "StatefulSet", "kurrent", "orders");
const SHOP = objectIdOf("east", "", "ConfigMap", "shop", "shop");

const ruleOf = (evidence: Evidence): Rule => ({ id: `kurrentdb/${evidence}`, evidence, source: "KurrentDB 26.0" });
const RULES = { lab: ruleOf("lab"), source: ruleOf("source"), documentation: ruleOf("documentation"), assumed: ruleOf("assumed") };
const rule = (evidence: Evidence): Rule => RULES[evidence];

/** A process of pod `orders-N`, or a client without an address. */
export function process(label: string, over: Partial<Process> = {}): Process {
  const at = place(STATEFUL_SET, "spec", "template");
  return {
    id: `east/kurrent/${label}/kurrentdb`,
    label,
    place: at,
    program: "kurrentdb",
    cluster: "east",
    namespace: "kurrent",
    address: `pod:east/kurrent/${label}` as Address,
    resolver: { place: at, nameservers: ["10.96.0.10"], searches: [], ndots: 5, hosts: new Map() },
    listeners: [],
    dials: [],
    uptake: "start",
    stops: [],
    unread: [],
    ...over,
  };
}

/** A dial of a process to host:2113. */
export function dial(from: string, host: string, purpose = "gossip"): Dial {
  const at = place(STATEFUL_SET, "spec", "template", "spec", "containers", 0, "env", 3, "value");
  const to = { host, port: 2113, place: at };
  return {
    id: `${from} ${purpose} ${host}:2113`,
    place: at,
    from,
    to,
    protocol: "kurrentdb-http",
    purpose,
    callee: "started",
    rule: rule("source"),
  };
}

/** A dial followed to its end; a broken one fails at `verify`. */
export function trace(of: Dial, disposition: Disposition = "proven", evidence: Evidence = "source", over: Partial<Trace> = {}): Trace {
  const step = (hop: Step["hop"], text: string, ok = true): Step => ({
    hop,
    ok,
    text,
    places: [of.to.place],
    values: {},
    rules: [rule(evidence)],
  });
  const before = [
    step("resolve", `${of.to.host} → pod orders-1, DNS sidecar of orders-0`),
    step("route", "pod network, direct"),
    step("accept", "orders-1:2113"),
  ];
  const last =
    disposition === "proven" || disposition === "assumed"
      ? step("verify", "orders-node-tls holds it")
      : {
          ...step("verify", `orders-node-tls holds *.orders.kurrent.svc.cluster.local, not ${of.to.host}`, false),
          failure: "name-not-on-certificate" as const,
        };
  return { dial: of, steps: [...before, last], path: "direct", disposition, evidence, reached: [], ...over };
}

/** A finding of code TL4103 at a value of the Certificate. */
export function finding(traces: readonly Trace[], over: Partial<Finding> = {}): Finding {
  const at = place(STATEFUL_SET, "spec", "template", "spec", "containers", 0, "env", 3, "value");
  return { code: "TL4103", severity: "error", cause: at, related: [], values: { purpose: "gossip" }, traces, ...over };
}

/** A proof with these traces and findings, in a World with these processes. */
export function proof(processes: readonly Process[], traces: readonly Trace[], findings: readonly Finding[] = []): Proof {
  const manifests = new Map<ObjectId, Manifest>();
  const origin = { kind: "spec", topology: "orders", base: ["workloads", "orders"], fields: [] } as const;
  const add = (unit: string, apiVersion: string, kind: string, namespace: string, name: string): void => {
    const object = { apiVersion, kind, metadata: { name, namespace } };
    manifests.set(objectId("east", object), { kind: "manifest", cluster: "east", unit, object, origin });
  };
  add("orders", "apps/v1", "StatefulSet", "kurrent", "orders");
  add("shop", "v1", "ConfigMap", "shop", "shop");
  const pods = processes.flatMap((each): Pod[] =>
    each.address
      ? [
          {
            kind: "pod",
            cluster: "east",
            namespace: "kurrent",
            name: each.label,
            labels: {},
            address: each.address,
            place: each.place,
            spec: {},
          },
        ]
      : [],
  );
  const world: World = {
    kind: "world",
    environment: [],
    objects: new Map([...manifests].map(([id, { object }]) => [id, object])),
    manifests,
    derived: new Map(),
    contested: [],
    pods,
    processes: new Map(processes.map((each) => [each.id, each])),
    processesAt: new Map(),
    absent: new Map(),
    zones: [],
    routes: new Map(),
    contents: new Map(),
    issued: new Map(),
    notIssued: [],
    statedRoots: [],
    references: [],
    deniedWrites: [],
    stoppedJobs: [],
    notSynced: [],
    undeclared: [],
    unpublished: [],
    balancersAt: new Map(),
  };
  return { kind: "proof", world, traces, findings };
}

/** Three nodes that dial each other, and a client: all well. */
export function goodProof(): Proof {
  const nodes = ["orders-0", "orders-1", "orders-2"].map((label) => process(label));
  const { address: _, ...client } = process("shop", { id: "outside/shop", place: place(SHOP, "data") });
  const dials = nodes.flatMap((from) =>
    nodes
      .filter((to) => to !== from)
      .map((to) => trace(dial(from.id, `${to.label}.example.com`), "proven", "source", { reached: [to.id] })),
  );
  return proof(
    [...nodes, client],
    [
      ...dials,
      trace(dial(client.id, "orders-0.example.com", "client"), "proven", "lab", { path: "hairpin", reached: [nodes[0]?.id ?? ""] }),
    ],
  );
}
