import { list, record, text, textEntries, texts } from "./data.ts";

/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/**
 * Whether a label selector (`matchLabels`, `matchExpressions`) matches. An empty selector matches everything; an
 * operator that Kubernetes does not know matches nothing. Source: Kubernetes documentation, Labels and Selectors.
 */
export function matchesSelector(selector: unknown, labels: Labels): boolean {
  const { matchLabels, matchExpressions } = record(selector);
  return matchesLabels(record(matchLabels), labels) && list(matchExpressions).every((each) => matchesExpression(each, labels));
}

/** Whether all pairs of a plain selector, as Services have it, are among the labels. */
export function matchesLabels(pairs: unknown, labels: Labels): boolean {
  return textEntries(pairs).every(([key, value]) => labels[key] === value);
}

function matchesExpression(expression: unknown, labels: Labels): boolean {
  const { key, operator, values } = record(expression);
  const label = labels[text(key) ?? ""];
  const among = texts(values).some((each) => each.text === label);
  if (operator === "In") return label !== undefined && among;
  if (operator === "NotIn") return label === undefined || !among;
  if (operator === "Exists") return label !== undefined;
  return operator === "DoesNotExist" && label === undefined;
}

/**
 * Whether a label selector matches what may have further labels than those that are known (`open`): then `maybe` is
 * said where a label decides that nobody tells.
 */
export function matchesOpenly(selector: unknown, labels: Labels, open: boolean): "yes" | "no" | "maybe" {
  if (!open) return matchesSelector(selector, labels) ? "yes" : "no";
  const { matchLabels, matchExpressions } = record(selector);
  const required = [
    ...textEntries(matchLabels).map(([key, value]) => ({ key, operator: "In", values: [value] })),
    ...list(matchExpressions).map(record),
  ];
  const known = required.filter(({ key }) => text(key) !== undefined && String(key) in labels);
  if (!known.every((each) => matchesExpression(each, labels))) return "no";
  return known.length === required.length ? "yes" : "maybe";
}
