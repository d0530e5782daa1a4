import { inWords } from "../../terms/in-words.ts";
import { humanDuration, utc } from "../human-duration.ts";
import type { CertificateLife, Certificates } from "./certificate-lives.ts";
import { presentedInWords } from "./certs-text.ts";
import { byAuthority } from "./group-lives.ts";
import { atRenewal, keyInWords } from "./renewal-words.ts";

/** The lives of certificates as Markdown: a heading an authority, a table of what it signed, what happens at renewal. */
export function certsMarkdown({ certificates, notIssued }: Certificates): string {
  const parts: string[] = [];
  for (const { authority, top, below } of byAuthority(certificates)) {
    const all = [...(top ? [top] : []), ...below];
    parts.push(`## ${cell(authority)}`);
    parts.push(
      [
        "| certificate | names | life | renewed | key | presented by | trusted by |",
        "|---|---|---|---|---|---|---|",
        ...all.map(tableRow),
      ].join("\n"),
    );
    parts.push(all.map((life) => `- **${cell(life.name)}** at renewal: ${cell(atRenewal(life).join(" "))}`).join("\n"));
  }
  if (notIssued.length > 0) {
    parts.push("## Never issued");
    parts.push(
      notIssued.map(({ name, why, code }) => `- **${cell(name)}**: ${cell(why)}.${code === undefined ? "" : ` ${code}`}`).join("\n"),
    );
  }
  return `${parts.length === 0 ? "No certificates." : parts.join("\n\n")}\n`;
}

function tableRow(life: CertificateLife): string {
  const { lifetime, validity, renewed, dnsNames, ips, commonName } = life;
  const names = [...(commonName === undefined ? [] : [`CN ${commonName}`]), ...dnsNames, ...ips].join("<br>");
  const long = validity ? `until ${utc(validity.notAfter)}` : humanDuration(lifetime?.durationSeconds ?? 0);
  const before = renewed && lifetime ? `${humanDuration(lifetime.renewBeforeSeconds)} before` : "never";
  const cells = [
    life.name,
    names,
    long,
    before,
    keyInWords(life),
    presentedInWords(life),
    inWords(life.trustedBy.map(({ process }) => process)),
  ];
  return `| ${cells.map(cell).join(" | ")} |`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
