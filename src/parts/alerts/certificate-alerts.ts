import { formatDuration } from "../../terms/duration.ts";
import { groupBy } from "./group-by.ts";
import { type Leads, leadsOf } from "./lead.ts";
import { endOf, inner, metricOf, type Objects, renewalOf } from "./promql.ts";
import type { Alert } from "./rule.ts";
import type { WatchedCertificate } from "./watched.ts";

/** The namespace of what is watched, and that of cert-manager, whose Deployment has its chart's name. */
export interface Where {
  readonly namespace: string;
  readonly certManager: string;
}

/** Commands by which a person sees why a certificate is not issued, and asks for it anew. */
function renewByHand({ namespace, certManager }: Where, name: string): readonly string[] {
  return [
    `kubectl -n ${namespace} describe certificate ${name}`,
    `cmctl -n ${namespace} status certificate ${name}`,
    `kubectl -n ${certManager} logs deploy/cert-manager --since=1h | grep ${name}`,
    `cmctl -n ${namespace} renew ${name}`,
  ];
}

const NAME = "{{ $labels.name }}";

/** Alerts on the Certificates of one namespace, as cert-manager sees them. */
export function certificateAlerts(where: Where, certificates: readonly WatchedCertificate[]): readonly Alert[] {
  const bySlack = groupBy(certificates, ({ slack }) => slack);
  return [
    ...[...bySlack].flatMap(([slack, alike]) => lifeAlerts(where, alike, slack)),
    ...certificates.flatMap((certificate) => authorityAlerts(where, certificate)),
    notReady(where, objectsOf(where, certificates)),
    notWatched(where, objectsOf(where, certificates)),
  ];
}

function objectsOf({ namespace }: Where, certificates: readonly WatchedCertificate[]): Objects {
  return { namespace, names: certificates.map(({ name }) => name) };
}

/** Alerts on the lives of certificates with one slack. */
function lifeAlerts(where: Where, certificates: readonly WatchedCertificate[], slack: number | undefined): readonly Alert[] {
  const leads = leadsOf(slack);
  const mattering = certificates.filter(({ matters }) => matters);
  return [
    overdue(where, objectsOf(where, certificates), leads),
    ...(mattering.length > 0 ? expiry(where, objectsOf(where, mattering), leads) : []),
  ];
}

function overdue(where: Where, objects: Objects, leads: Leads): Alert {
  const { namespace } = where;
  return {
    name: "CertificateRenewalOverdue",
    severity: "warning",
    namespace,
    expr: `time() - ${renewalOf(objects)}\n> ${leads.overdue}`,
    hold: leads.hold,
    summary: `The renewal of certificate ${namespace}/${NAME} is overdue.`,
    description: `cert-manager was to renew it {{ $value | humanizeDuration }} ago and has not. Nothing is broken yet: it is used until it expires.`,
    runbook: renewByHand(where, NAME),
    alarm: "Kubernetes certificates renewal failed.",
  };
}

function expiry(where: Where, objects: Objects, leads: Leads): readonly Alert[] {
  const { namespace } = where;
  const alert = (
    rest: Pick<Alert, "name" | "severity"> & { part: string; lead: number | undefined; share: number; what: string },
  ): Alert => ({
    name: rest.name,
    severity: rest.severity,
    namespace,
    expr: `${endOf(objects)} - time()\n< ${rest.lead ?? shareOfSlack(objects, rest.share)}`,
    hold: leads.hold,
    summary: `Certificate ${namespace}/${NAME} expires in {{ $value | humanizeDuration }}.`,
    description: `It was due to be renewed long ago, and ${rest.part} of the time since then is gone. ${rest.what}`,
    runbook: renewByHand(where, NAME),
  });
  return [
    alert({
      name: "CertificateExpiresSoon",
      severity: "warning",
      part: "half",
      lead: leads.soon,
      share: 0.5,
      what: "Programs that use it go on until it expires.",
    }),
    alert({
      name: "CertificateAboutToExpire",
      severity: "critical",
      part: "three quarters",
      lead: leads.aboutToEnd,
      share: 0.25,
      what: "When it expires, every new connection that it is presented for fails.",
    }),
  ];
}

/** Where only cert-manager knows how long a certificate lives, it also knows when it is due. */
function shareOfSlack(objects: Objects, share: number): string {
  return inner(`${share} * (`, `${endOf(objects)} - ${renewalOf(objects)}`, ")");
}

/** A CA Issuer signs leaves that outlive their CA, and says nothing: facts of cert-manager's CA issuer. */
function authorityAlerts(where: Where, { name, longestLeaf, slack }: WatchedCertificate): readonly Alert[] {
  const { namespace } = where;
  if (longestLeaf === undefined) return [];
  const lead = longestLeaf - Math.min(3600, Math.floor(longestLeaf / 10));
  return [
    {
      name: "AuthorityEndsBeforeItsLeaves",
      severity: "critical",
      namespace,
      expr: `${endOf({ namespace, names: [name] })} - time()\n< ${lead}`,
      hold: leadsOf(slack).hold,
      summary: `The CA ${namespace}/${NAME} expires in {{ $value | humanizeDuration }}, before certificates that it signs now.`,
      description: `What it signs lives ${formatDuration(longestLeaf)}. A certificate is worth nothing once its CA has expired, whatever its own date says.`,
      runbook: [
        ...renewByHand(where, NAME),
        "Then add a generation to the authority in the spec, as docs/alerts/AuthorityEndsBeforeItsLeaves.md says.",
      ],
    },
  ];
}

function notReady(where: Where, objects: Objects): Alert {
  const { namespace } = where;
  return {
    name: "CertificateNotReady",
    severity: "warning",
    namespace,
    expr: `${metricOf("certmanager_certificate_ready_status", objects, "True")}\n== 0`,
    hold: 15 * 60,
    summary: `Certificate ${namespace}/${NAME} is not ready.`,
    description:
      "cert-manager can't issue it, or it is not what its spec asks for. Pods that mount its Secret for the first time do not start.",
    runbook: renewByHand(where, NAME),
  };
}

function notWatched(where: Where, objects: Objects): Alert {
  const { namespace } = where;
  const count = inner("count(", metricOf("certmanager_certificate_ready_status", objects, "True"), ")");
  return {
    name: "CertificatesNotWatched",
    severity: "warning",
    namespace,
    expr: `${inner("(", `${count}\nor vector(0)`, ")")}\n< ${objects.names.length}`,
    hold: 30 * 60,
    summary: `Prometheus has no metrics of some certificates in ${namespace}.`,
    description: `It knows {{ $value }} of these: ${objects.names.join(", ")}. While that is so, no other alert on what is missing can fire.`,
    runbook: [
      `kubectl -n ${namespace} get certificate ${objects.names.join(" ")}`,
      `kubectl -n ${where.certManager} get pods`,
      "kubectl get servicemonitor,podmonitor -A | grep cert-manager",
    ],
  };
}
