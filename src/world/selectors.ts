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
