/** What `$(NAME)` stands for; undefined where the name is not defined; null where its text is not known. */
export type Variable = (name: string) => string | null | undefined;

/** An expanded text, and whether it holds a variable whose text is not known (left as `$(NAME)`). */
export interface Expanded {
  readonly text: string;
  readonly opaque: boolean;
}

/**
 * Expands `$(NAME)` as the kubelet does in `env`, `command` and `args`: `$$` is a literal `$`, an undefined name stays
 * as it is written. Source: kubernetes/kubernetes, third_party/forked/golang/expansion/expand.go.
 */
export function expand(input: string, variable: Variable): Expanded {
  if (!input.includes("$")) return { text: input, opaque: false };
  let opaque = false;
  const text = input.replace(/\$(?:\$|\(([^)]*)\))/g, (whole, name: string | undefined) => {
    if (name === undefined) return "$";
    const value = variable(name);
    if (value === null) opaque = true;
    return value ?? whole;
  });
  return { text, opaque };
}
