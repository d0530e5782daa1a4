import type { Kind } from "./kind.ts";
import { kurrentdbKind } from "./kurrentdb/kurrentdb.ts";
import type { Workload } from "./workload.ts";

/** Every workload kind, by the tag that its function in the language gives. A new kind is one more line here. */
export const kinds: ReadonlyMap<string, Kind> = new Map([entry(kurrentdbKind)]);

/** Whoever has a workload finds its kind by its tag, so that each kind is only given specs of its own. */
function entry<Spec extends Workload>(kind: Kind<Spec>): [string, Kind] {
  return [kind.kind, kind as unknown as Kind];
}
