import type { Construct } from "constructs";
import type { PrivateCA } from "../spec/authorities/private-ca.ts";
import type { Cluster } from "../spec/topology.ts";
import { formatDuration, parseDuration } from "../terms/duration.ts";
import type { SpecPath } from "../terms/manifest.ts";
import { type CertificateSpec, certificate, issuer, issuerRef } from "./crds/cert-manager.ts";
import { emit } from "./emit.ts";
import { labels } from "./labels.ts";
import { anchorName, authorityUnit, generationName } from "./names.ts";
import { addRoots } from "./roots.ts";

/** The common name and only SAN of anchors. RFC 6761 keeps `.invalid` from ever existing, so no peer accepts it. */
const ANCHOR_NAME = "trust-anchor.invalid";

/** `app.kubernetes.io/name` of what makes up a private CA. */
const PRIVATE_CA = "private-ca";

/**
 * A private CA in one namespace: a self-signed Issuer; per generation its Certificate, Secret and Issuer, and the
 * anchor, a leaf that only carries the root; and the Job that copies the roots of trusted generations to where they are
 * read. A generation's key is never replaced: cert-manager would not re-issue the leaves below it.
 */
export function addPrivateCA(scope: Construct, authority: PrivateCA, namespace: string, cluster: Cluster): void {
  const at = (...path: SpecPath): SpecPath => ["authorities", authority.name, ...path];
  const unit = authorityUnit(authority.name);
  const metadata = (name: string, component: string) => ({ name, namespace, labels: labels(PRIVATE_CA, unit, component) });
  const selfSigned = `${unit}-selfsigned`;
  emit(scope, issuer(metadata(selfSigned, "issuer"), { selfSigned: {} }), at());

  const { duration, renewBefore, anchorDuration } = lifetimes(authority);
  authority.generations.forEach((generation, i) => {
    const name = generationName(authority.name, generation);
    const anchor = anchorName(authority.name, generation);
    const root: CertificateSpec = {
      isCA: true,
      commonName: `${authority.name} ${generation}`,
      ...(Object.keys(authority.subject).length > 0 ? { subject: { ...authority.subject } } : {}),
      secretName: name,
      duration,
      renewBefore,
      usages: ["digital signature", "cert sign", "crl sign"],
      privateKey: { ...rootKeySize(authority), encoding: authority.privateKey.encoding, rotationPolicy: "Never" },
      issuerRef: issuerRef("Issuer", selfSigned),
    };
    emit(scope, certificate(metadata(name, "root"), root), at("generations", i), [
      [["spec", "subject"], at("subject")],
      ...Object.keys(authority.subject).map((field) => [["spec", "subject", field], at("subject", field)] as const),
      [["spec", "duration"], at("duration")],
      [["spec", "renewBefore"], at("leaves", "duration")],
      [["spec", "privateKey"], at("privateKey")],
      [["spec", "privateKey", "algorithm"], at("privateKey", "algorithm")],
      [["spec", "privateKey", "size"], at("privateKey", "size")],
      [["spec", "privateKey", "encoding"], at("privateKey", "encoding")],
    ]);
    emit(scope, issuer(metadata(name, "issuer"), { ca: { secretName: name } }), at("generations", i));
    // A generation that is not trusted yet, or no more, has nowhere to be copied to.
    if (!authority.trusted.includes(generation)) return;
    const carrier: CertificateSpec = {
      commonName: ANCHOR_NAME,
      dnsNames: [ANCHOR_NAME],
      secretName: anchor,
      duration: anchorDuration,
      // Neither server auth nor client auth, nor a key usage that a TLS peer needs for a key exchange.
      usages: ["digital signature"],
      privateKey: { algorithm: "RSA", size: 2048, encoding: "PKCS1", rotationPolicy: "Always" },
      issuerRef: issuerRef("Issuer", name),
    };
    emit(scope, certificate(metadata(anchor, "anchor"), carrier), at("generations", i), [[["spec", "duration"], at("duration")]]);
  });
  addRoots(scope, authority, namespace, cluster);
}

/** The size is written, since cert-manager's default of 2048 bits is little for a root that lives for ten years. */
function rootKeySize({ privateKey: { algorithm, size } }: PrivateCA): Pick<CertificateSpec["privateKey"], "algorithm" | "size"> {
  if (algorithm === "Ed25519") return { algorithm };
  return { algorithm, size: size ?? (algorithm === "RSA" ? 4096 : 384) };
}

/**
 * A root is renewed (with the same key) while every leaf that it signed can still end before it does, since a CA Issuer
 * also signs what outlives it. An anchor ends by then.
 */
function lifetimes(authority: PrivateCA): { duration: string; renewBefore: string; anchorDuration: string } {
  const root = parseDuration(authority.duration) ?? 0;
  const leaf = parseDuration(authority.leaves.duration) ?? 0;
  const renewBefore = leaf > 0 && leaf < root ? leaf : Math.floor(root / 3);
  return { duration: authority.duration, renewBefore: formatDuration(renewBefore), anchorDuration: formatDuration(root - renewBefore) };
}
