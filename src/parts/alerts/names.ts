/** Every alert that is compiled, as in Prometheus' label `alertname`. Each has a page of its name in docs/alerts. */
export const ALERTS = [
  "CertificateRenewalOverdue",
  "CertificateExpiresSoon",
  "CertificateAboutToExpire",
  "CertificateNotReady",
  "CertificatesNotWatched",
  "IssuerNotReady",
  "AuthorityEndsBeforeItsLeaves",
  "ServedCertificateOutdated",
  "ServedCertificateAboutToExpire",
  "ServedCertificateNotSeen",
] as const;

export type AlertName = (typeof ALERTS)[number];
