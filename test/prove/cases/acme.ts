import type { Draft, Loose } from "../fixture.ts";
import { acme } from "../variants.ts";
import type { Case } from "./case.ts";

const STATIC_KEY = {
  region: "eu-central-1",
  accessKeyID: "AKIAEXAMPLE",
  secretAccessKeySecretRef: { name: "aws", key: "secret" },
};

/** The ACME issuer's `spec.acme`. */
function issuer(d: Draft): Loose {
  return d.object("ClusterIssuer", "letsencrypt").spec.acme;
}

/** The issuer's solver has a key by reference. */
function byKey(d: Draft): void {
  acme(d);
  issuer(d).solvers[0].dns01.route53 = structuredClone(STATIC_KEY);
}

/** Somebody makes a Secret. */
function bring(d: Draft, namespace: string, name: string, ...keys: string[]): void {
  d.environment?.brought.push({ cluster: "prod", namespace, kind: "Secret", name, keys });
}

/** The issuer serves the nodes' namespace alone. */
function namespaced(d: Draft): void {
  const object = d.object("ClusterIssuer", "letsencrypt");
  object.kind = "Issuer";
  object.metadata.namespace = "data";
  d.certificate.issuerRef.kind = "Issuer";
}

/** Certificates of an Ingress in several namespaces, by the same issuer. */
function webs(d: Draft, count: number, name: (i: number) => string): void {
  for (let i = 0; i < count; i++) {
    d.add(`
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web-${i}, namespace: apps }
spec:
  secretName: web-${i}
  dnsNames: [${name(i)}]
  issuerRef: { group: cert-manager.io, kind: ClusterIssuer, name: letsencrypt }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web-${i}, namespace: apps }
spec: { tls: [{ secretName: web-${i} }] }`);
  }
}

/** What every case of nodes with public certificates has besides. */
const PUBLIC = { also: ["TL4407"], twinHas: ["TL4407"] } as const;
const NOT_STARTED = ["route", "start"] as const;

