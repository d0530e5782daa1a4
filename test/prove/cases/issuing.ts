import type { Draft } from "../fixture.ts";
import { acme, audit, fqdns, replica, rootsJobForClients, secondRoot, single } from "../variants.ts";
import type { Case } from "./case.ts";

const OTHER = { group: "cert-manager.io", kind: "ClusterIssuer", name: "other" };

/** An Ingress's certificate, beside the database. */
function web(d: Draft): void {
  d.add(`
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web, namespace: apps }
spec:
  secretName: web-tls
  commonName: web.example.com
  dnsNames: [web.example.com]
  issuerRef: { group: cert-manager.io, kind: ClusterIssuer, name: ledger }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: apps }
spec: { tls: [{ hosts: [web.example.com], secretName: web-tls }] }`);
}

export const issuing: readonly Case[] = [
  {
    code: "TL4301",
    title: "a ClusterIssuer without its kind",
    bad: (d) => {
      d.certificate.issuerRef = { name: "ledger" };
    },
    twin: (d) => {
      d.certificate.issuerRef = { name: "ledger", kind: "ClusterIssuer" };
    },
    hops: ["resolve", "start"],
    at: "Certificate ledger-tls spec.issuerRef",
  },
  {
    code: "TL4301",
    title: "a cluster without cert-manager",
    given: (d) => d.environment?.brought.push({ cluster: "prod", namespace: "", kind: "Namespace", name: "cert-manager", keys: [] }),
    bad: (d) => {
      delete d.facts.platform.certManager;
    },
    hops: ["start"],
    at: "Certificate ledger-root spec.issuerRef",
  },
  {
    code: "TL4302",
    title: "a CA in the nodes' namespace, where a ClusterIssuer does not look",
    given: (d) => {
      d.remove("Bundle", "ledger-roots");
      d.remove("ConfigMap", "ledger-client");
      d.environment?.processes.splice(0);
      d.object("Certificate", "ledger-root").metadata.namespace = "data";
    },
    bad: () => {},
    twin: (d) => {
      const issuer = d.object("ClusterIssuer", "ledger");
      issuer.kind = "Issuer";
      issuer.metadata.namespace = "data";
      d.certificate.issuerRef.kind = "Issuer";
    },
    hops: ["start"],
    at: "Certificate ledger-tls spec.issuerRef",
    also: ["TL4403"],
  },
  {
    code: "TL4302",
    title: "an issuer on a certificate that is no CA",
    bad: (d) => {
      delete d.ca.isCA;
    },
    hops: ["resolve", "start"],
    at: "Certificate ledger-tls spec.issuerRef",
    also: ["TL4405"],
  },
  {
    code: "TL4303",
    title: "a public authority asked for Service names",
    given: acme,
    bad: (d) => d.certificate.dnsNames.push("*.data.svc.cluster.local"),
    hops: ["route", "start"],
    at: "Certificate ledger-tls spec.dnsNames[2]",
    also: ["TL4407"],
    twinHas: ["TL4407"],
  },
  {
    code: "TL4304",
    title: "a solver for another zone",
    given: acme,
    bad: (d) => {
      d.object("ClusterIssuer", "letsencrypt").spec.acme.solvers[0].selector.dnsZones = ["example.org"];
    },
    hops: ["route", "start"],
    at: "Certificate ledger-tls spec.dnsNames[0]",
    also: ["TL4407"],
    twinHas: ["TL4407"],
  },
  {
    code: "TL4304",
    title: "a wildcard by http01",
    given: acme,
    bad: (d) => {
      d.object("ClusterIssuer", "letsencrypt").spec.acme.solvers = [{ http01: { ingress: {} } }];
    },
    twin: (d) => {
      d.object("ClusterIssuer", "letsencrypt").spec.acme.solvers.push({ http01: { ingress: {} } });
    },
    hops: ["route", "start"],
    at: "Certificate ledger-tls spec.dnsNames[0]",
    also: ["TL4407"],
    twinHas: ["TL4407"],
  },
  {
    code: "TL4305",
    title: "a duration in days",
    bad: (d) => {
      d.certificate.duration = "90d";
    },
    twin: (d) => {
      d.certificate.duration = "2160h";
    },
    hops: ["resolve", "start"],
    at: "Certificate ledger-tls spec.duration",
  },
  {
    code: "TL4305",
    title: "a common name of 65 characters",
    bad: (d) => {
      d.certificate.commonName = "n".repeat(65);
      d.options({ CERTIFICATE_RESERVED_NODE_COMMON_NAME: undefined });
    },
    twin: (d) => {
      d.certificate.commonName = "n".repeat(64);
      d.options({ CERTIFICATE_RESERVED_NODE_COMMON_NAME: undefined });
    },
    hops: ["resolve", "start"],
    at: "Certificate ledger-tls spec.commonName",
  },
  {
    code: "TL4305",
    title: "a renewal before the certificate is issued",
    bad: (d) => {
      d.certificate.renewBefore = "2160h";
    },
    twin: (d) => {
      d.certificate.renewBefore = "2159h";
    },
    hops: ["resolve", "start"],
    at: "Certificate ledger-tls spec.renewBefore",
  },
  {
    code: "TL4305",
    title: "a fixed common name at a public authority",
    given: acme,
    bad: (d) => {
      d.certificate.commonName = "kurrentdb-node";
    },
    hops: ["route", "start"],
    at: "Certificate ledger-tls spec.commonName",
    also: ["TL4407"],
    twinHas: ["TL4407"],
  },
  {
    code: "TL4305",
    title: "a root without a name, which signs itself",
    bad: (d) => {
      delete d.ca.commonName;
      d.ca.dnsNames = ["root.example.com"];
    },
    twin: (d) => {
      delete d.ca.commonName;
      d.ca.dnsNames = ["root.example.com"];
      d.ca.subject = { organizations: ["Acme"] };
    },
    hops: ["start"],
    at: "Certificate ledger-root spec.commonName",
  },
  {
    code: "TL4305",
    title: "a root that is not issued, so that a Job never copies it to nodes and clients",
    given: rootsJobForClients,
    bad: (d) => {
      d.ca.duration = "3650d";
    },
    hops: ["start"],
    at: "Certificate ledger-root spec.duration",
  },
  {
    code: "TL4401",
    title: "a CA without a duration",
    bad: (d) => {
      delete d.ca.duration;
    },
    at: "Certificate ledger-root spec.duration",
  },
  {
    code: "TL4402",
    title: "a CA without a rotationPolicy, whose default changed in cert-manager 1.18",
    given: (d) => {
      delete d.ca.privateKey.rotationPolicy;
    },
    bad: (d) => {
      d.facts.platform.certManager.version = "1.21";
    },
    twin: (d) => {
      d.facts.platform.certManager.version = "1.17";
    },
    at: "Certificate ledger-root spec.privateKey.rotationPolicy",
  },
  {
    code: "TL4402",
    title: "a CA that asks for a new key at renewal",
    bad: (d) => {
      d.ca.privateKey.rotationPolicy = "Always";
    },
    twin: (d) => {
      d.facts.platform.certManager.version = "1.18.2";
    },
    at: "Certificate ledger-root spec.privateKey.rotationPolicy",
  },
  {
    code: "TL4403",
    title: "a certificate that nobody takes up",
    given: web,
    bad: (d) => d.remove("Ingress", "web"),
    at: "Certificate web spec.secretName",
  },
  {
    code: "TL4404",
    title: "two Certificates that write one Secret",
    given: web,
    bad: (d) => {
      const certificate = structuredClone(d.object("Certificate", "web"));
      certificate.metadata.name = "web-2";
      d.objects.push(certificate);
    },
    twin: (d) => {
      const certificate = structuredClone(d.object("Certificate", "web"));
      certificate.metadata.namespace = "data";
      d.objects.push(certificate);
      const ingress = structuredClone(d.object("Ingress", "web"));
      ingress.metadata.namespace = "data";
      d.objects.push(ingress);
    },
    at: "Certificate web-2 spec.secretName",
  },
  {
    code: "TL4405",
    title: "a leaf straight from the selfSigned issuer",
    given: web,
    bad: (d) => {
      d.object("Certificate", "web").spec.issuerRef.name = "bootstrap";
    },
    at: "Certificate web spec.issuerRef",
  },
  {
    code: "TL4405",
    title: "the nodes' own certificate straight from the selfSigned issuer",
    bad: (d) => {
      d.certificate.issuerRef.name = "bootstrap";
    },
    at: "Certificate ledger-tls spec.issuerRef",
    also: ["TL4203"],
  },
  {
    code: "TL4406",
    title: "two databases that take each other's nodes for their own",
    given: (d) => {
      audit(d);
      secondRoot(d);
      d.object("Bundle", "ledger-roots").spec.sources.push({ secret: { name: "other-root", key: "ca.crt" } });
    },
    bad: () => {},
    twin: (d) => {
      d.object("Certificate", "audit-tls").spec.issuerRef = OTHER;
    },
    at: "StatefulSet audit spec.template.spec.containers[0]",
  },
  {
    code: "TL4406",
    title: "a shared root, unless it is on purpose",
    given: (d) => {
      audit(d);
      d.ca.commonName = "nodes g1";
    },
    bad: () => {},
    twin: (d) => {
      if (d.environment) Object.assign(d.environment, { shared: [{ authority: "nodes", reason: "one team runs both" }] });
    },
    at: "StatefulSet audit spec.template.spec.containers[0]",
  },
  {
    code: "TL4406",
    title: "a second database, where a replica of the first is none",
    bad: audit,
    twin: replica,
    at: "StatefulSet audit spec.template.spec.containers[0]",
  },
  {
    code: "TL4407",
    title: "nodes that call each other by a public authority's certificates",
    bad: acme,
    twin: fqdns,
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME.value",
  },
  {
    code: "TL4408",
    title: "nobody signals the server",
    bad: (d) => {
      d.pod.containers.splice(1);
    },
    at: "StatefulSet ledger spec.template.spec.containers[0]",
  },
  {
    code: "TL4408",
    title: "a signaller that can't see the server's process",
    bad: (d) => {
      delete d.pod.shareProcessNamespace;
    },
    at: "StatefulSet ledger spec.template.spec.containers[0]",
  },
  {
    code: "TL4408",
    title: "a signaller that watches another folder",
    given: single,
    bad: (d) => {
      d.pod.containers[1].args[2] = "/certs";
    },
    also: ["TL4423"],
    at: "StatefulSet ledger spec.template.spec.containers[0]",
  },
  {
    code: "TL4408",
    title: "a certificate mounted by subPath, which the kubelet never updates",
    bad: (d) => {
      d.server.volumeMounts.splice(
        1,
        1,
        { name: "node-tls", mountPath: "/certs/node/tls.crt", subPath: "tls.crt" },
        { name: "node-tls", mountPath: "/certs/node/tls.key", subPath: "tls.key" },
      );
    },
    at: "StatefulSet ledger spec.template.spec.containers[0]",
  },
  {
    code: "TL4409",
    title: "a certificate that is renewed the day before its end",
    bad: (d) => {
      d.certificate.renewBefore = "24h";
    },
    twin: (d) => {
      d.certificate.renewBefore = "25h";
    },
    at: "Certificate ledger-tls spec.renewBefore",
  },
  {
    code: "TL4409",
    title: "a certificate of two days that says nothing of its renewal",
    bad: (d) => {
      d.certificate.duration = "48h";
      delete d.certificate.renewBefore;
    },
    twin: (d) => {
      d.certificate.duration = "75h";
      delete d.certificate.renewBefore;
    },
    at: "Certificate ledger-tls spec.renewBefore",
  },
];
