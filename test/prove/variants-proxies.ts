import type { Draft } from "./fixture.ts";

const PODS = [0, 1, 2];
const HOSTS = PODS.map((pod) => `ledger-${pod}.db.example.com`);

/** Clients outside that trust public authorities dial the nodes' public names at port 443, and nodes tell them to. */
function atTheEdge(d: Draft): void {
  if (!d.environment) throw new Error("the base has an Environment");
  d.add(`
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: letsencrypt }
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    email: pki@example.com
    privateKeySecretRef: { name: letsencrypt-account }
    solvers: [{ selector: { dnsZones: [db.example.com] }, dns01: { route53: { region: eu-central-1 } } }]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: ledger-edge, namespace: data }
spec:
  secretName: ledger-edge
  commonName: ledger-0.db.example.com
  dnsNames: [${HOSTS.join(", ")}]
  usages: [digital signature, key encipherment, server auth]
  privateKey: { algorithm: RSA, rotationPolicy: Always }
  issuerRef: { group: cert-manager.io, kind: ClusterIssuer, name: letsencrypt }`);
  d.options({ ADVERTISE_HOST_TO_CLIENT_AS: "$(POD).db.example.com", ADVERTISE_NODE_PORT_TO_CLIENT_AS: "443" });
  d.environment.processes.splice(0, 1, {
    name: "laptop",
    program: "kurrentdb-client",
    reads: { cluster: "prod", namespace: "apps", configMap: "ledger-client" },
    trusts: [{ kind: "public", server: "letsencrypt" }],
  });
  d.object("ConfigMap", "ledger-client").data = {
    connectionString: `kurrentdb://${HOSTS.map((host) => `${host}:443`).join(",")}?tls=true`,
  };
}

/** An Ingress for each node of a class, with the public certificate. */
function ingresses(d: Draft, className: string, annotations: string): void {
  for (const pod of PODS) {
    d.add(`
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ledger-${pod}, namespace: data, annotations: { ${annotations} } }
spec:
  ingressClassName: ${className}
  tls: [{ hosts: [${HOSTS[pod]}], secretName: ledger-edge }]
  rules:
    - host: ${HOSTS[pod]}
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: ledger-${pod}, port: { name: http } } } }] }`);
  }
}

/** The roots of the nodes as a proxy reads them, handed into the nodes' namespace. */
function rootsForProxy(d: Draft): void {
  d.add(`
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: { name: ledger-proxy-roots }
spec:
  sources: [{ secret: { name: ledger-root, key: ca.crt } }]
  target: { configMap: { key: ca.crt }, namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: data } } }`);
}

/** Ingresses of Traefik, which verifies each node by its own name. */
export function traefik(d: Draft): void {
  atTheEdge(d);
  d.facts.platform.ingress = { traefik: { controller: "traefik.io/ingress-controller", version: "3.6", port: 443 } };
  ingresses(d, "traefik", 'traefik.ingress.kubernetes.io/router.tls: "true"');
  rootsForProxy(d);
  for (const pod of PODS) {
    d.object("Service", `ledger-${pod}`).metadata.annotations = {
      "traefik.ingress.kubernetes.io/service.serversscheme": "https",
      "traefik.ingress.kubernetes.io/service.serverstransport": `data-ledger-${pod}@kubernetescrd`,
    };
    d.add(`
apiVersion: traefik.io/v1alpha1
kind: ServersTransport
metadata: { name: ledger-${pod}, namespace: data }
spec: { serverName: ledger-${pod}.data.svc.cluster.local, rootCAs: [{ configMap: ledger-proxy-roots }] }`);
  }
}

/** Ingresses of ingress-nginx, which takes any certificate of a gRPC backend. */
export function nginx(d: Draft): void {
  atTheEdge(d);
  d.facts.platform.ingress = { nginx: { controller: "k8s.io/ingress-nginx", version: "1.13", port: 443 } };
  ingresses(d, "nginx", "nginx.ingress.kubernetes.io/backend-protocol: GRPCS");
}

/** Ingresses of ingress-nginx that pass TLS through: clients see the nodes' own certificates. */
export function nginxPassthrough(d: Draft): void {
  atTheEdge(d);
  d.facts.platform.ingress = { nginx: { controller: "k8s.io/ingress-nginx", version: "1.13", port: 443, sslPassthrough: true } };
  ingresses(d, "nginx", 'nginx.ingress.kubernetes.io/ssl-passthrough: "true"');
  byRoot(d);
}

/** The nodes' certificate holds their public names, and the client outside was given their root. */
function byRoot(d: Draft): void {
  d.certificate.dnsNames.push(...HOSTS);
  d.ca.commonName = "root g1";
  d.remove("Certificate", "ledger-edge");
  d.remove("ClusterIssuer", "letsencrypt");
  const laptop = d.environment?.processes.find((each) => each.name === "laptop");
  if (laptop) laptop.trusts = [{ kind: "generations", authority: "root", generations: ["g1"] }];
  for (const pod of PODS) {
    const { spec } = d.objects.find((each) => each.kind === "Ingress" && each.metadata.name === `ledger-${pod}`) ?? {};
    if (spec) delete spec.tls;
  }
}

/** A Gateway with a listener and a GRPCRoute for each node, and a policy by which it verifies the node. */
export function gateway(d: Draft): void {
  atTheEdge(d);
  d.facts.platform.externalDNS.sources = ["service", "gateway-grpcroute", "gateway-tlsroute"];
  d.facts.platform.gatewayAPI = {
    version: "1.5",
    classes: { edge: { supportedFeatures: ["GRPCRoute", "HTTPRoute", "BackendTLSPolicy", "TLSRoute"] } },
  };
  rootsForProxy(d);
  d.add(`
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ledger, namespace: data }
spec:
  gatewayClassName: edge
  listeners:
${PODS.map((pod) => `    - { name: ledger-${pod}, hostname: ${HOSTS[pod]}, port: 443, protocol: HTTPS, tls: { mode: Terminate, certificateRefs: [{ name: ledger-edge }] } }`).join("\n")}`);
  for (const pod of PODS) {
    d.add(`
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: ledger-${pod}, namespace: data }
spec:
  parentRefs: [{ name: ledger, sectionName: ledger-${pod} }]
  hostnames: [${HOSTS[pod]}]
  rules: [{ backendRefs: [{ name: ledger-${pod}, port: 2113 }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: ledger-${pod}, namespace: data }
spec:
  targetRefs: [{ group: "", kind: Service, name: ledger-${pod} }]
  validation:
    hostname: ledger-${pod}.data.svc.cluster.local
    caCertificateRefs: [{ group: "", kind: ConfigMap, name: ledger-proxy-roots }]`);
  }
}

/** A Gateway that passes TLS through by SNI. */
export function gatewayPassthrough(d: Draft): void {
  gateway(d);
  byRoot(d);
  for (const listener of d.object("Gateway", "ledger").spec.listeners)
    Object.assign(listener, { protocol: "TLS", tls: { mode: "Passthrough" } });
  for (const pod of PODS) {
    d.remove("BackendTLSPolicy", `ledger-${pod}`);
    Object.assign(d.object("GRPCRoute", `ledger-${pod}`), { kind: "TLSRoute" });
  }
}

/** The client runs in a cluster's pod. */
export function inCluster(d: Draft): void {
  d.environment?.processes.splice(0, 1, {
    name: "web",
    program: "kurrentdb-client",
    cluster: "prod",
    namespace: "apps",
    reads: { cluster: "prod", namespace: "apps", configMap: "ledger-client" },
  });
}
