import type { z } from "zod";
import type { Kind } from "../kinds/kind.ts";
import type { SpecProblem } from "../kinds/spec-problem.ts";
import type { Workload } from "../kinds/workload.ts";
import { inWords } from "../terms/in-words.ts";
import { kebabCase } from "../terms/names.ts";
import type { Authority } from "./authority.ts";
import { authoritySchemas, namedAuthority } from "./authority-schema.ts";
import { assumptionSchema, clusterClientSchema, outsideClientSchema, overrideSchema, passThroughSchema } from "./client-schema.ts";
import { clusterSchema, deliverySchemas } from "./cluster-schema.ts";
import { didYouMean } from "./did-you-mean.ts";
import { explainIssues, show } from "./explain-issue.ts";
import type { DnsZone, Peering } from "./networks.ts";
import { peeringSchema, zoneSchema } from "./networks-schema.ts";
import type { PassThroughSpec } from "./pass-through/pass-through.ts";
import type { AssumeSpec, Cluster, OverrideSpec } from "./topology.ts";

/** A client as its schema gives it; references are resolved later. */
export type ParsedClient = z.infer<typeof clusterClientSchema> | z.infer<typeof outsideClientSchema>;

/** The parts of a topology that fit their schemas. What doesn't is left out and stands in `problems`. */
export interface ParsedParts {
  readonly test: boolean;
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly peerings: ReadonlyMap<string, Peering>;
  readonly zones: ReadonlyMap<string, DnsZone>;
  readonly authorities: ReadonlyMap<string, Authority>;
  readonly workloads: ReadonlyMap<string, Workload>;
  readonly clients: ReadonlyMap<string, ParsedClient>;
  readonly overrides: readonly OverrideSpec[];
  readonly assumptions: readonly AssumeSpec[];
  readonly passThrough: readonly PassThroughSpec[];
  /** All names that were given, also of parts that don't fit. Those of a part that can't be read at all are unknown. */
  readonly named: Readonly<Record<"clusters" | "peerings" | "authorities" | "workloads" | "clients", readonly string[] | undefined>>;
  readonly problems: readonly SpecProblem[];
}

/** The problem of a reference to a name that is not given. A part that can't be read is one mistake already. */
export function unknownReference(
  parts: Pick<ParsedParts, "named">,
  field: "clusters" | "peerings" | "authorities" | "workloads",
  name: string,
  path: readonly (string | number)[],
): readonly SpecProblem[] {
  const known = parts.named[field];
  if (known === undefined || known.includes(name)) return [];
  const what = { clusters: "cluster", peerings: "peering", authorities: "authority", workloads: "workload" }[field];
  return [{ path, message: `no ${what} "${name}".`, hint: didYouMean(name, known) }];
}

const FIELDS = ["test", "clusters", "peerings", "zones", "authorities", "workloads", "clients", "overrides", "assumptions", "passThrough"];

