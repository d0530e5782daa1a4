/**
 * Recorded by scripts/record-crd-fields.mjs, not written by hand, from deploy/crds and the webhook's feature gates in:
 * github.com/cert-manager/cert-manager v1.12.0, v1.13.0, v1.14.0, v1.15.0, v1.16.0, v1.17.0, v1.18.0, v1.19.0, v1.20.0, v1.21.0
 * github.com/cert-manager/trust-manager v0.7.0, v0.14.0, v0.15.0, v0.24.0, v0.25.0
 * A ClusterIssuer has the fields of an Issuer.
 */
import type { RecordedFields } from "./recorded-fields.ts";

export const certManagerFields: RecordedFields = {
  versions: ["1.12", "1.13", "1.14", "1.15", "1.16", "1.17", "1.18", "1.19", "1.20", "1.21"],
  fields: {
    Certificate: [
      { path: "spec.keystores.jks.alias", since: "1.15", without: "1.14" },
      { path: "spec.keystores.jks.password", since: "1.17", without: "1.16" },
      { path: "spec.keystores.pkcs12.password", since: "1.17", without: "1.16" },
      { path: "spec.keystores.pkcs12.profile", since: "1.14", without: "1.13" },
      { path: "spec.keystores.pkcs12.profile=Modern2026", since: "1.21", without: "1.20" },
      { path: "spec.nameConstraints", since: "1.14", without: "1.13" },
      { path: "spec.otherNames", since: "1.14", without: "1.13" },
      { path: "spec.renewBeforePercentage", since: "1.16", without: "1.15" },
      { path: "spec.renewal", since: "1.21", without: "1.20" },
      { path: "spec.signatureAlgorithm", since: "1.18", without: "1.17" },
    ],
    Issuer: [
      { path: "spec.acme.profile", since: "1.18", without: "1.17" },
      { path: "spec.acme.solvers[].dns01.azureDNS.managedIdentity.tenantID", since: "1.17", without: "1.16" },
      { path: "spec.acme.solvers[].dns01.azureDNS.zoneType", since: "1.20", without: "1.19" },
      { path: "spec.acme.solvers[].dns01.rfc2136.protocol", since: "1.19", without: "1.18" },
      { path: "spec.acme.solvers[].dns01.route53.auth", since: "1.15", without: "1.14" },
      { path: "spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate", since: "1.16", without: "1.15" },
      { path: "spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate.spec.resources", since: "1.19", without: "1.18" },
      {
        path: "spec.acme.solvers[].http01.ingress.podTemplate.spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[].podAffinityTerm.matchLabelKeys",
        since: "1.14",
        without: "1.13",
      },
      {
        path: "spec.acme.solvers[].http01.ingress.podTemplate.spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[].podAffinityTerm.mismatchLabelKeys",
        since: "1.14",
        without: "1.13",
      },
      {
        path: "spec.acme.solvers[].http01.ingress.podTemplate.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[].matchLabelKeys",
        since: "1.14",
        without: "1.13",
      },
      {
        path: "spec.acme.solvers[].http01.ingress.podTemplate.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[].mismatchLabelKeys",
        since: "1.14",
        without: "1.13",
      },
      {
        path: "spec.acme.solvers[].http01.ingress.podTemplate.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[].podAffinityTerm.matchLabelKeys",
        since: "1.14",
        without: "1.13",
      },
      {
        path: "spec.acme.solvers[].http01.ingress.podTemplate.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[].podAffinityTerm.mismatchLabelKeys",
        since: "1.14",
        without: "1.13",
      },
      {
        path: "spec.acme.solvers[].http01.ingress.podTemplate.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[].matchLabelKeys",
        since: "1.14",
        without: "1.13",
      },
      {
        path: "spec.acme.solvers[].http01.ingress.podTemplate.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[].mismatchLabelKeys",
        since: "1.14",
        without: "1.13",
      },
      { path: "spec.acme.solvers[].http01.ingress.podTemplate.spec.resources", since: "1.19", without: "1.18" },
      { path: "spec.acme.solvers[].http01.ingress.podTemplate.spec.securityContext", since: "1.16", without: "1.15" },
      { path: "spec.acme.solvers[].waitInsteadOfSelfCheck", since: "1.21", without: "1.20" },
      { path: "spec.ca.issuingCertificateURLs", since: "1.14", without: "1.13" },
      { path: "spec.vault.auth.aws", since: "1.21", without: "1.20" },
      { path: "spec.vault.auth.clientCertificate", since: "1.16", without: "1.15" },
      { path: "spec.vault.auth.kubernetes.serviceAccountRef.audiences", since: "1.15", without: "1.14" },
      { path: "spec.vault.clientCertSecretRef", since: "1.15", without: "1.14" },
      { path: "spec.vault.clientKeySecretRef", since: "1.15", without: "1.14" },
      { path: "spec.vault.serverName", since: "1.18", without: "1.17" },
      { path: "spec.venafi.ngts", since: "1.21", without: "1.20" },
      { path: "spec.venafi.tpp.caBundleSecretRef", since: "1.16", without: "1.15" },
    ],
  },
  gates: [
    { path: "spec.nameConstraints", gate: "NameConstraints", since: "1.17", without: "1.16" },
    { path: "spec.otherNames", gate: "OtherNames", since: "1.20", without: "1.19" },
    { path: "spec.literalSubject", gate: "LiteralCertificateSubject", since: "1.15", without: "1.14" },
  ],
};

export const trustManagerFields: RecordedFields = {
  versions: ["0.7", "0.14", "0.15", "0.24", "0.25"],
  fields: {
    Bundle: [
      { path: "spec.sources[].configMap.includeAllKeys", since: "0.14", without: "0.7" },
      { path: "spec.sources[].configMap.selector", since: "0.14", without: "0.7" },
      { path: "spec.sources[].secret.includeAllKeys", since: "0.14", without: "0.7" },
      { path: "spec.sources[].secret.selector", since: "0.14", without: "0.7" },
      { path: "spec.target.additionalFormats.jks.password", since: "0.14", without: "0.7" },
      { path: "spec.target.additionalFormats.pkcs12.password", since: "0.14", without: "0.7" },
      { path: "spec.target.additionalFormats.pkcs12.profile", since: "0.24", without: "0.15" },
      { path: "spec.target.configMap.metadata", since: "0.24", without: "0.15" },
      { path: "spec.target.namespaceSelector.matchExpressions", since: "0.14", without: "0.7" },
      { path: "spec.target.secret.metadata", since: "0.24", without: "0.15" },
    ],
  },
  gates: [],
};
