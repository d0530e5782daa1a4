import type { Environment } from "../../terms/environment.ts";
import type { PemCertificate, ReadPem } from "./pem/pem-file.ts";
import type { CertificateRequest } from "./request.ts";
import { rootIn } from "./stated-issuers.ts";

/** A root that the spec holds as PEM. */
export interface StatedRoot {
  readonly authority: string;
  readonly generation: string;
  /** The clusters of the topology that states it. */
  readonly clusters: ReadonlySet<string>;
  readonly certificate: PemCertificate;
}

/** All roots that Environments state. A PEM that can't be read states nothing. */
export function statedRoots(environments: readonly Environment[], pem: ReadPem): readonly StatedRoot[] {
  return environments.flatMap(({ clusters, roots = [] }) =>
    roots.flatMap(({ authority, generation, pem: text }): readonly StatedRoot[] => {
      const certificate = rootIn(text, pem);
      return certificate ? [{ authority, generation, clusters: new Set(Object.keys(clusters)), certificate }] : [];
    }),
  );
}

/** The common name of the CA Certificate that makes a generation's root. */
export function rootCommonName({ authority, generation }: Pick<StatedRoot, "authority" | "generation">): string {
  return `${authority} ${generation}`;
}

/**
 * The root that a self-signed CA Certificate has in its cluster, where a person states it and it is one that this request
 * can have led to: a self-signed CA of the same name and kind of key.
 */
export function statedRootOf(roots: readonly StatedRoot[], cluster: string, request: CertificateRequest): PemCertificate | undefined {
  if (!request.ca) return undefined;
  return roots.find(
    (root) =>
      root.clusters.has(cluster) &&
      rootCommonName(root) === request.commonName &&
      root.certificate.commonName === request.commonName &&
      root.certificate.ca &&
      root.certificate.signedBy === root.certificate.key &&
      root.certificate.algorithm === request.algorithm,
  )?.certificate;
}
