import { X509Certificate } from "node:crypto";
import type { Environment, OutsideProcess } from "../../src/terms/environment.ts";
import type { KubeObject } from "../../src/terms/kube-object.ts";
import type { LabAuthority } from "./authorities.ts";
import { newAuthority } from "./authorities.ts";
import type { ControlPlane } from "./control-plane.ts";
import { applyPlatform } from "./control-plane.ts";

const CA_SECRET = "lab-instead-of-acme";

/** A public CA is the same one for all clusters. */
let publicCA: LabAuthority | undefined;

/** Whether an issuer asks an ACME server, which the lab does not reach. */
export function isAcmeIssuer({ kind, spec }: KubeObject): boolean {
  return (kind === "Issuer" || kind === "ClusterIssuer") && (spec as { acme?: unknown } | undefined)?.acme !== undefined;
}

/**
 * An issuer of the same name that signs with a CA of the lab, in place of one that asks an ACME server; any other object as
 * it is. Unlike a public CA it signs every name and usage that is asked for.
 */
export async function withoutAcme(plane: ControlPlane, object: KubeObject): Promise<KubeObject> {
  if (!isAcmeIssuer(object)) return object;
  const namespace = object.kind === "ClusterIssuer" ? plane.certManagerNamespace : (object.metadata.namespace ?? "default");
  const path = `/api/v1/namespaces/${namespace}/secrets/${CA_SECRET}`;
  if ((await plane.client.get(path)) === undefined) {
    publicCA ??= newAuthority("/CN=lab in place of a public CA");
    const metadata = { name: CA_SECRET, namespace };
    await applyPlatform(plane.client, {
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/tls",
      metadata,
      stringData: publicCA,
    });
  }
  return { ...object, spec: { ca: { secretName: CA_SECRET } } };
}

/**
 * An issuer of the same name that signs with a CA of the lab: in place of one that asks a Vault, or that somebody else makes.
 * The CA's Secret is called by the issuer's name.
 */
export async function signedBy(plane: ControlPlane, issuer: KubeObject, authority: LabAuthority): Promise<KubeObject> {
  const namespace = issuer.kind === "ClusterIssuer" ? plane.certManagerNamespace : (issuer.metadata.namespace ?? "default");
  const secretName = `lab-${issuer.metadata.name}`;
  await applyPlatform(plane.client, {
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/tls",
    metadata: { name: secretName, namespace },
    stringData: authority,
  });
  return { ...issuer, spec: { ca: { secretName } } };
}

/** The root of the CA that is there in place of ACME, as PEM; empty if no issuer asked for it. */
export async function labRoots(plane: ControlPlane): Promise<string> {
  const secrets = await plane.client.list(`/api/v1/secrets?fieldSelector=metadata.name%3D${CA_SECRET}`);
  return [...new Set(secrets.map((each) => Buffer.from(each["data"]["tls.crt"], "base64").toString()))].join("");
}

/**
 * The roots that a person gave to a process outside of all clusters, as PEM: those of the generations that it trusts, which are
 * told by their common names or stated, and the public ones.
 */
export async function outsideRoots(plane: ControlPlane, process: OutsideProcess, environments: readonly Environment[]): Promise<string> {
  const stated = environments.flatMap((each) => each.roots ?? []);
  const secrets = (await plane.client.list("/api/v1/secrets")).flatMap((each): readonly string[] => {
    const pem: string | undefined = each["data"]?.["tls.crt"];
    return pem === undefined ? [] : [Buffer.from(pem, "base64").toString()];
  });
  const found: string[] = [];
  for (const trust of process.trusts ?? []) {
    if (trust.kind === "public") found.push(await labRoots(plane));
    else
      for (const generation of trust.generations) {
        found.push(
          ...stated.filter((each) => each.authority === trust.authority && each.generation === generation).map((each) => each.pem),
        );
        const subject = `CN=${trust.authority} ${generation}`;
        found.push(
          ...secrets.filter((pem) => new X509Certificate(pem).ca && new X509Certificate(pem).subject.split("\n").includes(subject)),
        );
      }
  }
  return [...new Set(found)].join("");
}

/**
 * Writes into Flux objects what Flux's controllers write first, for they don't run here. Their CRDs have a default for
 * `status`, which the API server stores only with the next write: until then the same apply once more is a change.
 */
export async function noticeFluxObject(plane: ControlPlane, { apiVersion, kind, metadata }: KubeObject): Promise<void> {
  if (!/\.toolkit\.fluxcd\.io\//.test(apiVersion)) return;
  const path = await plane.client.pathOf({ apiVersion, kind, metadata });
  const status = { observedGeneration: 1 };
  const answer = await plane.client.send("PATCH", `${path}/status?fieldManager=lab`, { status }, "application/merge-patch+json");
  if (answer.status >= 400) throw new Error(`status of ${kind} ${metadata.name}: ${answer.status} ${answer.body["message"]}`);
}
