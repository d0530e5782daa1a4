import type { Rule } from "../../terms/evidence.ts";

const GATEWAY_API = "Gateway API 1.5 documentation";

/** What is known of Ingress controllers and of implementations of the Gateway API, and where it was found. */
export const rules = {
  ingress: {
    id: "kubernetes/ingress",
    evidence: "documentation",
    source:
      "Kubernetes documentation, Ingress: ingressClassName, hosts and their wildcards, TLS by a Secret of the same namespace, backends",
  },
  nginxBackend: {
    id: "ingress-nginx/backend-protocol",
    evidence: "source",
    source:
      "kubernetes/ingress-nginx f3e609a, rootfs/etc/nginx/template/nginx.tmpl: HTTP/1.1 to backends but with GRPC and GRPCS, which become grpc_pass",
  },
  nginxUnverified: {
    id: "ingress-nginx/grpc-backend-not-verified",
    evidence: "source",
    source:
      "kubernetes/ingress-nginx f3e609a, rootfs/etc/nginx/template/nginx.tmpl writes proxy_ssl_* only; nginx documentation, ngx_http_grpc_module: grpc_ssl_verify is off by default; pull request 8188 was closed unmerged",
  },
  nginxClientCertificate: {
    id: "ingress-nginx/client-certificate",
    evidence: "source",
    source:
      "kubernetes/ingress-nginx f3e609a, nginx.tmpl: a proxy-ssl-secret with tls.crt and tls.key is presented to HTTPS backends; issue 9415",
  },
  nginxPassthrough: {
    id: "ingress-nginx/ssl-passthrough",
    evidence: "documentation",
    source: "ingress-nginx documentation, TLS, SSL Passthrough: by SNI, needs --enable-ssl-passthrough, and ends what other annotations do",
  },
  traefikIngress: {
    id: "traefik/ingress",
    evidence: "source",
    source:
      "traefik/traefik v3.6.12, pkg/provider/kubernetes/ingress/kubernetes.go: a router for each path, with TLS where router.tls says so; the scheme of servers by service.serversscheme, else by port 443 or a port name https*; pkg/server/service/smart_roundtripper.go: HTTP/2 to https and h2c servers",
  },
  traefikEntryPoint: {
    id: "traefik/entry-point-tls",
    evidence: "assumed",
    source:
      "Traefik 3 documentation, Kubernetes Ingress, TLS: without router.tls a router takes TLS only if its entry point has http.tls, as Traefik's Helm chart has it",
  },
  traefikCertificates: {
    id: "traefik/certificate-by-name",
    evidence: "source",
    source:
      "traefik/traefik v3.6.12, pkg/tls/tlsmanager.go and certificate_store.go: the certificate that holds the name asked for; if none does, a default one, which Traefik makes and signs itself unless it is given one",
  },
  traefikTransport: {
    id: "traefik/servers-transport",
    evidence: "source",
    source:
      "traefik/traefik v3.6.12, pkg/provider/kubernetes/crd/kubernetes.go, and pkg/server/service/transport.go: serverName, rootCAs by the key ca.crt or tls.ca, insecureSkipVerify, disableHTTP2, certificatesSecrets",
  },
  gateway: {
    id: "gateway-api/gateway",
    evidence: "documentation",
    source: `${GATEWAY_API}, Gateway and GRPCRoute: listeners by hostname, TLS by certificateRefs, routes by parentRefs and hostnames, HTTP/2 to gRPC backends`,
  },
  httpRoute: {
    id: "gateway-api/http-route-to-grpc",
    evidence: "assumed",
    source: `${GATEWAY_API}, HTTPRoute: whether it speaks HTTP/2 to a TLS backend is left to the implementation`,
  },
  tlsRoute: {
    id: "gateway-api/tls-route",
    evidence: "documentation",
    source: `${GATEWAY_API}, TLSRoute (standard since 1.5): passthrough by SNI`,
  },
  backendTLSPolicy: {
    id: "gateway-api/backend-tls-policy",
    evidence: "documentation",
    source: `${GATEWAY_API}, BackendTLSPolicy (standard since 1.4): hostname is sent as SNI and has to be on the certificate; caCertificateRefs hold ca.crt`,
  },
  supportedFeatures: {
    id: "gateway-api/supported-features",
    evidence: "documentation",
    source: `${GATEWAY_API}, GatewayClass: status.supportedFeatures (standard since 1.4)`,
  },
  referenceGrant: {
    id: "gateway-api/reference-grant",
    evidence: "documentation",
    source: `${GATEWAY_API}, ReferenceGrant: a reference to another namespace needs one there`,
  },
  notKnown: { id: "trueline/proxy-not-known", evidence: "assumed", source: "no rule says what this proxy does" },
  externalDNSIngress: {
    id: "external-dns/ingress",
    evidence: "documentation",
    source: "external-dns documentation, Ingress source: hosts of rules and of spec.tls, with the address in the Ingress's status",
  },
  externalDNSGateway: {
    id: "external-dns/gateway-routes",
    evidence: "documentation",
    source:
      "external-dns documentation, Gateway API route sources: hostnames of routes that match a listener, with the Gateway's addresses",
  },
} as const satisfies Record<string, Rule>;
