import type { Facts } from "./facts.ts";
import type { ObjectIndex } from "./object-index.ts";
import { type BoundSubject, type Grant, readGrants, ruleAllows } from "./roles/grants.ts";

/** Who asks the API. */
export interface Subject {
  readonly cluster: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** What is asked of the API. */
export interface Request {
  readonly verb: string;
  /** Of the core group: `configmaps`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** Answers whether RBAC allows a request. */
export interface Access {
  allows(subject: Subject, request: Request): boolean;
}

/** Reads Roles and bindings. Source: Kubernetes documentation, Using RBAC Authorization. */
export function readAccess(index: ObjectIndex, facts: Facts): Access {
  const grants = new Map<string, Grant[]>();
  for (const grant of readGrants(index.objects, hasCertManager(facts))) {
    const key = `${grant.cluster} ${subjectKey(grant.subject)}`;
    const known = grants.get(key);
    if (known) known.push(grant);
    else grants.set(key, [grant]);
  }
  return {
    allows(subject, { namespace, ...asked }) {
      return subjectKeys(subject).some((key) =>
        (grants.get(`${subject.cluster} ${key}`) ?? []).some(
          (grant) =>
            (grant.namespace === undefined || grant.namespace === namespace) &&
            grant.rules.some((rule) => ruleAllows(rule, { apiGroup: "", ...asked })),
        ),
      );
    },
  };
}

/** Whether a cluster has cert-manager; taken for granted where no Environment names the cluster. */
export function hasCertManager(facts: Facts): (cluster: string) => boolean {
  return (cluster) => {
    const known = facts.of(cluster);
    return known === undefined || known.platform.certManager !== undefined;
  };
}

function subjectKey({ kind, name, namespace }: BoundSubject): string {
  return kind === "ServiceAccount" ? `User system:serviceaccount:${namespace}:${name}` : `${kind} ${name}`;
}

/** All that a ServiceAccount is to the API: a user, and a member of three groups. */
function subjectKeys({ namespace, serviceAccount }: Subject): readonly string[] {
  const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
  return [`User system:serviceaccount:${namespace}:${serviceAccount}`, ...groups.map((group) => `Group ${group}`)];
}
