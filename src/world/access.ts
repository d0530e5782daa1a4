import { at, list, record, text, texts } from "./data.ts";
import type { Indexed, ObjectIndex } from "./object-index.ts";

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

/** ClusterRoles that every cluster has, as far as they let ConfigMaps and Secrets be written. */
const BUILT_IN = new Set(["cluster-admin", "admin", "edit"]);

const RBAC = "rbac.authorization.k8s.io";

/** Reads Roles and bindings. Source: Kubernetes documentation, Using RBAC Authorization. */
export function readAccess(index: ObjectIndex): Access {
  const bindings = new Map<string, Indexed[]>();
  for (const kind of ["RoleBinding", "ClusterRoleBinding"]) {
    for (const binding of index.ofKind(RBAC, kind)) {
      for (const subject of new Set(list(binding.object["subjects"]).map((each) => subjectKey(each, binding.namespace)))) {
        // A ClusterRoleBinding has no namespace, and holds in all of them.
        const key = `${binding.cluster}/${binding.namespace} ${subject}`;
        const known = bindings.get(key);
        if (known) known.push(binding);
        else bindings.set(key, [binding]);
      }
    }
  }
  const rulesOf = (binding: Indexed): readonly unknown[] | "all" => {
    const ref = record(binding.object["roleRef"]);
    const name = text(ref["name"]) ?? "";
    const cluster = ref["kind"] === "ClusterRole";
    const role = index.find(binding.cluster, RBAC, cluster ? "ClusterRole" : "Role", cluster ? "" : binding.namespace, name);
    if (!role) return cluster && BUILT_IN.has(name) ? "all" : [];
    return list(role.object["rules"]);
  };
  return {
    allows(subject, request) {
      const scopes = [`${subject.cluster}/${request.namespace}`, `${subject.cluster}/`];
      return scopes.some((scope) =>
        subjectKeys(subject).some((key) =>
          (bindings.get(`${scope} ${key}`) ?? []).some((binding) => {
            const rules = rulesOf(binding);
            return rules === "all" || rules.some((rule) => ruleAllows(rule, request));
          }),
        ),
      );
    },
  };
}

function subjectKey(subject: unknown, bindingNamespace: string): string {
  const { kind, name, namespace } = record(subject);
  return kind === "ServiceAccount" ? `User system:serviceaccount:${text(namespace) ?? bindingNamespace}:${name}` : `${kind} ${name}`;
}

/** All that a ServiceAccount is to the API: a user, and a member of three groups. */
function subjectKeys({ namespace, serviceAccount }: Subject): readonly string[] {
  const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
  return [`User system:serviceaccount:${namespace}:${serviceAccount}`, ...groups.map((group) => `Group ${group}`)];
}

function ruleAllows(rule: unknown, { verb, resource, name }: Request): boolean {
  const has = (field: string, value: string) => texts(at(rule, field)).some((each) => each.text === value || each.text === "*");
  // The core group is the empty text.
  const names = texts(at(rule, "resourceNames"));
  return (
    has("apiGroups", "") &&
    has("resources", resource) &&
    has("verbs", verb) &&
    (names.length === 0 || names.some((each) => each.text === name))
  );
}
