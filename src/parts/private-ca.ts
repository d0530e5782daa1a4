import type { Construct } from "constructs";
import type { PrivateCA } from "../spec/authorities/private-ca.ts";
import { knownRoots } from "../spec/authority.ts";
import { formatDuration, parseDuration } from "../terms/duration.ts";
import type { SpecPath } from "../terms/manifest.ts";
import { type CertificateSpec, certificate, issuer, issuerRef } from "./crds/cert-manager.ts";
import { emit, type FieldOrigin } from "./emit.ts";
import { labels } from "./labels.ts";
import { anchorName, authorityUnit, generationName, intermediateName, rootIssuerName } from "./names.ts";

/** The common name and only SAN of anchors. RFC 6761 keeps `.invalid` from ever existing, so no peer accepts it. */
const ANCHOR_NAME = "trust-anchor.invalid";

/** `app.kubernetes.io/name` of what makes up a private CA. */
const PRIVATE_CA = "private-ca";

/**
 * A private CA in one namespace: a self-signed Issuer; per generation its Certificate, Secret and Issuer, with an
 * intermediate where one is asked for, and an anchor, a leaf that only carries the root, where the spec does not hold
 * it. A generation's key is never replaced: cert-manager would not re-issue the leaves below it.
 */
export function addPrivateCA(scope: Construct, authority: PrivateCA, namespace: string): void {
  const { unit, at, metadata } = naming(authority, namespace);
  const selfSigned = `${unit}-selfsigned`;
  emit(scope, issuer(metadata(selfSigned, "issuer"), { selfSigned: {} }), at());
  const roots = knownRoots(authority);
  authority.generations.forEach((generation, i) => {
    addGeneration(scope, authority, namespace, selfSigned, generation, i);
    // A generation that is not trusted yet, or no more, has nowhere to be copied to.
    if (authority.trusted.includes(generation) && roots === undefined) addAnchor(scope, authority, namespace, generation, i);
  });
}

/** A private CA in a cluster that did not make it: the Issuer of the generation that signs, on the Secret that a person carries there. */
export function addCarriedCA(scope: Construct, authority: PrivateCA, namespace: string, secretName: string): void {
  const { at, metadata } = naming(authority, namespace);
  const name = generationName(authority.name, authority.signsWith);
  const secret: FieldOrigin = [["spec", "ca", "secretName"], at("carried", "secrets", authority.signsWith)];
  emit(scope, issuer(metadata(name, "issuer"), { ca: { secretName } }), at("carried"), [secret]);
}

function naming(authority: PrivateCA, namespace: string) {
  const unit = authorityUnit(authority.name);
  return {
    unit,
    at: (...path: SpecPath): SpecPath => ["authorities", authority.name, ...path],
    metadata: (name: string, component: string) => ({ name, namespace, labels: labels(PRIVATE_CA, unit, component) }),
  };
}

