import { textEntries } from "./data.ts";
import type { MadePod } from "./pods.ts";
import { matchesLabels } from "./selectors.ts";

/** Finds pods by plain label selectors. */
export interface PodIndex {
  /** Pods of a namespace that have all the pairs. An empty selector selects nothing, as with Services. */
  select(cluster: string, namespace: string, selector: unknown): readonly MadePod[];
}

/** Indexes pods by each of their labels, so that a selector costs no more than its rarest pair. */
export function indexPods(pods: readonly MadePod[]): PodIndex {
  const byLabel = new Map<string, MadePod[]>();
  for (const made of pods) {
    const { cluster, namespace, labels } = made.pod;
    for (const [key, value] of Object.entries(labels)) {
      const label = `${cluster}/${namespace}/${key}=${value}`;
      const known = byLabel.get(label);
      if (known) known.push(made);
      else byLabel.set(label, [made]);
    }
  }
  return {
    select(cluster, namespace, selector) {
      let rarest: readonly MadePod[] | undefined;
      for (const [key, value] of textEntries(selector)) {
        const having = byLabel.get(`${cluster}/${namespace}/${key}=${value}`) ?? [];
        if (rarest === undefined || having.length < rarest.length) rarest = having;
      }
      return (rarest ?? []).filter((made) => matchesLabels(selector, made.pod.labels));
    },
  };
}
