import { keyName } from "../../programs/tls/names.ts";
import { rowOf } from "../../prove/findings/catalogue.ts";
import type { Finding } from "../../prove/findings/finding.ts";
import type { Proof } from "../../prove/proof.ts";
import { type ObjectId, parseObjectId } from "../../terms/kube-object.ts";
import { placeKey } from "../../terms/place.ts";
import { at, text, whole } from "../../world/data.ts";
import { atLeast, clusterFacts } from "../../world/facts.ts";
import type { Certificate, KeyId, Lifetime, Uptake, Validity } from "../../world/tls.ts";
import type { World } from "../../world/world.ts";
import { type Presenter, presentersOf, type Truster, trustersOf } from "./certificate-users.ts";

/** A certificate with all that happens to it in its life. */
export interface CertificateLife {
  /** What people call it. */
  readonly name: string;
  /** The Certificate object, or the one in which the PEM stands. */
  readonly object: ObjectId;
  readonly cluster: string;
  readonly namespace: string;
  /** The Secret that cert-manager writes; absent for PEM. */
  readonly secret?: string;
  /** The unit of the objects that it belongs to. */
  readonly unit?: string;
  readonly role: "root" | "intermediate" | "leaf";
  readonly commonName?: string;
  readonly dnsNames: readonly string[];
  readonly ips: readonly string[];
  readonly usages: readonly string[];
  /** Who signed it, nearest first, up to the root or to the last signer that is known. Empty for a root. */
  readonly issuers: readonly string[];
  /** The root's object, or the key of the last signer that is known: the same for all below one authority. */
  readonly authority: ObjectId | KeyId;
  /** Absent for PEM, whose dates are known. */
  readonly lifetime?: Lifetime;
  readonly validity?: Validity;
  /** Whether cert-manager renews it before its end. */
  readonly renewed: boolean;
  readonly key: KeyFacts;
  readonly presentedBy: readonly Presenter[];
  /** Processes that trust its root. */
  readonly trustedBy: readonly Truster[];
  /** Names of the certificates that its key signed. */
  readonly signs: readonly string[];
  /** `Kind name` of each object that takes up its Secret. */
  readonly readBy: readonly string[];
}

export interface KeyFacts {
  readonly algorithm: Certificate["algorithm"];
  /** Bits of an RSA key, or of the curve; absent for Ed25519 and where it is not known. */
  readonly size?: number;
  /** The key of the renewed certificate. Absent where nothing renews it, or the version of cert-manager is not known. */
  readonly atRenewal?: "new" | "same";
}

/** A Certificate object that is never issued. */
export interface UnissuedCertificate {
  readonly name: string;
  readonly object: ObjectId;
  /** The code of the finding that says more, where there is one. */
  readonly code?: string;
  readonly why: string;
}

/** All certificates of a World. */
export interface Certificates {
  readonly kind: "certificates";
  readonly certificates: readonly CertificateLife[];
  readonly notIssued: readonly UnissuedCertificate[];
}

/** Reads from a proof's World what becomes of every certificate in it: those that cert-manager issues, and PEM in objects. */
export function certificatesOf(proof: Proof): Certificates {
  const { world } = proof;
  const all = everyCertificate(world);
  const byKey = new Map<KeyId, Certificate>();
  for (const certificate of all) if (!byKey.has(certificate.key) || certificate.ca) byKey.set(certificate.key, certificate);
  const presenters = presentersOf(world);
  const trusters = trustersOf(world);
  const certificates = all.map((certificate) => lifeOf(certificate, world, all, byKey, presenters, trusters));
  return { kind: "certificates", certificates, notIssued: unissued(proof) };
}

/** Each once: issued ones, and those of known dates, which were read from PEM. */
function everyCertificate(world: World): readonly Certificate[] {
  const found = new Map<string, Certificate>();
  for (const certificate of world.issued.values()) found.set(identity(certificate), certificate);
  for (const { keys } of world.contents.values()) {
    for (const content of keys.values()) {
      if (content.kind !== "certificates") continue;
      for (const certificate of content.chain) if (!found.has(identity(certificate))) found.set(identity(certificate), certificate);
    }
  }
  return [...found.values()];
}

/** PEM of one certificate may stand in many objects: it is the same one. */
function identity(certificate: Certificate): string {
  const { key, signedBy, validity, place } = certificate;
  return validity ? `${key} ${signedBy} ${validity.notBefore} ${validity.notAfter}` : placeKey(place);
}

