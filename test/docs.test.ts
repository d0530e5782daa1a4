import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { catalogue } from "../src/prove/findings/catalogue.ts";
import { findingPage } from "../src/report/finding-page.ts";
import { expectFile, updating } from "./update.ts";

const folder = "docs/reference/findings";

describe("the reference of findings", () => {
  it.each(Object.values(catalogue).map((row) => [row.code, row] as const))("has a page for %s", (code, row) => {
    expectFile(`${folder}/${code}.md`, findingPage(row));
  });

  it("has an index with all of them", () => {
    const rows = Object.values(catalogue)
      .toSorted((a, b) => (a.code < b.code ? -1 : 1))
      .map((row) => `| [${row.code}](findings/${row.code}.md) | ${row.severity} | ${row.title({})} |`);
    expectFile("docs/reference/findings.md", `# Findings\n\n| code | severity | what is wrong |\n|---|---|---|\n${rows.join("\n")}\n`);
  });

  it.skipIf(updating)("has no page for a code that is not in the catalogue", () => {
    expect(readdirSync(folder).sort()).toEqual(
      Object.keys(catalogue)
        .map((code) => `${code}.md`)
        .sort(),
    );
  });
});
