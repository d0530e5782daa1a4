import type { SpecProblem } from "../kinds/kind.ts";
import { atLeast, parseVersion } from "../terms/version.ts";
import type { ParsedParts } from "./parse-parts.ts";

/** What has to be installed where alerts are asked for. */
export function alertProblems(parts: ParsedParts): readonly SpecProblem[] {
  return [...parts.clusters].flatMap(([name, { alerts, platform }]): readonly SpecProblem[] => {
    if (!alerts) return [];
    const path = ["clusters", name];
    const operator = platform.prometheusOperator;
    if (operator === undefined) {
      const message = "are asked for, and platform has no prometheusOperator, which takes PrometheusRules.";
      return [{ path: [...path, "alerts"], message, hint: 'Add the version that is installed: platform.prometheusOperator: "0.94".' }];
    }
    const problems: SpecProblem[] = [];
    // Its changelog: 0.41.0 added Probes.
    if (alerts.probe && !isAtLeast(operator, "0.41")) {
      const message = `needs Probes, and the Prometheus Operator has them since 0.41; prometheusOperator is ${operator}.`;
      problems.push({ path: [...path, "alerts", "probe"], message });
    }
    // cert-manager pull request 4419, in 1.6.0: the metric of when a certificate is due.
    const certManager = platform.certManager?.version;
    if (certManager !== undefined && !isAtLeast(certManager, "1.6")) {
      const message = `are made of a metric that cert-manager has since 1.6, certmanager_certificate_renewal_timestamp_seconds; certManager is ${certManager}.`;
      problems.push({ path: [...path, "alerts"], message });
    }
    return problems;
  });
}

function isAtLeast(version: string, minimum: `${number}.${number}`): boolean {
  const parsed = parseVersion(version);
  return parsed === undefined || atLeast(parsed, minimum);
}
