import type { Draft } from "../fixture.ts";
import { acme, broughtReplica, bundle, replica, replicaServer, rootsFrom, secondRoot, splitDns } from "../variants.ts";
import type { Case } from "./case.ts";

const OTHER = { group: "cert-manager.io", kind: "ClusterIssuer", name: "other" };

/** The leaf comes from somebody else, in a Secret that the spec names. */
function broughtLeaf(d: Draft): void {
  d.remove("Certificate", "ledger-tls");
  d.environment?.brought.push({
    cluster: "prod",
    namespace: "data",
    kind: "Secret",
    name: "ledger-tls",
    keys: ["tls.crt", "tls.key", "ca.crt"],
  });
}

/** Nodes advertise themselves below the StatefulSet's own headless Service. */
function belowService(d: Draft): void {
  const hosts = [0, 1, 2].map((pod) => `ledger-${pod}.ledger.data.svc.cluster.local`);
  d.options({
    GOSSIP_SEED: hosts.map((host) => `${host}:2113`).join(","),
    NODE_HOST_ADVERTISE_AS: "$(POD).ledger.data.svc.cluster.local",
    REPLICATION_HOST_ADVERTISE_AS: "$(POD).ledger.data.svc.cluster.local",
  });
  d.client.connectionString = `kurrentdb://${hosts.map((host) => `${host}:2113`).join(",")}?tls=true&tlsCaFile=/trust/roots.pem`;
}

/** Found by DNS: one name for all nodes, whose addresses are dialled. */
function byDns(d: Draft): void {
  d.options({ DISCOVER_VIA_DNS: "true", GOSSIP_SEED: undefined, CLUSTER_DNS: "ledger.data.svc.cluster.local" });
}

function discover(d: Draft): void {
  d.client.connectionString = "kurrentdb+discover://ledger.data.svc.cluster.local:2113?tls=true&tlsCaFile=/trust/roots.pem";
}

/** An intermediate under the root, with its issuer. */
function intermediate(d: Draft, name: string): void {
  d.add(`
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: ${name}, namespace: cert-manager }
spec:
  isCA: true
  commonName: Acme ${name}
  secretName: ${name}
  duration: 43800h0m0s
  privateKey: { rotationPolicy: Never }
  issuerRef: { group: cert-manager.io, kind: ClusterIssuer, name: ledger }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: ${name} }
spec: { ca: { secretName: ${name} } }`);
}

