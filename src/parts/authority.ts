import type { Construct } from "constructs";
import { carriedSecret } from "../spec/authorities/private-ca.ts";
import type { Authority, PrivateAuthority } from "../spec/authority.ts";
import { knownRoots } from "../spec/authority.ts";
import type { Cluster } from "../spec/topology.ts";
import { addAcmeIssuer } from "./acme-issuer.ts";
import { type IssuerRef, issuerRef } from "./crds/cert-manager.ts";
import { addKnownRoots } from "./known-roots.ts";
import { authorityUnit, generationName, type RootsKind } from "./names.ts";
import { addCarriedCA, addPrivateCA } from "./private-ca.ts";
import { addRoots } from "./roots.ts";
import { addTrustSlots } from "./trust-slots.ts";
import { addVaultIssuer } from "./vault-issuer.ts";

/**
 * Adds what an authority needs in one namespace that it signs in: its issuers, and its trusted roots, as a ConfigMap or what else
 * `rootsAs` says. A ClusterIssuer is added once per cluster: `first` says whether this is the first namespace there.
 */
export function addAuthority(
  scope: Construct,
  authority: Authority,
  namespace: string,
  cluster: Cluster,
  first: boolean,
  rootsAs: readonly RootsKind[] = ["ConfigMap"],
): void {
  if (authority.kind === "acme") {
    if (first || authority.scope === "Issuer") addAcmeIssuer(scope, authority, namespace);
    return;
  }
  if (authority.kind === "privateCA") {
    const carried = carriedSecret(authority, cluster.name);
    if (carried === undefined) addPrivateCA(scope, authority, namespace);
    else addCarriedCA(scope, authority, namespace, carried);
  } else if (authority.kind === "vault" && (first || authority.scope === "Issuer")) addVaultIssuer(scope, authority, namespace);
  addTrustedRoots(scope, authority, namespace, cluster, first, rootsAs);
}

/** The trusted roots as servers mount them: from git where the spec holds them, else by a Job from the cluster's Secrets. */
function addTrustedRoots(
  scope: Construct,
  authority: PrivateAuthority,
  namespace: string,
  cluster: Cluster,
  first: boolean,
  rootsAs: readonly RootsKind[],
): void {
  const roots = knownRoots(authority);
  const { clusterTrustBundles } = cluster.platform;
  if (roots === undefined) {
    if (authority.kind === "privateCA") addRoots(scope, authority, namespace, cluster, rootsAs);
  } else if (!authority.clusterTrustBundle) addKnownRoots(scope, authority, roots, namespace, rootsAs);
  else if (first && clusterTrustBundles !== undefined) {
    addTrustSlots(scope, authority, roots, clusterTrustBundles, authority.clusterTrustBundle.slots);
  }
}

/** The issuer that signs an authority's leaves. Undefined where nobody here orders them. */
export function leafIssuer(authority: Authority): IssuerRef | undefined {
  switch (authority.kind) {
    case "privateCA":
      return issuerRef("Issuer", generationName(authority.name, authority.signsWith));
    case "acme":
      return issuerRef(authority.scope, authorityUnit(authority.name));
    case "vault":
      return issuerRef(authority.scope, authorityUnit(authority.name));
    case "existingIssuer":
      return authority.issuerRef;
    case "broughtCA":
      return undefined;
  }
}
