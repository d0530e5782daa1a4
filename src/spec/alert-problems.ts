import type { SpecProblem } from "../kinds/spec-problem.ts";
import { atLeast, parseVersion } from "../terms/version.ts";
import { probeCronJobName } from "./alerts.ts";
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
    return [...problems, ...(alerts.cronJob ? longNames(parts, name) : [])];
  });
}

/** A CronJob's Jobs get eleven characters more, and a Job's name has to fit 63 (Kubernetes documentation, CronJob). */
const CRON_JOB_LIMIT = 52;

function longNames(parts: ParsedParts, cluster: string): readonly SpecProblem[] {
  return [...parts.workloads].flatMap(([workload, spec]): readonly SpecProblem[] => {
    const name = probeCronJobName(workload);
    if (spec.cluster !== cluster || name.length <= CRON_JOB_LIMIT) return [];
    const message = `its CronJob would be called "${name}", which has ${name.length} characters; ${CRON_JOB_LIMIT} is the limit, since Kubernetes adds a number to it for each Job.`;
    return [{ path: ["workloads", workload], message, hint: `Choose a shorter name, or drop clusters.${cluster}.alerts.cronJob.` }];
  });
}

function isAtLeast(version: string, minimum: `${number}.${number}`): boolean {
  const parsed = parseVersion(version);
  return parsed === undefined || atLeast(parsed, minimum);
}