/** Root, intermediate where there is one, and the Issuer for leaves. */
function addGeneration(scope: Construct, authority: PrivateCA, namespace: string, selfSigned: string, generation: string, i: number): void {
  const { at, metadata } = naming(authority, namespace);
  const { intermediate, nameConstraints } = authority;
  const name = generationName(authority.name, generation);
  const lives = lifetimes(authority);
  const from = at("generations", i);
  const ca = {
    isCA: true,
    ...(Object.keys(authority.subject).length > 0 ? { subject: { ...authority.subject } } : {}),
    usages: ["digital signature", "cert sign", "crl sign"],
    privateKey: { ...rootKeySize(authority), encoding: authority.privateKey.encoding, rotationPolicy: "Never" },
  } as const;
  const origins: readonly FieldOrigin[] = [
    [["spec", "subject"], at("subject")],
    ...Object.keys(authority.subject).map((field) => [["spec", "subject", field], at("subject", field)] as const),
    [["spec", "privateKey"], at("privateKey")],
    [["spec", "privateKey", "algorithm"], at("privateKey", "algorithm")],
    [["spec", "privateKey", "size"], at("privateKey", "size")],
    [["spec", "privateKey", "encoding"], at("privateKey", "encoding")],
  ];
  const root: CertificateSpec = {
    ...ca,
    commonName: `${authority.name} ${generation}`,
    ...(nameConstraints === undefined ? {} : { nameConstraints }),
    secretName: name,
    ...lives.root,
    issuerRef: issuerRef("Issuer", selfSigned),
  };
  emit(scope, certificate(metadata(name, "root"), root), from, [
    ...origins,
    [["spec", "duration"], at("duration")],
    [["spec", "renewBefore"], intermediate ? at("intermediate", "duration") : at("leaves", "duration")],
    [["spec", "nameConstraints"], at("nameConstraints")],
  ]);
  if (!lives.intermediate) {
    emit(scope, issuer(metadata(name, "issuer"), { ca: { secretName: name } }), from);
    return;
  }
  const between = intermediateName(authority.name, generation);
  const rootIssuer = rootIssuerName(authority.name, generation);
  emit(scope, issuer(metadata(rootIssuer, "issuer"), { ca: { secretName: name } }), at("intermediate"));
  const spec: CertificateSpec = {
    ...ca,
    commonName: `${authority.name} ${generation} intermediate`,
    secretName: between,
    ...lives.intermediate,
    issuerRef: issuerRef("Issuer", rootIssuer),
  };
  emit(scope, certificate(metadata(between, "intermediate"), spec), at("intermediate"), [
    ...origins,
    [["spec", "duration"], at("intermediate", "duration")],
    [["spec", "renewBefore"], at("leaves", "duration")],
  ]);
  emit(scope, issuer(metadata(name, "issuer"), { ca: { secretName: between } }), at("intermediate"));
}

/** The leaf that nobody presents, whose Secret holds the root as `ca.crt`. */
function addAnchor(scope: Construct, authority: PrivateCA, namespace: string, generation: string, i: number): void {
  const { at, metadata } = naming(authority, namespace);
  const anchor = anchorName(authority.name, generation);
  const carrier: CertificateSpec = {
    commonName: ANCHOR_NAME,
    dnsNames: [ANCHOR_NAME],
    secretName: anchor,
    duration: lifetimes(authority).anchor,
    // Neither server auth nor client auth, nor a key usage that a TLS peer needs for a key exchange.
    usages: ["digital signature"],
    privateKey: { algorithm: "RSA", size: 2048, encoding: "PKCS1", rotationPolicy: "Always" },
    issuerRef: issuerRef("Issuer", generationName(authority.name, generation)),
  };
  emit(scope, certificate(metadata(anchor, "anchor"), carrier), at("generations", i), [[["spec", "duration"], at("duration")]]);
}

/** The size is written, since cert-manager's default of 2048 bits is little for a root that lives for ten years. */
function rootKeySize({ privateKey: { algorithm, size } }: PrivateCA): Pick<CertificateSpec["privateKey"], "algorithm" | "size"> {
  if (algorithm === "Ed25519") return { algorithm };
  return { algorithm, size: size ?? (algorithm === "RSA" ? 4096 : 384) };
}

interface Life {
  readonly duration: string;
  readonly renewBefore: string;
}

/**
 * A CA is renewed (with the same key) while everything that it signed can still end before it does, since a CA Issuer
 * also signs what outlives it. An anchor, which the last CA above the leaves signs, ends by then.
 */
function lifetimes(authority: PrivateCA): { readonly root: Life; readonly intermediate?: Life; readonly anchor: string } {
  const { duration, intermediate, leaves } = authority;
  const root = life(duration, intermediate?.duration ?? leaves.duration);
  const below = intermediate && life(intermediate.duration, leaves.duration);
  const signer = below ?? root;
  const anchor = formatDuration((parseDuration(signer.duration) ?? 0) - (parseDuration(signer.renewBefore) ?? 0));
  return { root, ...(below ? { intermediate: below } : {}), anchor };
}

function life(duration: string, ofSigned: string): Life {
  const [own, signed] = [parseDuration(duration) ?? 0, parseDuration(ofSigned) ?? 0];
  return { duration, renewBefore: formatDuration(signed > 0 && signed < own ? signed : Math.floor(own / 3)) };
}
