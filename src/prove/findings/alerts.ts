import { row } from "./row.ts";

/** Findings about alerts: TL46. */
export const alerts = [
  row(
    "TL4701",
    "error",
    (v) => `no Prometheus Operator in ${v["cluster"] ? `cluster ${v["cluster"]}` : "the cluster"} takes this ${v["kind"] ?? "object"}`,
    "The API server refuses an object of a kind that it does not know. Argo CD and Flux then apply nothing of the unit that it is in.",
    "Say platform.prometheusOperator with the version that is installed, or drop the object.",
  ),
  row(
    "TL4702",
    "warning",
    (v) => `the alert fires before ${v["certificate"] ? `certificate ${v["certificate"]}` : "a certificate"} is due to be renewed`,
    "An alert that fires though nothing is wrong is one that people learn to pass over.",
    (v) =>
      v["slack"]
        ? `It fires ${v["lead"]} before the end, and the certificate is renewed ${v["slack"]} before. Let the alert come later, or renew earlier (renewBefore).`
        : "Let the alert come later than the renewal, or renew earlier (renewBefore).",
  ),
  row(
    "TL4703",
    "warning",
    (v) => `the alert fires only after ${v["certificate"] ? `certificate ${v["certificate"]}` : "a certificate"} has expired`,
    "The condition has to hold for all of `for` before an alert fires, and the certificate ends before that.",
    (v) =>
      v["lead"]
        ? `It becomes true ${v["lead"]} before the end, and has to hold for ${v["hold"]}. Shorten \`for\`, or renew earlier (renewBefore), so that there is time to act.`
        : "Shorten `for`, or renew earlier (renewBefore).",
  ),
  row(
    "TL4704",
    "warning",
    (v) => `the alert watches ${v["certificate"] ? `Certificate ${v["certificate"]}` : "a Certificate"}, which is not there`,
    "cert-manager has no metrics of it, so the alert never fires.",
    "Write the Certificate's own name and namespace, or drop the alert.",
  ),
] as const;
