import type { Draft } from "../fixture.ts";
import { acme, balancers, corefile, fqdns, single, splitDns } from "../variants.ts";
import type { Case } from "./case.ts";

const ALIAS = (target: string) => (d: Draft) => {
  d.add(`
apiVersion: v1
kind: Service
metadata: { name: db, namespace: apps }
spec: { type: ExternalName, externalName: ${target} }`);
  d.certificate.dnsNames.push("db.apps.svc.cluster.local");
  d.client.connectionString = "kurrentdb://db.apps.svc.cluster.local:2113?tls=true&tlsCaFile=/trust/roots.pem";
};

const dial = (host: string) => (d: Draft) => {
  d.client.connectionString = `kurrentdb://${host}?tls=true&tlsCaFile=/trust/roots.pem`;
};

/** Foreign manifests, of which no Environment says anything. */
function foreign(d: Draft): void {
  d.environment = undefined;
  d.add(`
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: ledger-passwords, namespace: data }
spec: { data: [{ secretKey: admin }, { secretKey: ops }] }`);
}

const SEARCH = ["data.svc.cluster.local", "svc.cluster.local", "cluster.local"];

/** Nodes seed by names that are complete only with the search list. */
function relativeSeeds(d: Draft): void {
  d.options({ GOSSIP_SEED: "ledger-0.data.svc:2113,ledger-1.data.svc:2113,ledger-2.data.svc:2113" });
  for (const pod of [0, 1, 2]) d.certificate.dnsNames.push(`ledger-${pod}.data.svc`);
}

