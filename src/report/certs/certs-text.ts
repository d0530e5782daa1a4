import { inWords } from "../../terms/in-words.ts";
import { parseObjectId } from "../../terms/kube-object.ts";
import { plain, type Style } from "../style.ts";
import { count, wrap } from "../wrap.ts";
import type { CertificateLife, Certificates, UnissuedCertificate } from "./certificate-lives.ts";
import { byAuthority } from "./group-lives.ts";
import { atRenewal, keyInWords, lifeInWords } from "./renewal-words.ts";

const COLUMN = 15;

/** The lives of certificates for people: each authority with what it signed below it, then what is never issued. */
export function certsText(certificates: Certificates, style: Style = plain): string {
  const blocks = byAuthority(certificates.certificates).flatMap(({ authority, top, below }) => [
    ...(top ? [lifeLines(top, "", style)] : [[style.strong(`signed by ${authority}`)]]),
    ...below.map((life) => lifeLines(life, "  ", style, top)),
  ]);
  for (const each of certificates.notIssued) blocks.push(unissuedLines(each, style));
  const { notIssued } = certificates;
  const rest = notIssued.length === 0 ? "" : `, ${notIssued.length} never issued`;
  blocks.push([`${count(certificates.certificates.length, "certificate")}${rest}.`]);
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function lifeLines(life: CertificateLife, indent: string, style: Style, above?: CertificateLife): readonly string[] {
  const { kind, name } = parseObjectId(life.object);
  const where = `${kind} ${life.namespace === "" ? name : `${life.namespace}/${name}`} in ${life.cluster}`;
  const [head = "", ...more] = wrap(
    `${life.name}  (${[life.role === "leaf" ? "" : life.role, where].filter(Boolean).join(", ")})`,
    indent,
    `${indent}  `,
  );
  const names = [...(life.commonName === undefined ? [] : [`CN ${life.commonName}`]), ...life.dnsNames, ...life.ips];
  const row = (word: string, text: string): readonly string[] =>
    text === "" ? [] : wrap(text, `${indent}  ${word}`.padEnd(indent.length + COLUMN), " ".repeat(indent.length + COLUMN));
  return [
    indent + style.strong(life.name) + head.slice(indent.length + life.name.length),
    ...more,
    ...row("names", names.join(", ")),
    ...row("signed by", life.issuers.join(", signed by ")),
    ...row("life", lifeInWords(life)),
    ...row("key", keyInWords(life)),
    ...row("for", life.usages.join(", ")),
    ...row("presented by", presentedInWords(life)),
    ...row("trusted by", trustedInWords(life, above)),
    ...row("signs", life.signs.join(", ")),
    ...row("renewal", atRenewal(life).join(" ")),
  ];
}

/** `orders-0, orders-1 and orders-2 (2113, 1112, and when they dial)` */
export function presentedInWords({ presentedBy }: CertificateLife): string {
  const groups = new Map<string, string[]>();
  for (const { process, ports, dials } of presentedBy) {
    const how = [ports.length > 0 ? `at ${ports.length > 1 ? "ports" : "port"} ${inWords(ports)}` : "", dials ? "as a client" : ""];
    const key = how.filter(Boolean).join(", and ");
    groups.set(key, [...(groups.get(key) ?? []), process]);
  }
  return [...groups].map(([how, processes]) => `${inWords(processes)} ${how}`).join("; ");
}

/** Nothing is said twice: below an authority it is said who trusts that one. */
function trustedInWords({ trustedBy }: CertificateLife, above: CertificateLife | undefined): string {
  const same = above && JSON.stringify(above.trustedBy) === JSON.stringify(trustedBy);
  return same && trustedBy.length > 0 ? `whoever trusts ${above.name}` : inWords(trustedBy.map(({ process }) => process));
}

function unissuedLines({ name, object, code, why }: UnissuedCertificate, style: Style): readonly string[] {
  const { cluster, namespace } = parseObjectId(object);
  return [
    `${style.bad("never issued")}  ${style.strong(name)}  (${namespace} in ${cluster})`,
    ...wrap(`${why}.`, "  "),
    ...(code === undefined ? [] : [`  trueline explain code ${code}`]),
  ];
}
