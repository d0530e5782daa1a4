import { imageVersion } from "../../../terms/image.ts";
import { inWords } from "../../../terms/in-words.ts";
import type { Path } from "../../../terms/place.ts";
import { type Breach, breach } from "../../certificates/admission/breach.ts";
import { type Schema, schemaBreach } from "../../certificates/admission/schema.ts";
import { at, type Data, isRecord, list, record, text } from "../../data.ts";
import { backupSchema, has, kurrentDBSchema, type OperatorVersion, SINCE, scheduleSchema } from "./schema.ts";

/** The group of the operator's resources. */
export const GROUP = "kubernetes.kurrent.io";

/** The schema of a kind of the operator; undefined for others. */
function schemaOf(kind: string, version: OperatorVersion): Schema | undefined {
  if (kind === "KurrentDB") return kurrentDBSchema(version);
  if (kind === "KurrentDBBackup") return backupSchema;
  return kind === "KurrentDBBackupSchedule" ? scheduleSchema : undefined;
}

/** What of a resource the API server refuses, by the schema and the rules of its definition. Paths start at the object. */
export function refusals(kind: string, object: Data, version: OperatorVersion): readonly Breach[] {
  const schema = schemaOf(kind, version);
  if (!schema) return [];
  if (!isRecord(object["spec"])) return [breach("spec must be given", "spec")];
  const spec = object["spec"];
  const wrong = schemaBreach(spec, schema, []);
  const found = wrong ? [wrong] : kind === "KurrentDB" ? ruleBreaches(spec, version) : [];
  return found.map(({ path, why }) => ({ path: ["spec", ...path], why }));
}

/** The rules (CEL) of a KurrentDB's definition that look at one state of it; those on changes belong to the step. */
function ruleBreaches(spec: Data, version: OperatorVersion): readonly Breach[] {
  const replicas = spec["replicas"];
  const since15 = has(version, "1.5");
  const readOnly = Number(at(spec, "readOnlyReplicas", "replicas") ?? 0);
  const archiver = at(spec, "archiver", "enabled") === true;
  const quorum = list(spec["quorumNodes"]).length > 0;
  const found: Breach[] = [];
  const sizes = since15 ? [0, 1, 3, 5] : [0, 1, 3];
  if (!sizes.includes(replicas as number)) {
    const newer = replicas === 5 ? ": 5 came with operator 1.5" : `, and may be ${inWords(sizes, "or")}`;
    found.push(breach(`replicas is ${String(replicas)}${newer}`, "replicas"));
  }
  if (replicas === 1 && readOnly > 0) found.push(breach("a single node can't have read-only replicas", "readOnlyReplicas", "replicas"));
  if (replicas === 1 && archiver) found.push(breach("a single node can't have an archiver", "archiver", "enabled"));
  if (replicas === 0 && readOnly === 0 && !archiver) {
    found.push(breach("with replicas: 0 there have to be readOnlyReplicas or an archiver", "replicas"));
  }
  if (replicas === 0 && !quorum) found.push(breach("with replicas: 0 quorumNodes has to name the quorum elsewhere", "replicas"));
  if (replicas !== 0 && quorum) found.push(breach("quorumNodes is for replicas: 0 only", "quorumNodes"));
  if (archiver) found.push(...imageBreaches(text(spec["image"]) ?? ""));
  if (isRecord(spec["users"])) {
    if (!isRecord(at(spec, "security", "certificateSecret")))
      found.push(breach("users need TLS: security.certificateSecret is missing", "users"));
    if (text(spec["sourceBackup"]) !== undefined)
      found.push(breach("users and sourceBackup exclude each other: a backup brings its own", "users"));
  }
  return found;
}

/** The rule for archivers: `int(self.image.split(':')[1].split('.')[0]) >= 25`, which fails where no number stands there. */
function imageBreaches(image: string): readonly Breach[] {
  const [, after] = image.split(":");
  const major = Number(/^\d+$/.test(after?.split(".")[0] ?? "") ? after?.split(".")[0] : Number.NaN);
  if (major >= 25) return [];
  const version = imageVersion(image);
  const old = !Number.isNaN(major) && version !== undefined;
  return [
    breach(
      old
        ? "an archiver needs server 25.0 or newer"
        : `the rule for archivers reads the server's version after the first ":" of image, and finds ${after === undefined ? "none" : `"${after}"`} there`,
      "image",
    ),
  ];
}

/** A field that the definition does not have, so that the API server drops it, or whoever applies it refuses the object. */
export interface UnknownField {
  readonly path: Path;
  /** The fields that there are beside it. */
  readonly known: readonly string[];
  /** Set where a newer version of the operator knows it. */
  readonly since?: string;
}

/** Fields of a resource that the definition of this version does not have. Paths start at the object. */
export function unknownFields(kind: string, object: Data, version: OperatorVersion): readonly UnknownField[] {
  const schema = schemaOf(kind, version);
  if (!schema) return [];
  const found: UnknownField[] = [];
  const visit = (value: unknown, of: Schema, path: readonly (string | number)[]): void => {
    if (of.type === "array") {
      list(value).forEach((item, i) => {
        visit(item, of.items, [...path, i]);
      });
      return;
    }
    if (of.type !== "object") return;
    const known = Object.keys(of.properties);
    // Free data.
    if (known.length === 0) return;
    for (const [name, each] of Object.entries(record(value))) {
      const inside = of.properties[name];
      const since = SINCE[[...path, name].join(".")];
      const here = ["spec", ...path, name];
      if (!inside) found.push({ path: here, known });
      else if (kind === "KurrentDB" && since !== undefined && !has(version, since as "1.5")) found.push({ path: here, known, since });
      else visit(each, inside, [...path, name]);
    }
  };
  visit(object["spec"], schema, []);
  return found;
}
