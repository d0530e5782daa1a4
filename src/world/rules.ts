import type { Rule } from "../terms/evidence.ts";

/** Rules of Kubernetes, cert-manager, trust-manager and external-dns by which manifests become a World. */
export const rules = {
  mountedObject: {
    id: "kubernetes/mounted-object",
    evidence: "documentation",
    source: "Kubernetes documentation, ConfigMaps and Secrets: a pod that needs one that is not there, and not optional, does not start",
  },
  serviceAccount: {
    id: "kubernetes/service-account",
    evidence: "documentation",
    source: "Kubernetes documentation, Managing Service Accounts: the admission controller refuses a pod whose ServiceAccount is not there",
  },
  startOrder: {
    id: "kubernetes/start-order",
    evidence: "documentation",
    source: "Kubernetes documentation, Init Containers and Sidecar Containers: the next container starts only after this one",
  },
  sharedPorts: {
    id: "kubernetes/shared-ports",
    evidence: "documentation",
    source: "Kubernetes documentation, Pods: containers of a pod share the network namespace; bind(2), EADDRINUSE",
  },
  serviceName: {
    id: "kubernetes/service-name",
    evidence: "lab",
    source: "Kubernetes documentation, DNS for Services and Pods: A record of a Service with a ClusterIP; seen in test/lab",
  },
  headlessName: {
    id: "kubernetes/headless-name",
    evidence: "lab",
    source:
      "Kubernetes documentation, DNS for Services and Pods: a headless Service resolves to its pods; publishNotReadyAddresses; seen in test/lab",
  },
  podHostname: {
    id: "kubernetes/pod-hostname",
    evidence: "documentation",
    source: "Kubernetes documentation, DNS for Services and Pods: hostname and subdomain of a pod behind a headless Service",
  },
  externalName: {
    id: "kubernetes/external-name",
    evidence: "documentation",
    source: "Kubernetes documentation, Service: type ExternalName is a CNAME; an IP address is taken for a name",
  },
  externalDNS: {
    id: "external-dns/hostname-annotation",
    evidence: "lab",
    source:
      "kubernetes-sigs/external-dns 2bf1bf8, source/service.go and annotations: hostname of a LoadBalancer Service, with one prefix; seen in test/lab",
  },
  externalDNSOwner: {
    id: "external-dns/record-owner",
    evidence: "documentation",
    source:
      "external-dns documentation, registries: a record has one owner (TXT registry, --txt-owner-id), and others leave it alone; --domain-filter: names of other zones are passed over",
  },
  statedRecord: {
    id: "trueline/stated-record",
    evidence: "documentation",
    source: "the spec: a record of a zone that a person keeps by hand",
  },
  gcpInternal: {
    id: "gcp/internal-load-balancer",
    evidence: "documentation",
    source:
      "Google Kubernetes Engine documentation, LoadBalancer Service parameters: networking.gke.io/load-balancer-type (before: cloud.google.com/load-balancer-type) Internal; internal-load-balancer-allow-global-access",
  },
  awsInternal: {
    id: "aws/internal-load-balancer",
    evidence: "documentation",
    source:
      "AWS Load Balancer Controller documentation, Network Load Balancer: internal since v2.2.0 unless aws-load-balancer-scheme says internet-facing; Kubernetes documentation, internal load balancer: aws-load-balancer-internal",
  },
  azureInternal: {
    id: "azure/internal-load-balancer",
    evidence: "documentation",
    source: "Azure Kubernetes Service documentation, internal load balancer: azure-load-balancer-internal",
  },
  privateAddress: {
    id: "ip/private-address",
    evidence: "documentation",
    source: "RFC 1918, RFC 4193: no route on the Internet leads to such an address",
  },
  certManager: {
    id: "cert-manager/issue",
    evidence: "lab",
    source:
      "cert-manager/cert-manager 2d0d7f7, pkg/controller/certificaterequests, pkg/util/kube/pki.go (ca.crt of the CA's Secret ends the chain) and pkg/util/pki/parse_certificate_chain.go; seen in test/lab",
  },
  certManagerWebhook: {
    id: "cert-manager/webhook",
    evidence: "source",
    source: "cert-manager/cert-manager 2d0d7f7, internal/apis/certmanager/validation/certificate.go",
  },
  certManagerIssuerWebhook: {
    id: "cert-manager/issuer-webhook",
    evidence: "source",
    source: "cert-manager/cert-manager v1.21.2, internal/apis/certmanager/validation/issuer.go",
  },
  certManagerSchema: {
    id: "cert-manager/schema",
    evidence: "source",
    source: "cert-manager/cert-manager v1.21.2, deploy/crds: what the API server refuses before it asks the webhook",
  },
  issuerNamespace: {
    id: "cert-manager/issuer-namespace",
    evidence: "documentation",
    source: "cert-manager documentation, Issuer and ClusterIssuer: an Issuer serves its own namespace; issuerRef.kind defaults to Issuer",
  },
  caIssuer: {
    id: "cert-manager/ca-issuer",
    evidence: "documentation",
    source: "cert-manager documentation, CA issuer: its Secret holds tls.crt and tls.key of a CA, in the (cluster resource) namespace",
  },
  publicNames: {
    id: "acme/public-names",
    evidence: "documentation",
    source: "Let's Encrypt documentation: public DNS names only; CA/Browser Forum Baseline Requirements, internal names",
  },
  acmeSolver: {
    id: "cert-manager/acme-solver",
    evidence: "source",
    source:
      "cert-manager/cert-manager v1.21.2, pkg/util/solverpicker/solverpicker.go and pkg/controller/acmeorders/selectors: every name needs a solver, a wildcard a dns01 one; the most specific is taken",
  },
  acmeCredentials: {
    id: "cert-manager/acme-credentials",
    evidence: "source",
    source:
      "cert-manager/cert-manager v1.21.2, pkg/issuer/acme/setup.go (validateDNSSolvers, getEABKey), pkg/issuer/acme/dns/dns.go, pkg/controller/helper.go (ResourceNamespace)",
  },
  acmeAmbientCredentials: {
    id: "cert-manager/acme-ambient-credentials",
    evidence: "source",
    source:
      "cert-manager/cert-manager v1.21.2, internal/apis/config/controller/v1alpha1/defaults.go: ClusterIssuers may use the credentials of its pod, Issuers may not",
  },
  acmeOrder: {
    id: "acme/order",
    evidence: "documentation",
    source:
      "Let's Encrypt documentation, Profiles and Rate Limits (2026): profiles, names in a certificate, no requested end; cert-manager/cert-manager v1.21.2, pkg/controller/acmeorders/sync.go: such an order fails for good",
  },
  acmeProfile: {
    id: "acme/profile",
    evidence: "documentation",
    source:
      "Let's Encrypt documentation, Profiles (2026): serverAuth only; classic keeps the common name and key encipherment, tlsserver and shortlived do not",
  },
  acmeOtherServer: {
    id: "acme/other-server",
    evidence: "assumed",
    source: "what other ACME servers put into certificates is not modelled: taken to be as in Let's Encrypt's classic profile",
  },
  statedRoot: {
    id: "trueline/stated-root",
    evidence: "documentation",
    source:
      "the spec: the root as a person fetched it from the cluster; cert-manager documentation, rotationPolicy Never: its key stays while the Secret does",
  },
  statedIssuer: {
    id: "cert-manager/stated-issuer",
    evidence: "assumed",
    source: "the topology states the root that this issuer's certificates chain to; what it drops or refuses can't be seen from here",
  },
  nameConstraints: {
    id: "cert-manager/name-constraints",
    evidence: "source",
    source:
      "cert-manager/cert-manager, internal/apis/certmanager/validation/certificate.go and feature gate NameConstraints: since 1.14, on by default since 1.17; cert-manager documentation, CA issuer: it does not check them when it signs",
  },
  pem: {
    id: "x509/pem",
    evidence: "documentation",
    source: "RFC 7468 and RFC 5280: read from the certificate itself; who signed it is told by verifying the signature",
  },
  trustBundleOrder: {
    id: "trust-manager/bundle-order",
    evidence: "source",
    source: "cert-manager/trust-manager 051e2d8, pkg/util/cert_pool.go: each certificate once, in the order of their SHA-256",
  },
  trustBundle: {
    id: "trust-manager/bundle",
    evidence: "lab",
    source:
      "trust-manager documentation and API v1alpha1: sources from the trust namespace only; all must exist before targets are written; seen in test/lab",
  },
  rbac: {
    id: "kubernetes/rbac",
    evidence: "lab",
    source:
      "Kubernetes documentation, Using RBAC Authorization; kubernetes/kubernetes, staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go: an apply that creates is authorized as create, with the object's name; seen in test/lab",
  },
} as const satisfies Record<string, Rule>;
