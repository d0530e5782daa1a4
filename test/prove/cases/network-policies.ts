import type { Draft } from "../fixture.ts";
import { fqdns } from "../variants.ts";
import type { Case } from "./case.ts";

/** A policy on the nodes that admits what this database needs: its members on both ports, the client's namespace on one. */
function guard(d: Draft): void {
  d.add(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard, namespace: data }
spec:
  podSelector: { matchLabels: { app: ledger } }
  policyTypes: [Ingress]
  ingress:
    - from: [{ podSelector: { matchLabels: { app: ledger } } }]
      ports: [{ port: 2113 }, { port: 1112 }]
    - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: apps } } }]
      ports: [{ protocol: TCP, port: 2113 }]`);
}

/** The same the other way: nodes may ask the cluster's DNS and dial each other. */
function guardEgress(d: Draft): void {
  d.add(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: out, namespace: data }
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to: [{ podSelector: { matchLabels: { app: ledger } } }]
      ports: [{ port: 2113 }, { port: 1112 }]
    - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }, podSelector: { matchLabels: { k8s-app: kube-dns } } }]
      ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]`);
}

const rules = (d: Draft) => d.object("NetworkPolicy", "guard").spec;

/** A laptop that dials through load balancers, and a policy that admits the nodes alone. */
function laptop(d: Draft): void {
  fqdns(d);
  guard(d);
  if (!d.environment) throw new Error("the base has an Environment");
  d.certificate.issuerRef.name = "ledger";
  d.ca.commonName = "root g1";
  d.environment.processes.splice(0, 1, {
    name: "laptop",
    program: "kurrentdb-client",
    reads: { cluster: "prod", namespace: "apps", configMap: "ledger-client" },
    trusts: [{ kind: "generations", authority: "root", generations: ["g1"] }],
  });
  d.client.connectionString = "kurrentdb://ledger-0.db.example.com:2113?tls=true";
  d.options({ NODE_HOST_ADVERTISE_AS: undefined, ADVERTISE_HOST_TO_CLIENT_AS: "$(POD).db.example.com" });
  d.options({ NODE_HOST_ADVERTISE_AS: "$(POD).data.svc.cluster.local", REPLICATION_HOST_ADVERTISE_AS: "$(POD).data.svc.cluster.local" });
  d.options({ GOSSIP_SEED: [0, 1, 2].map((pod) => `ledger-${pod}.data.svc.cluster.local:2113`).join(",") });
  d.certificate.dnsNames.push(...[0, 1, 2].map((pod) => `ledger-${pod}.data.svc.cluster.local`));
  rules(d).ingress.splice(1);
}

