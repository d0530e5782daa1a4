/** A cluster that can't be reached, or a kubeconfig that can't be used: the machine lacks something (exit 3). */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
}

/** Something that the kubeconfig's user has no right to. */
export class NotAllowed extends ClusterError {}
