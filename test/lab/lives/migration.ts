import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../../src/terms/environment.ts";
import { applyPlatform } from "../control-plane.ts";
import { withoutDelivery } from "../dist.ts";
import type { OpenCluster } from "../open-world.ts";
import type { Row } from "../suites/applied.ts";
import { waitFor } from "../wait-for.ts";
import type { LabCluster } from "../world.ts";
import { application } from "./applications.ts";
import type { Pruned } from "./commits.ts";
import { applyCommit, compileInto, remove } from "./commits.ts";
import type { Handshake } from "./handshakes.ts";
import { between, failuresOf, sayFailures } from "./handshakes.ts";
import type { Scene } from "./scene.ts";
import { BUNDLE, isHostOf, LEAF, NAMESPACE, openScene, reloadProblems } from "./scene.ts";
import type { OrdersChoice } from "./topologies.ts";
import { ordersTopology } from "./topologies.ts";

/** Common name of a generation's root. */
const root = (generation: string): string => `ordersNodes ${generation}`;

/** Milliseconds of dials after each commit, once what it brings is there. */
const LINGER_MS = 4000;

/** The node whose kubelet is later than the others, and by how many milliseconds. */
const LATE = "orders-2";
const LATER_MS = 5000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Clients that do one thing wrong. They are watched, and their dials counted apart. */
const TWINS = {
  subPath: "roots-by-subpath",
  once: "roots-read-once",
  leaf: "ca-crt-of-the-leaf",
} as const;

/** What the migration is given: compiles a commit of the topology, the first of which is applied when the world is opened. */
export interface MigrationOptions {
  readonly name: string;
  readonly first: CompiledCommit;
}

/** One commit of the topology: its only cluster, and what is stated of it. */
export interface CompiledCommit extends LabCluster {
  readonly environments: readonly Environment[];
}

/** Compiles one commit of the topology, and gives its only cluster. */
export async function commitOf(folder: string, name: string, choice: OrdersChoice): Promise<CompiledCommit> {
  const at = join(folder, "commits", name);
  mkdirSync(at, { recursive: true });
  const [world] = await compileInto(at, "orders", ordersTopology(choice));
  const [only] = world?.clusters ?? [];
  if (world === undefined || only === undefined) throw new Error(`${name} has no cluster`);
  // What only says how objects get there is played by the lab.
  return { ...only, environments: world.environments, cluster: withoutDelivery(only.cluster) };
}

/**
 * The vendor's three steps from one CA to another, as three commits over one running cluster, each after what a person waits for; then the
 * same with one node whose kubelet lags, which nobody waited for; and last a short cut in one commit.
 */
