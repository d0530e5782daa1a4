import type { DistObject } from "../dist.ts";
import type { LiveObject } from "../kube-client.ts";

/** How the lab calls an object: `Kind namespace/name`, or `Kind name`. */
export const identity = ({ kind, metadata }: DistObject["object"] | LiveObject): string =>
  `${kind} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