export const acmeCases: readonly Case[] = [
  {
    code: "TL4304",
    title: "an http01 solver for just this wildcard, beside a dns01 one for another zone",
    given: acme,
    bad: (d) => {
      const [dns01] = issuer(d).solvers;
      dns01.selector.dnsZones = ["example.org"];
      issuer(d).solvers.push({ selector: { dnsNames: ["*.db.example.com"] }, http01: { ingress: {} } });
    },
    twin: (d) => {
      // Passed over, however specific: the server offers dns01 alone for a wildcard.
      issuer(d).solvers.push({ selector: { dnsNames: ["*.db.example.com"] }, http01: { ingress: {} } });
    },
    hops: NOT_STARTED,
    at: "Certificate ledger-tls spec.dnsNames[0]",
    ...PUBLIC,
  },
  {
    code: "TL4304",
    title: "a listed name, which is not the wildcard's",
    given: acme,
    bad: (d) => {
      issuer(d).solvers[0].selector = { dnsNames: ["ledger-0.db.example.com"] };
    },
    twin: (d) => {
      issuer(d).solvers[0].selector = { dnsNames: ["*.db.example.com", "ledger-0.db.example.com"] };
    },
    hops: NOT_STARTED,
    at: "Certificate ledger-tls spec.dnsNames[0]",
    ...PUBLIC,
  },
  {
    code: "TL4311",
    title: "a profile that Let's Encrypt does not have any more",
    given: acme,
    bad: (d) => {
      issuer(d).profile = "tlsclient";
    },
    twin: (d) => {
      issuer(d).profile = "classic";
    },
    hops: NOT_STARTED,
    at: "ClusterIssuer letsencrypt spec.acme.profile",
    ...PUBLIC,
  },
  {
    code: "TL4311",
    title: "more names than a certificate may hold",
    given: acme,
    bad: (d) => {
      d.certificate.dnsNames.push(...Array.from({ length: 99 }, (_, i) => `n${i}.db.example.com`));
    },
    twin: (d) => {
      d.certificate.dnsNames.push(...Array.from({ length: 98 }, (_, i) => `n${i}.db.example.com`));
    },
    hops: NOT_STARTED,
    at: "Certificate ledger-tls spec.dnsNames",
    ...PUBLIC,
  },
  {
    code: "TL4311",
    title: "an end that Let's Encrypt does not know",
    given: (d) => {
      acme(d);
      d.certificate.duration = "1440h";
    },
    bad: (d) => {
      issuer(d).enableDurationFeature = true;
    },
    twin: () => {},
    hops: NOT_STARTED,
    at: "ClusterIssuer letsencrypt spec.acme.enableDurationFeature",
    ...PUBLIC,
  },
  {
    code: "TL5103",
    title: "a solver's Secret in the nodes' namespace, where a ClusterIssuer does not look",
    given: byKey,
    bad: (d) => bring(d, "data", "aws", "secret"),
    twin: (d) => bring(d, "cert-manager", "aws", "secret"),
    hops: NOT_STARTED,
    at: "ClusterIssuer letsencrypt spec.acme.solvers[0].dns01.route53.secretAccessKeySecretRef.name",
    ...PUBLIC,
  },
  {
    code: "TL5103",
    title: "a solver's Secret in cert-manager's namespace, where an Issuer does not look",
    given: (d) => {
      byKey(d);
      namespaced(d);
    },
    bad: (d) => bring(d, "cert-manager", "aws", "secret"),
    twin: (d) => bring(d, "data", "aws", "secret"),
    hops: NOT_STARTED,
    at: "Issuer letsencrypt spec.acme.solvers[0].dns01.route53.secretAccessKeySecretRef.name",
    ...PUBLIC,
  },
  {
    code: "TL5103",
    title: "the Secret of a solver that is not even taken, since cert-manager 1.21",
    given: (d) => {
      acme(d);
      issuer(d).solvers.push({ selector: { dnsZones: ["example.org"] }, dns01: { route53: structuredClone(STATIC_KEY) } });
    },
    bad: (d) => {
      d.facts.platform.certManager.version = "1.21.0";
    },
    twin: (d) => {
      d.facts.platform.certManager.version = "1.20.3";
    },
    hops: NOT_STARTED,
    at: "ClusterIssuer letsencrypt spec.acme.solvers[1].dns01.route53.secretAccessKeySecretRef.name",
    ...PUBLIC,
  },
  {
    code: "TL5103",
    title: "an external account without its key",
    given: (d) => {
      acme(d);
      issuer(d).externalAccountBinding = { keyID: "k1", keySecretRef: { name: "eab", key: "hmac" } };
    },
    bad: () => {},
    twin: (d) => bring(d, "cert-manager", "eab", "hmac"),
    hops: NOT_STARTED,
    at: "ClusterIssuer letsencrypt spec.acme.externalAccountBinding.keySecretRef.name",
    ...PUBLIC,
  },
  {
    code: "TL5103",
    title: "a ServiceAccount whose token stands for a role, and that nobody makes",
    given: (d) => {
      acme(d);
      issuer(d).solvers[0].dns01.route53 = {
        role: "arn:aws:iam::1:role/dns",
        auth: { kubernetes: { serviceAccountRef: { name: "dns" } } },
      };
    },
    bad: () => {},
    twin: (d) => d.environment?.brought.push({ cluster: "prod", namespace: "cert-manager", kind: "ServiceAccount", name: "dns", keys: [] }),
    at: "ClusterIssuer letsencrypt spec.acme.solvers[0].dns01.route53.auth.kubernetes.serviceAccountRef.name",
    ...PUBLIC,
  },
  {
    code: "TL4313",
    title: "an Issuer that counts on the credentials of cert-manager's pod",
    given: (d) => {
      acme(d);
      namespaced(d);
    },
    bad: () => {},
    twin: (d) => {
      d.facts.platform.certManager.issuerAmbientCredentials = true;
    },
    hops: NOT_STARTED,
    at: "Issuer letsencrypt spec.acme.solvers[0].dns01.route53",
    ...PUBLIC,
  },
  {
    code: "TL4314",
    title: "thirty days before the end of a certificate that lives for a week",
    given: (d) => {
      acme(d);
      webs(d, 1, () => "www.db.example.com");
      // The nodes stay with another issuer: they need what this profile leaves out.
      const other = structuredClone(d.object("ClusterIssuer", "letsencrypt"));
      other.metadata.name = "shortlived";
      other.spec.acme.profile = "shortlived";
      d.objects.push(other);
      d.object("Certificate", "web-0").spec.issuerRef.name = "shortlived";
    },
    bad: (d) => {
      d.object("Certificate", "web-0").spec.renewBefore = "720h";
    },
    twin: (d) => {
      d.object("Certificate", "web-0").spec.renewBefore = "53h20m";
    },
    at: "Certificate web-0 spec.renewBefore",
    ...PUBLIC,
  },
  {
    code: "TL4315",
    title: "six times the same names",
    given: acme,
    bad: (d) => webs(d, 6, () => "www.db.example.com"),
    twin: (d) => webs(d, 5, () => "WWW.db.example.com"),
    at: "Certificate web-5 spec.dnsNames",
    ...PUBLIC,
  },
  {
    code: "TL4316",
    title: "more than fifty certificates of one registered domain",
    given: acme,
    // The nodes' own certificate counts too.
    bad: (d) => webs(d, 50, (i) => `www-${i}.db.example.com`),
    twin: (d) => webs(d, 49, (i) => `www-${i}.db.example.com`),
    at: "Certificate ledger-tls spec.dnsNames",
    ...PUBLIC,
  },
  {
    code: "TL4317",
    title: "http01 for names that lead to the database's load balancers",
    given: (d) => {
      acme(d);
      const hosts = [0, 1, 2].map((pod) => `ledger-${pod}.db.example.com`);
      Object.assign(d.certificate, { commonName: hosts[0], dnsNames: hosts });
      d.options({ CERTIFICATE_RESERVED_NODE_COMMON_NAME: hosts[0] });
    },
    bad: (d) => {
      issuer(d).solvers = [{ http01: { ingress: { ingressClassName: "nginx" } } }];
    },
    twin: (d) => {
      issuer(d).solvers.push({ http01: { ingress: { ingressClassName: "nginx" } } });
    },
    at: "ClusterIssuer letsencrypt spec.acme.solvers[0].http01",
    ...PUBLIC,
  },
  {
    code: "TL4110",
    title: "a profile without a common name, which nodes demand of each other",
    given: acme,
    bad: (d) => {
      issuer(d).profile = "tlsserver";
    },
    twin: (d) => {
      issuer(d).profile = "classic";
    },
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME.value",
    ...PUBLIC,
  },
  {
    code: "TL4106",
    title: "a profile without a common name, and no reserved one: nodes demand their own, which is none",
    given: (d) => {
      acme(d);
      d.options({ CERTIFICATE_RESERVED_NODE_COMMON_NAME: undefined });
    },
    bad: (d) => {
      issuer(d).profile = "tlsserver";
    },
    twin: (d) => {
      issuer(d).profile = "classic";
    },
    hops: ["authenticate"],
    at: "Certificate ledger-tls spec.commonName",
    ...PUBLIC,
  },
];
