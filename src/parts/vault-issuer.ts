import type { Construct } from "constructs";
import type { Vault } from "../spec/authorities/vault.ts";
import type { SpecPath } from "../terms/manifest.ts";
import { issuer, type VaultIssuerSpec, vaultClusterIssuer } from "./crds/cert-manager.ts";
import { emit } from "./emit.ts";
import { labels } from "./labels.ts";
import { authorityUnit } from "./names.ts";

/** The Issuer, or ClusterIssuer, by which cert-manager asks Vault to sign. Its Secrets are brought: no credential stands in a spec. */
export function addVaultIssuer(scope: Construct, authority: Vault, namespace: string): void {
  const at = (...path: SpecPath): SpecPath => ["authorities", authority.name, ...path];
  const name = authorityUnit(authority.name);
  const { server, path, auth, caBundle } = authority;
  const spec: VaultIssuerSpec = {
    server,
    path,
    ...(authority.namespace === undefined ? {} : { namespace: authority.namespace }),
    ...(authority.serverName === undefined ? {} : { serverName: authority.serverName }),
    ...(caBundle === undefined ? {} : { caBundle: Buffer.from(`${caBundle.trim()}\n`, "utf8").toString("base64") }),
    auth: withMountPath(auth),
  };
  const metadata = { name, labels: labels("vault-issuer", name, "issuer") };
  const object =
    authority.scope === "ClusterIssuer" ? vaultClusterIssuer(metadata, spec) : issuer({ ...metadata, namespace }, { vault: spec });
  emit(
    scope,
    object,
    at(),
    Object.keys(spec).map((field) => [["spec", "vault", field], at(field)] as const),
  );
}

/** Where the login methods are mounted by default is written out, as cert-manager's API wants a path for an AppRole. */
function withMountPath(auth: Vault["auth"]): Readonly<Record<string, unknown>> {
  if ("appRole" in auth) return { appRole: { path: "approle", ...auth.appRole } };
  if ("kubernetes" in auth) return { kubernetes: { mountPath: "/v1/auth/kubernetes", ...auth.kubernetes } };
  return { ...auth };
}
