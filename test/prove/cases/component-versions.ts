import type { Draft } from "../fixture.ts";
import type { Case } from "./case.ts";

function certManager(version: string): (d: Draft) => void {
  return (d) => {
    d.facts.platform.certManager.version = version;
  };
}

/** Something that the first version lacks and the second has. */
function field(title: string, given: (d: Draft) => void, without: string, since: string, at: string, also: Partial<Case> = {}): Case {
  return { code: "TL4611", title, given, bad: certManager(without), twin: certManager(since), at, ...also };
}

export const componentVersions: readonly Case[] = [
  field(
    "a percentage before which a certificate is renewed",
    (d) => {
      delete d.certificate.renewBefore;
      d.certificate.renewBeforePercentage = 33;
    },
    "1.15.5",
    "1.16",
    "Certificate ledger-tls spec.renewBeforePercentage",
  ),
  field(
    "windows for renewal",
    (d) => {
      d.certificate.renewal = { policy: "RenewBefore", windows: [{ cron: "0 3 * * *", windowDuration: "2h" }] };
    },
    "1.20",
    "1.21",
    "Certificate ledger-tls spec.renewal",
  ),
  field(
    "a value that is newer than its field",
    (d) => {
      d.certificate.keystores = {
        pkcs12: { create: true, profile: "Modern2026", passwordSecretRef: { name: "ledger-passwords", key: "ops" } },
      };
    },
    "1.20",
    "1.21",
    "Certificate ledger-tls spec.keystores.pkcs12.profile",
  ),
  field(
    "a profile of an ACME server, in a ClusterIssuer",
    (d) => {
      d.add(`
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: public }
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    profile: classic
    privateKeySecretRef: { name: public-account }
    solvers: [{ dns01: { route53: { region: eu-central-1 } } }]`);
    },
    "1.17",
    "1.18",
    "ClusterIssuer public spec.acme.profile",
  ),
  field(
    "a field in a list: how Route53's solver logs in",
    (d) => {
      d.add(`
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: public }
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef: { name: public-account }
    solvers:
      - { http01: { ingress: {} } }
      - { dns01: { route53: { region: eu-central-1, role: dns, auth: { kubernetes: { serviceAccountRef: { name: dns } } } } } }`);
    },
    "1.14",
    "1.15",
    "ClusterIssuer public spec.acme.solvers[1].dns01.route53.auth",
    // Nobody here makes the ServiceAccount.
    { also: ["TL5103"], twinHas: ["TL5103"] },
  ),
  {
    code: "TL4611",
    title: "a set of namespaces that a Bundle goes to",
    given: (d) => {
      const name = "kubernetes.io/metadata.name";
      d.object("Bundle", "ledger-roots").spec.target.namespaceSelector = {
        matchExpressions: [{ key: name, operator: "In", values: ["apps"] }],
      };
    },
    bad: (d) => {
      d.facts.platform.trustManager.version = "0.7";
    },
    // What lies between 0.7 and 0.14 was not looked at, so that nothing is said.
    twin: (d) => {
      d.facts.platform.trustManager.version = "0.12";
    },
    at: "Bundle ledger-roots spec.target.namespaceSelector.matchExpressions",
  },
  {
    code: "TL4612",
    title: "other names before their feature gate was on",
    given: (d) => {
      d.certificate.otherNames = [{ oid: "1.3.6.1.4.1.311.20.2.3", utf8Value: "ledger@example.com" }];
    },
    bad: certManager("1.19.5"),
    twin: certManager("1.20.0"),
    at: "Certificate ledger-tls spec.otherNames",
  },
  {
    code: "TL4611",
    title: "name constraints before there were any, of which the gate says nothing more",
    given: (d) => {
      d.ca.nameConstraints = { permitted: { dnsDomains: ["svc.cluster.local"] } };
    },
    bad: certManager("1.13"),
    twin: certManager("1.17"),
    at: "Certificate ledger-root spec.nameConstraints",
  },
  {
    code: "TL4613",
    title: "a renewal that is switched off, in the version that crashes by it",
    given: (d) => {
      d.ca.renewal = { policy: "Disabled" };
    },
    bad: certManager("1.21.0"),
    twin: certManager("1.21.1"),
    at: "Certificate ledger-root spec.renewal.policy",
  },
  {
    code: "TL4613",
    title: "… or perhaps in that version",
    given: (d) => {
      d.ca.renewal = { policy: "Disabled" };
    },
    bad: certManager("1.21"),
    twin: certManager("1.22"),
    severity: "warning",
    at: "Certificate ledger-root spec.renewal.policy",
  },
  {
    code: "TL4614",
    title: "a leaf whose key is kept or not, as the version has it",
    given: (d) => {
      delete d.certificate.privateKey.rotationPolicy;
    },
    bad: certManager("1.17"),
    twin: certManager("1.18"),
    at: "Certificate ledger-tls spec.privateKey.rotationPolicy",
  },
  {
    code: "TL4614",
    title: "a leaf that says so, in foreign manifests of which no version is known",
    given: (d) => {
      d.environment = undefined;
      d.add(`
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: ledger-passwords, namespace: data }
spec: { data: [{ secretKey: admin }, { secretKey: ops }] }`);
    },
    bad: (d) => {
      delete d.certificate.privateKey.rotationPolicy;
    },
    at: "Certificate ledger-tls spec.privateKey.rotationPolicy",
    also: ["TL4603"],
    twinHas: ["TL4603"],
  },
];