/** Checks each part of a topology against its schema. */
export function parseParts(data: Readonly<Record<string, unknown>>, kinds: ReadonlyMap<string, Kind>): ParsedParts {
  const problems: SpecProblem[] = [];
  for (const field of Object.keys(data)) {
    if (field === "kind" || FIELDS.includes(field)) continue;
    problems.push({ path: [field], message: `there is no field "${field}" here.`, hint: didYouMean(field, FIELDS) });
  }
  if (data["test"] !== undefined && typeof data["test"] !== "boolean") {
    problems.push({ path: ["test"], message: `has to be true or false, not ${show(data["test"])}.` });
  }
  /** Parses one value; problems get its path in front. */
  const parse = <T>(schema: z.ZodType<T>, value: unknown, path: readonly (string | number)[]): T | undefined => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    for (const problem of explainIssues(result.error.issues, value)) problems.push({ ...problem, path: [...path, ...problem.path] });
    return undefined;
  };
  /** Parses a value with the schema that its `kind` tag names. */
  const parseByKind = <T>(
    schemas: ReadonlyMap<string, z.ZodType<T>>,
    value: unknown,
    path: readonly (string | number)[],
  ): T | undefined => {
    const kind = typeof value === "object" && value !== null ? (value as { kind?: unknown }).kind : undefined;
    const schema = typeof kind === "string" ? schemas.get(kind) : undefined;
    if (schema) return parse(schema, value, path);
    const makers = inWords(
      [...schemas.keys()].map((name) => `${name}({ ... })`),
      "or",
    );
    problems.push({ path, message: `has to be made with ${makers}.` });
    return undefined;
  };
  const parseEach = <T>(
    field: string,
    needed: boolean,
    parseOne: (name: string, value: unknown) => T | undefined,
  ): { names: string[] | undefined; parts: Map<string, T> } => {
    const parts = new Map<string, T>();
    const value = data[field];
    if (value === undefined && !needed) return { names: [], parts };
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      problems.push({
        path: value === undefined ? [] : [field],
        message: value === undefined ? `has no ${field}.` : `has to be an object, not ${show(value)}.`,
      });
      return { names: undefined, parts };
    }
    const names = Object.keys(value);
    if (names.length === 0 && needed) problems.push({ path: [field], message: `is empty: a topology has at least one of its ${field}.` });
    for (const name of names) {
      const part = parseOne(name, (value as Record<string, unknown>)[name]);
      if (part !== undefined) parts.set(name, part);
    }
    return { names, parts };
  };
  const parseList = <T>(field: string, schema: z.ZodType<T>): T[] => {
    const value = data[field];
    if (value === undefined) return [];
    if (Array.isArray(value)) return value.flatMap((element, index) => parse(schema, element, [field, index]) ?? []);
    problems.push({ path: [field], message: `has to be a list, not ${show(value)}.` });
    return [];
  };

  const clusters = parseEach("clusters", true, (name, value): Cluster | undefined => {
    const cluster = parse(clusterSchema, value, ["clusters", name]);
    if (!cluster) return undefined;
    const { delivery: given, ...rest } = cluster;
    if (given === undefined) return { name, ...rest };
    const delivery = parseByKind(new Map(Object.entries(deliverySchemas)), given, ["clusters", name, "delivery"]);
    return { name, ...rest, ...(delivery && { delivery }) };
  });
  const peerings = parseEach("peerings", false, (name, value): Peering | undefined => {
    const peering = parse(peeringSchema, value, ["peerings", name]);
    return peering && { name, ...peering };
  });
  const zones = parseEach("zones", false, (name, value): DnsZone | undefined => {
    const zone = parse(zoneSchema, value, ["zones", name]);
    return zone && { name, ...zone };
  });
  const authorities = parseEach("authorities", false, (name, value) => {
    const authority = parseByKind(new Map(Object.entries(authoritySchemas)), value, ["authorities", name]);
    return authority && namedAuthority(name, kebabCase(name), authority);
  });
  const schemas = new Map([...kinds].map(([name, kind]) => [name, kind.schema] as const));
  const workloads = parseEach("workloads", true, (name, value) => parseByKind(schemas, value, ["workloads", name]));
  const clients = parseEach("clients", false, (name, value): ParsedClient | undefined => {
    const outside = typeof value === "object" && value !== null && (value as { outside?: unknown }).outside === true;
    return outside ? parse(outsideClientSchema, value, ["clients", name]) : parse(clusterClientSchema, value, ["clients", name]);
  });
  return {
    test: data["test"] === true,
    clusters: clusters.parts,
    peerings: peerings.parts,
    zones: zones.parts,
    authorities: authorities.parts,
    workloads: workloads.parts,
    clients: clients.parts,
    overrides: parseList("overrides", overrideSchema),
    assumptions: parseList("assumptions", assumptionSchema),
    passThrough: parseList("passThrough", passThroughSchema),
    named: {
      clusters: clusters.names,
      peerings: peerings.names,
      authorities: authorities.names,
      workloads: workloads.names,
      clients: clients.names,
    },
    problems,
  };
}
