import { X509Certificate } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../src/terms/environment.ts";

/** The dist/ of golden cases, and those among them that the lab can't run, with why. */
export interface GoldenDists {
  readonly runs: readonly string[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

/** The dist/ of every golden case that has one. */
export function goldenDists(folder: string): GoldenDists {
  const all = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "dist", ".trueline")))
    .map((entry) => ({ name: entry.name, dist: join(folder, entry.name, "dist"), why: whyNot(join(folder, entry.name, "dist")) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    runs: all.flatMap(({ dist, why }) => (why === undefined ? [dist] : [])),
    leftOut: all.flatMap(({ name, why }) => (why === undefined ? [] : [{ name, why }])),
  };
}

/** Why the lab can't bring what the Environment of a dist/ says that somebody brings. */
function whyNot(dist: string): string | undefined {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  if (files.some(({ name }) => /bitnami\.com|external-secrets\.io/.test(name))) return "nobody opens its sealed or external Secrets";
  if (files.some(({ name, parentPath }) => name.startsWith("secret-") && readFileSync(join(parentPath, name), "utf8").includes("\nsops:")))
    return "nobody decrypts its Secrets";
  for (const { name, parentPath } of files.filter((file) => file.parentPath.endsWith(".trueline"))) {
    const { environment } = JSON.parse(readFileSync(join(parentPath, name), "utf8")) as { readonly environment: Environment };
    const { clusters, brought } = environment;
    // In place of a CA whose root the spec holds the lab has one of its own; a leaf of it nobody makes.
    if (brought.some(({ pem = {} }) => Object.values(pem).some((each) => !new X509Certificate(each).ca)))
      return "the keys of its certificates were thrown away";
    if (Object.values(clusters).some(({ platform }) => platform.clusterTrustBundles !== undefined))
      return "the lab's kubelet lays out no ClusterTrustBundles";
    if (files.some(({ name }) => name.includes("gateway.networking.k8s.io"))) return "the lab has no implementation of the Gateway API";
    if (Object.values(clusters).some(({ platform }) => platform.kurrentdbOperator !== undefined))
      return "its servers are made by the vendor's operator, which nobody can run here";
  }
  return undefined;
}
