import { formatPath } from "../../terms/place.ts";
import type { Change, WorkloadStrategies } from "./strategies.ts";

/** The same for programs: `version: 1`. Fields are added, never changed, within a version. */
export function strategiesJson(workloads: readonly WorkloadStrategies[]): string {
  const data = {
    version: 1,
    kind: "strategies",
    workloads: workloads.map(({ strategies, hairpins, ...rest }) => ({
      ...rest,
      strategies: strategies.map(({ changes, verdict, ...each }) => ({
        ...each,
        changes: changes.map(changeData),
        verdict: verdict.kind === "refused" ? { ...verdict, path: formatPath(verdict.path) } : verdict,
      })),
      hairpins: hairpins.map(({ cures, tried, ...each }) => ({
        ...each,
        cures: cures.map((cure) => ({ ...cure, changes: cure.changes.map(changeData) })),
        tried: tried.map(({ changes, verdict, ...rest }) => ({
          ...rest,
          changes: changes.map(changeData),
          verdict: verdict.kind === "refused" ? { ...verdict, path: formatPath(verdict.path) } : verdict,
        })),
      })),
    })),
  };
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

function changeData({ path, ...change }: Change): object {
  return { path: formatPath(path), ...change };
}
