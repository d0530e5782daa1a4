import type { Difference } from "../../probe/difference.ts";
import type { Listening } from "../../probe/expectation.ts";
import type { UnreachableReason } from "../../probe/outcome.ts";
import { inWords } from "../../terms/in-words.ts";
import { humanDuration, utc } from "../human-duration.ts";

/** A difference in words. */
export interface DifferenceWords {
  /** The rest of a sentence after the server's name, without a full stop. */
  readonly title: string;
  /** What is known about it, in sentences. */
  readonly detail: string;
  /** What to do: a sentence or two. */
  readonly change: string;
}

/** Says what differs, what that means and what to do. `asOf`: milliseconds since 1970. */
export function differenceInWords(difference: Difference, listening: Listening, asOf: number): DifferenceWords {
  switch (difference.kind) {
    case "unreachable":
      return {
        title: `can't be dialled: ${difference.text || "it presents no certificate"}`,
        detail: "",
        change: WHEN_UNREACHABLE[difference.reason],
      };
    case "expired":
      return {
        title: `serves ${difference.which === "" ? "an expired certificate" : `an expired intermediate (${difference.which})`}`,
        detail: `It ended ${humanDuration((asOf - difference.since) / 1000)} ago (${utc(difference.since)}). Nobody who looks at dates connects any more.`,
        change: takeIn(listening),
      };
    case "not-yet-valid":
      return {
        title: `serves a certificate that is not valid yet${difference.which === "" ? "" : ` (${difference.which})`}`,
        detail: `It begins at ${utc(difference.from)}.`,
        change: "Compare the clocks of this machine and of whoever signed it.",
      };
    case "expires-soon":
      return {
        title: `serves a certificate that ends in ${humanDuration(difference.inSeconds)}`,
        detail: `It ends at ${utc(difference.at)}.`,
        change: `See whether it is renewed by then: ${statusOf(listening)}.`,
      };
    case "old-certificate":
      return {
        title: "still serves its old certificate",
        detail: `It was renewed ${humanDuration((asOf - difference.renewedAt) / 1000)} ago (${utc(difference.renewedAt)}); the old one ends at ${utc(difference.servedUntil)}.`,
        change: takeIn(listening),
      };
    case "renewal-overdue":
      return overdue(difference, listening, asOf);
    case "wrong-certificate":
      return {
        title: "serves another certificate than the one that was issued for it",
        detail: `It serves ${difference.served || "one without a subject"}.`,
        change: `Look at which Secret its pod mounts, and who else answers there: ${statusOf(listening)}.`,
      };
    case "name-mismatch":
      return {
        title: "serves a certificate that does not hold the name that is dialled",
        detail: `Callers dial ${difference.hosts.join(", ")}; it holds ${difference.holds.join(", ") || "no names"}.`,
        change: "See whether dist/ has been applied, and whether another server answers there.",
      };
    case "wrong-names":
      return {
        title: "serves a certificate with other names than compiled",
        detail: [
          difference.missing.length > 0 ? `It lacks ${difference.missing.join(", ")}.` : "",
          difference.extra.length > 0 ? `It also holds ${difference.extra.join(", ")}.` : "",
        ]
          .filter(Boolean)
          .join(" "),
        change: NOT_APPLIED,
      };
    case "wrong-common-name":
      return {
        title: "serves a certificate with another common name than compiled",
        detail: `It is ${difference.served === "" ? "empty" : difference.served}, and was compiled as ${difference.compiled}.`,
        change: NOT_APPLIED,
      };
    case "wrong-issuer":
      return {
        title: "serves a certificate that somebody else signed",
        detail: `${difference.served} signed it; compiled is ${difference.compiled}.`,
        change: NOT_APPLIED,
      };
    case "wrong-key":
      return {
        title: `serves a certificate with an ${difference.served} key`,
        detail: `Compiled is ${difference.compiled}.`,
        change: NOT_APPLIED,
      };
    case "wrong-usages":
      return {
        title: `serves a certificate without ${inWords(difference.missing)}`,
        detail: "Peers that look at the extended key usage refuse it.",
        change: NOT_APPLIED,
      };
    case "missing-intermediate":
      return {
        title: "leaves out an intermediate certificate",
        detail: `What it sends ends below ${difference.signer}, which is no root that callers have to know.`,
        change: "Let it serve the whole tls.crt: the leaf first, then the intermediates.",
      };
    case "untrusted":
      return {
        title: "serves a certificate that callers do not trust",
        detail: `It leads to ${difference.signer}, which is not among the roots of ${difference.by.join(", ")}.`,
        change: "Give them that root before anything else is signed by it, or sign by one that they have.",
      };
  }
}

const NOT_APPLIED = "See whether dist/ has been applied, whether the Certificate is Ready, and whether the server has taken it in.";

const WHEN_UNREACHABLE: Readonly<Record<UnreachableReason, string>> = {
  "no-such-name": "See whether the record is published (external-dns), and which name server answers here.",
  refused: "See whether the pod runs and is Ready, and which port it listens on.",
  timeout: "See whether a firewall, a load balancer or a NetworkPolicy drops it.",
  "no-tls": "See which program answers there, and whether its TLS is on.",
  "no-certificate": "See whether the server finds its certificate: its log says so.",
  "no-pod": "See whether the pod runs: kubectl get pods.",
  broken: "Try again; if it stays so, read the server's log.",
};

function overdue(difference: Extract<Difference, { kind: "renewal-overdue" }>, listening: Listening, asOf: number): DifferenceWords {
  const since = `Renewal was due ${humanDuration((asOf - difference.since) / 1000)} ago (${utc(difference.since)}); it ends at ${utc(difference.end)}.`;
  if (difference.notRenewed) {
    return {
      title: "serves a certificate that should have been renewed",
      detail: `${since} The cluster has no newer one.`,
      change: `Find out why it is not renewed: ${statusOf(listening)}, then its CertificateRequest and cert-manager's log.`,
    };
  }
  return {
    title: "serves a certificate that should have been replaced",
    detail: `${since} Either it was not renewed, or the server still serves the old one; --kubeconfig tells which.`,
    change: `See whether it was renewed: ${statusOf(listening)}. If so, it was not taken in. ${takeIn(listening)}`,
  };
}

function statusOf({ certificate }: Listening): string {
  return certificate ? `kubectl -n ${certificate.namespace} describe certificate ${certificate.name}` : "whoever brings it has to say";
}

/** How to make a server take in what is there, by how it does that. */
function takeIn({ uptake, process }: Listening): string {
  if (uptake === "start") return `Restart ${process}: it reads its certificate only at start.`;
  if (uptake === "restart") return `See whether Reloader restarted ${process} (its log, and the age of the pod), or restart it.`;
  if (uptake === "signal") return `See whether ${process} was signalled (the log of its reload container), or restart it.`;
  return `See in the log of ${process} why it did not take in the renewed one, or restart it.`;
}
