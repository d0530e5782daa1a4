import { posix } from "node:path";
import type { FoundCertificate } from "../x509/read-roots.ts";
import { humanDuration, utc } from "./human-duration.ts";
import { plain, type Style } from "./style.ts";
import { wrap } from "./wrap.ts";

/** A certificate before it is trusted: all that a person compares with what its owner says. */
export function foundText({ certificate, unfit }: FoundCertificate, asOf: number, style: Style = plain): string {
  const { subject, issuer, notBefore, notAfter, algorithm, keySize, fingerprint } = certificate;
  const left = notAfter < asOf ? "ended" : `${humanDuration((notAfter - asOf) / 1000)} left`;
  const row = (word: string, text: string) => wrap(text, `  ${word}`.padEnd(11), " ".repeat(11));
  const lines = [
    ...row("subject", subject || "none"),
    ...row("issuer", issuer === subject ? "itself" : issuer),
    ...row("valid", `${utc(notBefore)} to ${utc(notAfter)} (${left})`),
    ...row("key", `${algorithm}${keySize === undefined ? "" : ` ${keySize}`}`),
    "  fingerprint",
    `  ${style.strong(fingerprint)}`,
    ...(unfit === undefined ? [] : wrap(`It ${unfit}.`, "  ")),
  ];
  return `${lines.join("\n")}\n`;
}

/** What to write into the spec. `file`: relative to the project. */
export function specLines(name: string, file: string): readonly string[] {
  const generation = /(?:^|[-_.])(g\d+)$/.exec(name)?.[1] ?? name;
  const variable = name.replace(/[-_.]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase()).replace(/^(\d)/, "root$1");
  const key = /^[A-Za-z_$][\w$]*$/.test(generation) ? generation : JSON.stringify(generation);
  return [`import ${variable} from "${importPath(file)}";`, `roots: { ${key}: ${variable} }`];
}

/** As a spec right in specs/ says it. */
function importPath(file: string): string {
  return file.startsWith("/") ? file : posix.relative("specs", file).replace(/^(?!\.)/, "./");
}
