import { pki } from "../../fixtures/pki.ts";
import type { Draft } from "../fixture.ts";
import { acme, rootsJob, single } from "../variants.ts";
import type { Case } from "./case.ts";

/** Nobody says that the authority's leaves go to others on purpose. */
function unsaid(d: Draft): void {
  if (d.environment) Object.assign(d.environment, { shared: [] });
}

/** The authority as an Issuer in the workload's namespace, with its CA there, and the trust namespace beside it. */
function namespaced(d: Draft): void {
  unsaid(d);
  d.facts.platform.trustManager.trustNamespace = "data";
  d.object("Certificate", "ledger-root").metadata.namespace = "data";
  Object.assign(d.object("ClusterIssuer", "ledger"), { kind: "Issuer", metadata: { name: "ledger", namespace: "data" } });
  d.certificate.issuerRef.kind = "Issuer";
}

/** The root of the authority as PEM in the spec, so that it is known by its real key. */
function inGit(d: Draft): void {
  d.ca.commonName = "Corp root";
  if (d.environment) d.environment.roots = [{ authority: "Corp", generation: "root", pem: pki("corp-root") }];
}

interface Binding {
  /** `view`, or the rules of a role of its own. */
  readonly role: string;
  /** Absent: a ClusterRoleBinding. */
  readonly namespace?: string;
  readonly subject?: string;
}

const TEAM = "{ kind: Group, name: team, apiGroup: rbac.authorization.k8s.io }";

/** Binds a role, given by its name or by YAML of its rules. */
function binding({ role, namespace, subject = TEAM }: Binding): (d: Draft) => void {
  const scope = namespace === undefined ? "Cluster" : "";
  const where = namespace === undefined ? "" : `, namespace: ${namespace}`;
  const own = role.startsWith("[");
  return (d) => {
    if (own) d.add(`{ apiVersion: rbac.authorization.k8s.io/v1, kind: ${scope}Role, metadata: { name: own${where} }, rules: ${role} }`);
    d.add(`
apiVersion: rbac.authorization.k8s.io/v1
kind: ${scope}RoleBinding
metadata: { name: team${where} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ${own ? `${scope}Role` : "ClusterRole"}, name: ${own ? "own" : role} }
subjects: [${subject}]`);
  };
}

/** A ClusterRole that others are added to by a label. */
function aggregated(d: Draft, label: string): void {
  d.add(`
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: team }
aggregationRule: { clusterRoleSelectors: [{ matchLabels: { acme.example/team: "yes" } }] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: team-secrets, labels: { acme.example/team: "${label}" } }
rules: [{ apiGroups: [""], resources: [secrets], verbs: [get] }]`);
  binding({ role: "team", namespace: "data" })(d);
}

function join(title: string, bad: Binding, twin: Binding, also: Partial<Case> = {}): Case {
  const kind = bad.namespace === undefined ? "ClusterRoleBinding" : "RoleBinding";
  return { code: "TL4601", title, given: namespaced, bad: binding(bad), twin: binding(twin), at: `${kind} team subjects[0]`, ...also };
}

const rule = (group: string, resources: string, verbs: string, names = "") =>
  `[{ apiGroups: ["${group}"], resources: [${resources}], verbs: [${verbs}]${names === "" ? "" : `, resourceNames: [${names}]`} }]`;

/** A certificate of a client, which nobody here mounts but an Ingress. */
function clientLeaf(d: Draft): void {
  d.add(`
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web, namespace: data }
spec:
  secretName: web-tls
  commonName: web
  privateKey: { rotationPolicy: Always }
  issuerRef: { group: cert-manager.io, kind: Issuer, name: ledger }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: data }
spec: { tls: [{ hosts: [web.example.com], secretName: web-tls }] }`);
}

const EDIT = { role: "edit", namespace: "data" };
const VIEW = { role: "view", namespace: "data" };

