import { parseObjectId } from "../../terms/kube-object.ts";
import { type Path, type Place, place } from "../../terms/place.ts";
import { isRecord } from "../../world/data.ts";
import { credentialIn } from "../credentials/encoded.ts";
import { namedCredential } from "../credentials/named.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

// `{ email }` and `{domain}`, but not a shell's `${NAME}`, a Corefile's `{1}` or `{` of a block.
const BRACES = /(?<![$%{])\{ ?[A-Za-z][\w-]*(?: [\w-]+)* ?\}(?!\})/;
// `<name>`, but not a pattern's `(?<name>` or `(?P<name>`.
const ANGLES = /(?<!\?P?)<[A-Za-z][\w -]*>/;
const YOURS = /\byour-?(?:domain|company|org|cluster|bucket|project|email|zone)\b[\w.-]*/i;

function placeholderIn(text: string): string | undefined {
  const line = !text.trimEnd().includes("\n");
  return (line ? (BRACES.exec(text) ?? ANGLES.exec(text)) : null)?.[0] ?? YOURS.exec(text)?.[0];
}

/** What a text says by itself, wherever it stands. */
interface Verdict {
  readonly placeholder?: string;
  readonly credential?: string;
}

const NOTHING: Verdict = Object.freeze({});

function verdictOn(text: string): Verdict {
  // Most strings are short and hold none of these: look closer only where one may.
  const placeholder = /[{<]|your/i.test(text) ? placeholderIn(text) : undefined;
  const credential = credentialIn(text);
  if (placeholder === undefined && credential === undefined) return NOTHING;
  return { ...(placeholder === undefined ? {} : { placeholder }), ...(credential === undefined ? {} : { credential }) };
}

/**
 * TL5203: placeholders of an example. TL5204: credentials in any text, in variables and keys by their name, and the data of
 * Secrets. Texts of several lines are code or markup more often than not, so braces and angles in them prove nothing; a
 * CustomResourceDefinition documents.
 */
export const texts: Check = (world) => {
  const findings: Finding[] = [];
  // Objects of one kind are made of the same texts for the most part.
  const verdicts = new Map<string, Verdict>();
  for (const [id, object] of world.objects) {
    const { kind, group } = parseObjectId(id);
    // What an operator makes holds the texts of the resource that it is made of.
    if (kind === "CustomResourceDefinition" || world.derived.has(id)) continue;
    const secret = kind === "Secret" && group === "";
    const plain = secret && !isRecord(object["sops"]);
    if (secret) findings.push(...secretData(object, (...path) => place(id, ...path)));
    const templated = group === "kubernetes.kurrent.io";
    const path: (string | number)[] = [];
    const visit = (value: unknown): void => {
      if (typeof value === "string") {
        const verdict = verdicts.get(value) ?? verdictOn(value);
        verdicts.set(value, verdict);
        if (verdict === NOTHING) return;
        const where = place(id, ...path);
        if (verdict.placeholder !== undefined && !(templated && isTemplate(path)))
          findings.push(finding("TL5203", where, { placeholder: verdict.placeholder }));
        // The data of a Secret is one finding already.
        if (verdict.credential !== undefined && !(plain && isData(path)))
          findings.push(finding("TL5204", where, { what: verdict.credential }));
      } else if (Array.isArray(value)) {
        if (path.at(-1) === "env") findings.push(...variables(value, path, id));
        for (let i = 0; i < value.length; i++) {
          path.push(i);
          visit(value[i]);
          path.pop();
        }
      } else if (typeof value === "object" && value !== null) {
        for (const key of Object.keys(value)) {
          path.push(key);
          visit((value as Readonly<Record<string, unknown>>)[key]);
          path.pop();
        }
      }
    };
    visit(object);
    if (kind === "ConfigMap" && group === "") findings.push(...namedKeys(object["data"], (key) => place(id, "data", key), verdicts));
  }
  return findings;
};

/** Fields of a KurrentDB resource whose placeholders the vendor's operator fills in. Source: its documentation, resource types. */
function isTemplate(path: Path): boolean {
  return path[1] === "extraMetadata" || (path[1] === "network" && path[2] === "fqdnTemplate");
}

function isData(path: Path): boolean {
  return path[0] === "data" || path[0] === "stringData";
}

/** Variables of a container whose value is written out. What the value itself gives away is found where it stands. */
function variables(env: readonly unknown[], path: Path, id: Place["object"]): readonly Finding[] {
  return env.flatMap((each, i) => {
    if (!isRecord(each)) return [];
    const { name, value } = each;
    if (typeof name !== "string" || typeof value !== "string" || credentialIn(value) !== undefined) return [];
    const what = namedCredential(name, value);
    return what === undefined ? [] : [finding("TL5204", place(id, ...path, i, "value"), { what })];
  });
}

/** Keys of a ConfigMap, which containers take as variables. */
function namedKeys(data: unknown, where: (key: string) => Place, verdicts: ReadonlyMap<string, Verdict>): readonly Finding[] {
  if (!isRecord(data)) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    if (typeof value !== "string" || value.trimEnd().includes("\n") || verdicts.get(value)?.credential !== undefined) return [];
    const what = namedCredential(key, value);
    return what === undefined ? [] : [finding("TL5204", where(key), { what })];
  });
}

/**
 * A Secret's data, if somebody can read it. SOPS encrypts the values and says how in a field of its own; it leaves empty ones,
 * and those whose keys end in a suffix. Source: SOPS documentation, encrypting only parts of a file (`_unencrypted`).
 */
function secretData(object: Readonly<Record<string, unknown>>, where: (...path: Path) => Place): readonly Finding[] {
  const { sops } = object;
  const suffix = isRecord(sops) && typeof sops["unencrypted_suffix"] === "string" ? sops["unencrypted_suffix"] : "_unencrypted";
  return ["data", "stringData"].flatMap((field) => {
    const data = object[field];
    if (!isRecord(data) || Object.keys(data).length === 0) return [];
    if (!isRecord(sops) && Object.values(data).every((value) => isPublic(value, field))) return [];
    if (!isRecord(sops)) return [finding("TL5204", where(field), { what: "the data of a Secret" })];
    const open = Object.entries(data).filter(
      ([key, value]) => typeof value === "string" && value !== "" && !key.endsWith(suffix) && !value.startsWith("ENC["),
    );
    return open.map(([key]) => finding("TL5204", where(field, key), { what: "a value that SOPS did not encrypt" }));
  });
}

/** Whether a value is nothing but certificates in PEM, which are no secret. */
function isPublic(value: unknown, field: string): boolean {
  if (typeof value !== "string") return false;
  const text = field === "data" ? Buffer.from(value, "base64").toString("utf8") : value;
  return /^(?:\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/.test(text);
}
