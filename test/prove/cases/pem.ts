import { LEAF_KEY, pki } from "../../fixtures/pki.ts";
import type { Draft, Loose } from "../fixture.ts";
import { replica, rootsFrom } from "../variants.ts";
import type { Case } from "./case.ts";

const LEAF = 'Secret ledger-tls data["tls.crt"]';

/** A ConfigMap of the nodes' namespace, one file a key, from which they take their roots. */
function nodesTrust(d: Draft, files: Readonly<Record<string, string>>, name = "nodes-roots"): void {
  d.objects = d.objects.filter((each) => each.kind !== "ConfigMap" || each.metadata.name !== name);
  d.objects.push({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "data" }, data: files });
  rootsFrom(d, name);
}

/** What clients get by their Bundle. */
function clientsTrust(d: Draft, pem: string): void {
  d.object("Bundle", "ledger-roots").spec.sources = [{ inLine: pem }];
}

/** States what is in the Secret of a node's certificate. */
function present(d: Draft, pem: string, secret = "ledger-tls"): void {
  if (!d.environment) throw new Error("nobody states anything");
  d.environment.brought = d.environment.brought.filter((each) => each.name !== secret);
  const [kind, keys] = ["Secret", ["tls.crt", "tls.key"]] as const;
  d.environment.brought.push({ cluster: "prod", namespace: "data", kind, name: secret, keys: [...keys], pem: { "tls.crt": pem } });
}

/** No cert-manager: somebody brings the nodes' certificates, of a root whose PEM stands in ConfigMap and Bundle. */
function corp(d: Draft): void {
  d.remove("Certificate", "ledger-tls", "ledger-root");
  d.remove("ClusterIssuer", "ledger", "bootstrap");
  present(d, pki("nodes"));
  nodesTrust(d, { "corp.crt": pki("corp-root") });
  clientsTrust(d, pki("corp-root"));
  d.asOf = Date.parse("2026-06-01");
}

/** With a replica that has a Secret of its own. */
function corpWithReplica(d: Draft): void {
  replica(d);
  d.remove("Certificate", "ledger-ro-tls");
  corp(d);
  present(d, pki("nodes"), "ledger-ro-tls");
  replicaTrust(d, "nodes-roots");
}

function replicaTrust(d: Draft, configMap: string): void {
  const { volumes } = d.object("StatefulSet", "ledger-ro").spec.template.spec;
  volumes[1] = { name: "roots", configMap: { name: configMap } };
}

/** cert-manager issues by Vault, whose root a person states. */
function vault(d: Draft): void {
  d.remove("Certificate", "ledger-root");
  d.remove("ClusterIssuer", "ledger", "bootstrap");
  d.add(`
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: vault }
spec: { vault: { server: https://vault.example.com, path: pki/sign/nodes, auth: { tokenSecretRef: { name: vault-token, key: token } } } }`);
  d.certificate.issuerRef = { group: "cert-manager.io", kind: "ClusterIssuer", name: "vault" };
  stateIssuer(d, "vault");
  nodesTrust(d, { "corp.crt": pki("corp-root") });
  clientsTrust(d, pki("corp-root"));
}

function stateIssuer(d: Draft, name: string, group = "cert-manager.io", kind = "ClusterIssuer"): void {
  if (d.environment) d.environment.issuers = [{ cluster: "prod", group, kind, namespace: "", name, root: pki("corp-root") }];
}

/** The base's CA, in a Secret that somebody brings, with what a person states of it. */
function broughtCA(d: Draft, pem: string): void {
  d.remove("Certificate", "ledger-root");
  d.remove("ClusterIssuer", "bootstrap");
  const keys = ["tls.crt", "tls.key"];
  d.environment?.brought.push({
    cluster: "prod",
    namespace: "cert-manager",
    kind: "Secret",
    name: "ledger-root",
    keys,
    pem: { "tls.crt": pem },
  });
  clientsTrust(d, pki("corp-root"));
}

/** A root whose constraints leave out the names of the nodes. */
function constrain(d: Draft, permitted: Loose, excluded?: Loose): void {
  d.ca.nameConstraints = { critical: true, permitted, ...(excluded ? { excluded } : {}) };
}

const broken = (pem: string) => pem.replace(/^M/m, "*");

