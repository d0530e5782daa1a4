import type { Draft } from "../fixture.ts";
import type { Case } from "./case.ts";

const END = "certmanager_certificate_expiration_timestamp_seconds";
const RENEWAL = "certmanager_certificate_renewal_timestamp_seconds";
const NODES = '{exported_namespace="data",name="ledger-tls"}';
const EXPR = "PrometheusRule ledger spec.groups[0].rules[0].expr";

/** A cluster with the Prometheus Operator, and certificates of 90 days that are renewed 30 days before. */
function watched(d: Draft): void {
  d.facts.platform.prometheusOperator = "0.94";
  d.certificate.duration = "2160h";
  d.certificate.renewBefore = "720h";
}

/** One alerting rule. */
function alert(expr: string, hold = "10m"): (d: Draft) => void {
  return (d) => {
    d.add(`
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: ledger, namespace: data }
spec: { groups: [{ name: ledger, rules: [{ alert: LedgerCertificate }] }] }`);
    Object.assign(d.object("PrometheusRule", "ledger").spec.groups[0].rules[0], { expr, for: hold });
  };
}

export const alerts: readonly Case[] = [
  {
    code: "TL4601",
    title: "a PrometheusRule in a cluster without the operator",
    bad: alert("vector(0)"),
    twin: (d) => {
      watched(d);
      alert("vector(0)")(d);
    },
    at: "PrometheusRule ledger kind",
  },
  {
    code: "TL4602",
    title: "31 days before the end, of a certificate that is renewed 30 days before",
    given: watched,
    bad: alert(`${END}${NODES} - time() < 31 * 24 * 3600`),
    twin: alert(`${END}${NODES} - time() < 21 * 24 * 3600`),
    at: EXPR,
  },
  {
    code: "TL4602",
    title: "in days, over all certificates, one of which takes the default of a third of its life",
    given: (d) => {
      watched(d);
      d.ca.duration = "87600h";
      delete d.certificate.renewBefore;
    },
    bad: alert(`(\n  ${END} - time()\n) / 86400 <= 31`),
    twin: alert(`(\n  ${END} - time()\n) / 86400 <= 29`),
    at: EXPR,
  },
  {
    code: "TL4602",
    title: "a percentage that leaves less than the alert wants",
    given: (d) => {
      watched(d);
      delete d.certificate.renewBefore;
      d.certificate.renewBeforePercentage = 20;
    },
    bad: alert(`${END}{exported_namespace="data",name=~"ledger-tls|other\\\\.one"} - time() < 20 * 86400`),
    twin: alert(`${END}{exported_namespace="data",name=~"ledger-.*"} - time() < 20 * 86400`),
    at: EXPR,
    also: ["TL4604"],
  },
  {
    code: "TL4602",
    title: "all of the time between when it is due and its end",
    given: watched,
    bad: alert(`(max by (name) (${END}${NODES}) > 0) - time() < 1.1 * (${END}${NODES} - ${RENEWAL}${NODES})`),
    twin: alert(`(max by (name) (${END}${NODES}) > 0) - time() < 0.5 * (${END}${NODES} - ${RENEWAL}${NODES})`),
    at: EXPR,
  },
  {
    code: "TL4603",
    title: "an hour before the end, if it holds for an hour",
    given: watched,
    bad: alert(`${END}${NODES} - time() < 3600`, "1h"),
    twin: alert(`${END}${NODES} - time() < 3600`, "30m"),
    at: EXPR,
  },
  {
    code: "TL4604",
    title: "a Certificate's Secret in place of its own name",
    given: watched,
    bad: alert(
      'certmanager_certificate_ready_status{exported_namespace="",namespace="data",name="ledger-tls-secret",condition="True"} == 0',
    ),
    twin: alert('certmanager_certificate_ready_status{exported_namespace="",namespace="data",name="ledger-tls",condition="True"} == 0'),
    at: EXPR,
  },
  {
    code: "TL4604",
    title: "a Certificate that may be made elsewhere, since nobody says what there is",
    given: (d) => {
      watched(d);
      d.environment = undefined;
    },
    severity: "note",
    bad: alert(`${END}{exported_namespace="data",name="other"} - time() < 3600`),
    twin: alert(`${END}{namespace="data",name="other",issuer_name="x"} - time() < 3600`),
    at: EXPR,
    // Nor who makes the ServiceAccount.
    also: ["TL5103"],
    twinHas: ["TL5103"],
  },
];
