import type { KubeObject } from "../../../src/terms/kube-object.ts";

/** Seconds of a Go duration of whole hours, minutes and seconds, as compiled objects have them. */
function seconds(duration: string): number {
  const [, h = 0, m = 0, s = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  return Number(h) * 3600 + Number(m) * 60 + Number(s);
}

/** A Certificate as cert-manager would treat it. */
export interface LabCertificate {
  readonly name: string;
  readonly namespace: string;
  readonly life: number;
  /** Seconds between when it is due and its end. */
  readonly slack: number;
  readonly isCA: boolean;
  /** Whether it is presented to anybody, or signs. */
  readonly matters: boolean;
}

/** What a public authority gives in the lab, in seconds: 90 days. */
const ACME_LIFE = 2160 * 3600;

/** The Certificates among compiled objects. */
function certificatesOf(objects: readonly KubeObject[]): readonly LabCertificate[] {
  return objects.flatMap((object): readonly LabCertificate[] => {
    if (object.kind !== "Certificate") return [];
    const spec = object["spec"] as { duration?: string; renewBefore?: string; isCA?: boolean; usages: readonly string[] };
    const life = spec.duration === undefined ? ACME_LIFE : seconds(spec.duration);
    const slack = spec.renewBefore === undefined ? Math.floor(life / 3) : seconds(spec.renewBefore);
    const { name, namespace = "" } = object.metadata;
    const isCA = spec.isCA === true;
    return [{ name, namespace, life, slack, isCA, matters: isCA || spec.usages.some((usage) => usage.endsWith(" auth")) }];
  });
}

/** What a PrometheusRule of ours watches. */
export interface WatchedRule {
  /** For the report. */
  readonly title: string;
  readonly groups: unknown;
  readonly alertNames: readonly string[];
  readonly certificates: readonly LabCertificate[];
  readonly issuers: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
  /** Targets of Probes by the name of the Certificate. */
  readonly probes: ReadonlyMap<string, { readonly labels: Readonly<Record<string, string>>; readonly targets: readonly string[] }>;
}

/** Each PrometheusRule of a unit with what stands beside it. */
export function rulesOf(title: string, objects: readonly KubeObject[]): readonly WatchedRule[] {
  const probes = new Map(
    objects.flatMap((object) => {
      if (object.kind !== "Probe") return [];
      const { static: targets, labels } = (
        object["spec"] as { targets: { staticConfig: { static: string[]; labels: Record<string, string> } } }
      ).targets.staticConfig;
      return [[String(labels["certificate"]), { labels, targets }] as const];
    }),
  );
  return objects.flatMap((object) => {
    if (object.kind !== "PrometheusRule") return [];
    const { groups } = object["spec"] as { groups: readonly { rules: readonly { alert: string; expr: string }[] }[] };
    const text = JSON.stringify(groups);
    const issuers = objects.flatMap(({ kind, metadata: { name, namespace } }) =>
      kind === "Issuer" || kind === "ClusterIssuer" ? [{ kind, name, ...(namespace === undefined ? {} : { namespace }) }] : [],
    );
    return [
      {
        title: `${title} ${object.metadata.name}`,
        groups,
        alertNames: [...new Set(groups.flatMap(({ rules }) => rules.map(({ alert }) => alert)))],
        certificates: certificatesOf(objects),
        issuers: text.includes("issuer_ready_status") ? issuers : [],
        probes,
      },
    ];
  });
}
