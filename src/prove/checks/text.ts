import { type ObjectId, parseObjectId } from "../../terms/kube-object.ts";
import { type Path, place } from "../../terms/place.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

// `{ email }` and `{domain}`, but not a shell's `${NAME}`, a Corefile's `{1}` or `{` of a block.
const BRACES = /(?<![$%{])\{ ?[A-Za-z][\w-]*(?: [\w-]+)* ?\}(?!\})/;
// `<name>`, but not a pattern's `(?<name>` or `(?P<name>`.
const ANGLES = /(?<!\?P?)<[A-Za-z][\w -]*>/;
const YOURS = /\byour-?(?:domain|company|org|cluster|bucket|project|email|zone)\b[\w.-]*/i;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/;

function placeholderIn(text: string): string | undefined {
  const line = !text.trimEnd().includes("\n");
  return (line ? (BRACES.exec(text) ?? ANGLES.exec(text)) : null)?.[0] ?? YOURS.exec(text)?.[0];
}

function* strings(value: unknown, path: Path): Generator<{ text: string; path: Path }> {
  if (typeof value === "string") yield { text: value, path };
  else if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) yield* strings(each, [...path, index]);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, each] of Object.entries(value)) yield* strings(each, [...path, key]);
  }
}

/**
 * TL5203: placeholders of an example. TL5204: private keys and the data of Secrets. Texts of several lines are code or
 * markup more often than not, so braces and angles in them prove nothing; a CustomResourceDefinition documents.
 */
export const texts: Check = (world) => {
  const findings: Finding[] = [];
  for (const [id, object] of world.objects) {
    const { kind } = parseObjectId(id);
    if (kind === "CustomResourceDefinition") continue;
    // SOPS encrypts the values and says how in a field of its own.
    if (kind === "Secret" && object["sops"] === undefined) findings.push(...credentials(id, object));
    for (const { text, path } of strings(object, [])) {
      // Most strings are short and hold none of these: look closer only where one may.
      const placeholder = /[{<]|your/i.test(text) ? placeholderIn(text) : undefined;
      if (placeholder !== undefined) findings.push(finding("TL5203", place(id, ...path), { placeholder }));
      if (text.includes("PRIVATE KEY") && PRIVATE_KEY.test(text)) findings.push(finding("TL5204", place(id, ...path)));
    }
  }
  return findings;
};

function credentials(id: ObjectId, object: Readonly<Record<string, unknown>>): readonly Finding[] {
  return ["data", "stringData"].flatMap((field) => {
    const data = object[field];
    return typeof data === "object" && data !== null && Object.keys(data).length > 0 ? [finding("TL5204", place(id, field))] : [];
  });
}
