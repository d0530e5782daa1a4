import type { Draft, Loose } from "../fixture.ts";
import { acme, secondRoot } from "../variants.ts";
import { gateway, gatewayPassthrough, inCluster, nginx, nginxPassthrough, traefik } from "../variants-proxies.ts";
import type { Case } from "./case.ts";

const PODS = [0, 1, 2];
const NGINX = "nginx.ingress.kubernetes.io/";
const TRAEFIK = "traefik.ingress.kubernetes.io/";
const ADVERTISED = "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_";

/** The objects of a kind, one a pod. */
function each(kind: string, edit: (object: Loose, pod: number) => void): (d: Draft) => void {
  return (d) => {
    for (const pod of PODS) edit(d.object(kind, `ledger-${pod}`), pod);
  };
}

/** Another Ingress of the same domain, with a public certificate of its own. */
function website(host: string): (d: Draft) => void {
  return (d) => {
    d.facts.platform.ingress = { traefik: { controller: "traefik.io/ingress-controller", version: "3.6", port: 443 } };
    d.add(`
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: website, namespace: data }
spec:
  ingressClassName: traefik
  tls: [{ hosts: [${host}], secretName: website }]
  rules:
    - host: ${host}
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: ledger-0, port: { number: 2113 } } } }] }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: website, namespace: data }
spec:
  secretName: website
  commonName: ${host}
  dnsNames: [${host}]
  privateKey: { algorithm: RSA, rotationPolicy: Always }
  issuerRef: { group: cert-manager.io, kind: ClusterIssuer, name: letsencrypt }`);
  };
}

const backend = (ingress: Loose): Loose => ingress.spec.rules[0].http.paths[0].backend.service;

