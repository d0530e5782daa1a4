import type { Draft } from "../fixture.ts";
import { balancers, farDials, fqdns, internal, peering, west } from "../variants.ts";
import type { Case } from "./case.ts";

const HOSTNAME = 'metadata.annotations["external-dns.kubernetes.io/hostname"]';
const TYPE = 'metadata.annotations["networking.gke.io/load-balancer-type"]';

function environment(d: Draft) {
  if (!d.environment) throw new Error("the base has an Environment");
  return d.environment;
}

/** States something of the zone that the load balancers' names are in. */
function zone(said: Readonly<Record<string, unknown>>) {
  return (d: Draft) => {
    environment(d).zones = [{ name: "db.example.com", ...said }];
  };
}

function alias(name: string, to: string, cluster?: string, more = "") {
  return (d: Draft) =>
    d.add(
      `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: data }
spec: { type: ExternalName, externalName: ${to}${more} }`,
      cluster,
    );
}

/** Where the two clusters are. */
function regions(prod: string, other: string) {
  return (d: Draft) => {
    Object.assign(environment(d).clusters["prod"]?.platform ?? {}, { cloud: "gcp", region: prod });
    Object.assign(environment(d).clusters["west"]?.platform ?? {}, { cloud: "gcp", region: other });
  };
}

function both(...edits: readonly ((d: Draft) => void)[]) {
  return (d: Draft) => {
    for (const edit of edits) edit(d);
  };
}

/** All load balancers are internal, and their names in a zone that the peering alone sees. */
const privately = both(west, zone({ peering: "backbone" }), peering("prod", "west"), regions("europe-west3", "europe-west3"), (d) => {
  for (const pod of [0, 1, 2]) internal(d, pod);
});

