import type { Check } from "../findings/finding.ts";
import { http01Routes, ignoredRenewals } from "./acme-issuers.ts";
import { certificatesPerDomain, duplicateCertificates } from "./acme-limits.ts";
import { alerts, operators } from "./alerts.ts";
import { clusterWideIssuers, leavesOfOthers } from "./caller-issuers.ts";
import {
  caLifetimes,
  caRotation,
  renewalSlack,
  selfSignedLeaves,
  sharedSecrets,
  statedRootMismatch,
  unusedCertificates,
} from "./certificate-objects.ts";
import { rewritesToNowhere } from "./cluster-rewrites.ts";
import { crashingRenewal, gatedFields, newerThanInstalled, unsaidRotation } from "./component-versions.ts";
import { hairpins } from "./hairpins.ts";
import { backupsOfNobody, contestedObjects, refusedResources, templates, unreadExtraRules, withoutOperator } from "./kurrentdb-operator.ts";
import { monitors } from "./monitors.ts";
import { sharedNamesOfNodes, sharedNamesOfServers, sharedNodeNames, wildcardNodeNames } from "./name-control.ts";
import { unusedPeers } from "./network-policies.ts";
import { annotationsOfOtherClouds, doubleExternalNames, publicLoadBalancers } from "./networks.ts";
import { noDials } from "./no-dials.ts";
import { publicNodeCertificates, sharedRoots } from "./node-authentication.ts";
import { openLoadBalancers } from "./open-load-balancers.ts";
import { endsSoon, unreadablePem } from "./pem.ts";
import { hazards, sidecarOrder } from "./pods.ts";
import { hairpinsThroughProxies, leadsElsewhere, proxiesAsNodes, unverifiedBackends } from "./proxies.ts";
import { namespaces, recordOwners, serviceAccounts } from "./references.ts";
import { reloaderStrategy } from "./reloader.ts";
import { selectors, serviceNames } from "./selectors.ts";
import { texts } from "./text.ts";
import { renewalUptake, restartOfOne, rootUptake } from "./uptake.ts";
import { mixedVersions } from "./versions.ts";
import { volumeSnapshots } from "./volume-snapshots.ts";
import { whoMayJoin } from "./who-may-join.ts";

/** All checks. A new one is a file and a line here, and its code a row of the catalogue. */
export const checks: readonly Check[] = [
  noDials,
  rewritesToNowhere,
  serviceNames,
  selectors,
  unusedPeers,
  caLifetimes,
  caRotation,
  unusedCertificates,
  sharedSecrets,
  statedRootMismatch,
  selfSignedLeaves,
  renewalSlack,
  ignoredRenewals,
  http01Routes,
  duplicateCertificates,
  certificatesPerDomain,
  sharedRoots,
  publicNodeCertificates,
  renewalUptake,
  clusterWideIssuers,
  leavesOfOthers,
  whoMayJoin,
  sharedNamesOfNodes,
  wildcardNodeNames,
  sharedNodeNames,
  sharedNamesOfServers,
  openLoadBalancers,
  newerThanInstalled,
  gatedFields,
  crashingRenewal,
  unsaidRotation,
  unreadablePem,
  endsSoon,
  operators,
  alerts,
  withoutOperator,
  refusedResources,
  templates,
  unreadExtraRules,
  backupsOfNobody,
  contestedObjects,
  rootUptake,
  restartOfOne,
  reloaderStrategy,
  sidecarOrder,
  hazards,
  serviceAccounts,
  namespaces,
  recordOwners,
  doubleExternalNames,
  annotationsOfOtherClouds,
  publicLoadBalancers,
  unverifiedBackends,
  hairpinsThroughProxies,
  hairpins,
  leadsElsewhere,
  proxiesAsNodes,
  volumeSnapshots,
  monitors,
  mixedVersions,
  texts,
];
