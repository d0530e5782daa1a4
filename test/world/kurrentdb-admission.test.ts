import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Schema } from "../../src/world/certificates/admission/schema.ts";
import { refusals, unknownFields } from "../../src/world/operators/kurrentdb/admission.ts";
import { backupSchema, kurrentDBSchema, scheduleSchema } from "../../src/world/operators/kurrentdb/schema.ts";
import { compiledOperatorResources, OPERATOR_RESOURCES } from "../lab/operator-resources.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The same resources are sent to a real API server by the lab, which holds the definitions of test/lab/crds. */
describe("what the model says of resources is what their definitions say", () => {
  const all = [...OPERATOR_RESOURCES, ...compiledOperatorResources(root)];

  test.each(all.map(({ what, ...rest }) => [what, rest] as const))("%s", (_, { object, accepted }) => {
    const found = [...refusals(object.kind, object, "1.6").map(({ why }) => why), ...unknownFields(object.kind, object, "1.6")];
    expect(found.length === 0, JSON.stringify(found)).toBe(accepted);
  });

  test("there are some of each, and compiled ones", () => {
    expect(compiledOperatorResources(root).length).toBeGreaterThan(4);
    expect(new Set(OPERATOR_RESOURCES.map(({ object, accepted }) => `${object.kind} ${accepted}`)).size).toBe(6);
  });
});

/** Field names of a model's schema and of a definition's, as paths. */
function pathsOfModel(schema: Schema, path = ""): readonly string[] {
  if (schema.type === "array") return pathsOfModel(schema.items, `${path}[]`);
  if (schema.type !== "object") return [path];
  const entries = Object.entries(schema.properties);
  if (entries.length === 0) return [path];
  return entries.flatMap(([name, each]) => {
    const own = `${path}.${name}${schema.required.includes(name) ? "!" : ""}`;
    return pathsOfModel(each, own);
  });
}

// biome-ignore lint/suspicious/noExplicitAny: a definition as it stands in its file
function pathsOfDefinition(schema: any, path = ""): readonly string[] {
  if (schema.type === "array") return pathsOfDefinition(schema.items, `${path}[]`);
  if (schema.properties === undefined) return [path];
  const required: readonly string[] = schema.required ?? [];
  return Object.entries(schema.properties).flatMap(([name, each]) =>
    pathsOfDefinition(each, `${path}.${name}${required.includes(name) ? "!" : ""}`),
  );
}

test.each([
  ["kurrentdbs.yaml", kurrentDBSchema("1.6")],
  ["kurrentdbbackups.yaml", backupSchema],
  ["kurrentdbbackupschedules.yaml", scheduleSchema],
])("the fields of %s are those of the model, and the same are required", (file, schema) => {
  const definition = parse(readFileSync(join(root, "test/lab/crds", file), "utf8"));
  const own = definition.spec.versions[0].schema.openAPIV3Schema.properties.spec;
  expect([...pathsOfModel(schema)].sort()).toEqual([...pathsOfDefinition(own)].sort());
});

test("all definitions of the lab say where they come from", () => {
  const files = readdirSync(join(root, "test/lab/crds"));
  expect(files).toHaveLength(3);
  for (const file of files) expect(readFileSync(join(root, "test/lab/crds", file), "utf8")).toMatch(/^# .*Evidence: documentation/);
});
