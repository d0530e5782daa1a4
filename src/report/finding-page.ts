import type { CatalogueRow } from "../prove/findings/row.ts";

/** The documentation page of a finding, as Markdown. */
export function findingPage(row: CatalogueRow): string {
  return `# ${row.code}: ${row.title({})}

Severity: ${row.severity}.

${row.why({})}

**Change:** ${row.change({})}

\`trueline explain code ${row.code}\` prints this page.
`;
}
