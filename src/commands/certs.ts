import { type Certificates, certificatesOf } from "../report/certs/certificate-lives.ts";
import { certsJson } from "../report/certs/certs-json.ts";
import { certsMarkdown } from "../report/certs/certs-markdown.ts";
import { certsText } from "../report/certs/certs-text.ts";
import { onlyNamed } from "../report/certs/group-lives.ts";
import { problemsText } from "../report/problems-text.ts";
import { wrap } from "../report/wrap.ts";
import { type InputOptions, proveInput } from "./prove-input.ts";
import type { ExitCode, Terminal } from "./terminal.ts";

export interface CertsOptions extends InputOptions {
  /** A certificate, an authority, a workload or a pod. Absent: all. */
  readonly name?: string;
  readonly format: "text" | "json" | "markdown";
}

/** Prints what becomes of every certificate. Succeeds when it could answer, also of one that is never issued. */
export async function certs(options: CertsOptions, terminal: Terminal): Promise<ExitCode> {
  const proven = await proveInput(options, terminal);
  if (proven.kind === "refused") {
    terminal.err(problemsText(proven.problems, terminal.style));
    return 2;
  }
  const all = certificatesOf(proven.proof);
  const asked = options.name === undefined ? all : onlyNamed(all, options.name);
  if (asked.kind === "no-such") {
    const hint = asked.near === undefined ? "" : ` Did you mean "${asked.near}"?`;
    const known = asked.known.length === 0 ? "There is none." : `Known: ${asked.known.join(", ")}.`;
    terminal.err(`${wrap(`No certificate, authority or workload "${options.name}".${hint} ${known}`, "", "  ").join("\n")}\n`);
    return 2;
  }
  terminal.out(format(asked, options.format, terminal));
  return 0;
}

function format(certificates: Certificates, as: CertsOptions["format"], terminal: Terminal): string {
  if (as === "json") return certsJson(certificates);
  return as === "markdown" ? certsMarkdown(certificates) : certsText(certificates, terminal.style);
}
