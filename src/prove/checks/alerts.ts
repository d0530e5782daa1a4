import { formatDuration, parseDuration } from "../../terms/duration.ts";
import { type KubeObject, type ObjectId, parseObjectId } from "../../terms/kube-object.ts";
import { type Place, place } from "../../terms/place.ts";
import { at, list, record, text } from "../../world/data.ts";
import { gatherFacts } from "../../world/facts.ts";
import type { World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";
import { type CertificateSelector, type Lead, leadOf, prometheusSeconds, selectorsOf } from "./expiry-expression.ts";
import { stringAt } from "./fields.ts";

/** TL4701: what the Prometheus Operator reads, in a cluster that is known to be without it. */
export const operators: Check = (world) => {
  const facts = gatherFacts(world.environment);
  return [...world.objects.keys()].flatMap((id): readonly Finding[] => {
    const { cluster, group, kind } = parseObjectId(id);
    const known = facts.of(cluster);
    if (group !== "monitoring.coreos.com" || !known || known.platform.prometheusOperator !== undefined) return [];
    return [finding("TL4701", place(id, "kind"), { kind, cluster })];
  });
};

/** TL4702 and TL4703: alerts that come too early or too late. TL4704: alerts on Certificates that are not there. */
export const alerts: Check = (world) => {
  const certificates = certificatesOf(world);
  return rulesOf(world).flatMap((rule): readonly Finding[] => {
    const { cluster, where, expr } = rule;
    const own = certificates.filter((each) => each.cluster === cluster);
    const selectors = selectorsOf(expr);
    const missing = selectors.flatMap((selector) => missingNames(selector, own)).slice(0, 1);
    const nowhere = missing.map((certificate) => withoutEnvironment(world, finding("TL4704", where, { certificate })));
    const lead = leadOf(expr);
    if (!lead) return nowhere;
    const watched = own.filter((each) => selectors.some((selector) => selects(selector, each)));
    return [...nowhere, ...watched.flatMap((each) => timing(rule, lead, each)).slice(0, 1)];
  });
};

interface AlertingRule {
  readonly cluster: string;
  readonly where: Place;
  readonly expr: string;
  /** Seconds of `for`. */
  readonly hold: number;
}

function rulesOf(world: World): readonly AlertingRule[] {
  return [...world.objects].flatMap(([id, object]) => {
    const { cluster, group, kind } = parseObjectId(id);
    if (group !== "monitoring.coreos.com" || kind !== "PrometheusRule") return [];
    return list(at(object, "spec", "groups")).flatMap((each, g) =>
      list(record(each)["rules"]).flatMap((rule, r): readonly AlertingRule[] => {
        const { alert, expr, for: hold } = record(rule);
        if (text(alert) === undefined || typeof expr !== "string") return [];
        const where = place(id, "spec", "groups", g, "rules", r, "expr");
        return [{ cluster, where, expr, hold: prometheusSeconds(text(hold) ?? "0") ?? 0 }];
      }),
    );
  });
}

interface Watched {
  readonly id: ObjectId;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  /** Seconds between when it is due and its end; undefined where no object says. */
  readonly slack: number | undefined;
}

function certificatesOf(world: World): readonly Watched[] {
  return [...world.objects].flatMap(([id, object]): readonly Watched[] => {
    const { cluster, group, kind, namespace, name } = parseObjectId(id);
    return group === "cert-manager.io" && kind === "Certificate" ? [{ id, cluster, namespace, name, slack: slackOf(object) }] : [];
  });
}

/** As cert-manager 1.21 reckons it (pkg/util/pki/renewaltime.go); a third of a life that only an ACME server knows is not known. */
function slackOf(object: KubeObject): number | undefined {
  const given = stringAt(object, "spec", "duration");
  const life = given === undefined ? undefined : parseDuration(given);
  const before = parseDuration(stringAt(object, "spec", "renewBefore") ?? "0") ?? 0;
  const percentage = at(object, "spec", "renewBeforePercentage");
  if (before > 0 && (life === undefined || before < life)) return before;
  if (life === undefined) return undefined;
  return typeof percentage === "number" && percentage > 0 && percentage < 100 ? (life * percentage) / 100 : life / 3;
}

function selects({ names, namespace }: CertificateSelector, certificate: Watched): boolean {
  return (names?.includes(certificate.name) ?? true) && (namespace === undefined || namespace === certificate.namespace);
}

/** Names with their namespace that no Certificate has. A selector without both may mean what is elsewhere. */
function missingNames({ names, namespace }: CertificateSelector, certificates: readonly Watched[]): readonly string[] {
  if (!names || namespace === undefined) return [];
  return names
    .filter((name) => !certificates.some((each) => each.name === name && each.namespace === namespace))
    .map((name) => `${namespace}/${name}`);
}

function timing({ where, hold }: AlertingRule, lead: Lead, { id, namespace, name, slack }: Watched): readonly Finding[] {
  if (slack === undefined && lead.kind === "share" && lead.share < 1) return [];
  const seconds = lead.kind === "seconds" ? lead.seconds : lead.share * (slack ?? 1);
  const related = [place(id, "spec", "renewBefore")];
  const values = { certificate: `${namespace}/${name}`, lead: formatDuration(seconds), hold: formatDuration(hold) };
  if (slack !== undefined && seconds - hold >= slack)
    return [finding("TL4702", where, { ...values, slack: formatDuration(slack) }, related)];
  return seconds <= hold ? [finding("TL4703", where, values, related)] : [];
}

/** Where no Environment says what there is, a Certificate may be made elsewhere. */
function withoutEnvironment(world: World, found: Finding): Finding {
  return world.environment.length > 0 ? found : { ...found, severity: "note" };
}
