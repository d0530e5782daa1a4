import { leadsOf } from "./lead.ts";
import { endOf, inner, matcher } from "./promql.ts";
import type { Alert } from "./rule.ts";
import type { ServedCertificate } from "./served.ts";
import type { WatchedCertificate } from "./watched.ts";

const INSTANCE = "{{ $labels.instance }}";
/** For certificates whose life the spec does not say: less than a quarter of what cert-manager leaves of the shortest, 6 days. */
const UNKNOWN_LIFE = 12 * 3600;

/** The labels that Probes give to what they see of a Certificate. */
export function servedLabels({ certificate, namespace }: ServedCertificate): Readonly<Record<string, string>> {
  return { namespace, certificate };
}

/**
 * Alerts on what servers present. The exporter's `probe_ssl_earliest_cert_expiry` is the earliest end among all certificates that a
 * server presents, which is the leaf's; `probe_ssl_last_chain_expiry_timestamp_seconds` is of verified chains, and is missing where
 * the exporter does not verify. Source: blackbox_exporter, prober/tls.go and prober/tcp.go. `interval` in seconds.
 */
export function servedAlerts(served: ServedCertificate, watched: WatchedCertificate, interval: number): readonly Alert[] {
  const { namespace, certificate, targets } = served;
  const which = Object.entries(servedLabels(served)).map(([label, value]) => matcher(label, [value]));
  const seen = (metric: string): string => `${metric}{${which.join(",")}}`;
  const leads = leadsOf(watched.slack);
  return [
    {
      name: "ServedCertificateOutdated",
      severity: "warning",
      namespace,
      expr: `${seen("probe_ssl_earliest_cert_expiry")}\n!= on () group_left ()\n${endOf({ namespace, names: [certificate] })}`,
      // Two looks of the Probe, and two of Prometheus at cert-manager, each a minute.
      hold: Math.max(600, Math.ceil(((served.uptake ?? 0) + 2 * interval + 120) / 60) * 60),
      summary: `${INSTANCE} presents another certificate than cert-manager's current ${namespace}/${certificate}.`,
      description:
        served.uptake === undefined
          ? "The certificate was renewed, and this server takes a new one only when it is restarted. It presents the old one until that expires."
          : "The certificate was renewed, and this server has not loaded it. It presents the old one until that expires.",
      runbook: served.reload,
      alarm: "Kubernetes certificates have been renewed but not all services have been updated.",
    },
    {
      name: "ServedCertificateAboutToExpire",
      severity: "critical",
      namespace,
      expr: `${seen("probe_ssl_earliest_cert_expiry")} - time()\n< ${leads.aboutToEnd ?? UNKNOWN_LIFE}`,
      hold: leads.hold,
      summary: `The certificate that ${INSTANCE} presents expires in {{ $value | humanizeDuration }}.`,
      description: `After that every new connection to it fails. Either ${namespace}/${certificate} was not renewed, or this server has not loaded it.`,
      runbook: [`kubectl -n ${namespace} describe certificate ${certificate}`, ...served.reload],
    },
    {
      name: "ServedCertificateNotSeen",
      severity: "warning",
      namespace,
      expr: [
        inner("(", `${seen("probe_success")}\nunless on (instance)\n${seen("probe_ssl_earliest_cert_expiry")}`, ")"),
        "or",
        inner("absent(", seen("probe_success"), ")"),
      ].join("\n"),
      hold: 15 * 60,
      summary: `Nobody sees whether servers present ${namespace}/${certificate}{{ with $labels.instance }}, as {{ . }} should{{ end }}.`,
      description:
        "The blackbox exporter can't reach the server, or its module does not speak TLS, or Prometheus does not ask it. While that is so, an old certificate on this server is not noticed.",
      runbook: [
        `kubectl -n ${namespace} get pods -o wide`,
        `kubectl get probe -A | grep ${certificate}`,
        `openssl s_client -connect ${targets[0]?.host}:${targets[0]?.port} </dev/null 2>/dev/null | openssl x509 -noout -subject -enddate`,
      ],
    },
  ];
}
