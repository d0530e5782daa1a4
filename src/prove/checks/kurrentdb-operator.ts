import { distance } from "fastest-levenshtein";
import { parseObjectId } from "../../terms/kube-object.ts";
import { formatPath, place } from "../../terms/place.ts";
import { at, text, textEntries } from "../../world/data.ts";
import { gatherFacts } from "../../world/facts.ts";
import { indexed } from "../../world/object-index.ts";
import { GROUP, refusals, unknownFields } from "../../world/operators/kurrentdb/admission.ts";
import { hasOperator } from "../../world/operators/kurrentdb/derive.ts";
import { extraRules, fqdn, fqdnFrom, fqdnTemplate, podsOf, type Resource, readResource } from "../../world/operators/kurrentdb/resource.ts";
import type { World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

/** The operator's resources, with the version of the operator where it is known. */
function* resources(world: World) {
  const facts = gatherFacts(world.environment);
  for (const [id, object] of world.objects) {
    const { group, kind, cluster } = parseObjectId(id);
    if (group !== GROUP) continue;
    yield { id, object, kind, cluster, facts, version: facts.of(cluster)?.platform.kurrentdbOperator?.version };
  }
}

/** TL5404: a resource in a cluster without the operator. */
export const withoutOperator: Check = (world) =>
  [...resources(world)].flatMap(({ id, kind, cluster, facts }) =>
    hasOperator(cluster, facts) ? [] : [finding("TL5404", place(id), { kind, cluster })],
  );

/** TL5401 to TL5403: what the API server refuses of a resource, and fields that the operator's version does not have. */
export const refusedResources: Check = (world) =>
  [...resources(world)].flatMap(({ id, object, kind, version }): readonly Finding[] => [
    ...refusals(kind, object, version).map(({ path, why }) => finding("TL5401", place(id, ...path), { kind, why })),
    ...unknownFields(kind, object, version).map(({ path, known, since }) => {
      const where = place(id, ...path);
      const field = formatPath(path.slice(1));
      if (since !== undefined) return finding("TL5403", where, { field, since, version: version ?? "" });
      return finding("TL5402", where, { field, kind, known: known.join(", "), meant: meant(String(path.at(-1)), known) });
    }),
  ]);

/** The known field that was meant, as far as it is near: the documents spell some otherwise than the definition. */
function meant(given: string, known: readonly string[]): string {
  const near = known.map((name) => ({ name, off: distance(given.toLowerCase(), name.toLowerCase()) })).sort((a, b) => a.off - b.off)[0];
  return near && near.off <= Math.max(1, Math.floor(near.name.length / 4)) ? near.name : "";
}

const OF_TYPE = ["name", "namespace", "domain", "nodeTypeSuffix"];
/** Placeholders by the field that may have them. Source: the definition of KurrentDB, descriptions of the fields. */
const PLACEHOLDERS: readonly { readonly path: readonly string[]; readonly known: readonly string[] }[] = [
  { path: ["network", "fqdnTemplate"], known: [...OF_TYPE, "podName"] },
  ...["configMaps", "statefulSets", "headlessServices"].map((kind) => ({ path: ["extraMetadata", kind], known: OF_TYPE })),
  ...["headlessPodServices", "loadBalancers"].map((kind) => ({
    path: ["extraMetadata", kind],
    known: [...OF_TYPE, "podName", "podOrdinal"],
  })),
  { path: ["extraMetadata", "podDisruptionBudgets"], known: ["name", "namespace", "domain"] },
];

/** TL5405: placeholders that the operator does not know. TL5406: pods that it gives one name. */
export const templates: Check = (world) =>
  databases(world).flatMap(({ id, resource }): readonly Finding[] => {
    const unknown = PLACEHOLDERS.flatMap(({ path, known }) =>
      textsBelow(at(resource.spec, ...path), path).flatMap(({ text: value, path: where }) => {
        const wrong = [...value.matchAll(/\{([^{}]*)\}/g)].find((match) => !known.includes(match[1] ?? ""));
        const values = { placeholder: wrong?.[0] ?? "", known: known.map((name) => `{${name}}`).join(", ") };
        return wrong ? [finding("TL5405", place(id, "spec", ...where), values)] : [];
      }),
    );
    if (unknown.length > 0 || !usesFqdns(resource)) return unknown;
    const names = resource.nodeTypes.flatMap((type) => podsOf(type).map((pod) => fqdn(resource, type, pod)));
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    return twice === undefined ? [] : [finding("TL5406", place(id, ...fqdnFrom(resource)), { name: twice })];
  });

function databases(world: World): readonly { readonly id: Parameters<typeof place>[0]; readonly resource: Resource }[] {
  return [...resources(world)].flatMap(({ id, object, kind, facts }) =>
    kind === "KurrentDB" ? [{ id, resource: readResource(indexed(id, object), facts) }] : [],
  );
}

function usesFqdns(resource: Resource): boolean {
  const balanced = at(resource.spec, "network", "loadBalancer", "enabled") === true;
  return balanced || resource.internode !== "ServiceName" || resource.client === "FQDN" || !fqdnTemplate(resource).includes("{");
}

/** A text, or the texts of labels and annotations. */
function textsBelow(value: unknown, path: readonly string[]): readonly { readonly text: string; readonly path: readonly string[] }[] {
  const own = text(value);
  if (own !== undefined) return [{ text: own, path }];
  return ["labels", "annotations"].flatMap((field) =>
    textEntries(at(value, field)).map(([key, each]) => ({ text: each, path: [...path, field, key] })),
  );
}

/** TL5407: extra rules of SplitDNS that nobody reads. */
export const unreadExtraRules: Check = (world) =>
  databases(world).flatMap(({ id, resource }) =>
    extraRules(resource).length === 0 || resource.internode === "SplitDNS"
      ? []
      : [finding("TL5407", place(id, "spec", "network", "splitDNSExtraRules"))],
  );

/** TL5408: backups of a database that is not there. Only where an Environment says what there is. */
export const backupsOfNobody: Check = (world) => {
  if (world.environment.length === 0) return [];
  const there = new Set([...resources(world)].map(({ id }) => id as string));
  return [...resources(world)].flatMap(({ id, object, kind }) => {
    const path = kind === "KurrentDBBackup" ? ["spec"] : kind === "KurrentDBBackupSchedule" ? ["spec", "template", "spec"] : undefined;
    const clusterName = path && text(at(object, ...path, "clusterName"));
    if (!path || clusterName === undefined) return [];
    const { cluster, namespace } = parseObjectId(id);
    if (there.has(`${cluster}/${GROUP}/KurrentDB/${namespace}/${clusterName}`)) return [];
    return [finding("TL5408", place(id, ...path, "clusterName"), { kind, clusterName, namespace })];
  });
};

/** TL5410: objects that the operator makes too. */
export const contestedObjects: Check = (world) =>
  world.contested.map(({ place: where, by }) => {
    const { kind, name } = parseObjectId(where.object);
    return finding("TL5410", where, { kind, name, by: parseObjectId(by.object).name }, [by]);
  });
