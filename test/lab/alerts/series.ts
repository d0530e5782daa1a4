/** Series as `promtool test rules` takes them: one sample a minute from time 0. */
export interface Series {
  readonly series: string;
  readonly values: string;
}

/** A value that stays for some minutes; undefined: no sample. */
export type Piece = readonly [value: number | undefined, minutes: number];

/** Pieces one after the other, in promtool's notation. */
export function values(...pieces: readonly Piece[]): string {
  return pieces
    .filter(([, minutes]) => minutes > 0)
    .map(([value, minutes]) => (value === undefined ? `_x${minutes}` : `${value}+0x${minutes - 1}`))
    .join(" ");
}

/** A metric with labels. */
function named(metric: string, labels: Readonly<Record<string, string>>): string {
  const inside = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${metric}{${inside.join(",")}}`;
}

/**
 * How Prometheus names an object's labels: as the exporter does (`honorLabels: true`), or, as with cert-manager's chart, with
 * labels of what is scraped in their place and the object's own namespace called `exported_namespace`.
 */
export type Scraped = "honoured" | "exported";

/** A series of cert-manager's, by the way in which it is scraped. `pod` is cert-manager's own. */
export function ofCertManager(metric: string, scraped: Scraped, pod: string, own: Readonly<Record<string, string>>): string {
  const target = { job: "cert-manager", pod, instance: `${pod}:9402` };
  const { namespace, ...rest } = own;
  if (scraped === "honoured") return named(metric, { ...target, ...own });
  return named(metric, {
    ...target,
    namespace: "cert-manager",
    ...(namespace === undefined ? {} : { exported_namespace: namespace }),
    ...rest,
  });
}
