/** What one rule of a role allows. Absent names: any. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames: readonly string[];
}

/** A ClusterRole, with what it takes from others by their labels. */
export interface KnownClusterRole {
  readonly labels: Readonly<Record<string, string>>;
  readonly rules: readonly PolicyRule[];
  /** Selectors of other ClusterRoles, whose rules it has in place of its own. */
  readonly aggregates?: readonly unknown[];
}

const READ = ["get", "list", "watch"];
const WRITE = ["create", "delete", "deletecollection", "patch", "update"];

function rule(apiGroup: string, resources: readonly string[], verbs: readonly string[]): PolicyRule {
  return { apiGroups: [apiGroup], resources, verbs, resourceNames: [] };
}

function to(...roles: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(roles.map((role) => [`rbac.authorization.k8s.io/aggregate-to-${role}`, "true"]));
}

const APPS = ["daemonsets", "deployments", "replicasets", "statefulsets"];
const JOBS = ["cronjobs", "jobs"];
const EXEC = ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy"];

/**
 * The ClusterRoles for people that every cluster has, as far as anything asks about them: reading and writing objects that
 * hold or use keys. Source: kubernetes/kubernetes, plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata/cluster-roles.yaml.
 */
export const BUILT_IN_ROLES: ReadonlyMap<string, KnownClusterRole> = new Map([
  ["cluster-admin", { labels: {}, rules: [rule("*", ["*"], ["*"])] }],
  ["admin", { labels: {}, rules: [], aggregates: [{ matchLabels: to("admin") }] }],
  ["edit", { labels: to("admin"), rules: [], aggregates: [{ matchLabels: to("edit") }] }],
  ["view", { labels: to("edit"), rules: [], aggregates: [{ matchLabels: to("view") }] }],
  [
    "system:aggregate-to-admin",
    { labels: to("admin"), rules: [rule("rbac.authorization.k8s.io", ["rolebindings", "roles"], [...READ, ...WRITE])] },
  ],
  [
    "system:aggregate-to-edit",
    {
      labels: to("edit"),
      rules: [
        rule("", [...EXEC, "secrets"], READ),
        rule("", ["serviceaccounts"], ["impersonate"]),
        rule("", ["pods", ...EXEC], WRITE),
        rule("", ["configmaps", "replicationcontrollers", "secrets", "serviceaccounts", "services"], WRITE),
        rule("", ["serviceaccounts/token"], ["create"]),
        rule("apps", APPS, WRITE),
        rule("batch", JOBS, WRITE),
        rule("networking.k8s.io", ["ingresses", "networkpolicies"], WRITE),
      ],
    },
  ],
  [
    "system:aggregate-to-view",
    {
      labels: to("view"),
      rules: [
        rule("", ["configmaps", "pods", "replicationcontrollers", "serviceaccounts", "services"], READ),
        rule("apps", APPS, READ),
        rule("batch", JOBS, READ),
        rule("networking.k8s.io", ["ingresses", "networkpolicies"], READ),
      ],
    },
  ],
]);

/**
 * What cert-manager's chart adds to them unless `global.rbac.aggregateClusterRoles` is off.
 * Source: cert-manager v1.21.2, deploy/charts/cert-manager/templates/rbac.yaml.
 */
export const CERT_MANAGER_ROLES: ReadonlyMap<string, KnownClusterRole> = new Map([
  [
    "cert-manager-view",
    { labels: to("view", "edit", "admin"), rules: [rule("cert-manager.io", ["certificates", "certificaterequests", "issuers"], READ)] },
  ],
  [
    "cert-manager-edit",
    { labels: to("edit", "admin"), rules: [rule("cert-manager.io", ["certificates", "certificaterequests", "issuers"], WRITE)] },
  ],
]);
