import type { BroughtObject, Environment, StatedIssuer } from "../../../src/terms/environment.ts";
import type { Evidence } from "../../../src/terms/evidence.ts";
import type { KubeObject } from "../../../src/terms/kube-object.ts";
import { applyObject } from "../apply.ts";
import type { StoodIn } from "../authorities.ts";
import { issuersOf, restoredRoots, standInForRoots, statedRoot } from "../authorities.ts";
import type { ControlPlane } from "../control-plane.ts";
import { applyPlatform } from "../control-plane.ts";
import type { DistCluster, DistObject, DistUnit } from "../dist.ts";
import { hasHealth, holds, lacks } from "../health.ts";
import type { LiveObject } from "../kube-client.ts";
import type { Kubelet } from "../kubelet/kubelet.ts";
import { isAcmeIssuer, noticeFluxObject, signedBy, withoutAcme } from "../stand-ins.ts";
import { waitFor } from "../wait-for.ts";
import type { Held } from "./held.ts";
import { identity } from "./identity.ts";
import { podsStart } from "./pods-start.ts";
import { rootsArrived } from "./roots-arrived.ts";

/** One line of the lab's table: what was checked, how many times it held, and where it did not. */
export interface Row {
  /** The dist/ and its cluster. */
  readonly world: string;
  readonly check: string;
  readonly held: number;
  readonly of: number;
  readonly problems: readonly string[];
  readonly seconds: number;
  /** For a row about dials: how many lab and prover agree on, by the evidence that the prover rests them on. */
  readonly dials?: Readonly<Partial<Record<Evidence, number>>>;
  /** Whether the table shows it as it is, and does not sum it up with others of its world. */
  readonly inFull?: true;
}

/**
 * Suite 1: applies one cluster of a dist/ to a fresh control plane, in delivery order, lets the real controllers work, and
 * says what held. The plane is left with everything in it. `patience` is the time in seconds that controllers are given to make
 * a unit, or the whole cluster, healthy.
 */
export async function applied(
  plane: ControlPlane,
  kubelet: Kubelet,
  world: string,
  dist: DistCluster,
  environments: readonly Environment[],
  stoodIn: StoodIn,
  folder: string,
  patience: number,
  say: (line: string) => void,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let started = performance.now();
  const row = (check: string, of: number, problems: readonly string[]): void => {
    const seconds = (performance.now() - started) / 1000;
    rows.push({ world, check, held: of - problems.length, of, problems, seconds });
    say(`${world}: ${check}: ${of - problems.length} of ${of} (${seconds.toFixed(1)} s)`);
    started = performance.now();
  };
  const objects = dist.units.flatMap((unit) => unit.objects);
  const unknown = await unknownFieldsAccepted(plane, dist, objects);
  row("an unknown field is refused", unknown.of, unknown.problems);

  const { refused, warned, stuck, waiting } = await applyUnits(plane, dist, environments, stoodIn, patience);
  row("applied, none refused", objects.length, refused);
  row("applied without a warning", objects.length, warned);
  if (waiting > 0) row("units that the next ones wait for became healthy", waiting, stuck);

  await settle(plane, objects, patience);
  const unhealthy = await healthyWithin(plane, objects, 0);
  const ofKind = (kind: string): readonly DistObject[] => objects.filter((each) => each.object.kind === kind);
  const issuersReady = (kind: string): string =>
    ofKind(kind).some((each) => isAcmeIssuer(each.object)) ? `${kind}s ready (a lab CA in place of ACME)` : `${kind}s ready`;
  const kinds: readonly (readonly [kind: string, check: string])[] = [
    ["Issuer", issuersReady("Issuer")],
    ["ClusterIssuer", issuersReady("ClusterIssuer")],
    ["Certificate", "Certificates issued by cert-manager"],
    ["Job", "Jobs run for real to their end"],
    ["Bundle", "Bundles synced by trust-manager"],
    ["StatefulSet", "StatefulSets with all their pods"],
  ];
  for (const [kind, check] of kinds) {
    const all = ofKind(kind);
    if (all.length === 0) continue;
    const bad = unhealthy.filter((each) => each.startsWith(`${kind} `));
    row(check, all.length, await Promise.all(bad.map((each) => withReason(plane, kubelet, each))));
  }
  for (const { object } of ofKind("Certificate")) {
    const revision: unknown = (await plane.client.get(await plane.client.pathOf(object)))?.["status"]?.revision;
    if (typeof revision === "number" && revision > 1) say(`${world}: cert-manager issued ${identity(object)} ${revision} times`);
  }
  const roots = await rootsArrived(plane, objects);
  row("ConfigMaps that hold the roots of their CA", roots.of, roots.problems);
  const pods = await podsStart(plane, objects, folder);
  row("pods whose volumes and variables a kubelet can make", pods.of, pods.problems);

  plane.pause();
  try {
    const asApplied = (object: KubeObject): Promise<KubeObject> => withLabSigner(plane, object, dist.name, environments, stoodIn);
    row("applied again: nothing changes", objects.length, await changedByApplyingAgain(plane, dist, objects, asApplied));
  } finally {
    plane.resume();
  }
  return rows;
}

