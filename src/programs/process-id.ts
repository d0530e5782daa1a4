import type { Container } from "../world/program.ts";

/** The id of the process that a container runs: `CLUSTER/NAMESPACE/POD/CONTAINER`. */
export function processId(container: Container): string {
  const { cluster, namespace, name } = container.pod;
  return `${cluster}/${namespace}/${name}/${container.name}`;
}
