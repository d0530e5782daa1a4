import type { Values } from "./finding.ts";
import { row } from "./row.ts";

/** `expired on 2026-01-31: kurrentdb-node`, or what holds of all. */
const when = (v: Values) => (v["when"] ? `${v["when"]}: ${v["certificate"] ?? "it"}` : "has expired, or is not valid yet");

/** TL45xx: what certificates that were read say themselves: their dates, the names that a CA may sign for, PEM that can't be read. */
export const pem = [
  row(
    "TL4501",
    "error",
    (v) => `the server's certificate ${when(v)}`,
    "Whoever dials looks at the dates of the certificate, and hangs up.",
    "Have it issued anew and put the new PEM in its place. `--as-of` says for which day is asked.",
  ),
  row(
    "TL4502",
    "error",
    (v) => `the caller's certificate ${when(v)}`,
    "Nodes authenticate each other by certificate, and refuse one that has expired or is not valid yet.",
    "Have it issued anew and put the new PEM in its place. `--as-of` says for which day is asked.",
  ),
  row(
    "TL4503",
    "error",
    (v) => `an intermediate between a certificate and its root ${when(v)}`,
    "Every certificate on the way to the root has to be valid, not only the leaf.",
    "Replace the intermediate in the bundle by the one that its authority issues now.",
  ),
  row(
    "TL4504",
    "error",
    (v) => `a root that the caller trusts ${when(v)}`,
    "OpenSSL, .NET and Go look at the dates of roots too, and refuse all that hangs on one that has expired.",
    "Give the caller the authority's current root, and let it sign all certificates that are in use.",
  ),
  row(
    "TL4505",
    "error",
    (v) => `a root by which a node knows its callers ${when(v)}`,
    ".NET looks at the dates of roots too, so the node refuses every caller whose certificate hangs on one that has expired.",
    "Give the node the authority's current root, and let it sign all certificates that are in use.",
  ),
  row(
    "TL4506",
    "warning",
    (v) =>
      v["certificate"]
        ? `${v["certificate"]} ends on ${v["end"] ?? "a day soon"}${v["days"] ? `, in ${v["days"]} ${v["days"] === "1" ? "day" : "days"}` : ""}`
        : "a certificate ends within 30 days",
    "Nothing renews PEM that stands in a file. When it ends, every dial that needs it ends too.",
    "Have it issued anew in time, and put the new PEM in its place.",
  ),
  row(
    "TL4507",
    "warning",
    (v) => `a certificate in PEM can't be read${v["why"] ? `: ${v["why"]}` : ""}`,
    "Some programs refuse the file as a whole, others load what stands before it without a word.",
    "Copy the certificate anew: BEGIN and END at the start of a line, base64 between them, nothing else.",
  ),
  row(
    "TL4508",
    "error",
    (v) => `nothing here shows who ${v["signer"] ?? "the issuer of a certificate"} is`,
    "The verifier trusts the public roots. Whether this issuer is among them can't be told, since no certificate of it stands in the objects or the spec.",
    "Put the issuer's certificate into the bundle after the leaf, give the verifier the root, or vouch for the endpoint in assumptions.",
  ),
  row(
    "TL4509",
    "error",
    (v) => `a certificate holds a name that its CA may not sign for${v["name"] ? ` (${v["name"]})` : ""}`,
    "A CA's name constraints bind all that it signs. cert-manager's CA issuer does not look at them, but everyone who verifies does, and refuses the certificate.",
    (v) =>
      v["ca"]
        ? `Drop ${v["name"]} from ${v["certificate"]}, let another CA sign it, or widen the nameConstraints of ${v["ca"]} (and issue it anew).`
        : "Drop the name, let another CA sign, or widen the CA's nameConstraints (and issue it anew).",
  ),
] as const;