export const certificates: readonly Case[] = [
  {
    code: "TL4102",
    title: "the nodes' Secret is made elsewhere",
    bad: broughtLeaf,
    hops: ["verify"],
    at: "Secret ledger-tls ",
  },
  {
    code: "TL4102",
    title: "a replica's Secret is made elsewhere, so its peers can't be said to accept it",
    given: replica,
    bad: broughtReplica,
    hops: ["authenticate"],
    at: "Secret ledger-ro-tls ",
  },
  {
    code: "TL4103",
    title: "a wildcard one label too short for the pods' names",
    given: belowService,
    bad: (d) => {
      d.certificate.dnsNames = ["*.data.svc.cluster.local"];
    },
    twin: (d) => {
      d.certificate.dnsNames = ["*.ledger.data.svc.cluster.local"];
    },
    hops: ["verify"],
    at: "Certificate ledger-tls spec.dnsNames",
  },
  {
    code: "TL4103",
    title: "a wildcard does not cover the zone itself",
    given: (d) => {
      d.certificate.dnsNames.push("*.ledger.data.svc.cluster.local");
    },
    bad: discover,
    twin: (d) => {
      discover(d);
      d.certificate.dnsNames.push("ledger.data.svc.cluster.local");
    },
    hops: ["verify"],
    at: "Certificate ledger-tls spec.dnsNames",
  },
  {
    code: "TL4103",
    title: "SplitDNS with a certificate that holds only Service names",
    given: splitDns,
    bad: (d) => {
      d.certificate.dnsNames = [0, 1, 2].map((pod) => `ledger-${pod}.data.svc.cluster.local`);
    },
    hops: ["verify"],
    at: "Certificate ledger-tls spec.dnsNames",
  },
  {
    code: "TL4103",
    title: "a short name that resolves by the search list, and is not on the certificate",
    bad: (d) => {
      d.client.connectionString = "kurrentdb://ledger-0.data:2113?tls=true&tlsCaFile=/trust/roots.pem";
    },
    twin: (d) => {
      d.client.connectionString = "kurrentdb://ledger-0.data:2113?tls=true&tlsCaFile=/trust/roots.pem";
      d.certificate.dnsNames.push("ledger-0.data");
    },
    hops: ["verify"],
    at: "Certificate ledger-tls spec.dnsNames",
  },
  {
    code: "TL4103",
    title: "an alias by ExternalName keeps its own name in the handshake",
    given: (d) => {
      d.add(`
apiVersion: v1
kind: Service
metadata: { name: db, namespace: apps }
spec: { type: ExternalName, externalName: ledger-0.data.svc.cluster.local }`);
      d.client.connectionString = "kurrentdb://db.apps.svc.cluster.local:2113?tls=true&tlsCaFile=/trust/roots.pem";
    },
    bad: () => {},
    twin: (d) => d.certificate.dnsNames.push("db.apps.svc.cluster.local"),
    hops: ["verify"],
    at: "Certificate ledger-tls spec.dnsNames",
  },
  {
    code: "TL4103",
    title: "DNS discovery dials the name of the cluster",
    given: byDns,
    bad: () => {},
    twin: (d) => d.certificate.dnsNames.push("ledger.data.svc.cluster.local"),
    hops: ["verify"],
    at: "Certificate ledger-tls spec.dnsNames",
  },
  {
    code: "TL4103",
    title: "nodes that advertise the address of their pod, found by DNS under a name that is on the certificate",
    given: (d) => {
      d.options({
        NODE_HOST_ADVERTISE_AS: undefined,
        REPLICATION_HOST_ADVERTISE_AS: undefined,
        ADVERTISE_HOST_TO_CLIENT_AS: "$(POD).data.svc.cluster.local",
      });
      d.certificate.dnsNames.push("ledger.data.svc.cluster.local");
    },
    bad: () => {},
    twin: byDns,
    hops: ["verify"],
    at: "Certificate ledger-tls spec.dnsNames",
  },
  {
    code: "TL4103",
    title: "nodes that advertise the address of their pod",
    bad: (d) => d.options({ NODE_HOST_ADVERTISE_AS: undefined, ADVERTISE_HOST_TO_CLIENT_AS: "$(POD).data.svc.cluster.local" }),
    twin: (d) => d.options({ ADVERTISE_HOST_TO_CLIENT_AS: "$(POD).data.svc.cluster.local" }),
    hops: ["verify"],
    at: "Certificate ledger-tls spec.dnsNames",
  },
  {
    code: "TL4103",
    title: "a DNS name beside it hides the common name, an address does not",
    given: (d) => {
      d.certificate.commonName = "*.data.svc.cluster.local";
      d.options({ CERTIFICATE_RESERVED_NODE_COMMON_NAME: "*.data.svc.cluster.local" });
      delete d.certificate.dnsNames;
      d.certificate.ipAddresses = ["10.1.2.3"];
      d.client.connectionString = `${d.client.connectionString}&tlsVerifyCert=false`;
    },
    bad: (d) => {
      d.certificate.dnsNames = ["ledger.data.svc.cluster.local"];
    },
    hops: ["verify"],
    at: "Certificate ledger-tls spec.dnsNames",
  },
  {
    code: "TL4104",
    title: "a certificate for clients only",
    bad: (d) => {
      d.certificate.usages = ["digital signature", "key encipherment", "client auth"];
    },
    twin: (d) => {
      d.certificate.usages = ["digital signature", "key encipherment"];
    },
    hops: ["verify"],
    at: "Certificate ledger-tls spec.usages",
    // Nodes do not look at the usages of whom they dial; as callers they are refused.
    also: ["TL4105"],
  },
  {
    code: "TL4105",
    title: "a certificate without server auth, among nodes",
    given: (d) => {
      d.client.connectionString = `${d.client.connectionString}&tlsVerifyCert=false`;
    },
    bad: (d) => {
      d.certificate.usages = ["digital signature", "key encipherment", "client auth"];
    },
    twin: (d) => {
      d.certificate.usages = ["digital signature", "key encipherment"];
    },
    hops: ["authenticate"],
    at: "Certificate ledger-tls spec.usages",
  },
  {
    code: "TL4105",
    title: "a certificate for servers only",
    bad: (d) => {
      d.certificate.usages = ["digital signature", "key encipherment", "server auth"];
    },
    twin: (d) => {
      d.certificate.usages = ["signing", "key agreement", "server auth", "client auth"];
    },
    hops: ["authenticate"],
    at: "Certificate ledger-tls spec.usages",
  },
  {
    code: "TL4105",
    title: "a public authority, which issues no client auth",
    given: acme,
    bad: (d) => d.options({ DISABLE_CLIENT_AUTH_EKU_VALIDATION: undefined }),
    hops: ["authenticate"],
    at: "Certificate ledger-tls spec.usages",
    also: ["TL4407"],
    twinHas: ["TL4407"],
  },
  {
    code: "TL4106",
    title: "a replica with a common name of its own",
    given: (d) => {
      replica(d);
      for (const server of [d.server, replicaServer(d)]) {
        server.env = server.env.filter((each: { name: string }) => !each.name.endsWith("RESERVED_NODE_COMMON_NAME"));
      }
    },
    bad: (d) => {
      d.object("Certificate", "ledger-ro-tls").spec.commonName = "kurrentdb-replica";
    },
    hops: ["authenticate"],
    at: "Certificate ledger-ro-tls spec.commonName",
  },
  {
    code: "TL4106",
    title: "a wildcard common name against a reserved name of one host",
    given: (d) => {
      replica(d);
      const set = (server: Draft["server"], value: string) => {
        server.env.find((each: { name: string }) => each.name.endsWith("RESERVED_NODE_COMMON_NAME")).value = value;
      };
      set(d.server, "*.nodes.example.com");
      set(replicaServer(d), "*.nodes.example.com");
      d.certificate.commonName = "*.nodes.example.com";
      d.object("Certificate", "ledger-ro-tls").spec.commonName = "ro.nodes.example.com";
    },
    bad: (d) => {
      replicaServer(d).env.find((each: { name: string }) => each.name.endsWith("RESERVED_NODE_COMMON_NAME")).value = "ro.nodes.example.com";
    },
    hops: ["authenticate"],
    at: "Certificate ledger-tls spec.commonName",
  },
  {
    code: "TL4107",
    title: "usages that name only extended ones",
    bad: (d) => {
      d.certificate.usages = ["server auth", "client auth"];
    },
    twin: (d) => {
      delete d.certificate.usages;
    },
    hops: ["authenticate"],
    at: "Certificate ledger-tls spec.usages",
  },
  {
    code: "TL4108",
    title: "a wildcard common name and no alternative name",
    given: (d) => {
      d.certificate.commonName = "*.data.svc.cluster.local";
      d.options({ CERTIFICATE_RESERVED_NODE_COMMON_NAME: "*.data.svc.cluster.local" });
    },
    bad: (d) => {
      delete d.certificate.dnsNames;
    },
    hops: ["authenticate"],
    at: "Certificate ledger-tls spec.dnsNames",
  },
  {
    code: "TL4110",
    title: "a reserved name that is not the own certificate's",
    bad: (d) => d.options({ CERTIFICATE_RESERVED_NODE_COMMON_NAME: "eventstoredb-node" }),
    twin: (d) => d.options({ CERTIFICATE_RESERVED_NODE_COMMON_NAME: "KurrentDB-Node" }),
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME.value",
  },
  {
    code: "TL4110",
    title: "a wildcard reserved name over a certificate of another zone",
    bad: (d) => {
      d.options({ CERTIFICATE_RESERVED_NODE_COMMON_NAME: "*.nodes.example.com" });
      d.certificate.commonName = "a.b.nodes.example.com";
    },
    twin: (d) => {
      d.options({ CERTIFICATE_RESERVED_NODE_COMMON_NAME: "*.nodes.example.com" });
      d.certificate.commonName = "a.nodes.example.com";
    },
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME.value",
  },
  {
    code: "TL4110",
    title: "a public profile without a common name",
    given: acme,
    bad: (d) => {
      d.object("ClusterIssuer", "letsencrypt").spec.acme.profile = "tlsserver";
    },
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME.value",
    also: ["TL4407"],
    twinHas: ["TL4407"],
  },
  {
    code: "TL4111",
    title: "an elliptic curve key",
    bad: (d) => {
      d.certificate.privateKey = { algorithm: "ECDSA", size: 256 };
    },
    twin: (d) => {
      d.certificate.privateKey = { size: 3072 };
    },
    hops: ["accept", "start"],
    at: "Certificate ledger-tls ",
  },
  {
    code: "TL4112",
    title: "nodes that trust another root than their certificate's",
    given: (d) => {
      secondRoot(d);
      bundle(d, "nodes-1", "root-1.crt", "data", ["ledger-root"]);
      bundle(d, "nodes-2", "root-2.crt", "data", ["other-root"]);
    },
    bad: (d) => rootsFrom(d, "nodes-2"),
    twin: (d) => rootsFrom(d, "nodes-1", "nodes-2"),
    hops: ["accept", "start"],
    at: "Certificate ledger-tls ",
  },
  {
    code: "TL4112",
    title: "two roots in one file, of which only the first is loaded",
    given: (d) => {
      secondRoot(d);
      bundle(d, "nodes", "roots.crt", "data", ["ledger-root", "other-root"]);
      rootsFrom(d, "nodes");
    },
    bad: (d) => {
      d.object("Bundle", "nodes").spec.sources.reverse();
    },
    twin: (d) => {
      d.object("Bundle", "nodes").spec.sources.splice(1);
    },
    hops: ["accept", "start"],
    at: "Certificate ledger-tls ",
  },
  {
    code: "TL4201",
    title: "clients that hold another root",
    given: secondRoot,
    bad: (d) => {
      d.object("Bundle", "ledger-roots").spec.sources[0].secret.name = "other-root";
    },
    twin: (d) => {
      d.object("Bundle", "ledger-roots").spec.sources.push({ secret: { name: "other-root", key: "ca.crt" } });
    },
    hops: ["verify"],
    at: "Certificate ledger-tls spec.issuerRef",
  },
  {
    code: "TL4201",
    title: "clients of a private authority that look at the public roots",
    bad: (d) => {
      d.client.connectionString = "kurrentdb://ledger-0.data.svc.cluster.local:2113?tls=true";
    },
    twin: (d) => {
      d.client.connectionString = "kurrentdb://ledger-0.data.svc.cluster.local:2113?tls=true&tlsVerifyCert=false";
    },
    hops: ["verify"],
    at: "Certificate ledger-tls spec.issuerRef",
  },
  {
    code: "TL4202",
    title: "a replica of another authority, which its peers do not trust",
    given: (d) => {
      replica(d);
      secondRoot(d);
      bundle(d, "nodes-1", "root-1.crt", "data", ["ledger-root"]);
      bundle(d, "nodes-2", "root-2.crt", "data", ["other-root"]);
      const { volumes } = d.object("StatefulSet", "ledger-ro").spec.template.spec;
      volumes[1] = { name: "roots", projected: { sources: [{ configMap: { name: "nodes-1" } }, { configMap: { name: "nodes-2" } }] } };
      d.object("Certificate", "ledger-ro-tls").spec.issuerRef = OTHER;
      d.object("Bundle", "ledger-roots").spec.sources.push({ secret: { name: "other-root", key: "ca.crt" } });
    },
    bad: (d) => rootsFrom(d, "nodes-1"),
    twin: (d) => rootsFrom(d, "nodes-1", "nodes-2"),
    hops: ["authenticate"],
    at: "Certificate ledger-ro-tls spec.issuerRef",
  },
  {
    code: "TL4202",
    title: "a replica whose intermediate its peers do not have in their bundle",
    given: (d) => {
      replica(d);
      intermediate(d, "middle");
      intermediate(d, "other-middle");
      d.certificate.issuerRef.name = "middle";
    },
    bad: (d) => {
      d.object("Certificate", "ledger-ro-tls").spec.issuerRef.name = "other-middle";
    },
    twin: (d) => {
      d.object("Certificate", "ledger-ro-tls").spec.issuerRef.name = "middle";
    },
    hops: ["authenticate"],
    at: "Certificate ledger-ro-tls spec.issuerRef",
  },
  {
    code: "TL4203",
    title: "the leaf's Secret mounted whole as the trust directory",
    bad: (d) => {
      d.pod.volumes[1].secret = { secretName: "ledger-tls" };
    },
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.volumes[1]",
  },
  {
    code: "TL4203",
    title: "an intermediate in the trust directory",
    given: (d) => {
      intermediate(d, "middle");
      d.certificate.issuerRef.name = "middle";
      bundle(d, "nodes", "root.crt", "data", ["ledger-root"]);
      rootsFrom(d, "nodes");
    },
    bad: (d) => {
      d.object("Bundle", "nodes").spec.sources = [{ secret: { name: "middle", key: "tls.crt" } }];
    },
    hops: ["accept", "start"],
    at: "Bundle nodes ",
  },
  {
    code: "TL4204",
    title: "a root in a file without an ending that the server looks for",
    given: (d) => {
      bundle(d, "nodes", "root.pem", "data", ["ledger-root"]);
      rootsFrom(d, "nodes");
    },
    bad: (d) => {
      d.object("Bundle", "nodes").spec.target.configMap.key = "trust-bundle";
    },
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_TRUSTED_ROOT_CERTIFICATES_PATH.value",
  },
  {
    code: "TL4205",
    title: "a Bundle whose source is in another namespace than the trust namespace",
    bad: (d) => {
      d.object("Bundle", "ledger-roots").spec.sources = [{ secret: { name: "ledger-tls", key: "ca.crt" } }];
    },
    hops: ["start"],
    at: "Bundle ledger-roots spec.sources[0].secret",
  },
  {
    code: "TL4205",
    title: "a Bundle that takes up a private key with all keys of a Secret",
    bad: (d) => {
      d.object("Bundle", "ledger-roots").spec.sources[0].secret = { name: "ledger-root", includeAllKeys: true };
    },
    hops: ["start"],
    at: "Bundle ledger-roots spec.sources[0].secret",
  },
];