/** What became of applying all units. */
interface AppliedUnits {
  readonly refused: readonly string[];
  readonly warned: readonly string[];
  /** Units that never became healthy although others wait for that, and how many there are. */
  readonly stuck: readonly string[];
  readonly waiting: number;
}

/** Applies all units in delivery order, with what others bring, and with a lab CA in place of ACME. */
async function applyUnits(
  plane: ControlPlane,
  dist: DistCluster,
  environments: readonly Environment[],
  stoodIn: StoodIn,
  patience: number,
): Promise<AppliedUnits> {
  const brought = environments.flatMap((each) => each.brought).filter((each) => each.cluster === dist.name);
  const refused: string[] = [];
  const warned: string[] = [];
  const stuck: string[] = [];
  const others = issuersOf(dist.name, environments).filter((each) => !holdsIssuer(dist, each));
  const all = dist.units.flatMap((unit) => unit.objects.map(({ object }) => object));
  const roots = restoredRoots(all, environments, stoodIn);
  const bringAll = async (): Promise<void> => {
    await bring(plane, brought, stoodIn);
    for (const secret of roots) if (await hasNamespace(plane, secret.metadata.namespace)) await applyPlatform(plane.client, secret);
    await bringIssuers(plane, others, stoodIn);
  };
  const looked = new Set<string>();
  const becomesHealthy = async (unit: DistUnit): Promise<void> => {
    if (!unit.waits || looked.has(unit.name)) return;
    looked.add(unit.name);
    await bringAll();
    const unhealthy = await healthyWithin(plane, unit.objects, patience);
    if (unhealthy.length > 0) stuck.push(`unit ${unit.name}: the next ones would never be applied: ${unhealthy.join("; ")}`);
  };
  for (const unit of dist.units) {
    for (const each of dist.units.filter(({ name }) => unit.after?.includes(name))) await becomesHealthy(each);
    await bringAll();
    for (const { file, object } of unit.objects) {
      // What is committed is what the server has to take; an issuer that signs elsewhere is then replaced, so that certificates are issued.
      const isForeign = isAcmeIssuer(object) || statedRoot(object, dist.name, environments) !== undefined;
      const { refusal, warnings } = await applyObject(plane.client, object, dist.fieldManager, isForeign);
      if (refusal !== undefined) refused.push(`${file}: ${refusal}`);
      else if (isForeign)
        await applyObject(plane.client, await withLabSigner(plane, object, dist.name, environments, stoodIn), dist.fieldManager);
      else await noticeFluxObject(plane, object);
      warned.push(...warnings.map((each) => `${file}: ${each}`));
    }
  }
  for (const unit of dist.units) await becomesHealthy(unit);
  return { refused, warned, stuck, waiting: dist.units.filter((unit) => unit.waits).length };
}

/** An issuer that signs with a CA of the lab, in place of one that asks ACME, a Vault or whoever; any other object as it is. */
async function withLabSigner(
  plane: ControlPlane,
  object: KubeObject,
  cluster: string,
  environments: readonly Environment[],
  stoodIn: StoodIn,
): Promise<KubeObject> {
  const root = statedRoot(object, cluster, environments);
  const authority = root === undefined ? undefined : stoodIn.authorityOf(root);
  return authority === undefined ? withoutAcme(plane, object) : signedBy(plane, object, authority);
}

/**
 * Applies a cluster and waits until all but its StatefulSets is healthy, or nothing changes any more: broken copies never get
 * healthy. Throws if the API server refuses an object, for then there is nothing to dial.
 */
export async function applyAndSettle(
  plane: ControlPlane,
  dist: DistCluster,
  environments: readonly Environment[],
  patience: number,
  stoodIn: StoodIn = standInForRoots([]),
): Promise<void> {
  const { refused } = await applyUnits(plane, dist, environments, stoodIn, 0);
  if (refused.length > 0) throw new Error(refused.join("\n"));
  const objects = dist.units.flatMap((unit) => unit.objects).filter((each) => each.object.kind !== "StatefulSet");
  await settle(plane, objects, patience);
}