export async function migration(world: OpenCluster, { name, first }: MigrationOptions): Promise<readonly Row[]> {
  const scene = await openScene(name, world, first.cluster, first.environments, Object.values(TWINS));
  await addTwins(scene);
  await scene.steady();
  const before = scene.look().servers;
  let now = first;
  let mark = Date.now();
  const rows: Row[] = [];
  const late = world.kubelet.pods.get(`${NAMESPACE}/${LATE}`);
  if (late === undefined) throw new Error(`no pod ${LATE}`);
  const commit: Commit = async (title, choice, holdUp = LATER_MS) => {
    const next = await commitOf(world.folder, title, choice);
    // Kubelets are never in step: one brings each change later than the others.
    late.lags = true;
    const pruned = await applyCommit(world.plane, now.cluster, next.cluster);
    if (holdUp !== "held") setTimeout(() => (late.lags = false), holdUp);
    now = next;
    return pruned;
  };
  /** A part of the whole, from where the last one ended: no dial falls between two of them. */
  const part = async (title: string, work: () => Promise<string>): Promise<Handshakes> => {
    const from = mark;
    const said = await work();
    await wait(LINGER_MS);
    mark = Date.now();
    rows.push(scene.row(`${title}: ${said}`, from, mark));
    return { from, to: mark };
  };
  const timed = async (what: string, work: Promise<void>): Promise<string> => {
    const started = performance.now();
    await work;
    return `${what} after ${((performance.now() - started) / 1000).toFixed(0)} s`;
  };

  await part("before: g1", async () => {
    const signalled = async (): Promise<true | undefined> => (scene.look().servers.every(({ reloads }) => reloads > 0) ? true : undefined);
    return timed(
      "first SIGHUP to each node",
      waitFor("first SIGHUP", 120, signalled).then(() => undefined),
    );
  });
  await part("commit 1 of 3, widen trust", async () => {
    await commit("widen", { generations: ["g1", "g2"], signsWith: "g1" });
    return timed("g1 and g2 loaded by all", scene.rootsLoaded([root("g1"), root("g2")]));
  });
  const second = await part("commit 2 of 3, g2 signs", async () => {
    await commit("switch", { generations: ["g1", "g2"], signsWith: "g2" });
    return timed("its leaf served by all", scene.leafServed(root("g2")));
  });
  const third = await part("commit 3 of 3, narrow trust", async () => {
    const { removed, guarded } = await commit("narrow", { generations: ["g2"] });
    const loaded = await timed("g2 alone loaded by all", scene.rootsLoaded([root("g2")]));
    return `${removed.length} objects pruned, ${guarded.length} guarded; ${loaded}`;
  });
  rows.push(...twinRows(scene, second, third));
  for (const twin of Object.values(TWINS)) await remove(world.plane, twinPod(twin), "Background");

  rows.push(
    await tooEarly(scene, commit, () => {
      late.lags = false;
    }),
  );
  rows.push(await shortCut(scene, commit));
  const restarted = reloadProblems(before, scene.look().servers, true);
  const { servers } = scene.look();
  const sum = (of: "signals" | "reloads" | "failedReloads"): number => servers.reduce((total, each) => total + each[of], 0);
  // A leaf that comes before its root is refused, and taken with the next signal.
  const check = `nobody restarted; ${sum("signals")} SIGHUPs by sidecars: ${sum("reloads")} reloads, ${sum("failedReloads")} kept what was there`;
  rows.push({
    world: name,
    check,
    held: servers.length - restarted.length,
    of: servers.length,
    problems: restarted,
    seconds: 0,
    inFull: true,
  });
  return rows;
}

/** A window. */
interface Handshakes {
  readonly from: number;
  readonly to: number;
}

/** Applies a commit. One node's kubelet brings what changed so many milliseconds later than the others, or is `held` until it is let go. */
type Commit = (title: string, choice: OrdersChoice, holdUp?: number | "held") => Promise<Pruned>;

/**
 * The race that the vendor's page warns of: trust was widened, but one node's kubelet has not brought the new root when the new CA signs. That
 * node refuses the others until its files and its reload come after all.
 */
async function tooEarly(scene: Scene, commit: Commit, letGo: () => void): Promise<Row> {
  const late = LATE;
  const from = Date.now();
  await commit("widen-again", { generations: ["g2", "g3"], signsWith: "g2" }, "held");
  await scene.rootsLoaded([root("g2"), root("g3")], late);
  const switched = Date.now();
  await commit("switch-early", { generations: ["g2", "g3"], signsWith: "g3" }, "held");
  await scene.leafServed(root("g3"), late);
  await wait(LINGER_MS);
  letGo();
  await scene.leafServed(root("g3"));
  await scene.steady();
  const healed = Date.now();
  await wait(LINGER_MS);
  const to = Date.now();
  const failed = failuresOf(scene.dials(from, healed));
  const problems = [
    ...sayFailures(failuresOf(scene.dials(from, switched))).map((each) => `before the switch: ${each}`),
    ...sayFailures(failed.filter((each) => !isBetween(each, late))).map((each) => `not of ${late}: ${each}`),
    ...(failed.some((each) => each.from === late && each.error === "unknown-authority") ? [] : [`${late} refused nobody`]),
    ...(failed.some((each) => isHostOf(each.host, late) && each.error === "refused-by-server") ? [] : [`nobody was refused by ${late}`]),
    ...sayFailures(failuresOf(scene.dials(healed, to))).map((each) => `after all was brought: ${each}`),
  ];
  return found(scene, `twin: g3 signs before ${late} trusts it`, failed, problems, from, to);
}

