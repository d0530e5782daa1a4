import type { Check } from "../findings/finding.ts";
import { acmeProfiles, http01Routes, ignoredRenewals } from "./acme-issuers.ts";
import { certificatesPerDomain, duplicateCertificates } from "./acme-limits.ts";
import { caLifetimes, caRotation, selfSignedLeaves, sharedSecrets, unusedCertificates } from "./certificate-objects.ts";
import { noDials } from "./no-dials.ts";
import { publicNodeCertificates, renewalUptake, sharedRoots } from "./node-authentication.ts";
import { hazards, sidecarOrder } from "./pods.ts";
import { namespaces, recordOwners, serviceAccounts } from "./references.ts";
import { selectors, serviceNames } from "./selectors.ts";
import { texts } from "./text.ts";

/** All checks. A new one is a file and a line here, and its code a row of the catalogue. */
export const checks: readonly Check[] = [
  noDials,
  serviceNames,
  selectors,
  caLifetimes,
  caRotation,
  unusedCertificates,
  sharedSecrets,
  selfSignedLeaves,
  acmeProfiles,
  ignoredRenewals,
  http01Routes,
  duplicateCertificates,
  certificatesPerDomain,
  sharedRoots,
  publicNodeCertificates,
  renewalUptake,
  sidecarOrder,
  hazards,
  serviceAccounts,
  namespaces,
  recordOwners,
  texts,
];
