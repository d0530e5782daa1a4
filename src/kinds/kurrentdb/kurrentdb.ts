import type { BroughtObject } from "../../terms/environment.ts";
import type { Kind } from "../kind.ts";
import { addClientConfig } from "./client.ts";
import { clusterRewrites } from "./dns.ts";
import { authoritiesOf } from "./edge.ts";
import { addFarNames } from "./external-names.ts";
import { clustersThatLackNames } from "./far-names.ts";
import { layoutOf } from "./layout.ts";
import { problems } from "./problems.ts";
import { references, trustDomain } from "./references.ts";
import { kurrentdbSchema } from "./schema.ts";
import { servedCertificates } from "./served.ts";
import type { KurrentDBWorkload } from "./spec.ts";
import { strategies } from "./strategies.ts";
import { addWorkloadObjects } from "./workload-objects.ts";

/** KurrentDB: a quorum of 1, 3 or 5 nodes, and read-only replicas, without an operator or by the vendor's. */
export const kurrentdbKind: Kind<KurrentDBWorkload> = {
  kind: "kurrentdb",
  schema: kurrentdbSchema,
  problems,
  construct: addWorkloadObjects,
  namespace: (spec) => spec.namespace,
  authorities: authoritiesOf,
  // The vendor's resource names a Secret.
  rootsAs: ({ backend }) => (backend === "operator" ? "Secret" : "ConfigMap"),
  clusterRewrites: (spec, context) => clusterRewrites(layoutOf(spec, context)),
  references,
  trustDomain,
  // Nodes present certificates to each other, and whoever has one that fits is a node.
  authenticatesCallers: ({ security }) => !security.insecure,
  restartedByKey: ({ rollingRestartKey }) => rollingRestartKey !== undefined,
  brought: (spec) => {
    const {
      namespace: { name: namespace },
      users,
      security: { certificateSecret },
      environmentSecret,
      licenseSecret,
      monitoring,
      serviceAccountName,
    } = spec;
    const custom = users?.customUsers?.map(({ passwordSecret }) => passwordSecret) ?? [];
    const passwords = [
      ...(users === undefined ? [] : [users.adminPasswordSecret, users.opsPasswordSecret, ...custom]),
      ...(licenseSecret ? [licenseSecret] : []),
      ...(monitoring?.basicAuth ? [monitoring.basicAuth.username, monitoring.basicAuth.password] : []),
    ];
    const secrets: Omit<BroughtObject, "cluster">[] = passwords.map(({ name, key }) => ({ namespace, kind: "Secret", name, keys: [key] }));
    if (certificateSecret) {
      const { name, keyName, privateKeyName, certificate } = certificateSecret;
      secrets.push({ namespace, kind: "Secret", name, keys: [keyName, privateKeyName], pem: { [keyName]: certificate } });
    }
    if (environmentSecret !== undefined) secrets.push({ namespace, kind: "Secret", name: environmentSecret, keys: [] });
    if (serviceAccountName !== undefined) secrets.push({ namespace, kind: "ServiceAccount", name: serviceAccountName, keys: [] });
    return secrets;
  },
  elsewhere: clustersThatLackNames,
  constructElsewhere: addFarNames,
  client: addClientConfig,
  served: servedCertificates,
  strategies,
  clientProgram: "kurrentdb-client",
};