export const names: readonly Case[] = [
  {
    code: "TL2101",
    title: "a seed names a pod that is not there",
    bad: (d) => d.options({ GOSSIP_SEED: "ledger-0.data.svc.cluster.local:2113,ledger-3.data.svc.cluster.local:2113" }),
    twin: (d) => d.options({ GOSSIP_SEED: "ledger-0.data.svc.cluster.local:2113,ledger-2.data.svc.cluster.local:2113" }),
    hops: ["resolve"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_GOSSIP_SEED.value",
  },
  {
    code: "TL2101",
    title: "external-dns 0.22 does not read the annotation's old prefix",
    given: fqdns,
    bad: (d) => {
      for (const pod of [0, 1, 2]) {
        d.object("Service", `ledger-${pod}-lb`).metadata.annotations = {
          "external-dns.alpha.kubernetes.io/hostname": `ledger-${pod}.db.example.com`,
        };
      }
    },
    twin: (d) => {
      for (const pod of [0, 1, 2]) {
        d.object("Service", `ledger-${pod}-lb`).metadata.annotations = {
          "external-dns.alpha.kubernetes.io/hostname": `ledger-${pod}.db.example.com`,
        };
      }
      d.facts.platform.externalDNS = { version: "0.21", annotationPrefix: "external-dns.alpha.kubernetes.io/", zones: ["db.example.com"] };
    },
    hops: ["resolve"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_GOSSIP_SEED.value",
    also: ["TL2101"],
  },
  {
    code: "TL2101",
    title: "the pod's own name below a headless Service that serviceName does not name",
    given: (d) => {
      d.add(`
apiVersion: v1
kind: Service
metadata: { name: ledger-peers, namespace: data }
spec: { clusterIP: None, publishNotReadyAddresses: true, selector: { app: ledger }, ports: [{ port: 2113 }] }`);
      const hosts = [0, 1, 2].map((pod) => `ledger-${pod}.ledger-peers.data.svc.cluster.local`);
      d.options({ GOSSIP_SEED: hosts.map((host) => `${host}:2113`).join(",") });
      d.certificate.dnsNames.push("*.ledger-peers.data.svc.cluster.local");
    },
    bad: () => {},
    twin: (d) => {
      d.object("StatefulSet", "ledger").spec.serviceName = "ledger-peers";
    },
    hops: ["resolve"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_GOSSIP_SEED.value",
  },
  {
    code: "TL2101",
    title: "a relative name without a search list",
    given: relativeSeeds,
    bad: (d) => {
      d.pod.dnsPolicy = "None";
      d.pod.dnsConfig = { nameservers: ["10.0.0.10"] };
    },
    twin: (d) => {
      d.pod.dnsPolicy = "None";
      d.pod.dnsConfig = { nameservers: ["10.0.0.10"], searches: SEARCH, options: [{ name: "ndots", value: "5" }] };
    },
    hops: ["resolve"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_GOSSIP_SEED.value",
  },
  {
    code: "TL2101",
    title: "a short name that the search list completes to nothing, from another namespace",
    given: (d) => d.certificate.dnsNames.push("ledger-0", "ledger-0.data"),
    bad: dial("ledger-0:2113"),
    twin: dial("ledger-0.data:2113"),
    hops: ["resolve"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL2101",
    title: "a name with a final dot is not completed by the search list",
    given: (d) => d.certificate.dnsNames.push("ledger-0.data.svc"),
    bad: dial("ledger-0.data.svc.:2113"),
    twin: dial("ledger-0.data.svc:2113"),
    hops: ["resolve"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL2101",
    title: "an ExternalName that leads to a name that does not exist",
    bad: ALIAS("ledger-7.data.svc.cluster.local"),
    twin: ALIAS("ledger-0.data.svc.cluster.local"),
    hops: ["resolve"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL2101",
    title: "an ExternalName that holds an address is a name that does not exist",
    bad: ALIAS("10.0.0.77"),
    twin: ALIAS("ledger-0.data.svc.cluster.local"),
    hops: ["resolve"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL2101",
    title: "a rewrite to a Service that is not there",
    given: splitDns,
    bad: (d) => corefile(d, "{1}.data.svc", "{1}.database.svc"),
    hops: ["resolve"],
    at: "ConfigMap ledger-dns data.Corefile",
  },
  {
    code: "TL2101",
    title: "rewrites for two of three pods, and no load balancers",
    given: (d) => {
      splitDns(d);
      d.remove("Service", "ledger-0-lb", "ledger-1-lb", "ledger-2-lb");
      d.environment?.processes.splice(0);
    },
    bad: (d) => corefile(d, "[0-9]+", "[0-1]"),
    hops: ["resolve"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_GOSSIP_SEED.value",
    also: ["TL2101", "TL2101"],
  },
  {
    code: "TL2101",
    title: "a cluster with another domain than the names say",
    bad: (d) => {
      d.facts.dns.clusterDomain = "prod.internal";
    },
    hops: ["resolve"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_GOSSIP_SEED.value",
    also: ["TL2101"],
  },
  {
    code: "TL2102",
    title: "the Services that nodes find each other by list ready pods only",
    bad: (d) =>
      d.perPod((service) => {
        delete service.spec.publishNotReadyAddresses;
      }),
    hops: ["resolve"],
    at: "Service ledger-0 ",
    also: ["TL2102", "TL2102"],
  },
  {
    code: "TL2102",
    title: "a rewrite that ends at Services that list ready pods only",
    given: splitDns,
    bad: (d) =>
      d.perPod((service) => {
        service.spec.publishNotReadyAddresses = false;
      }),
    twin: (d) =>
      d.perPod((service) => {
        delete service.spec.publishNotReadyAddresses;
        service.metadata.annotations = { "service.alpha.kubernetes.io/tolerate-unready-endpoints": "true" };
      }),
    hops: ["resolve"],
    at: "Service ledger-0 ",
    also: ["TL2102", "TL2102"],
  },
  {
    code: "TL2103",
    title: "a public name below no declared zone",
    given: (d) => d.certificate.dnsNames.push("ledger.example.net"),
    bad: dial("ledger.example.net:2113"),
    twin: (d) => {
      dial("ledger.example.net:2113")(d);
      d.environment?.assumptions.push({
        endpoint: "ledger.example.net:2113",
        reason: "their record, checked by hand",
        evidence: "assumed",
      });
    },
    severity: "error",
    hops: ["resolve"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL2103",
    title: "a public name in foreign manifests is counted, not blamed",
    given: foreign,
    bad: (d) => d.options({ GOSSIP_SEED: "ledger-0.data.svc.cluster.local:2113,ledger-1.example.net:2113" }),
    severity: "note",
    hops: ["resolve"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_GOSSIP_SEED.value",
  },
  {
    code: "TL2103",
    title: "DNS discovery left on with its default name",
    bad: (d) => d.options({ DISCOVER_VIA_DNS: undefined }),
    twin: (d) => d.options({ DISCOVER_VIA_DNS: "False" }),
    hops: ["resolve"],
    at: "StatefulSet ledger spec.template.spec.containers[0]",
  },
  {
    code: "TL2104",
    title: "a nameserver on loopback, and no sidecar",
    bad: (d) => {
      d.pod.dnsPolicy = "None";
      d.pod.dnsConfig = { nameservers: ["127.0.0.1"], searches: SEARCH };
    },
    twin: (d) => {
      d.pod.dnsPolicy = "None";
      d.pod.dnsConfig = { nameservers: ["10.0.0.10"], searches: SEARCH };
    },
    hops: ["resolve"],
    at: "StatefulSet ledger spec.template.spec.dnsConfig",
  },
  {
    code: "TL2104",
    title: "dnsPolicy None without a nameserver",
    bad: (d) => {
      d.pod.dnsPolicy = "None";
    },
    twin: (d) => {
      d.pod.dnsPolicy = "ClusterFirst";
    },
    hops: ["resolve"],
    at: "StatefulSet ledger spec.template.spec.dnsPolicy",
  },
  {
    code: "TL2104",
    title: "a sidecar that forwards nowhere",
    given: splitDns,
    bad: (d) => corefile(d, "forward . 10.0.0.10", "log"),
    hops: ["resolve"],
    at: "ConfigMap ledger-dns data.Corefile",
  },
  {
    code: "TL2104",
    title: "a sidecar on another port than resolv.conf can say",
    given: splitDns,
    bad: (d) => corefile(d, ".:53", ".:1053"),
    hops: ["resolve"],
    at: "StatefulSet ledger spec.template.spec.dnsConfig",
  },
  {
    code: "TL2105",
    title: "a sidecar with a plugin that may answer anything",
    given: splitDns,
    bad: (d) => corefile(d, "errors", "errors\n  file /zones/acme.db"),
    twin: (d) => corefile(d, "errors", "errors\n  log\n  loadbalance"),
    hops: ["resolve"],
    at: "ConfigMap ledger-dns data.Corefile",
  },
  {
    code: "TL2105",
    title: "a nameserver that nothing declared explains",
    bad: (d) => {
      d.pod.dnsPolicy = "None";
      d.pod.dnsConfig = { nameservers: ["1.1.1.1"] };
    },
    twin: (d) => {
      d.pod.dnsPolicy = "None";
      d.pod.dnsConfig = { nameservers: ["10.0.0.10"] };
    },
    hops: ["resolve"],
    at: "StatefulSet ledger spec.template.spec.dnsConfig",
  },
  {
    code: "TL2105",
    title: "a sidecar that forwards to another server than the cluster's DNS",
    given: splitDns,
    bad: (d) => corefile(d, "10.0.0.10", "9.9.9.9"),
    hops: ["resolve"],
    at: "ConfigMap ledger-dns data.Corefile",
  },
  {
    code: "TL2106",
    title: "a rewrite by pattern without answer auto",
    given: splitDns,
    bad: (d) => corefile(d, " answer auto", ""),
    hops: ["resolve"],
    at: "ConfigMap ledger-dns data.Corefile",
  },
  {
    code: "TL2106",
    title: "a rewrite by suffix without answer auto",
    given: splitDns,
    bad: (d) => corefile(d, /name regex .*/, "name suffix .db.example.com. .data.svc.cluster.local."),
    twin: (d) => corefile(d, /name regex .*/, "name suffix .db.example.com. .data.svc.cluster.local. answer auto"),
    hops: ["resolve"],
    at: "ConfigMap ledger-dns data.Corefile",
  },
  {
    code: "TL2107",
    title: "the sidecar and the cluster's DNS side by side",
    given: splitDns,
    bad: (d) => d.pod.dnsConfig.nameservers.push("10.0.0.10"),
    hops: ["resolve"],
    at: "StatefulSet ledger spec.template.spec.dnsConfig",
  },
  {
    code: "TL2107",
    title: "the sidecar beside ClusterFirst, which keeps the cluster's DNS first",
    given: splitDns,
    bad: (d) => {
      d.pod.dnsPolicy = "ClusterFirst";
    },
    hops: ["resolve"],
    at: "StatefulSet ledger spec.template.spec.dnsConfig",
  },
  {
    code: "TL2201",
    title: "two load balancers that claim one name",
    given: (d) => {
      fqdns(d);
      d.add(`
apiVersion: v1
kind: Service
metadata: { name: ledger-public, namespace: data, annotations: { external-dns.kubernetes.io/hostname: ledger.db.example.com } }
spec: { type: LoadBalancer, selector: { app: ledger }, ports: [{ port: 2113 }] }`);
    },
    bad: (d) => {
      d.object("Service", "ledger-public").metadata.annotations["external-dns.kubernetes.io/hostname"] = "LEDGER-0.db.example.com.";
    },
    at: 'Service ledger-public metadata.annotations["external-dns.kubernetes.io/hostname"]',
    also: ["TL3102", "TL3108"],
  },
  {
    code: "TL3101",
    title: "the Service that clients dial selects no pod",
    given: (d) => {
      d.add(`
apiVersion: v1
kind: Service
metadata: { name: ledger-front, namespace: data }
spec: { selector: { app: ledger }, ports: [{ port: 2113 }] }`);
      d.certificate.dnsNames.push("ledger-front.data.svc.cluster.local");
      dial("ledger-front.data.svc.cluster.local:2113")(d);
    },
    bad: (d) => {
      d.object("Service", "ledger-front").spec.selector = { app: "ledgr" };
    },
    hops: ["route"],
    at: "Service ledger-front ",
    also: ["TL5102"],
  },
  {
    code: "TL3102",
    title: "load balancers without the replication port that nodes dial",
    given: fqdns,
    bad: (d) => {
      for (const pod of [0, 1, 2]) d.object("Service", `ledger-${pod}-lb`).spec.ports.splice(1);
    },
    hops: ["route"],
    at: "Service ledger-0-lb ",
    also: ["TL3102", "TL3102"],
  },
  {
    code: "TL3102",
    title: "a Service's targetPort names a port that no container has",
    given: balancers,
    bad: (d) => {
      const service = d.object("Service", "ledger-0-lb");
      service.spec.ports[0].targetPort = "grpc";
      d.certificate.dnsNames.push("ledger-0.db.example.com");
      dial("ledger-0.db.example.com:2113")(d);
    },
    twin: (d) => {
      const service = d.object("Service", "ledger-0-lb");
      service.spec.ports[0].targetPort = "http";
      d.certificate.dnsNames.push("ledger-0.db.example.com");
      dial("ledger-0.db.example.com:2113")(d);
    },
    hops: ["route"],
    at: "Service ledger-0-lb spec.ports[0]",
  },
  {
    code: "TL3103",
    title: "seeds with another port than the server's",
    bad: (d) =>
      d.options({
        GOSSIP_SEED: "ledger-0.data.svc.cluster.local:2114,ledger-1.data.svc.cluster.local:2114,ledger-2.data.svc.cluster.local:2114",
      }),
    twin: (d) => {
      d.options({
        GOSSIP_SEED: "ledger-0.data.svc.cluster.local:2114,ledger-1.data.svc.cluster.local:2114,ledger-2.data.svc.cluster.local:2114",
        NODE_PORT: "2114",
      });
      d.client.connectionString = d.client.connectionString.replaceAll("2113", "2114");
    },
    hops: ["accept"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_GOSSIP_SEED.value",
  },
  {
    code: "TL3103",
    title: "an own configuration file in place of the image's, which bound all addresses",
    given: (d) => {
      d.add(`
apiVersion: v1
kind: ConfigMap
metadata: { name: ledger-conf, namespace: data }
data: { kurrentdb.conf: "RunProjections: None\\n" }`);
      d.pod.volumes.push({ name: "conf", configMap: { name: "ledger-conf" } });
      d.server.volumeMounts.push({ name: "conf", mountPath: "/etc/kurrentdb" });
    },
    bad: () => {},
    twin: (d) => {
      d.object("ConfigMap", "ledger-conf").data["kurrentdb.conf"] = "NodeIp: 0.0.0.0\nReplicationIp: 0.0.0.0\nRunProjections: None\n";
    },
    hops: ["accept"],
    at: "ConfigMap ledger-client data.connectionString",
    also: ["TL3103"],
  },
  {
    code: "TL3104",
    title: "a client that speaks cleartext to a TLS port",
    bad: (d) => {
      d.client.connectionString = "kurrentdb://ledger-0.data.svc.cluster.local:2113?tls=false";
    },
    hops: ["accept"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL3104",
    title: "a client of the replication port",
    bad: dial("ledger-0.data.svc.cluster.local:1112"),
    twin: dial("ledger-0.data.svc.cluster.local"),
    hops: ["accept"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL3105",
    title: "nodes that tell clients their pod's address, and a client outside",
    given: (d) => {
      fqdns(d);
      const { environment } = d;
      if (!environment) throw new Error("the base has an Environment");
      d.certificate.issuerRef.name = "ledger";
      d.ca.commonName = "root g1";
      environment.processes.splice(0, 1, {
        name: "laptop",
        program: "kurrentdb-client",
        reads: { cluster: "prod", namespace: "apps", configMap: "ledger-client" },
        trusts: [{ kind: "generations", authority: "root", generations: ["g1"] }],
      });
      d.client.connectionString = "kurrentdb://ledger-0.db.example.com:2113,ledger-1.db.example.com:2113?tls=true";
    },
    bad: (d) => {
      d.server.env.push({ name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } });
      d.options({ ADVERTISE_HOST_TO_CLIENT_AS: "$(IP)" });
    },
    hops: ["route"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_ADVERTISE_HOST_TO_CLIENT_AS.value",
  },
  {
    code: "TL3106",
    title: "an address instead of a name",
    given: (d) => {
      d.certificate.ipAddresses = ["203.0.113.7"];
    },
    bad: dial("203.0.113.7:2113"),
    twin: (d) => {
      dial("203.0.113.7:2113")(d);
      d.environment?.assumptions.push({ endpoint: "203.0.113.7", reason: "the address of the old load balancer", evidence: "assumed" });
    },
    hops: ["route"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL3106",
    title: "a lone node that advertises no name tells whoever asks to dial loopback",
    given: (d) => {
      single(d);
      d.client.connectionString = d.client.connectionString.replace("kurrentdb:", "kurrentdb+discover:");
    },
    bad: (d) => d.options({ NODE_HOST_ADVERTISE_AS: undefined }),
    hops: ["route"],
    at: "StatefulSet ledger spec.template.spec.containers[0]",
  },
  {
    code: "TL3107",
    title: "a NetworkPolicy that selects the nodes",
    given: (d) => {
      d.add(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard, namespace: data }
spec: { podSelector: { matchLabels: { app: other } }, policyTypes: [Ingress] }`);
    },
    bad: (d) => {
      d.object("NetworkPolicy", "guard").spec.podSelector = {};
    },
    hops: ["route"],
    at: "NetworkPolicy guard ",
  },
  {
    code: "TL3108",
    title: "nodes that dial each other through load balancers for ready pods only",
    given: fqdns,
    bad: (d) => {
      for (const pod of [0, 1, 2]) delete d.object("Service", `ledger-${pod}-lb`).spec.publishNotReadyAddresses;
    },
    hops: ["route"],
    at: "Service ledger-0-lb ",
    also: ["TL3108", "TL3108"],
  },
  {
    code: "TL3108",
    title: "load balancers for ready pods only are fine for clients, but not for ACME's FQDN nodes",
    given: acme,
    bad: (d) => {
      delete d.object("Service", "ledger-2-lb").spec.publishNotReadyAddresses;
    },
    hops: ["route"],
    at: "Service ledger-2-lb ",
    also: ["TL4407"],
    twinHas: ["TL4407"],
  },
  {
    code: "TL1001",
    title: "one node, and nobody who dials it",
    given: single,
    bad: (d) => {
      d.environment?.processes.splice(0);
    },
    at: "StatefulSet ledger ",
  },
  {
    code: "TL1001",
    title: "no image is that of a known program",
    given: single,
    bad: (d) => {
      d.environment?.processes.splice(0);
      d.server.image = "registry.example.com/mirror/db:26.0.1";
    },
    at: "StatefulSet ledger ",
  },
];