function lifeOf(
  certificate: Certificate,
  world: World,
  all: readonly Certificate[],
  byKey: ReadonlyMap<KeyId, Certificate>,
  presenters: ReturnType<typeof presentersOf>,
  trusters: ReturnType<typeof trustersOf>,
): CertificateLife {
  const { place, key, signedBy, ca, validity } = certificate;
  const { cluster, namespace, kind } = parseObjectId(place.object);
  const object = world.objects.get(place.object);
  const unit = world.manifests.get(place.object)?.unit;
  const secret = kind === "Certificate" ? text(at(object, "spec", "secretName")) : undefined;
  const renewed = secret !== undefined && validity === undefined && at(object, "spec", "renewal", "policy") !== "Disabled";
  const chain = issuersOf(certificate, byKey);
  const root = chain.at(-1) ?? certificate;
  return {
    name: certificate.label,
    object: place.object,
    cluster,
    namespace,
    ...(secret === undefined ? {} : { secret }),
    ...(unit === undefined ? {} : { unit }),
    role: key === signedBy ? (ca ? "root" : "leaf") : ca ? "intermediate" : "leaf",
    ...(certificate.commonName === undefined ? {} : { commonName: certificate.commonName }),
    dnsNames: certificate.dnsNames,
    ips: certificate.ips,
    usages: certificate.usages,
    issuers: key === signedBy ? [] : namesOfIssuers(certificate, chain),
    authority: root.key === root.signedBy ? root.place.object : root.signedBy,
    ...(validity ? { validity } : { lifetime: certificate.lifetime }),
    renewed,
    key: keyFacts(certificate, world, cluster, renewed),
    presentedBy: presenters.get(key) ?? [],
    trustedBy: [...(trusters.byRoot.get(root.key) ?? []), ...(root.signedBy.startsWith("public:") ? trusters.ofPublicRoots : [])],
    signs: all.filter((each) => each.signedBy === key && each.key !== key).map((each) => each.label),
    readBy: secret === undefined ? [] : readersOf(world, cluster, namespace, secret),
  };
}

/** The certificates above one, nearest first. */
function issuersOf(certificate: Certificate, byKey: ReadonlyMap<KeyId, Certificate>): readonly Certificate[] {
  const chain: Certificate[] = [];
  for (let current = certificate; current.signedBy !== current.key; ) {
    const next = byKey.get(current.signedBy);
    if (!next || chain.includes(next)) break;
    chain.push(next);
    current = next;
  }
  return chain;
}

function namesOfIssuers(certificate: Certificate, chain: readonly Certificate[]): readonly string[] {
  const last = chain.at(-1) ?? certificate;
  const names = chain.map((each) => each.label);
  return last.signedBy === last.key ? names : [...names, keyName(last.signedBy)];
}

/**
 * Source: cert-manager documentation, Certificate resource, `privateKey` (sizes by default: RSA 2048, ECDSA 256) and
 * `rotationPolicy`, whose default became `Always` in 1.18.
 */
function keyFacts({ algorithm, place }: Certificate, world: World, cluster: string, renewed: boolean): KeyFacts {
  const object = world.objects.get(place.object);
  const size = whole(at(object, "spec", "privateKey", "size")) || { RSA: 2048, ECDSA: 256, Ed25519: undefined }[algorithm];
  const isObject = parseObjectId(place.object).kind === "Certificate";
  if (!renewed) return { algorithm, ...(size && isObject ? { size } : {}) };
  const version = clusterFacts(world, cluster)?.platform.certManager?.version;
  const byDefault = version === undefined ? undefined : atLeast(version, 1, 18) ? "Always" : "Never";
  const policy = text(at(object, "spec", "privateKey", "rotationPolicy")) ?? byDefault;
  return { algorithm, ...(size ? { size } : {}), ...(policy === undefined ? {} : { atRenewal: policy === "Always" ? "new" : "same" }) };
}

function readersOf(world: World, cluster: string, namespace: string, secret: string): readonly string[] {
  const readers = world.references.filter(
    (each) => each.kind === "Secret" && each.cluster === cluster && each.namespace === namespace && each.name === secret,
  );
  return [
    ...new Set(
      readers.map(({ place }) => {
        const { kind, name } = parseObjectId(place.object);
        return `${kind} ${name}`;
      }),
    ),
  ];
}

function unissued({ world, findings }: Proof): readonly UnissuedCertificate[] {
  return world.notIssued.map(({ place, values }) => {
    const finding: Finding | undefined =
      findings.find((each) => placeKey(each.cause) === placeKey(place)) ??
      findings.find((each) => each.cause.object === place.object || each.related.some((other) => placeKey(other) === placeKey(place)));
    const why = values["why"] ?? (finding ? rowOf(finding.code).title(finding.values) : "its issuer refuses what it asks for");
    return {
      name: parseObjectId(place.object).name,
      object: place.object,
      ...(finding ? { code: finding.code } : {}),
      why,
    };
  });
}

/** Every way in which the processes that present a certificate take in its successor. */
export function uptakesOf(life: CertificateLife): readonly { readonly uptake: Uptake; readonly processes: readonly string[] }[] {
  const byUptake = new Map<Uptake, Set<string>>();
  for (const { uptake, process } of life.presentedBy) byUptake.set(uptake, (byUptake.get(uptake) ?? new Set()).add(process));
  return [...byUptake].map(([uptake, processes]) => ({ uptake, processes: [...processes] }));
}
