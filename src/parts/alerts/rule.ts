import { type AlertingRule, prometheusDuration } from "../crds/prometheus-operator.ts";
import type { AlertName } from "./names.ts";

/** What makes up an alert; times in seconds. */
export interface Alert {
  readonly name: AlertName;
  readonly severity: "warning" | "critical";
  readonly expr: string;
  readonly hold: number;
  /** The namespace of what is watched. */
  readonly namespace: string;
  readonly summary: string;
  readonly description: string;
  /** Commands, one a line. */
  readonly runbook: readonly string[];
  /** The text of StarlingX' alarm that says the same. */
  readonly alarm?: string;
}

/** The number of StarlingX' alarm on certificates (its documentation, Etcd Certificates), which has two texts. */
const ALARM = "250.003";

/** Adds alerts to a PrometheusRule's group. `runbookURL` holds `{alert}`. */
export function alertingRule(alert: Alert, runbookURL: string | undefined): AlertingRule {
  const { name, severity, namespace, alarm } = alert;
  return {
    alert: name,
    expr: alert.expr,
    for: prometheusDuration(alert.hold),
    labels: { severity, namespace, ...(alarm === undefined ? {} : { alarm_id: ALARM }) },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook: alert.runbook.join("\n"),
      ...(runbookURL === undefined ? {} : { runbook_url: runbookURL.replaceAll("{alert}", name) }),
      ...(alarm === undefined ? {} : { alarm_text: alarm }),
    },
  };
}
