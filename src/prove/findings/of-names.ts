import { lookUpClusterName } from "../../world/names/resolve.ts";
import type { World } from "../../world/world.ts";
import { circleOf, reasonOf } from "../hops/missing-name.ts";
import type { Cause } from "./cause.ts";

const ADDRESS = /^(\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:.]*)$/i;

/** Names that never lead anywhere, also where nobody dials them: claimed in vain, aliases of addresses, and circles of aliases. */
export function causesOfNames(world: World): readonly Cause[] {
  const vain = world.unpublished.map((each): Cause => {
    const { name, zone, cluster, reason, owner } = each;
    const values = { name, why: reasonOf(each), zone, cluster, reason, ...(owner === undefined ? {} : { owner }) };
    return { code: "TL2109", place: each.place, related: [], values, what: `${name} ${each.place.object}` };
  });
  const aliases: Cause[] = [];
  for (const { view, cluster, records } of world.zones) {
    if (view !== "cluster" || cluster === undefined) continue;
    for (const { name, cname, place } of records.values()) {
      if (cname === undefined) continue;
      const values = { alias: name, cname };
      if (ADDRESS.test(cname)) aliases.push({ code: "TL2111", place, related: [], values });
      const found = lookUpClusterName({ cluster: world, public: world }, cluster, name);
      if (found.kind !== "does-not-exist" || !found.circle) continue;
      const path = [...found.chain.map((each) => each.name), found.name].join(" → ");
      aliases.push({ code: "TL2112", place, related: [], values: { ...values, path }, what: circleOf(found) });
    }
  }
  return [...vain, ...aliases];
}
