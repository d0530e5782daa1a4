import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface RuleRow {
  readonly rule: string;
  readonly cases: readonly { readonly code: string; readonly name: string }[];
}

/** The rows of all tables of docs/vendor-rules.md: the rule, and the cases that break it. */
const rows: readonly RuleRow[] = readFileSync("docs/vendor-rules.md", "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| the rule "))
  .map((line) => {
    const [rule = "", , broken = ""] = line.slice(2, -2).split(" | ");
    const cases = [...broken.matchAll(/(TL\d{4}|refused) \[([\w-]+)\]\(\.\.\/test\/golden\/([\w-]+)\)/g)].map(
      ([, code = "", text, name = ""]) => {
        expect(text).toBe(name);
        return { code, name };
      },
    );
    return { rule, cases };
  });

describe("each rule of KurrentDB's page on advanced networking has a case that breaks it", () => {
  it("in every row", () => {
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter(({ cases }) => cases.length === 0)).toEqual([]);
  });

  it.each(rows.flatMap(({ rule, cases }) => cases.map((each) => ({ rule, ...each }))))("$name: $code", ({ code, name }) => {
    const folder = `test/golden/${name}`;
    if (code === "refused") expect(existsSync(`${folder}/problems.txt`)).toBe(true);
    else expect(readFileSync(`${folder}/findings.txt`, "utf8")).toMatch(new RegExp(`^(error|warning|note) ${code} `, "m"));
  });
});
