import type { KubeObject } from "../../src/terms/kube-object.ts";
import { statedClusters } from "./assumed-egress.ts";
import type { StoodIn } from "./authorities.ts";
import type { OpenCluster, OpenWorld } from "./open-world.ts";
import { applyAndSettle } from "./suites/applied.ts";
import { waitFor } from "./wait-for.ts";
import type { Deployment } from "./world.ts";

/**
 * Deploys over what is there: what changes, or is there no more, goes first, with all pods and the Secrets of Certificates that
 * change, so that nobody starts with what was before. Peerings, load balancers and names are made anew. `patience` in seconds.
 */
export async function deployOver(
  world: OpenWorld,
  before: Deployment | undefined,
  next: Deployment,
  stoodIn: StoodIn,
  patience: number,
): Promise<void> {
  await Promise.all(world.clusters.map((cluster) => takeAway(cluster, objectsOf(before, cluster.name), objectsOf(next, cluster.name))));
  await world.surround(statedClusters(next), next.environments);
  await Promise.all(
    world.clusters.map(async ({ name, plane }) => {
      const found = next.clusters.find(({ cluster }) => cluster.name === name);
      if (found !== undefined) await applyAndSettle(plane, found.cluster, next.environments, patience, stoodIn);
    }),
  );
}

function objectsOf(deployment: Deployment | undefined, cluster: string): ReadonlyMap<string, KubeObject> {
  const units = deployment?.clusters.find((each) => each.cluster.name === cluster)?.cluster.units ?? [];
  const objects = units.flatMap((unit) => unit.objects.map(({ object }) => object));
  return new Map(objects.map((object) => [`${object.kind} ${object.metadata.namespace}/${object.metadata.name}`, object]));
}

async function takeAway({ plane, kubelet }: OpenCluster, before: ReadonlyMap<string, KubeObject>, next: ReadonlyMap<string, KubeObject>) {
  const { client } = plane;
  const remove = async (path: string): Promise<void> => {
    const answer = await client.send("DELETE", `${path}?gracePeriodSeconds=0&propagationPolicy=Background`);
    if (answer.status >= 400 && answer.status !== 404) throw new Error(`DELETE ${path}: ${answer.status} ${answer.body["message"]}`);
  };
  // What cert-manager made for a Certificate: nobody collects it here, and a new one of that name would come upon it.
  const removeIssued = async ({ metadata: { namespace, name }, spec }: KubeObject): Promise<void> => {
    const requests = `/apis/cert-manager.io/v1/namespaces/${namespace}/certificaterequests`;
    for (const { metadata } of await client.list(requests))
      if (metadata.annotations?.["cert-manager.io/certificate-name"] === name) await remove(`${requests}/${metadata.name}`);
    await remove(`/api/v1/namespaces/${namespace}/secrets/${(spec as { secretName: string }).secretName}`);
  };
  for (const [key, object] of before) {
    const isSame = JSON.stringify(next.get(key)) === JSON.stringify(object);
    if (object.kind === "Namespace" || (isSame && object.kind !== "StatefulSet")) continue;
    await remove(await client.pathOf(object));
    if (object.kind === "Certificate") await removeIssued(object);
  }
  const running = new Set([...kubelet.pods.values()].map((pod) => pod.uid));
  for (const { namespace, name } of kubelet.pods.values()) await remove(`/api/v1/namespaces/${namespace}/pods/${name}`);
  await waitFor(`${plane.name}: pods gone`, 60, async () =>
    [...kubelet.pods.values()].some((pod) => running.has(pod.uid)) ? undefined : true,
  );
}
