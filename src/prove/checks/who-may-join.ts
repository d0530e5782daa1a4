import { inWords } from "../../terms/in-words.ts";
import type { Place } from "../../terms/place.ts";
import { hasCertManager } from "../../world/access.ts";
import { at, text } from "../../world/data.ts";
import { gatherFacts } from "../../world/facts.ts";
import type { PolicyRule } from "../../world/roles/built-in.ts";
import { type BoundSubject, type Grant, readGrants, ruleAllows } from "../../world/roles/grants.ts";
import type { World } from "../../world/world.ts";
import { type CallerAuthority, callerAuthorities, type SecretName } from "../caller-authorities.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

/** What somebody may do, each worth a node's certificate, in the words of the finding, most direct first. */
const POWERS = [
  "read the authority's key",
  "read the nodes' keys",
  "create Certificates",
  "create CertificateRequests",
  "annotate Ingresses, for which cert-manager makes Certificates",
  "run pods that mount the nodes' Secret",
  "run commands in the nodes' containers",
  "act as somebody else (impersonate, tokens)",
  "give itself any role (bind, escalate)",
  "approve requests at the issuer",
] as const;
type Power = (typeof POWERS)[number];
/** Of many, so many are named; any one of them is enough. */
const POWERS_NAMED = 3;

/** What runs pods, by API group. */
const POD_MAKERS: Readonly<Record<string, readonly string[]>> = {
  "": ["pods", "replicationcontrollers"],
  apps: ["daemonsets", "deployments", "replicasets", "statefulsets"],
  batch: ["cronjobs", "jobs"],
};
const READ = ["get", "list", "watch"];
const CHANGE = ["create", "update", "patch"];

/**
 * TL4601: those whom the manifests let become a caller that a workload trusts. TL4602: those of them who run the cluster
 * or its controllers anyway, in one note. Only bindings that stand in the manifests count, with the roles that every
 * cluster has. Sources: Kubernetes documentation, Role Based Access Control Good Practices (privilege escalation risks);
 * cert-manager documentation, CertificateRequest (approval) and Annotated Ingress.
 */
export const whoMayJoin: Check = (world) => {
  const authorities = callerAuthorities(world);
  if (authorities.length === 0) return [];
  const facts = gatherFacts(world.environment);
  const grants = readGrants(world.objects, hasCertManager(facts));
  return authorities.flatMap((authority) => {
    const own = ownAccounts(authority, world);
    const components = new Set([facts.clusterResourceNamespace(authority.cluster), facts.trustNamespace(authority.cluster), "kube-system"]);
    components.delete(authority.namespace);
    const found = new Map<string, Joiner>();
    for (const grant of grants) {
      if (grant.cluster !== authority.cluster || (grant.subject.kind === "ServiceAccount" && own.has(accountKey(grant.subject)))) continue;
      const powers = powersOf(grant, authority);
      if (powers.size === 0) continue;
      const key = JSON.stringify(grant.subject);
      const known = found.get(key) ?? {
        subject: grant.subject,
        places: [],
        powers: new Set<Power>(),
        expected: runsCluster(grant.subject, components),
      };
      found.set(key, {
        ...known,
        places: [...known.places, grant.place],
        powers: new Set([...known.powers, ...powers]),
        expected: known.expected || (grant.namespace === undefined && grant.rules.some(isEverything)),
      });
    }
    return findingsOf([...found.values()], authority);
  });
};

/** Somebody who may become a trusted caller. */
interface Joiner {
  readonly subject: BoundSubject;
  readonly places: readonly Place[];
  readonly powers: ReadonlySet<Power>;
  /** Runs the cluster or its controllers anyway. */
  readonly expected: boolean;
}

function findingsOf(joiners: readonly Joiner[], { workloads, namespace }: CallerAuthority): readonly Finding[] {
  const workload = workloads.join(", ");
  const findings = joiners
    .filter(({ expected }) => !expected)
    .flatMap(({ subject, places: [cause, ...related], powers }) => {
      const named = POWERS.filter((power) => powers.has(power));
      const more = named.length - POWERS_NAMED;
      const may = more > 1 ? `${named.slice(0, POWERS_NAMED).join(", ")}, and has ${more} other ways` : inWords(named);
      return cause ? [finding("TL4601", cause, { who: nameOf(subject), may, workload, namespace }, related)] : [];
    });
  const expected = joiners.filter((joiner) => joiner.expected);
  const [cause, ...related] = expected.flatMap(({ places }) => places);
  if (!cause) return findings;
  return [
    ...findings,
    finding("TL4602", cause, { who: inWords(expected.map(({ subject }) => nameOf(subject))), workload, namespace }, related),
  ];
}

