/**
 * PromQL over the metrics of cert-manager. They have labels `name` and `namespace` of the object, and Prometheus has labels of
 * its own for what it scrapes: unless told `honorLabels`, which cert-manager's chart does not, it keeps its `namespace` (that of
 * cert-manager's pod) and calls the object's `exported_namespace`. Both forms are asked for. `max by (name)` leaves out the labels
 * of the pod, so that an alert does not start to count again when cert-manager restarts.
 *
 * Source: cert-manager 1.21, internal/collectors and its chart's values; Prometheus documentation, `honor_labels`.
 */

/** Objects of one kind in one namespace, by name. Without a namespace: cluster-scoped, whose metrics have none. */
export interface Objects {
  readonly namespace?: string;
  readonly names: readonly string[];
}

/** One value for each object, labelled `name`. `condition` selects that value of the label, for metrics that have it. */
export function metricOf(metric: string, { namespace, names }: Objects, condition?: string): string {
  const own = [...(condition === undefined ? [] : [matcher("condition", [condition])]), matcher("name", names)];
  const series = (...more: readonly string[]): string => `${metric}{${[...more, ...own].join(",")}}`;
  const both =
    namespace === undefined
      ? [series()]
      : [
          series(matcher("exported_namespace", [namespace])),
          `or ${series(matcher("exported_namespace", [""]), matcher("namespace", [namespace]))}`,
        ];
  return inner("max by (name) (", both.join("\n"), ")");
}

/** When certificates end, in seconds since 1970. cert-manager gives 0 for one that is not issued yet: that is left out. */
export function endOf(certificates: Objects): string {
  return known(metricOf("certmanager_certificate_expiration_timestamp_seconds", certificates));
}

/** When certificates are due to be renewed; those that are not issued, or never renewed, are left out. */
export function renewalOf(certificates: Objects): string {
  return known(metricOf("certmanager_certificate_renewal_timestamp_seconds", certificates));
}

function known(value: string): string {
  return inner("(", `${value} > 0`, ")");
}

/** A matcher for exactly these values of a label. */
export function matcher(label: string, values: readonly string[]): string {
  if (values.length === 1) return `${label}=${JSON.stringify(values[0])}`;
  return `${label}=~${JSON.stringify(values.map((value) => value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"))}`;
}

/** Text between an opening and a closing line, two blanks further in. */
export function inner(open: string, text: string, close: string): string {
  return [open, ...text.split("\n").map((line) => `  ${line}`), close].join("\n");
}
