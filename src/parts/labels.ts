/** Labels of an object: what it is, which workload, authority or client it belongs to, and which part of that. */
export function labels(name: string, partOf: string, component: string): Record<string, string> {
  return {
    ...selectorLabels(name, partOf, component),
    "app.kubernetes.io/managed-by": "trueline",
  };
}

/**
 * The labels by which Services and controllers select pods: all three, so that no other node type, workload or Job is
 * ever among them. Never `app.kubernetes.io/instance`: Argo CD may track by it and then prune what it is copied to.
 */
export function selectorLabels(name: string, partOf: string, component: string): Record<string, string> {
  return {
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/part-of": partOf,
    "app.kubernetes.io/component": component,
  };
}
