import { atLeast, parseVersion } from "../../terms/version.ts";
import type { Where } from "./certificate-alerts.ts";
import { metricOf } from "./promql.ts";
import type { Alert } from "./rule.ts";
import type { WatchedIssuer } from "./watched.ts";

/**
 * Alerts on issuers of one kind in one namespace; `namespace` is that of the alert where the issuers have none. cert-manager has
 * these metrics since 1.20 (internal/collectors of 1.20.0; 1.19.2 has none): nothing before.
 */
export function issuerAlerts({ namespace, certManager }: Where, issuers: readonly WatchedIssuer[], version: string): readonly Alert[] {
  const parsed = parseVersion(version);
  if (parsed !== undefined && !atLeast(parsed, "1.20")) return [];
  return (["Issuer", "ClusterIssuer"] as const).flatMap((kind): readonly Alert[] => {
    const names = issuers.filter((issuer) => issuer.kind === kind).map(({ name }) => name);
    if (names.length === 0) return [];
    const [metric, where, what] =
      kind === "Issuer"
        ? (["certmanager_issuer_ready_status", { namespace, names }, `Issuer ${namespace}/{{ $labels.name }}`] as const)
        : (["certmanager_clusterissuer_ready_status", { names }, "ClusterIssuer {{ $labels.name }}"] as const);
    const describe = kind === "Issuer" ? `kubectl -n ${namespace} describe issuer` : "kubectl describe clusterissuer";
    return [
      {
        name: "IssuerNotReady",
        severity: "warning",
        namespace,
        expr: `${metricOf(metric, where, "True")}\n== 0`,
        hold: 15 * 60,
        summary: `${what} is not ready.`,
        description: "It signs nothing: certificates of this issuer are neither issued nor renewed until it is.",
        runbook: [
          `${describe} {{ $labels.name }}`,
          `kubectl -n ${certManager} logs deploy/cert-manager --since=1h | grep {{ $labels.name }}`,
        ],
      },
    ];
  });
}
