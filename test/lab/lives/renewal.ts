import type { Environment } from "../../../src/terms/environment.ts";
import type { DistCluster } from "../dist.ts";
import type { OpenCluster } from "../open-world.ts";
import type { Row } from "../suites/applied.ts";
import type { Edit } from "../twins.ts";
import { breakCluster } from "../twins.ts";
import { waitFor } from "../wait-for.ts";
import { comeBack, failuresOf, sayFailures, servedBy } from "./handshakes.ts";
import { LEAF, leafOf, openScene, reloadProblems } from "./scene.ts";

/** How a renewal is watched. */
export interface RenewalOptions {
  readonly name: string;
  readonly cluster: DistCluster;
  readonly environments: readonly Environment[];
  /** How many renewals each node has to serve. */
  readonly renewals: number;
  /** Whether to go on until the first leaf has expired. */
  readonly untilExpired: boolean;
}

/**
 * A leaf lives for two and a half minutes and is renewed after 40 s: a server is signalled from its sixtieth second on, up to 12 s after
 * its files have changed, so that the first leaf is replaced well before it expires, also on a busy machine.
 */
const LIFETIME = { duration: "2m30s", renewBefore: "1m50s" };
/** Where nothing signals, less will do. */
const SHORT_LIFETIME = { duration: "1m0s", renewBefore: "30s" };

/** Seconds until all renewals have to be served. */
const PATIENCE = 240;

/** Changes the lifetime of the nodes' leaf; in the lab alone, for cert-manager's webhook refuses less than an hour. */
function lifetimeEdits({ duration, renewBefore }: { duration: string; renewBefore: string }): readonly Edit[] {
  const object = `Certificate ${LEAF}`;
  return [
    { object, from: `"duration":"2160h0m0s"`, to: `"duration":"${duration}"` },
    { object, from: `"renewBefore":"720h0m0s"`, to: `"renewBefore":"${renewBefore}"` },
  ];
}

/** The real cert-manager renews, the sidecars signal, and every node serves each new leaf, while all dial all: none may fail. */
export async function renewal(
  world: OpenCluster,
  { name, cluster, environments, renewals, untilExpired }: RenewalOptions,
): Promise<readonly Row[]> {
  const scene = await openScene(name, world, breakCluster(cluster, { name, edits: lifetimeEdits(LIFETIME) }), environments);
  await scene.steady();
  const from = Date.now();
  const before = scene.look().servers;
  let state = "";
  const served = () => servedBy(scene.dials(0, Date.now()));
  const ask = async (): Promise<true | undefined> => {
    const hosts = [...served().values()];
    state = hosts.map((all) => all.length).join();
    const ends = hosts.map((all) => all[0]?.until ?? Number.POSITIVE_INFINITY);
    const enough = hosts.length === before.length && hosts.every((all) => all.length > renewals);
    return enough && (!untilExpired || Date.now() > Math.max(...ends) + 5000) ? true : undefined;
  };
  await waitFor(`${name}: ${renewals} renewals served by each node`, PATIENCE, ask, () => state).catch(() => undefined);
  // Whoever still has the one before shows it now.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const to = Date.now();
  const { servers } = scene.look();
  const hosts = [...served()];
  const few = hosts.filter(([, all]) => all.length <= renewals).map(([host, all]) => `${host} served ${all.length - 1} renewals`);
  const signals = servers.reduce((sum, each) => sum + each.signals, 0);
  const expired = untilExpired ? ", past the end of the first leaf" : "";
  const check = `renewals served by each node ${hosts.map(([, all]) => all.length - 1).join(", ")}; ${signals} SIGHUPs by sidecars${expired}`;
  return [scene.row(check, from, to, [...few, ...comeBack(served()), ...reloadProblems(before, servers)])];
}

/** Without a sidecar that signals, the first leaf is served until it expires, although it was renewed; then every dial fails. */
export async function renewalUnnoticed(
  world: OpenCluster,
  given: Omit<RenewalOptions, "renewals" | "untilExpired">,
): Promise<readonly Row[]> {
  const { name, cluster, environments } = given;
  const scene = await openScene(name, world, breakCluster(cluster, { name, edits: lifetimeEdits(SHORT_LIFETIME) }), environments);
  await scene.steady();
  const from = Date.now();
  const until = Math.max(...[...servedBy(scene.dials(0, from)).values()].flat().map((each) => each.until));
  await new Promise((resolve) => setTimeout(resolve, until + 8000 - Date.now()));
  const to = Date.now();
  const served = [...servedBy(scene.dials(0, to))];
  const before = failuresOf(scene.dials(from, until));
  // A dial may have begun before.
  const after = scene.dials(until + 4000, to);
  const other = after.filter((each) => each.error !== "expired");
  const leaf = await leafOf(world);
  const problems = [
    ...served.filter(([, all]) => all.length !== 1).map(([host, all]) => `${host} served ${all.length} leaves`),
    ...(served.some(([, all]) => all[0]?.serial === leaf.serialNumber) ? ["the leaf was not renewed"] : []),
    ...sayFailures(before).map((each) => `before its end: ${each}`),
    ...other.map((each) => `after its end: ${each.from} dials ${each.host}: ${each.error || "done"}`),
    ...(after.length === 0 ? ["nobody dialled after its end"] : []),
  ];
  const count = scene.dials(from, to).length;
  const check = `the old leaf is served to its end: ${count} dials, ${before.length} failed before, ${after.length - other.length} of ${after.length} after`;
  const of = Math.max(after.length, problems.length);
  return [{ world: name, check, held: of - problems.length, of, problems, seconds: (to - from) / 1000, inFull: true }];
}
