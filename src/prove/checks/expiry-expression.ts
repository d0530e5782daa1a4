/** PromQL as far as checks read it: selectors of cert-manager's metrics, and the usual ways to ask how long a certificate lasts. */

/** Which Certificates a selector means. Undefined: any. */
export interface CertificateSelector {
  readonly names?: readonly string[];
  readonly namespace?: string;
}

/** How long before a certificate's end an expression becomes true. */
export type Lead =
  | { readonly kind: "seconds"; readonly seconds: number }
  /** A part of the time between when it is due and its end. */
  | { readonly kind: "share"; readonly share: number };

const SELECTOR = /\b(certmanager_certificate_\w+)\s*(?:\{([^}]*)\})?/g;
const MATCHER = /\s*(\w+)\s*(=~|!=|!~|=)\s*("(?:[^"\\]|\\.)*")\s*(?:,|$)/y;
const END = /certmanager_certificate_(?:expiration|not_after)_timestamp_seconds/;
const RENEWAL = "certmanager_certificate_renewal_timestamp_seconds";
const COMPARISON = /- ?time\(\)([ )]*(?:\/ ?[\d.]+[ )]*)*)<=? ?(.+)$/;

/**
 * The Certificates that an expression's selectors name. A selector with matchers that can't be told from objects is left out, as one
 * with `issuer_name` or a regular expression that is more than a list of names.
 */
export function selectorsOf(expr: string): readonly CertificateSelector[] {
  return [...expr.matchAll(SELECTOR)].flatMap(([, , inside = ""]) => selectorOf(inside) ?? []);
}

function selectorOf(inside: string): CertificateSelector | undefined {
  const values = new Map<string, readonly string[]>();
  MATCHER.lastIndex = 0;
  while (MATCHER.lastIndex < inside.trimEnd().length) {
    const [, label = "", operator, quoted = '""'] = MATCHER.exec(inside) ?? [];
    const value = label === "" ? undefined : unquoted(quoted);
    const list = value === undefined ? undefined : operator === "=" ? [value] : operator === "=~" ? alternatives(value) : undefined;
    if (list === undefined) return undefined;
    values.set(label, list);
  }
  for (const label of values.keys()) if (!["name", "namespace", "exported_namespace", "condition"].includes(label)) return undefined;
  const names = values.get("name");
  // Without honorLabels Prometheus calls the object's namespace `exported_namespace`; with it there is none of that name.
  const [namespace, ...more] = (values.get("exported_namespace") ?? []).filter((each) => each !== "");
  const own = namespace ?? (values.get("exported_namespace") ? values.get("namespace")?.[0] : undefined);
  if (more.length > 0 || (values.get("namespace")?.length ?? 0) > 1) return undefined;
  // `namespace` alone may be either, depending on how Prometheus scrapes: then only names count.
  return { ...(names ? { names } : {}), ...(own === undefined ? {} : { namespace: own }) };
}

function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/** The texts of a regular expression that is only a list of them. */
function alternatives(pattern: string): readonly string[] | undefined {
  const texts = pattern.split("|").map((each) => (/^(?:[\w-]|\\[^\w])*$/.test(each) ? each.replace(/\\(.)/g, "$1") : undefined));
  return texts.some((each) => each === undefined) ? undefined : (texts as readonly string[]);
}

/**
 * When an expression such as `end - time() < 21 * 24 * 3600`, `(end - time()) / 86400 < 7` or `end - time() < 0.5 * (end - renewal)`
 * becomes true; undefined for any other.
 */
export function leadOf(expr: string): Lead | undefined {
  const text = expr.replace(/\s+/g, " ");
  const [, divided = "", right = ""] = COMPARISON.exec(text) ?? [];
  if (right === "" || !END.test(text) || / (and|unless|bool) /i.test(text)) return undefined;
  const share = /^([\d.]+) ?\* ?\(/.exec(right)?.[1];
  if (share !== undefined && right.includes(RENEWAL)) return { kind: "share", share: Number(share) };
  if (!/^[\d.* ()]+$/.test(right)) return undefined;
  const numbers = [...right.matchAll(/[\d.]+/g), ...divided.matchAll(/[\d.]+/g)].map(([number]) => Number(number));
  const seconds = numbers.reduce((product, each) => product * each, 1);
  return Number.isFinite(seconds) ? { kind: "seconds", seconds } : undefined;
}

/** Seconds of a Prometheus duration such as `1d12h`; undefined for what it refuses. */
export function prometheusSeconds(text: string): number | undefined {
  const match = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  if (!match || text === "") return text === "0" ? 0 : undefined;
  const units = [31_536_000, 604_800, 86_400, 3600, 60, 1, 0.001];
  return units.reduce((sum, unit, i) => sum + unit * Number(match[i + 1] ?? 0), 0);
}
