import type { BroughtObject } from "../../terms/environment.ts";
import type { Kind } from "../kind.ts";
import { addClientConfig } from "./client.ts";
import { problems } from "./problems.ts";
import { kurrentdbSchema } from "./schema.ts";
import { servedCertificates } from "./served.ts";
import type { KurrentDBWorkload } from "./spec.ts";
import { addWorkloadObjects } from "./workload-objects.ts";

/** KurrentDB without an operator: a quorum of 1, 3 or 5 nodes, and read-only replicas. */
export const kurrentdbKind: Kind<KurrentDBWorkload> = {
  kind: "kurrentdb",
  schema: kurrentdbSchema,
  problems,
  construct: addWorkloadObjects,
  namespace: (spec) => spec.namespace,
  authorities: ({ security: { authority } }) => (authority === undefined ? [] : [authority]),
  // Nodes present certificates to each other, and whoever has one that fits is a node.
  authenticatesCallers: ({ security }) => !security.insecure,
  restartedByKey: ({ rollingRestartKey }) => rollingRestartKey !== undefined,
  brought: ({ namespace: { name: namespace }, users, security: { certificateSecret }, monitoring, licenseSecret }) => {
    const passwords = [
      ...(users === undefined ? [] : [users.adminPasswordSecret, users.opsPasswordSecret]),
      ...(licenseSecret ? [licenseSecret] : []),
      ...(monitoring?.basicAuth ? [monitoring.basicAuth.username, monitoring.basicAuth.password] : []),
    ];
    const secrets: Omit<BroughtObject, "cluster">[] = passwords.map(({ name, key }) => ({ namespace, kind: "Secret", name, keys: [key] }));
    if (certificateSecret) {
      const { name, keyName, privateKeyName, certificate } = certificateSecret;
      secrets.push({ namespace, kind: "Secret", name, keys: [keyName, privateKeyName], pem: { [keyName]: certificate } });
    }
    return secrets;
  },
  client: addClientConfig,
  served: servedCertificates,
  clientProgram: "kurrentdb-client",
};