export const proxies: readonly Case[] = [
  {
    code: "TL3301",
    title: "nodes tell clients to dial the node's own port at the Ingress",
    given: traefik,
    bad: (d) => d.options({ ADVERTISE_NODE_PORT_TO_CLIENT_AS: undefined }),
    hops: ["route"],
    at: `${ADVERTISED}ADVERTISE_HOST_TO_CLIENT_AS.value`,
  },
  {
    code: "TL3301",
    title: "an Ingress controller that listens elsewhere",
    given: traefik,
    bad: (d) => {
      d.facts.platform.ingress.traefik.port = 8443;
    },
    hops: ["route"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL3301",
    title: "nodes replicate by names that lead to the Gateway, which has no such port",
    given: gateway,
    bad: (d) => d.options({ REPLICATION_HOST_ADVERTISE_AS: "$(POD).db.example.com" }),
    hops: ["route"],
    at: `${ADVERTISED}REPLICATION_HOST_ADVERTISE_AS.value`,
  },
  {
    code: "TL3302",
    title: "a host that stands in spec.tls and in no rule",
    given: traefik,
    bad: (d) => {
      d.object("Ingress", "ledger-2").spec.rules[0].host = "ledger-two.db.example.com";
    },
    hops: ["forward"],
    at: "Ingress ledger-2 spec.tls[0].hosts[0]",
  },
  {
    code: "TL3302",
    title: "a rule without a certificate",
    given: traefik,
    bad: (d) => {
      delete d.object("Ingress", "ledger-2").spec.tls;
    },
    hops: ["verify"],
    at: "Ingress ledger-2 spec.rules[0].host",
  },
  {
    code: "TL4103",
    title: "the Ingress's certificate lacks the host of a pod",
    given: traefik,
    bad: (d) => d.object("Certificate", "ledger-edge").spec.dnsNames.pop(),
    hops: ["verify"],
    at: "Certificate ledger-edge spec.dnsNames",
  },
  {
    code: "TL3303",
    title: "a backend port that the Service does not have",
    given: traefik,
    bad: (d) => {
      backend(d.object("Ingress", "ledger-1")).port = { number: 2114 };
    },
    twin: (d) => {
      backend(d.object("Ingress", "ledger-1")).port = { number: 2113 };
    },
    hops: ["forward"],
    at: "Ingress ledger-1 spec.rules[0].http.paths[0].backend.service",
  },
  {
    code: "TL3303",
    title: "an annotation that names no ServersTransport",
    given: traefik,
    bad: (d) => {
      d.object("Service", "ledger-1").metadata.annotations[`${TRAEFIK}service.serverstransport`] = "ledger-1@kubernetescrd";
    },
    hops: ["forward"],
    at: `Service ledger-1 metadata.annotations["${TRAEFIK}service.serverstransport"]`,
  },
  {
    code: "TL3303",
    title: "a Gateway's backend in another namespace's place",
    given: gateway,
    bad: (d) => {
      d.object("GRPCRoute", "ledger-0").spec.rules[0].backendRefs[0].name = "ledger-9";
    },
    hops: ["forward"],
    at: "GRPCRoute ledger-0 spec.rules[0].backendRefs[0]",
  },
  {
    code: "TL3304",
    title: "ingress-nginx speaks cleartext to nodes with TLS, as it does without an annotation",
    given: nginx,
    bad: (d) => {
      delete d.object("Ingress", "ledger-0").metadata.annotations[`${NGINX}backend-protocol`];
    },
    hops: ["accept"],
    at: "Ingress ledger-0 spec.rules[0].http.paths[0].backend.service",
    also: ["TL4113"],
    twinHas: ["TL4113"],
  },
  {
    code: "TL3304",
    title: "ingress-nginx speaks HTTP/1.1 to gRPC nodes",
    given: nginx,
    bad: (d) => {
      d.object("Ingress", "ledger-0").metadata.annotations[`${NGINX}backend-protocol`] = "HTTPS";
    },
    hops: ["accept"],
    at: `Ingress ledger-0 metadata.annotations["${NGINX}backend-protocol"]`,
    also: ["TL4113"],
    twinHas: ["TL4113"],
  },
  {
    code: "TL3304",
    title: "a ServersTransport that keeps Traefik to HTTP/1.1",
    given: traefik,
    bad: (d) => {
      d.object("ServersTransport", "ledger-1").spec.disableHTTP2 = true;
    },
    hops: ["accept"],
    at: `Service ledger-1 metadata.annotations["${TRAEFIK}service.serversscheme"]`,
  },
  {
    code: "TL3304",
    title: "a Gateway without a BackendTLSPolicy for a Service",
    given: gateway,
    bad: (d) => d.remove("BackendTLSPolicy", "ledger-1"),
    hops: ["accept"],
    at: "GRPCRoute ledger-1 spec.rules[0].backendRefs[0]",
  },
  {
    code: "TL3305",
    title: "a class that nothing explains",
    given: nginxPassthrough,
    bad: (d) => {
      delete d.facts.platform.ingress;
    },
    hops: ["forward"],
    at: "Ingress ledger-0 spec.ingressClassName",
    also: ["TL3305", "TL3305"],
  },
  {
    code: "TL3305",
    title: "a controller that no rule describes",
    given: nginxPassthrough,
    bad: (d) => {
      d.facts.platform.ingress.nginx.controller = "haproxy.org/ingress-controller";
    },
    hops: ["forward"],
    at: "Ingress ledger-0 spec.ingressClassName",
    also: ["TL3305", "TL3305"],
  },
  {
    code: "TL3306",
    title: "passthrough where the controller runs without its flag",
    given: nginxPassthrough,
    bad: (d) => {
      delete d.facts.platform.ingress.nginx.sslPassthrough;
    },
    hops: ["forward"],
    at: `Ingress ledger-0 metadata.annotations["${NGINX}ssl-passthrough"]`,
    also: ["TL3306", "TL3306"],
  },
  {
    code: "TL3306",
    title: "a class that does not verify backends",
    given: gateway,
    bad: (d) => {
      d.facts.platform.gatewayAPI.classes.edge.supportedFeatures = ["GRPCRoute", "TLSRoute"];
    },
    hops: ["forward"],
    at: "Gateway ledger spec.gatewayClassName",
  },
  {
    code: "TL3306",
    title: "a certificate in another namespace, which nothing there grants",
    given: gateway,
    bad: (d) => {
      d.object("Certificate", "ledger-edge").metadata.namespace = "apps";
      for (const listener of d.object("Gateway", "ledger").spec.listeners) listener.tls.certificateRefs[0].namespace = "apps";
    },
    twin: (d) => {
      d.object("Certificate", "ledger-edge").metadata.namespace = "apps";
      for (const listener of d.object("Gateway", "ledger").spec.listeners) listener.tls.certificateRefs[0].namespace = "apps";
      d.add(`
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: edge, namespace: apps }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: Gateway, namespace: data }]
  to: [{ group: "", kind: Secret }]`);
    },
    hops: ["forward"],
    at: "Gateway ledger spec.listeners[0].tls.certificateRefs[0].namespace",
    also: ["TL3306", "TL3306"],
  },
  {
    code: "TL3307",
    title: "clients in the cluster that come in by its own Ingress",
    given: traefik,
    bad: inCluster,
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL3308",
    title: "rules that lead each node's name to any of them",
    given: nginx,
    bad: each("Ingress", (ingress) => {
      backend(ingress).name = "ledger";
    }),
    at: "Ingress ledger-0 spec.rules[0].http.paths[0].backend.service",
    also: ["TL3308", "TL3308", "TL4113"],
    twinHas: ["TL4113"],
  },
  {
    code: "TL3309",
    title: "replication by way of an Ingress that ends TLS",
    given: traefik,
    bad: (d) => d.options({ REPLICATION_HOST_ADVERTISE_AS: "$(POD).db.example.com", REPLICATION_TCP_PORT_ADVERTISE_AS: "443" }),
    hops: ["forward"],
    at: `${ADVERTISED}REPLICATION_HOST_ADVERTISE_AS.value`,
  },
  {
    code: "TL3104",
    title: "TLS that passes through to the one port of a rule is no way for replication either",
    given: gatewayPassthrough,
    bad: (d) => d.options({ REPLICATION_HOST_ADVERTISE_AS: "$(POD).db.example.com", REPLICATION_TCP_PORT_ADVERTISE_AS: "443" }),
    hops: ["accept"],
    at: `${ADVERTISED}REPLICATION_HOST_ADVERTISE_AS.value`,
  },
  {
    code: "TL3109",
    title: "a NetworkPolicy that does not let the controller's namespace in",
    given: (d) => {
      traefik(d);
      d.facts.platform.ingress.traefik.namespace = "edge";
      d.add(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard, namespace: data }
spec:
  podSelector: { matchLabels: { app: ledger } }
  policyTypes: [Ingress]
  ingress:
    - from: [{ podSelector: { matchLabels: { app: ledger } } }]
    - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: edge } } }]`);
    },
    bad: (d) => d.object("NetworkPolicy", "guard").spec.ingress.pop(),
    hops: ["route"],
    at: "NetworkPolicy guard spec.ingress",
  },
  {
    code: "TL3305",
    title: "a NetworkPolicy about nodes behind a proxy whose namespace nobody says",
    given: (d) => {
      traefik(d);
      d.facts.platform.ingress.traefik.namespace = "edge";
      d.add(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard, namespace: data }
spec:
  podSelector: { matchLabels: { app: ledger } }
  policyTypes: [Ingress]
  ingress:
    - from: [{ podSelector: { matchLabels: { app: ledger } } }]
    - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: edge } } }]`);
    },
    bad: (d) => {
      delete d.facts.platform.ingress.traefik.namespace;
    },
    hops: ["route"],
    at: "NetworkPolicy guard ",
    also: ["TL3201"],
  },
  {
    code: "TL4113",
    title: "ingress-nginx, which verifies no gRPC backend",
    bad: nginx,
    twin: traefik,
    at: `Ingress ledger-0 metadata.annotations["${NGINX}backend-protocol"]`,
  },
  {
    code: "TL4113",
    title: "a proxy that is told to verify nothing",
    given: traefik,
    bad: each("ServersTransport", (transport) => {
      transport.spec = { insecureSkipVerify: true };
    }),
    at: "ServersTransport ledger-0 spec.insecureSkipVerify",
  },
  {
    code: "TL4114",
    title: "a proxy with the root of another authority",
    given: (d) => {
      traefik(d);
      secondRoot(d);
    },
    bad: (d) => {
      d.object("Bundle", "ledger-proxy-roots").spec.sources[0].secret.name = "other-root";
    },
    hops: ["verify"],
    at: "ServersTransport ledger-0 spec",
    also: ["TL4114", "TL4114"],
  },
  {
    code: "TL4114",
    title: "a Gateway that trusts the public authorities alone",
    given: gateway,
    bad: (d) => {
      d.object("BackendTLSPolicy", "ledger-0").spec.validation = {
        hostname: "ledger-0.data.svc.cluster.local",
        wellKnownCACertificates: "System",
      };
    },
    hops: ["verify"],
    at: "BackendTLSPolicy ledger-0 spec.validation",
  },
  {
    code: "TL4115",
    title: "a Gateway that looks for the public name on the node's certificate",
    given: gateway,
    bad: (d) => {
      d.object("BackendTLSPolicy", "ledger-0").spec.validation.hostname = "ledger-0.db.example.com";
    },
    hops: ["verify"],
    at: "BackendTLSPolicy ledger-0 spec.validation",
  },
  {
    code: "TL4115",
    title: "Traefik without a ServersTransport, which looks for the pod's address",
    given: traefik,
    bad: (d) => {
      delete d.object("Service", "ledger-0").metadata.annotations[`${TRAEFIK}service.serverstransport`];
    },
    hops: ["verify"],
    at: `Service ledger-0 metadata.annotations["${TRAEFIK}service.serversscheme"]`,
  },
  {
    code: "TL4116",
    title: "the Ingress's certificate is signed by the authority of the nodes, with a node's common name",
    given: (d) => {
      traefik(d);
      d.ca.commonName = "root g1";
      const laptop = d.environment?.processes[0];
      if (laptop) laptop.trusts = [...(laptop.trusts ?? []), { kind: "generations", authority: "root", generations: ["g1"] }];
    },
    bad: (d) => {
      const edge = d.object("Certificate", "ledger-edge").spec;
      Object.assign(edge, { commonName: "kurrentdb-node", usages: d.certificate.usages, issuerRef: d.certificate.issuerRef });
    },
    at: "Certificate ledger-edge ",
  },
  {
    code: "TL4116",
    title: "the certificate of some other Ingress has a name that nodes with public certificates take for one of theirs",
    given: (d) => {
      acme(d);
      d.options({ CERTIFICATE_RESERVED_NODE_COMMON_NAME: "*.db.example.com" });
    },
    bad: website("ui.db.example.com"),
    twin: website("ui.web.db.example.com"),
    at: "Certificate website ",
    also: ["TL4407", "TL4606"],
    twinHas: ["TL4407", "TL4606"],
  },
  {
    code: "TL4117",
    title: "a proxy that presents the nodes' own certificate to them",
    given: traefik,
    bad: each("ServersTransport", (transport) => {
      transport.spec.certificatesSecrets = ["ledger-tls"];
    }),
    at: "ServersTransport ledger-0 spec",
    also: ["TL4117", "TL4117"],
  },
  {
    code: "TL2101",
    title: "an external-dns that does not read Ingresses",
    given: traefik,
    bad: (d) => {
      d.facts.platform.externalDNS.sources = ["service"];
    },
    hops: ["resolve"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL5103",
    title: "roots for the proxy that nobody makes",
    given: traefik,
    bad: (d) => d.remove("Bundle", "ledger-proxy-roots"),
    hops: ["forward"],
    at: "ServersTransport ledger-0 spec.rootCAs[0].configMap",
  },
];
