import type { WatchedRule } from "./watched.ts";

/** One of `alert_rule_test` in promtool's files: an alert with all of its labels and its texts, rendered. */
export interface RenderedAlert {
  readonly eval_time: string;
  readonly alertname: string;
  readonly exp_alerts: readonly {
    readonly exp_labels: Readonly<Record<string, string>>;
    readonly exp_annotations: Readonly<Record<string, string>>;
  }[];
}

/** The alert of a rule as it has to read, for a series with these labels and a value in seconds. */
export function rendered(
  rule: WatchedRule,
  alertname: string,
  minute: number,
  series: Readonly<Record<string, string>>,
  value: number,
): RenderedAlert {
  const groups = rule.groups as readonly {
    rules: readonly { alert: string; labels: Record<string, string>; annotations: Record<string, string> }[];
  }[];
  const found = groups.flatMap(({ rules }) => rules).find(({ alert }) => alert === alertname);
  if (!found) throw new Error(`${rule.title} has no alert ${alertname}`);
  const annotations = Object.entries(found.annotations).map(([key, text]) => [key, render(text, series, value)]);
  return {
    eval_time: `${minute}m`,
    alertname,
    exp_alerts: [{ exp_labels: { ...series, ...found.labels }, exp_annotations: Object.fromEntries(annotations) }],
  };
}

/** What Prometheus makes of the templates that we use; throws for any other, and for a label that the series has not. */
function render(text: string, labels: Readonly<Record<string, string>>, value: number): string {
  const label = (name: string): string => {
    if (labels[name] === undefined) throw new Error(`the series has no label ${name}: ${text}`);
    return labels[name];
  };
  const done = text
    .replace(/\{\{ with \$labels\.(\w+) \}\}(.*?)\{\{ end \}\}/g, (_, name, inside) => inside.replace("{{ . }}", label(name)))
    .replace(/\{\{ reReplaceAll "\[\.\]\.\*" "" \$labels\.(\w+) \}\}/g, (_, name) => label(name).replace(/[.].*/, ""))
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, name) => label(name))
    .replaceAll("{{ $value | humanizeDuration }}", `${Math.floor(value / 3600)}h ${Math.floor(value / 60) % 60}m ${value % 60}s`);
  if (done.includes("{{")) throw new Error(`a template that the lab does not know: ${done}`);
  return done;
}
