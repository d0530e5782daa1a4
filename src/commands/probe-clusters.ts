import { NotAllowed } from "../live/cluster-error.ts";
import type { OpenStream } from "../live/dial.ts";
import type { Listening, PodReference, TrustSource } from "../probe/expectation.ts";
import type { X509 } from "../x509/certificate.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** A cluster that is dialled through. Each thing is asked for once. */
export interface ProbedCluster {
  openPod(pod: PodReference, port: number): Promise<OpenStream>;
  /** What cert-manager issued last for a Certificate, leaf first. */
  current(namespace: string, name: string): Promise<readonly X509[] | undefined>;
  /** Undefined where they may not be read. */
  roots(source: TrustSource): Promise<readonly X509[] | undefined>;
  /** What was not looked at for lack of rights, in sentences. */
  readonly notes: readonly string[];
}

export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context: readonly string[];
  readonly dialLimitSeconds: number;
}

/** The clusters that a kubeconfig leads to, by their names in the topology. None where neither it nor a context is given. */
export async function openClusters(options: ClusterOptions, listening: readonly Listening[]): Promise<ReadonlyMap<string, ProbedCluster>> {
  const { kubeconfig, context, dialLimitSeconds } = options;
  if (kubeconfig === undefined && context.length === 0) return new Map();
  const { Kubeconfigs } = await import("../live/cluster.ts");
  const { configMapCertificates, currentCertificate, runningPods } = await import("../live/cluster-objects.ts");
  const { openPod } = await import("../live/port-forward.ts");
  const configs = new Kubeconfigs(kubeconfig);
  const names = [...new Set(listening.flatMap(({ cluster }) => cluster ?? []))];
  const chosen = contextsByCluster(context, names, configs);
  return new Map(
    [...chosen].map(([name, contextName]) => {
      const api = configs.open(contextName, dialLimitSeconds);
      const once = memo();
      const notes: string[] = [];
      // Without the right to read it, less is compared; what is dialled is worth knowing all the same.
      const readable = <T>(key: string, ask: () => Promise<T>): Promise<T | undefined> =>
        once(key, () =>
          ask().catch((error: unknown) => {
            if (!(error instanceof NotAllowed)) throw error;
            notes.push(error.message);
            return undefined;
          }),
        );
      const probed: ProbedCluster = {
        notes,
        async openPod({ namespace, name: pod, byLabels }, port) {
          if (!byLabels) return openPod(api, namespace, pod, port);
          const running = await once(`pods ${namespace} ${JSON.stringify(byLabels.labels)}`, () =>
            runningPods(api, namespace, byLabels.labels),
          );
          return openPod(api, namespace, running[byLabels.index] ?? pod, port);
        },
        current: (namespace, certificate) =>
          readable(`current ${namespace}/${certificate}`, () => currentCertificate(api, namespace, certificate)),
        roots: ({ namespace, configMap, keys }) =>
          readable(`roots ${namespace}/${configMap} ${keys.join()}`, () => configMapCertificates(api, namespace, configMap, keys)),
      };
      return [name, probed];
    }),
  );
}

/** The context of each cluster: as said, else the one of the same name, else for a single cluster the current one. */
export function contextsByCluster(
  given: readonly string[],
  clusters: readonly string[],
  configs: { readonly contexts: readonly string[]; readonly current: string | undefined },
): ReadonlyMap<string, string> {
  const chosen = new Map<string, string>();
  const [only] = clusters;
  for (const text of given) {
    const equals = text.indexOf("=");
    // Names of contexts may hold an equals sign; those of clusters can't.
    const cluster = equals > 0 && clusters.includes(text.slice(0, equals)) ? text.slice(0, equals) : undefined;
    if (cluster !== undefined) chosen.set(cluster, text.slice(equals + 1));
    else if (clusters.length === 1 && only !== undefined && (equals < 0 || configs.contexts.includes(text))) chosen.set(only, text);
    else
      throw new WrongUsage(
        `--context ${text}: say of which cluster, as in --context ${only ?? "east"}=CONTEXT. Clusters: ${clusters.join(", ")}.`,
      );
  }
  if (given.length > 0) return chosen;
  for (const cluster of clusters) if (configs.contexts.includes(cluster)) chosen.set(cluster, cluster);
  if (chosen.size === 0 && clusters.length === 1 && only !== undefined && configs.current !== undefined) chosen.set(only, configs.current);
  if (chosen.size > 0) return chosen;
  throw new WrongUsage(
    `Say which context is which cluster: ${clusters.map((each) => `--context ${each}=CONTEXT`).join(" ")}. The kubeconfig has ${configs.contexts.join(", ") || "none"}.`,
  );
}

function memo(): <T>(key: string, ask: () => Promise<T>) => Promise<T> {
  const asked = new Map<string, Promise<unknown>>();
  return <T>(key: string, ask: () => Promise<T>) => {
    const known = asked.get(key) ?? ask();
    asked.set(key, known);
    return known as Promise<T>;
  };
}