/** Names and routes between clusters. */
export const networks: readonly Case[] = [
  {
    code: "TL2108",
    title: "a client in a cluster that does not see the private zone",
    given: both(west, zone({ peering: "backbone" })),
    bad: peering("prod", "third"),
    twin: peering("prod", "west"),
    hops: ["resolve"],
    at: "ConfigMap far-client data.connectionString",
  },
  {
    code: "TL2108",
    title: "a client outside of all clusters and a private zone",
    given: (d) => {
      west(d);
      environment(d).processes.pop();
      environment(d).processes.push({
        name: "laptop",
        program: "kurrentdb-client",
        reads: { cluster: "west", namespace: "apps", configMap: "far-client" },
      });
      peering("prod", "west")(d);
    },
    bad: zone({ peering: "backbone" }),
    twin: zone({}),
    hops: ["resolve"],
    at: "ConfigMap far-client data.connectionString",
  },
  {
    code: "TL2109",
    title: "names of a zone that another cluster writes",
    given: (d) => {
      west(d);
      const { platform } = environment(d).clusters["west"] ?? {};
      Object.assign(platform ?? {}, {
        externalDNS: { version: "0.22", annotationPrefix: "external-dns.kubernetes.io/", zones: ["db.example.com"] },
      });
    },
    bad: zone({ owner: "west" }),
    twin: zone({ owner: "prod" }),
    hops: ["resolve"],
    at: `Service ledger-0-lb ${HOSTNAME}`,
    also: ["TL2109", "TL2109"],
  },
  {
    code: "TL2109",
    title: "a name whose record a person keeps",
    given: west,
    bad: zone({ records: { "ledger-1.db.example.com": "203.0.113.9" } }),
    twin: zone({ records: { "other.db.example.com": "203.0.113.9" } }),
    at: `Service ledger-1-lb ${HOSTNAME}`,
  },
  {
    code: "TL2109",
    title: "a name of a zone that only another cluster's external-dns lists",
    given: (d) => {
      west(d);
      farDials("ledger-0.data.svc.cluster.local")(d);
      alias("ledger-0", "ledger-0.db.example.com", "west")(d);
      const { platform } = environment(d).clusters["west"] ?? {};
      Object.assign(platform ?? {}, {
        externalDNS: { version: "0.22", annotationPrefix: "external-dns.kubernetes.io/", zones: ["db.example.com"] },
      });
    },
    bad: (d) => {
      d.facts.platform.externalDNS.zones = ["example.net"];
    },
    hops: ["resolve"],
    at: `Service ledger-0-lb ${HOSTNAME}`,
    also: ["TL2109", "TL2109"],
  },
  {
    code: "TL2110",
    title: "a name that objects of two clusters claim",
    given: (d) => {
      west(d);
      farDials("ledger-1.db.example.com")(d);
      const { platform } = environment(d).clusters["west"] ?? {};
      Object.assign(platform ?? {}, {
        externalDNS: { version: "0.22", annotationPrefix: "external-dns.kubernetes.io/", zones: ["db.example.com"] },
      });
      d.add(
        `
apiVersion: v1
kind: Service
metadata: { name: copy, namespace: data, annotations: { external-dns.kubernetes.io/hostname: copy.db.example.com } }
spec: { type: LoadBalancer, ports: [{ port: 2113 }] }`,
        "west",
      );
    },
    bad: (d) => {
      d.object("Service", "copy").metadata.annotations["external-dns.kubernetes.io/hostname"] = "ledger-0.db.example.com";
    },
    at: `Service copy ${HOSTNAME}`,
  },
  {
    code: "TL2111",
    title: "an ExternalName that holds an address, and nobody dials it",
    bad: alias("db", '"2001:db8::7"'),
    twin: alias("db", "ledger-0.data.svc.cluster.local"),
    at: "Service db spec.externalName",
  },
  {
    code: "TL2112",
    title: "two ExternalNames that lead to each other",
    given: alias("db", "store.data.svc.cluster.local"),
    bad: alias("store", "db.data.svc.cluster.local"),
    twin: alias("store", "ledger-0.data.svc.cluster.local"),
    at: "Service db spec.externalName",
  },
  {
    code: "TL2112",
    title: "an ExternalName that leads back by a public name",
    given: both(west, farDials("ledger-0.data.svc.cluster.local"), alias("ledger-0", "ledger-0.db.example.com", "west")),
    bad: (d) => {
      d.object("Service", "ledger-0-lb").metadata.annotations["external-dns.kubernetes.io/target"] = "ledger-0.data.svc.cluster.local";
    },
    hops: ["resolve"],
    at: "Service ledger-0 spec.externalName",
  },
  {
    code: "TL2113",
    title: "an ExternalName whose target lies in a zone that its cluster does not see",
    given: both(
      west,
      farDials("ledger-0.data.svc.cluster.local"),
      alias("ledger-0", "ledger-0.db.example.com", "west"),
      zone({ peering: "backbone" }),
    ),
    bad: peering("prod", "third"),
    twin: peering("prod", "west"),
    hops: ["resolve"],
    at: "Peering backbone joins",
  },
  {
    code: "TL2113",
    title: "an ExternalName whose target lies in a zone of another peering than that of the two clusters",
    given: both(west, farDials("ledger-0.data.svc.cluster.local"), alias("ledger-0", "ledger-0.db.example.com", "west"), (d) => {
      environment(d).peerings = [
        { name: "backbone", joins: ["prod", "west"], podNetworks: false },
        { name: "other", joins: ["prod", "third"], podNetworks: false },
      ];
    }),
    bad: zone({ peering: "other" }),
    twin: zone({ peering: "backbone" }),
    hops: ["resolve"],
    at: "Zone db.example.com peering",
  },
  {
    code: "TL2114",
    title: "a Service name of another cluster",
    given: both(west, farDials("ledger-0.data.svc.cluster.local")),
    bad: () => {},
    twin: alias("ledger-0", "ledger-0.db.example.com", "west"),
    hops: ["resolve"],
    at: "ConfigMap far-client data.connectionString",
  },
  {
    code: "TL2114",
    title: "an ExternalName in another namespace than the far Service's",
    given: both(west, farDials("ledger-0.data.svc.cluster.local"), alias("ledger-0", "ledger-0.db.example.com", "west")),
    bad: (d) => {
      const found = d.objects.find((each) => each.metadata.name === "ledger-0" && each.spec.type === "ExternalName");
      found.metadata.namespace = "apps";
    },
    hops: ["resolve"],
    at: "ConfigMap far-client data.connectionString",
  },
  {
    code: "TL2114",
    title: "clusters with different domains",
    given: both(west, farDials("ledger-0.data.svc.cluster.local"), alias("ledger-0", "ledger-0.db.example.com", "west")),
    bad: (d) => {
      environment(d).clusters["west"] = {
        platform: { kubernetes: "1.33" },
        dns: { clusterDomain: "west.local", serviceIP: "10.1.0.10" },
      };
    },
    hops: ["resolve"],
    at: "ConfigMap far-client data.connectionString",
  },
  {
    code: "TL2115",
    title: "an ExternalName with a selector",
    bad: alias("db", "ledger-0.data.svc.cluster.local", undefined, ", selector: { app: ledger }"),
    twin: alias("db", "ledger-0.data.svc.cluster.local"),
    at: "Service db spec.selector",
  },
  {
    code: "TL2115",
    title: "an ExternalName that is to change the port",
    bad: alias("db", "ledger-0.data.svc.cluster.local", undefined, ", ports: [{ port: 443, targetPort: 2113 }]"),
    twin: alias("db", "ledger-0.data.svc.cluster.local", undefined, ", ports: [{ port: 2113, targetPort: 2113 }]"),
    at: "Service db spec.ports[0].targetPort",
  },
  {
    code: "TL3110",
    title: "an internal load balancer, and no peering that leads there",
    given: both(west, internal),
    bad: peering("prod", "third"),
    twin: peering("prod", "west"),
    hops: ["route"],
    at: `Service ledger-0-lb ${TYPE}`,
  },
  {
    code: "TL3111",
    title: "an internal load balancer of Google Cloud, dialled from another region",
    given: both(west, internal, peering("prod", "west")),
    bad: regions("europe-west3", "europe-west1"),
    twin: (d) => {
      regions("europe-west3", "europe-west1")(d);
      d.object("Service", "ledger-0-lb").metadata.annotations["networking.gke.io/internal-load-balancer-allow-global-access"] = "true";
    },
    hops: ["route"],
    at: `Service ledger-0-lb ${TYPE}`,
  },
  {
    code: "TL3112",
    title: "source ranges without those that the caller comes from",
    given: (d) => {
      west(d);
      d.object("Service", "ledger-0-lb").spec.loadBalancerSourceRanges = ["198.51.100.0/24", "2001:db8::/32"];
    },
    bad: (d) => Object.assign(environment(d).clusters["west"]?.platform ?? {}, { egress: ["203.0.113.7/32"] }),
    twin: (d) => Object.assign(environment(d).clusters["west"]?.platform ?? {}, { egress: ["198.51.100.7/32"] }),
    hops: ["route"],
    at: "Service ledger-0-lb spec.loadBalancerSourceRanges",
  },
  {
    code: "TL3112",
    title: "source ranges without pods of the cluster, whose nodes answer the load balancer's address",
    given: (d) => {
      fqdns(d);
      d.facts.platform.loadBalancer = { address: "ip", ipMode: "VIP" };
    },
    bad: (d) => {
      for (const pod of [0, 1, 2]) d.object("Service", `ledger-${pod}-lb`).spec.loadBalancerSourceRanges = ["198.51.100.0/24"];
    },
    twin: (d) => {
      for (const pod of [0, 1, 2])
        d.object("Service", `ledger-${pod}-lb`).spec.loadBalancerSourceRanges = ["198.51.100.0/24", "10.244.0.0/16"];
    },
    hops: ["route"],
    at: "Service ledger-0-lb spec.loadBalancerSourceRanges",
    // One for each node's own load balancer.
    also: ["TL3112", "TL3112"],
  },
  {
    code: "TL3113",
    title: "an annotation of another cloud for an internal load balancer",
    given: both(balancers, internal),
    bad: (d) => {
      d.facts.platform.cloud = "aws";
    },
    twin: (d) => {
      d.facts.platform.cloud = "gcp";
    },
    at: `Service ledger-0-lb ${TYPE}`,
  },
  {
    code: "TL3114",
    title: "a load balancer in a peering's zone that lost what makes it internal",
    given: privately,
    bad: (d) => {
      delete d.object("Service", "ledger-1-lb").metadata.annotations["networking.gke.io/load-balancer-type"];
    },
    at: `Service ledger-1-lb ${HOSTNAME}`,
  },
  {
    code: "TL3114",
    title: "a public load balancer in a peering's zone, also where it lets in some only",
    given: privately,
    bad: (d) => {
      const { metadata, spec } = d.object("Service", "ledger-2-lb");
      metadata.annotations["networking.gke.io/load-balancer-type"] = "External";
      spec.loadBalancerSourceRanges = ["10.0.0.0/8", "203.0.113.0/24"];
    },
    at: `Service ledger-2-lb ${HOSTNAME}`,
  },
];
