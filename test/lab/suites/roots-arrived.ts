import { X509Certificate } from "node:crypto";
import type { ControlPlane } from "../control-plane.ts";
import type { DistObject } from "../dist.ts";
import type { LiveObject } from "../kube-client.ts";
import type { Held } from "./held.ts";

/** A ConfigMap that has to hold roots, and how to call it. */
interface Wanted {
  readonly what: string;
  readonly live: LiveObject | undefined;
}

/** A CA of the cluster: what its Secret holds. */
interface Authority {
  readonly certificate: X509Certificate;
}

/**
 * The ConfigMaps that Jobs and Bundles fill: none may be empty, and each certificate in them has to be one of a CA that
 * dist/ makes: its key and its name.
 */
export async function rootsArrived(plane: ControlPlane, objects: readonly DistObject[]): Promise<Held> {
  const authorities = await authoritiesOf(plane, objects);
  const wanted = await wantedOf(plane, objects);
  const problems = wanted.flatMap(({ what, live }) => {
    const pems = Object.values<string>(live?.["data"] ?? {}).flatMap(
      (text) => text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [],
    );
    if (pems.length === 0) return [`${what}: holds no certificate`];
    const wrong = pems.map((pem) => whatIsWrong(new X509Certificate(pem), authorities)).filter((each) => each !== undefined);
    return wrong.length === 0 ? [] : [`${what}: ${wrong.join("; ")}`];
  });
  return { of: wanted.length, problems };
}

/**
 * A root may be an earlier certificate of a CA that cert-manager has issued again: with the same key and name it verifies the same
 * leaves (RFC 5280 6.1.1: a trust anchor is a name and a key).
 */
function whatIsWrong(root: X509Certificate, authorities: readonly Authority[]): string | undefined {
  const keyOf = (certificate: X509Certificate): string =>
    `${certificate.publicKey.export({ type: "spki", format: "pem" })}${certificate.subject}`;
  if (authorities.some(({ certificate }) => keyOf(certificate) === keyOf(root))) return undefined;
  return `holds '${root.subject}' with a key that no CA of this cluster has`;
}

async function authoritiesOf(plane: ControlPlane, objects: readonly DistObject[]): Promise<readonly Authority[]> {
  const authorities: Authority[] = [];
  for (const { object } of objects) {
    const spec = object["spec"] as { isCA?: boolean; secretName: string } | undefined;
    if (object.kind !== "Certificate" || spec?.isCA !== true) continue;
    const secret = await plane.client.get(`/api/v1/namespaces/${object.metadata.namespace}/secrets/${spec.secretName}`);
    if (secret === undefined) continue;
    authorities.push({ certificate: new X509Certificate(Buffer.from(secret["data"]["tls.crt"], "base64")) });
  }
  return authorities;
}

async function wantedOf(plane: ControlPlane, objects: readonly DistObject[]): Promise<readonly Wanted[]> {
  const all = await plane.client.list("/api/v1/configmaps");
  const wanted: Wanted[] = [];
  for (const { object } of objects) {
    const { namespace, name, annotations } = object.metadata;
    if (object.kind === "ConfigMap" && annotations?.["trueline/filled-by"] !== undefined) {
      const live = all.find((each) => each.metadata.namespace === namespace && each.metadata.name === name);
      wanted.push({ what: `ConfigMap ${namespace}/${name}`, live });
    }
    if (object.kind !== "Bundle") continue;
    const copies = all.filter((each) => each.metadata.ownerReferences?.some((owner) => owner.kind === "Bundle" && owner.name === name));
    if (copies.length === 0) wanted.push({ what: `Bundle ${name}, in no namespace`, live: undefined });
    for (const live of copies) wanted.push({ what: `ConfigMap ${live.metadata.namespace}/${live.metadata.name} of Bundle ${name}`, live });
  }
  return wanted;
}
