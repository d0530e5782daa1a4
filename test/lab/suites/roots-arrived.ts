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

/** A CA of the cluster: what its Secret holds, and how often cert-manager has issued it. */
interface Authority {
  readonly name: string;
  readonly certificate: X509Certificate;
  readonly revision: number;
}

/**
 * The ConfigMaps that Jobs and Bundles fill: none may be empty, and each certificate in them has to be the one in the Secret
 * of a CA that dist/ makes.
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

function whatIsWrong(root: X509Certificate, authorities: readonly Authority[]): string | undefined {
  if (authorities.some(({ certificate }) => certificate.fingerprint256 === root.fingerprint256)) return undefined;
  const key = root.publicKey.export({ type: "spki", format: "pem" });
  const earlier = authorities.find(({ certificate }) => certificate.publicKey.export({ type: "spki", format: "pem" }) === key);
  if (earlier === undefined) return `holds '${root.subject}', which is no CA of this cluster`;
  return `holds an earlier certificate of CA ${earlier.name} with the same key (serial ${root.serialNumber}; now ${earlier.certificate.serialNumber}, revision ${earlier.revision})`;
}

async function authoritiesOf(plane: ControlPlane, objects: readonly DistObject[]): Promise<readonly Authority[]> {
  const authorities: Authority[] = [];
  for (const { object } of objects) {
    const spec = object["spec"] as { isCA?: boolean; secretName: string } | undefined;
    if (object.kind !== "Certificate" || spec?.isCA !== true) continue;
    const secret = await plane.client.get(`/api/v1/namespaces/${object.metadata.namespace}/secrets/${spec.secretName}`);
    const live = await plane.client.get(await plane.client.pathOf(object));
    if (secret === undefined) continue;
    const certificate = new X509Certificate(Buffer.from(secret["data"]["tls.crt"], "base64"));
    authorities.push({ name: object.metadata.name, certificate, revision: live?.["status"]?.revision ?? 0 });
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
