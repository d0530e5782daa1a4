import type { MeantEnd } from "./dials/seen-ends.ts";
import type { Edit } from "./twins.ts";
import { breakCluster } from "./twins.ts";
import type { Deployment } from "./world.ts";

/** One change of a world of several clusters: of the objects of one, or of what the specs state. */
export type JoinedEdit =
  | (Edit & { readonly cluster: string })
  /** Replaces one text in the Environments' JSON, and in the facts of clusters, by another. */
  | { readonly stated: string; readonly to: string };

/** A broken copy of clusters that dial each other, and how each of its dials has to end, but for those that go through. */
export interface JoinedTwin {
  readonly name: string;
  /** The dist/ that it is a copy of: the name of its folder, or of that around it. */
  readonly of: string;
  readonly edits: readonly JoinedEdit[];
  readonly ends: readonly MeantEnd[];
  /** Whether it belongs to the short form. */
  readonly core?: boolean;
}

/** How a dial has to end: its disposition alone, or with its way. */
type End = MeantEnd["disposition"] | Omit<MeantEnd, "dials">;

/** Makes broken copies of one golden case: by their name, the dials that do not simply go through, and what is edited. */
export const twinsOf =
  (golden: string) =>
  (name: string, ends: Readonly<Record<string, End>>, ...edits: readonly JoinedEdit[]): JoinedTwin => ({
    name,
    of: golden,
    edits,
    ends: Object.entries(ends).map(([dials, end]) => ({ dials, ...(typeof end === "string" ? { disposition: end } : end) })),
  });

/** Makes edits of the objects of one cluster: so many of that name lose a text, or get another for it, or go. */
export const editsIn =
  (cluster: string) =>
  (object: string, from?: string, to?: string, objects = 1): JoinedEdit => ({
    cluster,
    object,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    objects,
  });

/** The clusters with a twin's edits made. Throws if an edit changes another number of objects than it means, or nothing. */
export function breakJoined({ clusters, environments }: Deployment, { name, edits }: JoinedTwin): Deployment {
  return edits.reduce<Deployment>(
    (each, edit) => {
      if (!("stated" in edit)) {
        if (!each.clusters.some(({ cluster }) => cluster.name === edit.cluster))
          throw new Error(`twin '${name}': no cluster ${edit.cluster}`);
        return {
          environments: each.environments,
          clusters: each.clusters.map((own) =>
            own.cluster.name === edit.cluster ? { ...own, cluster: breakCluster(own.cluster, { name, edits: [edit] }) } : own,
          ),
        };
      }
      const text = JSON.stringify(each.environments);
      if (!text.includes(edit.stated)) throw new Error(`twin '${name}': nothing states ${edit.stated}`);
      const stated = JSON.parse(text.replaceAll(edit.stated, edit.to)) as Deployment["environments"];
      return {
        environments: stated,
        clusters: each.clusters.map((own) => ({
          ...own,
          facts: stated.map((one) => one.clusters[own.cluster.name]).find((facts) => facts !== undefined) ?? own.facts,
        })),
      };
    },
    { clusters, environments },
  );
}