/**
 * Waits until all is healthy, or nothing has changed for a fifth of the patience, in seconds, or that has run out. While cert-manager makes a
 * key nothing changes, on a busy machine for many seconds: then the patience begins anew, up to `MOST_WORK` times in all.
 */
async function settle(plane: ControlPlane, objects: readonly DistObject[], patience: number): Promise<void> {
  const last = performance.now() + MOST_WORK * patience * 1000;
  let end = performance.now() + patience * 1000;
  let [state, since] = ["", performance.now()];
  while (performance.now() < Math.min(end, last)) {
    if ((await healthyWithin(plane, objects, 0)).length === 0) return;
    const lists = new Map<string, readonly LiveObject[]>();
    for (const path of WATCHED) lists.set(path, await plane.client.list(path));
    const versions = [...lists.values()].flat().map((each) => each.metadata.resourceVersion);
    if (versions.join() !== state) [state, since] = [versions.join(), performance.now()];
    if (makesKey(lists.get(CERTIFICATES) ?? [], lists.get(REQUESTS) ?? []))
      [since, end] = [performance.now(), performance.now() + patience * 1000];
    if (performance.now() - since > patience * 200) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const MOST_WORK = 8;
const CERTIFICATES = "/apis/cert-manager.io/v1/certificates";
const REQUESTS = "/apis/cert-manager.io/v1/certificaterequests";

/** Whether a Certificate is being issued that has no request yet: its key comes first. */
export function makesKey(certificates: readonly LiveObject[], requests: readonly LiveObject[]): boolean {
  const asked = new Set(requests.flatMap((each) => (each.metadata.ownerReferences ?? []).map((owner) => owner.uid)));
  return certificates.some((each) => holds(each, "Issuing") && !asked.has(each.metadata.uid ?? ""));
}

/** What controllers write when they work. */
const WATCHED = [
  "/api/v1/secrets",
  "/api/v1/configmaps",
  "/api/v1/pods",
  "/apis/batch/v1/jobs",
  "/apis/apps/v1/statefulsets",
  CERTIFICATES,
  REQUESTS,
  "/apis/trust.cert-manager.io/v1alpha1/bundles",
];

/** What lacks, with what the kubelet or a controller last said about it. */
async function withReason(plane: ControlPlane, kubelet: Kubelet, lacking: string): Promise<string> {
  const [kind = "", rest = ""] = (lacking.split(":")[0] ?? "").split(" ");
  const [namespace = "", name = ""] = rest.split("/");
  const ofPods = [...whatPodsWaitFor(kubelet)]
    .filter(([pod]) => pod.startsWith(`${name}-`))
    .map(([pod, reason]) => `pod ${pod}: ${reason}`);
  const events = await plane.client.list(`/api/v1/namespaces/${namespace}/events`);
  const said = events.filter(
    ({ involvedObject, type }) => involvedObject.kind === kind && involvedObject.name === name && type === "Warning",
  );
  return [lacking, ...ofPods.slice(0, 1), ...said.slice(-1).map((each) => String(each["message"]))].join("; ");
}

/** What each pod waits for, by its name. */
function whatPodsWaitFor(kubelet: Kubelet): ReadonlyMap<string, string> {
  const ofServers = [...kubelet.pods.values()].flatMap((pod): readonly (readonly [string, string])[] => {
    const reason = pod.waiting ?? pod.containers.map((each) => each.waiting).find((each) => each !== undefined);
    return reason === undefined ? [] : [[pod.name, reason]];
  });
  return new Map([...kubelet.waiting, ...ofServers]);
}

/** Makes what the spec says that somebody else brings, as soon as its namespace is there. */
async function bring(plane: ControlPlane, brought: readonly BroughtObject[], stoodIn: StoodIn): Promise<void> {
  for (const { kind, namespace, name, keys, pem } of [...brought].sort((one) => (one.kind === "Namespace" ? -1 : 1))) {
    if (kind !== "Namespace" && !(await hasNamespace(plane, namespace))) continue;
    // The key of a CA that a person carries here.
    const carried = pem?.["tls.crt"] === undefined ? undefined : stoodIn.authorityOf(pem["tls.crt"]);
    const stringData = { ...Object.fromEntries(keys.map((key) => [key, `brought-by-the-lab-${key}`])), ...carried };
    const content = kind === "Secret" ? { stringData } : kind === "ConfigMap" ? { data: stringData } : {};
    await applyPlatform(plane.client, {
      apiVersion: "v1",
      kind,
      metadata: { name, ...(kind === "Namespace" ? {} : { namespace }) },
      ...content,
    });
  }
}

async function hasNamespace(plane: ControlPlane, name = "default"): Promise<boolean> {
  return (await plane.client.get(`/api/v1/namespaces/${name}`)) !== undefined;
}

/** Whether an issuer lies in a dist/, so that nobody else brings it. */
function holdsIssuer({ units }: DistCluster, { kind, name }: StatedIssuer): boolean {
  return units.some((unit) => unit.objects.some(({ object }) => object.kind === kind && object.metadata.name === name));
}

/** Makes the issuers that somebody else makes, with CAs of the lab. */
async function bringIssuers(plane: ControlPlane, issuers: readonly StatedIssuer[], stoodIn: StoodIn): Promise<void> {
  for (const { name, namespace, kind, root } of issuers) {
    const authority = stoodIn.authorityOf(root);
    const isCluster = kind === "ClusterIssuer";
    if (authority === undefined || (!isCluster && !(await hasNamespace(plane, namespace)))) continue;
    const issuer = { apiVersion: "cert-manager.io/v1", kind, metadata: isCluster ? { name } : { name, namespace } };
    await applyPlatform(plane.client, await signedBy(plane, issuer, authority));
  }
}

/** One object of each kind with a field more than there is, in a dry run: those that the server took nevertheless. */
async function unknownFieldsAccepted(plane: ControlPlane, dist: DistCluster, objects: readonly DistObject[]): Promise<Held> {
  const problems: string[] = [];
  const kinds = new Map(objects.map((each) => [`${each.object.apiVersion} ${each.object.kind}`, each]));
  for (const { file, object } of kinds.values()) {
    // In `default`, which is always there: the namespaces of dist/ are not applied yet.
    const metadata = { ...object.metadata, ...(object.metadata.namespace === undefined ? {} : { namespace: "default" }) };
    const top = object["spec"] === undefined ? {} : { spec: { ...(object["spec"] as object), fieldThatIsNot: true } };
    const spoilt = {
      ...object,
      ...top,
      metadata,
      ...(object["spec"] === undefined ? { fieldThatIsNot: true } : {}),
    } as DistObject["object"];
    const { refusal } = await applyObject(plane.client, spoilt, dist.fieldManager, true);
    if (refusal === undefined) problems.push(`${file}: took a field fieldThatIsNot`);
    // With several unknown fields the server names any one of them.
    else if (!/fieldThatIsNot|field not declared in schema/.test(refusal)) problems.push(`${file}: refused for another reason: ${refusal}`);
  }
  return { of: kinds.size, problems };
}

/** Waits until every object is healthy; gives what those lack that are not in time. */
async function healthyWithin(plane: ControlPlane, objects: readonly DistObject[], seconds: number): Promise<readonly string[]> {
  let left: string[] = [];
  const look = async (): Promise<true | undefined> => {
    left = [];
    for (const { object } of objects.filter((each) => hasHealth(each.object))) {
      const live = await plane.client.get(await plane.client.pathOf(object)).catch(() => undefined);
      const missing = live === undefined ? "is not there" : lacks(live);
      if (missing !== undefined) left.push(`${identity(object)}: ${missing}`);
    }
    return left.length === 0 ? true : undefined;
  };
  await waitFor("healthy", seconds, look).catch(() => undefined);
  return left;
}

/** Applies everything a second time and names the objects whose resourceVersion or managedFields of ours changed. */
async function changedByApplyingAgain(
  plane: ControlPlane,
  dist: DistCluster,
  objects: readonly DistObject[],
  asApplied: (object: KubeObject) => Promise<KubeObject>,
): Promise<readonly string[]> {
  const ours = (live: LiveObject): string =>
    JSON.stringify(live.metadata.managedFields?.filter((each) => each.manager === dist.fieldManager && each.operation === "Apply"));
  const problems: string[] = [];
  for (const { file, object } of objects) {
    const before = await plane.client.get(await plane.client.pathOf(object));
    const { live, refusal } = await applyObject(plane.client, await asApplied(object), dist.fieldManager);
    if (before === undefined || live === undefined) problems.push(`${file}: ${refusal ?? "was not there before"}`);
    else if (before.metadata.resourceVersion !== live.metadata.resourceVersion) problems.push(`${file}: the resourceVersion changed`);
    else if (ours(before) !== ours(live)) problems.push(`${file}: the fields that ${dist.fieldManager} manages changed`);
  }
  return problems;
}
