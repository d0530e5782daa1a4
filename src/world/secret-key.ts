import type { KeyId } from "./tls.ts";

/** Identity of the private key in a Secret whose certificate nobody states. */
export function secretKeyId(cluster: string, namespace: string, name: string): KeyId {
  return `secret:${cluster}/${namespace}/${name}` as KeyId;
}
