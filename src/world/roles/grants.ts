import { type KubeObject, type ObjectId, parseObjectId } from "../../terms/kube-object.ts";
import { type Place, place } from "../../terms/place.ts";
import { at, list, record, text, textRecord, texts } from "../data.ts";
import { matchesSelector } from "../selectors.ts";
import { BUILT_IN_ROLES, CERT_MANAGER_ROLES, type KnownClusterRole, type PolicyRule } from "./built-in.ts";

/** Whom a binding names. */
export interface BoundSubject {
  readonly kind: "User" | "Group" | "ServiceAccount";
  readonly name: string;
  /** Of a ServiceAccount. */
  readonly namespace?: string;
}

/** What a binding lets a subject do, and where. */
export interface Grant {
  readonly subject: BoundSubject;
  /** The subject in its binding. */
  readonly place: Place;
  readonly cluster: string;
  /** Absent: in all of them, and on objects outside of namespaces. */
  readonly namespace?: string;
  readonly rules: readonly PolicyRule[];
}

const RBAC = "rbac.authorization.k8s.io";

/**
 * What all bindings allow, one grant a subject. A role that stands in no manifest and is not built in allows nothing.
 * Source: Kubernetes documentation, Using RBAC Authorization.
 *
 * @param hasCertManager whether a cluster has cert-manager, whose chart adds to the built-in roles
 */
export function readGrants(objects: ReadonlyMap<ObjectId, KubeObject>, hasCertManager: (cluster: string) => boolean): readonly Grant[] {
  const roles = new Roles(objects, hasCertManager);
  const grants: Grant[] = [];
  for (const [id, object] of objects) {
    if (object.kind !== "RoleBinding" && object.kind !== "ClusterRoleBinding") continue;
    const { group, cluster, namespace: written } = parseObjectId(id);
    if (group !== RBAC) continue;
    const namespace = object.kind === "RoleBinding" ? written || "default" : undefined;
    const rules = roles.of(cluster, namespace, record(object["roleRef"]));
    if (rules.length === 0) continue;
    for (const [i, each] of list(object["subjects"]).entries()) {
      const subject = subjectOf(each, namespace);
      if (subject)
        grants.push({ subject, place: place(id, "subjects", i), cluster, ...(namespace === undefined ? {} : { namespace }), rules });
    }
  }
  return grants;
}

function subjectOf(given: unknown, bindingNamespace: string | undefined): BoundSubject | undefined {
  const { kind, name, namespace } = record(given);
  const named = text(name);
  if (named === undefined) return undefined;
  if (kind === "User" || kind === "Group") return { kind, name: named };
  const home = text(namespace) ?? bindingNamespace;
  return kind === "ServiceAccount" && home !== undefined ? { kind, name: named, namespace: home } : undefined;
}

/** Finds the rules that a binding refers to. */
class Roles {
  readonly #roles = new Map<string, readonly PolicyRule[]>();
  readonly #clusterRoles = new Map<string, Map<string, KnownClusterRole>>();
  readonly #aggregated = new Map<string, readonly PolicyRule[]>();

  constructor(
    objects: ReadonlyMap<ObjectId, KubeObject>,
    private readonly hasCertManager: (cluster: string) => boolean,
  ) {
    for (const [id, object] of objects) {
      if (object.kind !== "Role" && object.kind !== "ClusterRole") continue;
      const { group, cluster, namespace, name } = parseObjectId(id);
      if (group !== RBAC) continue;
      const rules = list(object["rules"]).map(ruleOf);
      if (object.kind === "Role") this.#roles.set(`${cluster}/${namespace || "default"}/${name}`, rules);
      else this.#in(cluster).set(name, clusterRole(object, rules));
    }
  }

  of(cluster: string, namespace: string | undefined, ref: Readonly<Record<string, unknown>>): readonly PolicyRule[] {
    const name = text(ref["name"]) ?? "";
    if (ref["kind"] === "Role") return namespace === undefined ? [] : (this.#roles.get(`${cluster}/${namespace}/${name}`) ?? []);
    const key = `${cluster}/${name}`;
    const known = this.#aggregated.get(key);
    if (known) return known;
    const rules = this.#rulesOf(cluster, name, new Set());
    this.#aggregated.set(key, rules);
    return rules;
  }

  /** A ClusterRole's own rules or, where it aggregates, those of all that its selectors match, however far down. */
  #rulesOf(cluster: string, name: string, above: ReadonlySet<string>): readonly PolicyRule[] {
    const role = this.#in(cluster).get(name);
    if (!role || above.has(name)) return [];
    if (!role.aggregates) return role.rules;
    const below = new Set([...above, name]);
    return [...this.#in(cluster)].flatMap(([other, { labels }]) =>
      role.aggregates?.some((selector) => matchesSelector(selector, labels)) ? this.#rulesOf(cluster, other, below) : [],
    );
  }

  /** The ClusterRoles of a cluster: the built-in ones, of which an object of the same name takes the place. */
  #in(cluster: string): Map<string, KnownClusterRole> {
    const known = this.#clusterRoles.get(cluster);
    if (known) return known;
    const roles = new Map([...BUILT_IN_ROLES, ...(this.hasCertManager(cluster) ? CERT_MANAGER_ROLES : [])]);
    this.#clusterRoles.set(cluster, roles);
    return roles;
  }
}

function clusterRole(object: KubeObject, rules: readonly PolicyRule[]): KnownClusterRole {
  const aggregates = at(object, "aggregationRule", "clusterRoleSelectors");
  const labels = textRecord(object.metadata.labels);
  return Array.isArray(aggregates) ? { labels, rules, aggregates } : { labels, rules };
}

function ruleOf(rule: unknown): PolicyRule {
  const field = (name: string) => texts(at(rule, name)).map((each) => each.text);
  return { apiGroups: field("apiGroups"), resources: field("resources"), verbs: field("verbs"), resourceNames: field("resourceNames") };
}

/** What is asked of a rule. */
export interface RuleQuestion {
  readonly verb: string;
  /** Empty for the core group. */
  readonly apiGroup: string;
  /** With its subresource: `pods/exec`. */
  readonly resource: string;
  /** Absent where any name would do. */
  readonly name?: string;
}

/** Whether a rule allows what is asked. Source: Kubernetes documentation, Using RBAC Authorization: `*`, and all resources with one subresource. */
export function ruleAllows(rule: PolicyRule, { verb, apiGroup, resource, name }: RuleQuestion): boolean {
  const has = (given: readonly string[], value: string) => given.includes(value) || given.includes("*");
  const subresource = resource.split("/")[1];
  return (
    has(rule.apiGroups, apiGroup) &&
    (has(rule.resources, resource) || (subresource !== undefined && rule.resources.includes(`*/${subresource}`))) &&
    has(rule.verbs, verb) &&
    (rule.resourceNames.length === 0 || name === undefined || rule.resourceNames.includes(name))
  );
}
