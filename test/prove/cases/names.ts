import type { Draft } from "../fixture.ts";
import { balancers, corefile, dial, foreign, fqdns, splitDns } from "../variants.ts";
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
    code: "TL2113",
    title: "an ExternalName that leads to a name that does not exist",
    bad: ALIAS("ledger-7.data.svc.cluster.local"),
    twin: ALIAS("ledger-0.data.svc.cluster.local"),
    hops: ["resolve"],
    at: "Service db spec.externalName",
  },
  {
    code: "TL2111",
    title: "an ExternalName that holds an address is a name that does not exist",
    bad: ALIAS("10.0.0.77"),
    twin: ALIAS("ledger-0.data.svc.cluster.local"),
    hops: ["resolve"],
    at: "Service db spec.externalName",
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
    at: "Service ledger-0 spec.publishNotReadyAddresses",
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
    at: "Service ledger-0 spec.publishNotReadyAddresses",
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
    also: ["TL4603"],
    twinHas: ["TL4603"],
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
    code: "TL2202",
    title: "the cluster's DNS rewrites a name that somebody publishes to a Service that is not there",
    given: (d) => {
      balancers(d);
      d.facts.dns.customization = "k3s";
      d.add(`
apiVersion: v1
kind: ConfigMap
metadata: { name: coredns-custom, namespace: kube-system }
data: { status.override: "rewrite name exact ledger-2.db.example.com ledger-2.data.svc.cluster.local" }`);
    },
    bad: (d) => {
      d.object("ConfigMap", "coredns-custom").data["status.override"] =
        "rewrite name exact ledger-2.db.example.com ledger-2.dta.svc.cluster.local";
    },
    at: 'ConfigMap coredns-custom data["status.override"]',
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
spec: { type: LoadBalancer, loadBalancerSourceRanges: [0.0.0.0/0], selector: { app: ledger }, ports: [{ port: 2113 }] }`);
    },
    bad: (d) => {
      d.object("Service", "ledger-public").metadata.annotations["external-dns.kubernetes.io/hostname"] = "LEDGER-0.db.example.com.";
    },
    at: 'Service ledger-public metadata.annotations["external-dns.kubernetes.io/hostname"]',
    hops: ["route"],
  },
];