export const pem: readonly Case[] = [
  {
    code: "TL4501",
    title: "a brought certificate that has expired",
    given: corp,
    bad: (d) => present(d, pki("nodes-expired")),
    hops: ["verify"],
    at: LEAF,
  },
  {
    code: "TL4501",
    title: "a brought certificate that is not valid yet",
    given: (d) => {
      corp(d);
      present(d, pki("nodes-future"));
    },
    bad: () => {},
    twin: (d) => {
      d.asOf = Date.parse("2040-01-01");
    },
    hops: ["verify"],
    at: LEAF,
  },
  {
    code: "TL4502",
    title: "a replica's certificate that has expired, in the eyes of those that it dials",
    given: corpWithReplica,
    bad: (d) => present(d, pki("nodes-expired"), "ledger-ro-tls"),
    hops: ["authenticate"],
    at: 'Secret ledger-ro-tls data["tls.crt"]',
  },
  {
    code: "TL4503",
    title: "an intermediate that has expired, while leaf and root have not",
    given: corp,
    bad: (d) => present(d, pki("nodes-by-intermediate", "corp-intermediate-expired")),
    twin: (d) => present(d, pki("nodes-by-intermediate", "corp-intermediate")),
    hops: ["verify"],
    at: LEAF,
  },
  {
    code: "TL4504",
    title: "clients with a root that has expired",
    given: corp,
    bad: (d) => clientsTrust(d, pki("corp-root-expired")),
    twin: (d) => clientsTrust(d, pki("corp-root-expired", "corp-root")),
    hops: ["verify"],
    at: "Bundle ledger-roots spec.sources[0].inLine",
  },
  {
    code: "TL4505",
    title: "nodes with a root that has expired, dialled by a replica with its successor of the same key",
    given: (d) => {
      corpWithReplica(d);
      d.add("{ apiVersion: v1, kind: ConfigMap, metadata: { name: replica-roots, namespace: data } }");
      d.object("ConfigMap", "replica-roots").data = { "corp.crt": pki("corp-root") };
      replicaTrust(d, "replica-roots");
    },
    bad: (d) => nodesTrust(d, { "corp.crt": pki("corp-root-expired") }),
    hops: ["authenticate"],
    at: 'ConfigMap nodes-roots data["corp.crt"]',
    also: ["TL4504"],
  },
  {
    code: "TL4506",
    title: "a brought certificate that ends in less than 30 days",
    given: (d) => {
      corp(d);
      present(d, pki("nodes-ending"));
      d.asOf = Date.parse("2029-12-16T00:00Z");
    },
    bad: () => {},
    twin: (d) => {
      d.asOf = Date.parse("2029-12-15T23:59Z");
    },
    at: LEAF,
  },
  {
    code: "TL4507",
    title: "a bundle whose second certificate is no base64",
    given: corp,
    bad: (d) => clientsTrust(d, pki("corp-root") + broken(pki("other-root"))),
    twin: (d) => clientsTrust(d, pki("corp-root", "other-root")),
    at: "Bundle ledger-roots spec.sources[0].inLine",
  },
  {
    code: "TL4508",
    title: "a certificate of an issuer that nothing shows, among public roots",
    given: (d) => {
      corp(d);
      d.client.connectionString = "kurrentdb://ledger-0.data.svc.cluster.local:2113?tls=true";
      d.options({ TRUSTED_ROOT_CERTIFICATES_PATH: undefined });
    },
    bad: (d) => present(d, pki("nodes-by-unseen")),
    twin: (d) => {
      d.options({ TRUSTED_ROOT_CERTIFICATES_PATH: "/certs/roots" });
      d.client.connectionString = `${d.client.connectionString}&tlsCaFile=/trust/roots.pem`;
    },
    hops: ["verify"],
    at: LEAF,
    also: ["TL4407"],
  },
  {
    code: "TL4509",
    title: "a CA that may sign for other names only",
    bad: (d) => constrain(d, { dnsDomains: ["example.com"] }),
    twin: (d) => constrain(d, { dnsDomains: ["data.svc.cluster.local"], ipRanges: ["10.0.0.0/8"] }),
    hops: ["verify"],
    at: "Certificate ledger-tls spec.dnsNames",
  },
  {
    code: "TL4509",
    title: "an excluded domain below a permitted one",
    bad: (d) => constrain(d, { dnsDomains: ["cluster.local"] }, { dnsDomains: ["ledger-2.data.svc.cluster.local"] }),
    twin: (d) => constrain(d, { dnsDomains: ["cluster.local"] }, { dnsDomains: ["ledger-9.data.svc.cluster.local"] }),
    hops: ["verify"],
    at: "Certificate ledger-tls spec.dnsNames",
  },
  {
    code: "TL4509",
    title: "constraints in the PEM of a root",
    given: (d) => {
      corp(d);
      nodesTrust(d, { "root.crt": pki("constrained-root") });
      clientsTrust(d, pki("constrained-root"));
    },
    bad: (d) => present(d, pki("nodes-outside")),
    twin: (d) => present(d, pki("nodes-by-constrained")),
    hops: ["verify"],
    at: LEAF,
  },
  {
    code: "TL4305",
    title: "name constraints for a cert-manager that refuses them",
    given: (d) => constrain(d, { dnsDomains: ["data.svc.cluster.local"] }),
    bad: (d) => {
      d.facts.platform.certManager.version = "1.16";
    },
    hops: ["start"],
    at: "Certificate ledger-root spec.nameConstraints",
  },
  {
    code: "TL4112",
    title: "a root of the same name, and another key",
    given: corp,
    bad: (d) => nodesTrust(d, { "corp.crt": pki("impostor-root") }),
    hops: ["accept", "start"],
    at: LEAF,
  },
  {
    code: "TL4112",
    title: "two roots in one file of the trust directory",
    given: corp,
    bad: (d) => nodesTrust(d, { "roots.crt": pki("other-root", "corp-root") }),
    twin: (d) => nodesTrust(d, { "other.crt": pki("other-root"), "corp.crt": pki("corp-root") }),
    hops: ["accept", "start"],
    at: LEAF,
  },
  {
    code: "TL4112",
    title: "another root than the one that a person states for Vault",
    given: vault,
    bad: (d) => nodesTrust(d, { "corp.crt": pki("other-root") }),
    hops: ["accept", "start"],
    at: "Certificate ledger-tls ",
    // Vault signs for every namespace there.
    twinHas: ["TL4603"],
  },
  {
    code: "TL4201",
    title: "clients without the root that a person states for an issuer that is not in the manifests",
    given: (d) => {
      vault(d);
      d.remove("ClusterIssuer", "vault");
      d.certificate.issuerRef = { group: "awspca.cert-manager.io", kind: "AWSPCAClusterIssuer", name: "corp" };
      stateIssuer(d, "corp", "awspca.cert-manager.io", "AWSPCAClusterIssuer");
    },
    bad: (d) => clientsTrust(d, pki("other-root")),
    hops: ["verify"],
    at: "Certificate ledger-tls spec.issuerRef",
  },
  {
    code: "TL4201",
    title: "clients with a root of the same name, and another key",
    given: corp,
    bad: (d) => clientsTrust(d, pki("impostor-root")),
    twin: (d) => clientsTrust(d, pki("impostor-root", "corp-root")),
    hops: ["verify"],
    at: LEAF,
  },
  {
    code: "TL4203",
    title: "a file in the trust directory that is no base64",
    given: corp,
    bad: (d) => nodesTrust(d, { "corp.crt": broken(pki("corp-root")) }),
    twin: (d) =>
      nodesTrust(d, { "corp.crt": `Corp root, from the intranet\r\n${pki("corp-root").replaceAll("\n", "\r\n")}\r\nthe end\r\n` }),
    hops: ["accept", "start"],
    at: 'ConfigMap nodes-roots data["corp.crt"]',
  },
  {
    code: "TL4203",
    title: "an intermediate in the trust directory",
    given: corp,
    bad: (d) => nodesTrust(d, { "corp.crt": pki("corp-root"), "issuing.crt": pki("corp-intermediate") }),
    hops: ["accept", "start"],
    at: 'ConfigMap nodes-roots data["issuing.crt"]',
  },
  {
    code: "TL4205",
    title: "a Bundle with a private key",
    given: corp,
    bad: (d) => clientsTrust(d, `${pki("corp-root")}${LEAF_KEY}`),
    hops: ["start"],
    also: ["TL5204"],
    at: "Bundle ledger-roots spec.sources[0].inLine",
  },
  {
    code: "TL4205",
    title: "a Bundle of OpenSSL's own kind of certificate, which trust-manager refuses",
    given: corp,
    bad: (d) => clientsTrust(d, pki("corp-root").replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE")),
    hops: ["start"],
    at: "Bundle ledger-roots spec.sources[0].inLine",
  },
  {
    code: "TL4302",
    title: "an Issuer on a brought Secret whose certificate is no CA",
    bad: (d) => broughtCA(d, pki("nodes")),
    twin: (d) => broughtCA(d, pki("corp-intermediate", "corp-root")),
    hops: ["resolve", "start"],
    at: "Certificate ledger-tls spec.issuerRef",
  },
  {
    code: "TL5301",
    title: "the root in the bundle of the node's certificate",
    given: corp,
    bad: (d) => present(d, pki("nodes", "corp-root")),
    twin: (d) => present(d, pki("nodes", "corp-intermediate")),
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_CERTIFICATE_FILE.value",
  },
  {
    code: "TL4206",
    title: "a root in git under the name of a CA that has another kind of key",
    given: (d) => {
      d.ca.commonName = "nodes g1";
      const pem = pki("corp-root");
      if (d.environment) d.environment.roots = [{ authority: "nodes", generation: "g1", pem }];
    },
    bad: () => {},
    twin: (d) => {
      if (d.environment) d.environment.roots = [];
    },
    at: "Certificate ledger-root spec.commonName",
  },
];