/** From one CA to the next in one commit: nodes that have the new leaf and root and those that don't refuse each other. */
async function shortCut(scene: Scene, commit: Commit): Promise<Row> {
  const from = Date.now();
  await commit("short-cut", { generations: ["g4"] });
  await scene.leafServed(root("g4"));
  await scene.rootsLoaded([root("g4")]);
  await scene.steady();
  const healed = Date.now();
  await wait(LINGER_MS);
  const to = Date.now();
  const failed = failuresOf(scene.dials(from, healed));
  const other = failed.filter(
    (each) => each.error !== "unknown-authority" && each.error !== "refused-by-server" && each.error !== "no-answer",
  );
  const problems = [
    ...sayFailures(other),
    ...(failed.some((each) => each.error === "unknown-authority") ? [] : ["no dial failed"]),
    ...sayFailures(failuresOf(scene.dials(healed, to))).map((each) => `after all was brought: ${each}`),
  ];
  return found(scene, "twin: from g3 to g4 in one commit", failed, problems, from, to);
}

/** Whether a node makes a dial, or is dialled by another node. Clients trust both CAs by then. */
function isBetween({ from, host, purpose }: Handshake, node: string): boolean {
  return from === node || (isHostOf(host, node) && !purpose.endsWith("client"));
}

/** A row of something that has to fail: how many dials, and for how long. */
function found(scene: Scene, title: string, failed: readonly Handshake[], problems: readonly string[], from: number, to: number): Row {
  const times = failed.map(({ time }) => time);
  const span = times.length === 0 ? 0 : (Math.max(...times) - Math.min(...times)) / 1000;
  const all = scene.dials(from, to).length;
  const check = `${title}: ${failed.length} of ${all} dials failed, over ${span.toFixed(0)} s`;
  const of = Math.max(failed.length, problems.length, 1);
  return { world: scene.name, check, held: of - problems.length, of, problems, seconds: (to - from) / 1000, inFull: true };
}

function twinPod(name: string): ReturnType<typeof application> {
  const path = "/roots/ca.crt";
  const bundle = { configMap: { name: BUNDLE } };
  const shop = { name, namespace: "shop", configMap: "shop", args: ["--roots", path] };
  if (name === TWINS.subPath) return application({ ...shop, roots: { path, volume: bundle, subPath: "ca.crt" } });
  if (name === TWINS.once) return application({ ...shop, args: [...shop.args, "--roots-once"], roots: { path: "/roots", volume: bundle } });
  const leaf = { secret: { secretName: LEAF, items: [{ key: "ca.crt", path: "ca.crt" }] } };
  return application({ ...shop, namespace: NAMESPACE, roots: { path: "/roots", volume: leaf } });
}

/** The wrong clients, and the connection string in the nodes' namespace for the one that is there. */
async function addTwins({ world: { plane } }: Scene): Promise<void> {
  const config = await plane.client.get("/api/v1/namespaces/shop/configmaps/shop");
  await applyPlatform(plane.client, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "shop", namespace: NAMESPACE },
    data: config?.["data"],
  });
  for (const twin of Object.values(TWINS)) await applyPlatform(plane.client, twinPod(twin));
}

/** What the wrong clients saw: nothing until the CA changes, and then that they don't trust it. */
function twinRows(scene: Scene, second: Handshakes, third: Handshakes): readonly Row[] {
  const { handshakes } = scene.look();
  return Object.values(TWINS).map((twin) => {
    const own = handshakes.filter((each) => each.from === twin);
    const [before, during, after] = [
      between(own, 0, second.from),
      between(own, second.from, second.to),
      between(own, third.from, third.to),
    ];
    const failed = failuresOf([...during, ...after]);
    const other = failed.filter((each) => each.error !== "unknown-authority");
    const problems = [
      ...sayFailures(failuresOf(before)).map((each) => `before the switch: ${each}`),
      ...sayFailures(other),
      ...(failuresOf(during).length > 0 ? [] : ["no dial failed in commit 2"]),
      // The leaf's ca.crt is of the new CA once all is over; the others never read it.
      ...(twin === TWINS.leaf || failuresOf(after).length === after.length ? [] : ["some dials succeed in commit 3"]),
      ...(twin === TWINS.leaf ? sayFailures(failuresOf(after)) : []),
    ];
    const check = `twin: client with ${twin.replaceAll("-", " ")}: ${failed.length} of ${during.length + after.length} dials failed from commit 2 on`;
    const of = Math.max(failed.length, problems.length, 1);
    return { world: scene.name, check, held: of - problems.length, of, problems, seconds: 0, inFull: true };
  });
}