/** What a grant lets its subject do to the servers of a namespace. */
function powersOf(grant: Grant, { namespace, secrets, issuers }: CallerAuthority): ReadonlySet<Power> {
  const powers = new Set<Power>();
  const within = (home: string) => grant.namespace === undefined || grant.namespace === home;
  const any = (apiGroup: string, resources: readonly string[], verbs: readonly string[], name?: string) =>
    grant.rules.some((rule) =>
      resources.some((resource) =>
        verbs.some(
          (verb) => ruleAllows(rule, { apiGroup, resource, verb, ...(name === undefined ? {} : { name }) }) && isUsable(rule, verb),
        ),
      ),
    );
  // Most roles read no Secret at all, and a namespace may have hundreds.
  const readsSome = any("", ["secrets"], READ);
  const reads = (secret: SecretName) => readsSome && within(secret.namespace) && any("", ["secrets"], READ, secret.name);
  if (issuers.some(({ secret }) => secret && reads(secret))) powers.add("read the authority's key");
  if (secrets.some(reads)) powers.add("read the nodes' keys");
  // A ClusterIssuer signs for whoever asks in any namespace.
  if (issuers.some((issuer) => issuer.namespace === undefined || within(issuer.namespace))) {
    if (any("cert-manager.io", ["certificates"], CHANGE)) powers.add("create Certificates");
    if (any("cert-manager.io", ["certificaterequests"], ["create"])) powers.add("create CertificateRequests");
    if (any("networking.k8s.io", ["ingresses"], CHANGE)) powers.add("annotate Ingresses, for which cert-manager makes Certificates");
  }
  if (within(namespace)) {
    if (Object.entries(POD_MAKERS).some(([group, kinds]) => any(group, kinds, CHANGE))) powers.add("run pods that mount the nodes' Secret");
    if (any("", ["pods/exec", "pods/attach"], ["create", "get"]) || any("", ["pods/ephemeralcontainers"], ["update", "patch"]))
      powers.add("run commands in the nodes' containers");
    if (any("", ["serviceaccounts"], ["impersonate"]) || any("", ["serviceaccounts/token"], ["create"]))
      powers.add("act as somebody else (impersonate, tokens)");
    if (any("rbac.authorization.k8s.io", ["roles", "clusterroles"], ["bind", "escalate"]))
      powers.add("give itself any role (bind, escalate)");
  }
  // Users, groups and signers live outside of namespaces.
  if (grant.namespace === undefined) {
    if (any("", ["users", "groups"], ["impersonate"])) powers.add("act as somebody else (impersonate, tokens)");
    const signers = issuers.flatMap(({ kind, namespace: home, name }) => {
      const resource = kind === "Issuer" ? "issuers" : "clusterissuers";
      return [`${resource}.cert-manager.io/*`, `${resource}.cert-manager.io/${home === undefined ? "" : `${home}.`}${name}`];
    });
    if (signers.some((signer) => any("cert-manager.io", ["signers"], ["approve"], signer))) powers.add("approve requests at the issuer");
  }
  return powers;
}

/** RBAC knows no name while an object is created but by server-side apply, which needs `patch` too. */
function isUsable(rule: PolicyRule, verb: string): boolean {
  return verb !== "create" || rule.resourceNames.length === 0 || rule.verbs.includes("patch") || rule.verbs.includes("*");
}

function isEverything({ apiGroups, resources, verbs, resourceNames }: PolicyRule): boolean {
  return apiGroups.includes("*") && resources.includes("*") && verbs.includes("*") && resourceNames.length === 0;
}

/** Controllers of the cluster and of certificates, and users and groups of Kubernetes itself but those that anybody is in. */
function runsCluster({ kind, name, namespace }: BoundSubject, components: ReadonlySet<string>): boolean {
  if (kind === "ServiceAccount") return namespace !== undefined && components.has(namespace);
  return name.startsWith("system:") && !/^system:(authenticated|unauthenticated|serviceaccounts?(:.*)?)$/.test(name);
}

/** The accounts of the servers themselves: they have the key in their pods. */
function ownAccounts({ processes }: CallerAuthority, world: World): ReadonlySet<string> {
  const addresses = new Set(processes.map(({ address }) => address));
  return new Set(
    world.pods
      .filter((pod) => addresses.has(pod.address))
      .map(
        ({ namespace, spec }) => `${namespace}/${text(at(spec, "serviceAccountName")) ?? text(at(spec, "serviceAccount")) ?? "default"}`,
      ),
  );
}

function accountKey({ namespace, name }: BoundSubject): string {
  return `${namespace}/${name}`;
}

function nameOf({ kind, name, namespace }: BoundSubject): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
