// Records which version of cert-manager and trust-manager brought which field of their resources, from the
// CustomResourceDefinitions and feature gates in the modules of their releases, as the Go module proxy serves them.
// Writes src/world/versions/crd-fields.ts. Needs Go and the network: `node scripts/record-crd-fields.mjs`.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const OUT = fileURLToPath(new URL("../src/world/versions/crd-fields.ts", import.meta.url));

/** Oldest first. Of cert-manager every minor version; of trust-manager those that the proxy serves. */
const COMPONENTS = [
  {
    name: "certManager",
    module: "github.com/cert-manager/cert-manager",
    versions: [12, 13, 14, 15, 16, 17, 18, 19, 20, 21].map((minor) => `1.${minor}.0`),
    kinds: ["Certificate", "Issuer", "ClusterIssuer"],
    gates: { NameConstraints: "spec.nameConstraints", OtherNames: "spec.otherNames", LiteralCertificateSubject: "spec.literalSubject" },
    gatesIn: "internal/webhook/feature/features.go",
  },
  {
    name: "trustManager",
    module: "github.com/cert-manager/trust-manager",
    versions: ["0.7.0", "0.14.0", "0.15.0", "0.24.0", "0.25.0"],
    kinds: ["Bundle"],
    gates: {},
  },
];

function moduleFolder(module, version) {
  const answer = execFileSync("go", ["mod", "download", "-json", `${module}@v${version}`], { encoding: "utf8" });
  return JSON.parse(answer).Dir;
}

/** The text without lines and values of Helm's templates, which no YAML reader takes. */
function withoutTemplates(text) {
  return text.replace(/^\s*#?\s*\{\{.*\}\}\s*$/gm, "").replace(/:\s*\{\{.*\}\}\s*$/gm, ": x");
}

/** By kind, the schema of the stored version. */
function schemasOf(folder) {
  const schemas = new Map();
  for (const below of ["deploy/crds", "deploy/charts/trust-manager/templates"]) {
    if (!existsSync(join(folder, below))) continue;
    for (const file of readdirSync(join(folder, below)).filter((name) => name.endsWith(".yaml"))) {
      const text = readFileSync(join(folder, below, file), "utf8");
      if (!/^kind: CustomResourceDefinition/m.test(text)) continue;
      const { spec } = parse(withoutTemplates(text));
      const stored = spec.versions.find((version) => version.storage);
      if (!schemas.has(spec.names.kind)) schemas.set(spec.names.kind, stored.schema.openAPIV3Schema);
    }
  }
  return schemas;
}

/** Every path below `spec` that a schema knows: `spec.a.b`, items of lists as `[]`, values of an enumeration as `=value`. */
function pathsOf(schema, path, found) {
  for (const [name, each] of Object.entries(schema.properties ?? {})) {
    found.add(`${path}.${name}`);
    pathsOf(each, `${path}.${name}`, found);
  }
  if (schema.items) pathsOf(schema.items, `${path}[]`, found);
  for (const value of schema.enum ?? []) found.add(`${path}=${value}`);
  return found;
}

/** Whether something above came and went with it, so that it says nothing of its own. */
function isBelow(row, rows) {
  const together = rows.filter(({ since }) => since === row.since);
  return together.some(({ path }) => path !== row.path && row.path.startsWith(path) && /^[.[=]/.test(row.path.slice(path.length)));
}

/** Whether it is a value of a field that took any text before: no news for those who wrote it. */
function wasFree({ path, without }, known, versions) {
  const [field, value] = path.split("=");
  const before = known[versions.indexOf(without)];
  return value !== undefined && before?.has(field) && ![...before].some((each) => each.startsWith(`${field}=`));
}

const minor = (version) => version.split(".").slice(0, 2).join(".");

function record({ module, versions, kinds, gates, gatesIn }) {
  const folders = versions.map((version) => moduleFolder(module, version));
  const schemas = folders.map(schemasOf);
  const result = { versions: versions.map(minor), fields: {}, gates: [] };
  for (const kind of kinds) {
    const known = schemas.map((each, at) => {
      const spec = each.get(kind)?.properties.spec;
      if (!spec) throw new Error(`${module} ${versions[at]} has no ${kind}`);
      return pathsOf(spec, "spec", new Set());
    });
    const rows = [];
    for (const path of [...new Set(known.flatMap((each) => [...each]))].sort()) {
      const first = known.findIndex((each) => each.has(path));
      // None has until now. One that does needs a column of its own here, and a check.
      if (known.slice(first).some((each) => !each.has(path))) throw new Error(`${kind} ${path} went away`);
      if (first > 0) rows.push({ path, since: minor(versions[first]), without: minor(versions[first - 1]) });
    }
    const news = rows.filter((row) => !wasFree(row, known, result.versions));
    result.fields[kind] = news.filter((row) => !isBelow(row, news));
  }
  for (const [gate, path] of Object.entries(gates)) {
    const on = folders.map((folder) =>
      new RegExp(`^\\s*${gate}:\\s*\\{Default: true`, "m").test(readFileSync(join(folder, gatesIn), "utf8")),
    );
    const first = on.indexOf(true);
    if (first > 0) result.gates.push({ path, gate, since: minor(versions[first]), without: minor(versions[first - 1]) });
  }
  return result;
}

/** The data as TypeScript, a row a line. */
function typescript(value) {
  if (Array.isArray(value))
    return `[${value.map((each) => (typeof each === "string" ? JSON.stringify(each) : `\n${JSON.stringify(each)}`)).join(",")}]`;
  return `{${Object.entries(value).map(([key, each]) => `${key}: ${typescript(each)}`)}}`;
}

const recorded = Object.fromEntries(COMPONENTS.map((component) => [component.name, record(component)]));
const { fields } = recorded.certManager;
if (JSON.stringify(fields.Issuer) !== JSON.stringify(fields.ClusterIssuer)) throw new Error("Issuer and ClusterIssuer differ");
delete fields.ClusterIssuer;
const sources = COMPONENTS.map(({ module, versions }) => ` * ${module} ${versions.map((version) => `v${version}`).join(", ")}`).join("\n");
writeFileSync(
  OUT,
  `/**
 * Recorded by scripts/record-crd-fields.mjs, not written by hand, from deploy/crds and the webhook's feature gates in:
${sources}
 * A ClusterIssuer has the fields of an Issuer.
 */
import type { RecordedFields } from "./recorded-fields.ts";

${Object.entries(recorded)
  .map(([name, value]) => `export const ${name}Fields: RecordedFields = ${typescript(value)};`)
  .join("\n\n")}
`,
);
execFileSync(process.execPath, [
  fileURLToPath(new URL("../node_modules/@biomejs/biome/bin/biome", import.meta.url)),
  "format",
  "--write",
  OUT,
]);
for (const [name, { fields: byKind, gates }] of Object.entries(recorded)) {
  for (const [kind, rows] of Object.entries(byKind)) console.log(name, kind, rows.length);
  console.log(name, "gates", gates.length);
}