export const whoMayJoin: readonly Case[] = [
  join("a team with the built-in role edit in the workload's namespace", EDIT, VIEW),
  join("… or admin, which has all that edit has", { ...EDIT, role: "admin" }, VIEW),
  join("… in the workload's namespace, not in another", EDIT, { ...EDIT, namespace: "apps" }),
  join(
    "every ServiceAccount of a namespace, by its group",
    { ...EDIT, subject: "{ kind: Group, name: system:serviceaccounts:apps }" },
    VIEW,
  ),
  join(
    "a role that reads all Secrets",
    { role: rule("", "secrets", "get"), namespace: "data" },
    { role: rule("", "configmaps", "get"), namespace: "data" },
  ),
  join(
    "a role that reads the nodes' Secret by its name",
    { role: rule("", "secrets", "watch", "ledger-tls"), namespace: "data" },
    { role: rule("", "secrets", "watch", "ledger-passwords"), namespace: "data" },
  ),
  join(
    "a role that reads the CA's Secret by its name",
    { role: rule("", "'*'", "'*'", "ledger-root"), namespace: "data" },
    { role: rule("", "'*'", "'*'", "ledger-root"), namespace: "apps" },
  ),
  join(
    "a role that writes Certificates",
    { role: rule("cert-manager.io", "certificates", "patch"), namespace: "data" },
    { role: rule("cert-manager.io", "certificates", "get, delete"), namespace: "data" },
  ),
  join(
    "a role that creates CertificateRequests",
    { role: rule("cert-manager.io", "certificaterequests", "create"), namespace: "data" },
    { role: rule("cert-manager.io", "certificaterequests", "patch"), namespace: "data" },
  ),
  join(
    "a role that applies one Certificate by its name",
    { role: rule("cert-manager.io", "certificates", "create, patch", "ledger-tls"), namespace: "data" },
    { role: rule("cert-manager.io", "certificates", "create", "ledger-tls"), namespace: "data" },
  ),
  join(
    "a role that writes Ingresses, for which cert-manager makes Certificates",
    { role: rule("networking.k8s.io", "ingresses", "update"), namespace: "data" },
    { role: rule("networking.k8s.io", "networkpolicies", "update"), namespace: "data" },
  ),
  join(
    "a role that runs Jobs, which may mount any Secret of the namespace",
    { role: rule("batch", "jobs", "create"), namespace: "data" },
    { role: rule("batch", "jobs", "delete"), namespace: "data" },
  ),
  join(
    "a role that runs commands in pods",
    { role: rule("", "'*/exec'", "create"), namespace: "data" },
    { role: rule("", "'*/log'", "get"), namespace: "data" },
  ),
  join(
    "a role that acts as any ServiceAccount",
    { role: rule("", "serviceaccounts", "impersonate"), namespace: "data" },
    { role: rule("", "serviceaccounts", "get"), namespace: "data" },
  ),
  join("a role that acts as any user", { role: rule("", "users", "impersonate") }, { role: rule("", "users", "get") }),
  join(
    "a role that binds any role",
    { role: rule("rbac.authorization.k8s.io", "clusterroles", "bind"), namespace: "data" },
    { role: rule("rbac.authorization.k8s.io", "rolebindings", "create"), namespace: "data" },
  ),
  join(
    "a role that approves requests at the issuer",
    { role: rule("cert-manager.io", "signers", "approve", "issuers.cert-manager.io/data.ledger") },
    { role: rule("cert-manager.io", "signers", "approve", "issuers.cert-manager.io/apps.ledger") },
  ),
  join(
    "an account of somebody else, where the servers' own may do what it likes",
    { ...EDIT, subject: "{ kind: ServiceAccount, name: web, namespace: apps }" },
    { ...EDIT, subject: "{ kind: ServiceAccount, name: ledger, namespace: data }" },
    {
      given: (d) => {
        namespaced(d);
        d.add("{ apiVersion: v1, kind: ServiceAccount, metadata: { name: web, namespace: apps } }");
      },
    },
  ),
  {
    code: "TL4601",
    title: "a role that others are added to by their labels",
    given: namespaced,
    bad: (d) => aggregated(d, "yes"),
    twin: (d) => aggregated(d, "no"),
    at: "RoleBinding team subjects[0]",
  },
  {
    code: "TL4601",
    title: "edit also creates Certificates in another namespace than the servers', where the authority signs for all",
    bad: binding({ role: "edit", namespace: "apps" }),
    twin: binding({ role: "view", namespace: "apps" }),
    at: "RoleBinding team subjects[0]",
  },
  {
    code: "TL4602",
    title: "a group that runs the cluster",
    given: namespaced,
    bad: binding({ role: "cluster-admin" }),
    twin: binding({ role: "view" }),
    at: "ClusterRoleBinding team subjects[0]",
  },
  {
    code: "TL4602",
    title: "cert-manager's own controller",
    given: (d) => {
      namespaced(d);
      d.add("{ apiVersion: v1, kind: ServiceAccount, metadata: { name: cert-manager, namespace: cert-manager } }");
    },
    bad: binding({
      role: rule("", "secrets", "get, list, watch"),
      subject: "{ kind: ServiceAccount, name: cert-manager, namespace: cert-manager }",
    }),
    at: "ClusterRoleBinding team subjects[0]",
  },
  {
    code: "TL4603",
    title: "an authority for nodes that signs for all namespaces",
    bad: unsaid,
    twin: namespaced,
    at: "ClusterIssuer ledger ",
  },
  {
    code: "TL4603",
    title: "… also with a single node, which calls nobody",
    given: single,
    bad: unsaid,
    at: "ClusterIssuer ledger ",
  },
  {
    code: "TL4603",
    title: "a private authority, where of a public one something else is said",
    bad: unsaid,
    twin: (d) => {
      acme(d);
      unsaid(d);
    },
    at: "ClusterIssuer ledger ",
    twinHas: ["TL4407"],
  },
  {
    code: "TL4604",
    title: "a client's certificate from the authority of the nodes",
    given: (d) => {
      namespaced(d);
      clientLeaf(d);
    },
    bad: () => {},
    twin: (d) => {
      Object.assign(d.object("Certificate", "web").spec.issuerRef, { kind: "ClusterIssuer", name: "other" });
      d.add(`
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: other-root, namespace: cert-manager }
spec:
  isCA: true
  commonName: Acme other root
  secretName: other-root
  duration: 87600h0m0s
  privateKey: { algorithm: RSA, rotationPolicy: Never }
  issuerRef: { group: cert-manager.io, kind: ClusterIssuer, name: bootstrap }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: other }
spec: { ca: { secretName: other-root } }`);
    },
    at: "Certificate web spec.issuerRef",
  },
  {
    code: "TL4604",
    title: "a certificate of which something takes the key, not only the root",
    given: (d) => {
      namespaced(d);
      clientLeaf(d);
      d.remove("Ingress", "web");
      d.pod.volumes.push({ name: "web", secret: { secretName: "web-tls", items: [{ key: "ca.crt", path: "ca.crt" }] } });
    },
    bad: (d) => d.pod.volumes.at(-1).secret.items.push({ key: "tls.key", path: "tls.key" }),
    at: "Certificate web spec.issuerRef",
  },
  {
    code: "TL4604",
    title: "a client's certificate, unless it is on purpose",
    given: clientLeaf,
    bad: (d) => {
      namespaced(d);
    },
    twin: (d) => {
      namespaced(d);
      if (d.environment)
        Object.assign(d.environment, { shared: [{ authority: "ledger", reason: "the site calls the database as a node" }] });
    },
    at: "Certificate web spec.issuerRef",
  },
  {
    code: "TL4601",
    title: "the account of the Job that copies roots may not read Secrets",
    given: (d) => {
      namespaced(d);
      rootsJob(d);
    },
    bad: (d) => d.object("Role", "copy-roots").rules.push({ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }),
    at: "RoleBinding copy-roots subjects[0]",
  },
  {
    code: "TL4601",
    title: "who may order a certificate of a root that stands in git",
    given: (d) => {
      namespaced(d);
      inGit(d);
    },
    bad: binding({ role: rule("cert-manager.io", "certificates", "create"), namespace: "data" }),
    twin: binding({ role: rule("cert-manager.io", "certificates", "create"), namespace: "apps" }),
    at: "RoleBinding team subjects[0]",
  },
  {
    code: "TL4603",
    title: "a ClusterIssuer whose root stands in git, unless its authority is shared on purpose",
    given: (d) => {
      unsaid(d);
      inGit(d);
    },
    bad: () => {},
    twin: (d) => {
      if (d.environment) Object.assign(d.environment, { shared: [{ authority: "Corp", reason: "one team runs both" }] });
    },
    at: "ClusterIssuer ledger ",
  },
];