export const networkPolicies: readonly Case[] = [
  {
    code: "TL3109",
    title: "a policy that admits another namespace than the client's",
    given: guard,
    bad: (d) => {
      rules(d).ingress[1].from[0].namespaceSelector.matchLabels["kubernetes.io/metadata.name"] = "app";
    },
    hops: ["route"],
    at: "NetworkPolicy guard spec.ingress",
    also: ["TL3201"],
  },
  {
    code: "TL3109",
    title: "a policy that admits members on the port for clients only",
    given: guard,
    bad: (d) => {
      rules(d).ingress[0].ports.splice(1);
    },
    hops: ["route"],
    at: "NetworkPolicy guard spec.ingress",
  },
  {
    code: "TL3109",
    title: "default deny, which only other policies' rules open",
    given: (d) => {
      d.add(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: data }
spec: { podSelector: {} }`);
    },
    bad: () => {},
    twin: guard,
    hops: ["route"],
    at: "NetworkPolicy deny spec.ingress",
  },
  {
    code: "TL3109",
    title: "a port by a name that no container has",
    given: guard,
    bad: (d) => {
      rules(d).ingress[1].ports = [{ port: "grpc" }];
    },
    twin: (d) => {
      rules(d).ingress[1].ports = [{ port: "http" }];
    },
    hops: ["route"],
    at: "NetworkPolicy guard spec.ingress",
    also: ["TL3201"],
  },
  {
    code: "TL3109",
    title: "a range of ports that ends before the one that is dialled",
    given: guard,
    bad: (d) => {
      rules(d).ingress[0].ports = [{ port: 1112, endPort: 2112 }];
    },
    twin: (d) => {
      rules(d).ingress[0].ports = [{ port: 1112, endPort: 2113 }];
    },
    hops: ["route"],
    at: "NetworkPolicy guard spec.ingress",
    // No member reaches another, so none gets as far as replication.
    also: ["TL3201"],
  },
  {
    code: "TL3109",
    title: "a rule for UDP",
    given: guard,
    bad: (d) => {
      rules(d).ingress[1].ports = [{ protocol: "UDP" }];
    },
    twin: (d) => {
      rules(d).ingress[1].ports = [{ protocol: "TCP" }];
    },
    hops: ["route"],
    at: "NetworkPolicy guard spec.ingress",
    also: ["TL3201"],
  },
  {
    code: "TL3109",
    title: "a namespace chosen by a label that it does not carry",
    given: (d) => {
      guard(d);
      rules(d).ingress[1].from[0].namespaceSelector.matchLabels = { team: "shop" };
    },
    bad: () => {},
    twin: (d) => {
      d.object("Namespace", "apps").metadata.labels = { team: "shop" };
    },
    hops: ["route"],
    at: "NetworkPolicy guard spec.ingress",
    also: ["TL3201"],
  },
  {
    code: "TL3109",
    title: "a policy with egress rules and no policyTypes, which closes the way in too",
    given: guardEgress,
    bad: (d) => {
      delete d.object("NetworkPolicy", "out").spec.policyTypes;
    },
    hops: ["route"],
    at: "NetworkPolicy out spec.ingress",
    also: ["TL3201"],
  },
  {
    code: "TL3109",
    title: "egress without the cluster's DNS, so that no name resolves",
    given: guardEgress,
    bad: (d) => {
      d.object("NetworkPolicy", "out").spec.egress.splice(1);
    },
    hops: ["resolve"],
    at: "NetworkPolicy out spec.egress",
    also: ["TL3201"],
  },
  {
    code: "TL3109",
    title: "egress that admits the DNS by TCP alone",
    given: guardEgress,
    bad: (d) => {
      d.object("NetworkPolicy", "out").spec.egress[1].ports.splice(0, 1);
    },
    hops: ["resolve"],
    at: "NetworkPolicy out spec.egress",
    also: ["TL3201", "TL3201"],
  },
  {
    code: "TL3109",
    title: "egress to other pods than the members",
    given: guardEgress,
    bad: (d) => {
      d.object("NetworkPolicy", "out").spec.egress[0].to[0].podSelector.matchLabels.app = "ledgr";
    },
    hops: ["route"],
    at: "NetworkPolicy out spec.egress",
    also: ["TL3201"],
  },
  {
    code: "TL3109",
    title: "a client's namespace that lets nobody out",
    given: (d) => {
      d.add(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: client, namespace: apps }
spec: { podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ protocol: UDP, port: 53 }] }] }`);
    },
    bad: () => {},
    twin: (d) => {
      d.object("NetworkPolicy", "client").spec.egress.push({
        to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "data" } } }],
        ports: [{ port: 2113 }],
      });
    },
    hops: ["route"],
    at: "NetworkPolicy client spec.egress",
  },
  {
    code: "TL3109",
    title: "a laptop that comes through a load balancer, and no rule for addresses",
    given: laptop,
    bad: () => {},
    twin: (d) => {
      rules(d).ingress.push({ from: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: [{ port: 2113 }] });
    },
    hops: ["route"],
    at: "NetworkPolicy guard spec.ingress",
  },
  {
    code: "TL3107",
    title: "a policy of Cilium that selects the nodes",
    given: (d) => {
      d.add(`
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: guard, namespace: data }
spec: { endpointSelector: { matchLabels: { "k8s:app": other } } }`);
    },
    bad: (d) => {
      d.object("CiliumNetworkPolicy", "guard").spec.endpointSelector = {};
    },
    hops: ["route"],
    at: "CiliumNetworkPolicy guard ",
  },
  {
    code: "TL3107",
    title: "a policy of the cluster's administrator",
    bad: (d) => {
      d.add(`
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: guard }
spec: { priority: 10, subject: { namespaces: {} } }`);
    },
    twin: guard,
    hops: ["route"],
    at: "AdminNetworkPolicy guard ",
  },
  {
    code: "TL3201",
    title: "a namespace that nobody dials from",
    given: guard,
    bad: (d) => {
      rules(d).ingress[1].from.push({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "metrics" } } });
    },
    twin: (d) => {
      rules(d).ingress[1].from.push({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "metrics" } } });
      // By which Prometheus, wherever it runs, asks the nodes for their metrics.
      d.add(`
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: ledger, namespace: data }
spec: { selector: { matchLabels: { app: ledger } }, podMetricsEndpoints: [{ port: http, scheme: https, tlsConfig: { insecureSkipVerify: true }, basicAuth: {} }] }`);
      d.facts.platform.prometheusOperator = "0.86";
    },
    at: "NetworkPolicy guard spec.ingress[1].from[1]",
  },
];
