import type { KubeObject } from "../../terms/kube-object.ts";

/** A file with an object that somebody else encrypted, or that only says where a Secret's content is. Written as it is. */
export interface PassThroughSpec<Clusters = string> {
  readonly cluster: Clusters;
  /** A workload, client or authority whose folder it goes to; default: a folder of its own, `secrets`. */
  readonly unit?: string;
  /** The file's text: `import users from "../secrets/users.sealed.yaml"`. */
  readonly yaml: string;
}

/** The same, read. */
export interface PassThrough {
  readonly cluster: string;
  readonly unit: string;
  readonly yaml: string;
  readonly object: KubeObject;
}

/** The unit of files that no other unit is named for. */
export const SECRETS_UNIT = "secrets";
