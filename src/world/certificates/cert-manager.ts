import type { ObjectId } from "../../terms/kube-object.ts";
import { type Place, place } from "../../terms/place.ts";
import type { ContentStore } from "../contents.ts";
import { at, list, record, text } from "../data.ts";
import type { Facts } from "../facts.ts";
import type { Indexed, ObjectIndex } from "../object-index.ts";
import type { Content } from "../program.ts";
import { rules } from "../rules.ts";
import { secretKeyId } from "../secret-key.ts";
import type { Certificate, KeyId, NameConstraints } from "../tls.ts";
import type { NotIssued } from "../world.ts";
import { issueByAcme } from "./acme/issue.ts";
import { type Refusal, refusedIssuers } from "./admission/admission.ts";
import { readCaSecret } from "./ca-secret.ts";
import { chooseIssuer, type IssuerChoice } from "./issuers.ts";
import { nameConstraintsOf } from "./name-constraints.ts";
import type { PemCertificate } from "./pem/pem-file.ts";
import { type CertificateRequest, invalid, readRequest } from "./request.ts";
import type { StatedIssuers } from "./stated-issuers.ts";
import { type StatedRoot, statedRootOf } from "./stated-roots.ts";

/** What cert-manager makes of all Certificate objects. */
export interface CertManagerResult {
  readonly issued: ReadonlyMap<ObjectId, Certificate>;
  readonly notIssued: readonly NotIssued[];
  /** By `CLUSTER/NAMESPACE/NAME` of the Secret that is therefore not written. */
  readonly notIssuedInto: ReadonlyMap<string, NotIssued>;
  /** Issuers that are not modelled. */
  readonly undeclared: readonly Place[];
}

type Outcome =
  | {
      readonly kind: "issued";
      readonly certificate: Certificate;
      readonly chain: readonly Certificate[];
      readonly caCrt: Content | undefined;
    }
  | { readonly kind: "not-modelled"; readonly place: Place }
  | { readonly kind: "refused"; readonly refused: NotIssued };

/** What people state of signers and roots that no object shows. */
export interface Stated {
  readonly issuers: StatedIssuers;
  readonly roots: readonly StatedRoot[];
}

/**
 * Issues every Certificate, and writes its Secret into `contents`. Of two that name one Secret the first by object id
 * counts. Source: cert-manager documentation and source, see the rules.
 */
export function runCertManager(index: ObjectIndex, facts: Facts, contents: ContentStore, stated: Stated): CertManagerResult {
  const refused = refusedIssuers(index);
  const run = new Run(index, facts, contents, refused, stated);
  const issued = new Map<ObjectId, Certificate>();
  const notIssued: NotIssued[] = [];
  const notIssuedInto = new Map<string, NotIssued>();
  const undeclared: Place[] = [];
  for (const [secret, certificate] of run.bySecret) {
    const outcome = run.issue(certificate);
    if (outcome.kind === "issued") issued.set(certificate.id, outcome.certificate);
    else if (outcome.kind === "not-modelled") undeclared.push(outcome.place);
    else {
      notIssued.push(outcome.refused);
      notIssuedInto.set(secret, outcome.refused);
    }
  }
  // After all of them: what an issuer reads must not depend on the order of writing.
  for (const certificate of run.bySecret.values()) writeSecret(certificate, run.issue(certificate), contents);
  for (const certificate of run.nameless) {
    const read = readRequest(certificate);
    if ("refused" in read) notIssued.push(read.refused);
  }
  writeAccountKeys(index, facts, contents, refused);
  return { issued, notIssued, notIssuedInto, undeclared };
}

class Run {
  /** By `CLUSTER/NAMESPACE/NAME` of the Secret. */
  readonly bySecret = new Map<string, Indexed>();
  readonly nameless: Indexed[] = [];
  readonly #outcomes = new Map<ObjectId, Outcome | "pending">();

  constructor(
    private readonly index: ObjectIndex,
    private readonly facts: Facts,
    private readonly contents: ContentStore,
    private readonly refused: ReadonlyMap<ObjectId, Refusal>,
    private readonly stated: Stated,
  ) {
    const certificates = [...index.ofKind("cert-manager.io", "Certificate")].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const certificate of certificates) {
      const secretName = text(at(certificate.object, "spec", "secretName"));
      const secret = `${certificate.cluster}/${certificate.namespace}/${secretName}`;
      if (secretName === undefined) this.nameless.push(certificate);
      else if (!this.bySecret.has(secret)) this.bySecret.set(secret, certificate);
    }
  }

  issue(certificate: Indexed): Outcome {
    const known = this.#outcomes.get(certificate.id);
    if (known === "pending")
      return { kind: "refused", refused: this.#withoutSecret(certificate, "its chain of issuers leads back to itself", []) };
    if (known) return known;
    this.#outcomes.set(certificate.id, "pending");
    const outcome = this.#issue(certificate);
    this.#outcomes.set(certificate.id, outcome);
    return outcome;
  }

  #issue(certificate: Indexed): Outcome {
    const read = readRequest(certificate);
    if ("refused" in read) return { kind: "refused", refused: read.refused };
    const constrained = nameConstraintsOf(certificate, this.facts.of(certificate.cluster)?.platform.certManager?.version);
    if ("refused" in constrained) return { kind: "refused", refused: constrained.refused };
    const choice = chooseIssuer(certificate, this.index, this.facts, this.refused, this.stated.issuers);
    if (choice.kind === "refused") return choice;
    if (choice.kind === "stated") return issuedAsStated(certificate, read.request, choice.root);
    if (choice.kind === "not-modelled") {
      return { kind: "not-modelled", place: choice.issuer ? place(choice.issuer.id) : place(certificate.id, "spec", "issuerRef") };
    }
    const { constraints } = constrained;
    if (choice.type === "ca") return this.#byCA(certificate, read.request, choice, constraints);
    const key = keyOf(certificate);
    if (choice.type === "selfSigned") {
      if (nameless(certificate, read.request)) {
        const why = "a certificate that signs itself needs a common name or an organisation, else its issuer has no name";
        return { kind: "refused", refused: invalid(certificate, place(certificate.id, "spec", "commonName"), "commonName", why) };
      }
      const made = withConstraints(this.#root(certificate, read.request, key), constraints);
      return { kind: "issued", certificate: made, chain: [made], caCrt: { kind: "certificates", chain: [made], place: made.place } };
    }
    const acme = issueByAcme(certificate, read.request, choice.issuer, { facts: this.facts, contents: this.contents });
    if ("refused" in acme) return { kind: "refused", refused: acme.refused };
    const { commonName: _, ...rest } = certificateOf(certificate, { ...read.request, ca: false }, acme.issued.signedBy);
    const made: Certificate = { ...rest, ...acme.issued };
    // Of an ACME server of one's own nothing else says with which root it signs, nor what it drops.
    if (choice.stated && made.signedBy.startsWith("acme:"))
      return issuedAsStated(certificate, { ...read.request, ca: false }, choice.stated);
    return { kind: "issued", certificate: made, chain: [made], caCrt: undefined };
  }

  /** What signs itself; of a root that the spec holds, its real key and dates: cert-manager keeps both while the Secret is there. */
  #root(certificate: Indexed, request: CertificateRequest, key: KeyId): Certificate {
    const made = certificateOf(certificate, request, key);
    const stated = statedRootOf(this.stated.roots, certificate.cluster, request);
    if (!stated) return made;
    const { lifetime, label } = made;
    return { ...stated, place: made.place, lifetime, label, rule: rules.statedRoot };
  }

  #byCA(
    certificate: Indexed,
    request: CertificateRequest,
    choice: Extract<IssuerChoice, { kind: "issuer" }>,
    constraints: NameConstraints | undefined,
  ): Outcome {
    const { issuer, namespace } = choice;
    const { cluster } = certificate;
    const secretName = text(at(issuer.object, "spec", "ca", "secretName")) ?? "";
    const where = place(issuer.id, "spec", "ca", "secretName");
    const refuse = (why: string, related: readonly Place[] = []): Outcome => ({
      kind: "refused",
      refused: this.#withoutSecret(certificate, why, [where, ...related], {
        secret: secretName,
        secretNamespace: namespace,
        issuer: issuer.name,
      }),
    });
    const made = withConstraints(certificateOf(certificate, request, secretKeyId(cluster, namespace, secretName)), constraints);
    const writer = this.bySecret.get(`${cluster}/${namespace}/${secretName}`);
    if (!writer) {
      const secret = this.contents.get(cluster, "Secret", namespace, secretName);
      if (!secret) return refuse(`nobody makes Secret ${namespace}/${secretName}`);
      const read = readCaSecret(`${namespace}/${secretName}`, secret);
      if (read.kind === "refused") return refuse(read.why, [secret.place]);
      if (read.kind === "signs") {
        const signed: Certificate = { ...made, signedBy: read.ca.key, signer: read.ca.label };
        return { kind: "issued", certificate: signed, chain: [signed, ...read.chain], caCrt: read.caCrt };
      }
      if (choice.stated) return issuedAsStated(certificate, request, choice.stated);
      return { kind: "issued", certificate: made, chain: [made], caCrt: read.caCrt };
    }
    const ca = this.issue(writer);
    if (ca.kind === "refused") {
      const why = `Secret ${namespace}/${secretName} is never written, since Certificate ${writer.name} is not issued`;
      return refuse(why, [ca.refused.place, ...ca.refused.related]);
    }
    if (ca.kind === "not-modelled") return ca;
    if (!ca.certificate.ca)
      return refuse(`Certificate ${writer.name} in Secret ${namespace}/${secretName} is no CA (isCA is not true)`, [place(writer.id)]);
    const signed: Certificate = { ...made, signedBy: ca.certificate.key };
    // The chain of the CA's Secret, without a root, goes after the leaf; ca.crt is the CA's own, else the CA itself.
    const above = ca.chain.filter((each) => each.key !== each.signedBy);
    return {
      kind: "issued",
      certificate: signed,
      chain: [signed, ...above],
      caCrt: ca.caCrt ?? { kind: "certificates", chain: [ca.certificate], place: ca.certificate.place },
    };
  }

  #withoutSecret(certificate: Indexed, why: string, related: readonly Place[], values: Readonly<Record<string, string>> = {}): NotIssued {
    return {
      place: place(certificate.id, "spec", "issuerRef"),
      reason: "issuer-without-secret",
      values: { certificate: certificate.name, why, ...values },
      related,
      rule: rules.caIssuer,
    };
  }
}

/** What an issuer signs of which a person states the root. What its Secret's `ca.crt` holds differs from issuer to issuer. */
function issuedAsStated(certificate: Indexed, request: CertificateRequest, root: PemCertificate): Outcome {
  const made: Certificate = { ...certificateOf(certificate, request, root.key), signer: root.label, rule: rules.statedIssuer };
  return { kind: "issued", certificate: made, chain: [made], caCrt: { kind: "opaque", place: made.place } };
}

function withConstraints(certificate: Certificate, nameConstraints: NameConstraints | undefined): Certificate {
  return nameConstraints ? { ...certificate, nameConstraints, rule: rules.nameConstraints } : certificate;
}

/** Whether a subject has nothing in it. Source: cert-manager documentation, SelfSigned, "Certificate Validity". */
function nameless(certificate: Indexed, request: CertificateRequest): boolean {
  const spec = record(certificate.object["spec"]);
  const subject = record(spec["subject"]);
  return (
    request.commonName === undefined &&
    spec["literalSubject"] === undefined &&
    Object.values(subject).every((each) => list(each).length === 0)
  );
}

function keyOf(certificate: Indexed): KeyId {
  return secretKeyId(certificate.cluster, certificate.namespace, text(at(certificate.object, "spec", "secretName")) ?? "");
}

function certificateOf(certificate: Indexed, request: CertificateRequest, signedBy: KeyId): Certificate {
  const { commonName, dnsNames, ips, usages, algorithm, ca, lifetime } = request;
  return {
    kind: "certificate",
    place: place(certificate.id),
    key: keyOf(certificate),
    signedBy,
    ...(commonName === undefined ? {} : { commonName }),
    dnsNames,
    ips,
    usages,
    algorithm,
    ca,
    lifetime,
    label: ca ? (commonName ?? certificate.name) : certificate.name,
    rule: rules.certManager,
  };
}

function writeSecret(certificate: Indexed, outcome: Outcome, contents: ContentStore): void {
  if (outcome.kind === "refused") return;
  const { cluster, namespace } = certificate;
  const where = place(certificate.id);
  const keys = new Map<string, Content>();
  if (outcome.kind === "issued") {
    const made = outcome.certificate;
    keys.set("tls.crt", { kind: "certificates", chain: outcome.chain, place: where });
    keys.set("tls.key", { kind: "private-key", key: made.key, algorithm: made.algorithm, place: where });
    if (outcome.caCrt) keys.set("ca.crt", outcome.caCrt.kind === "certificates" ? { ...outcome.caCrt, place: where } : outcome.caCrt);
  } else for (const key of ["tls.crt", "tls.key", "ca.crt"]) keys.set(key, { kind: "opaque", place: where });
  for (const key of furtherKeys(certificate)) keys.set(key, { kind: "opaque", place: where });
  contents.add(cluster, "Secret", namespace, text(at(certificate.object, "spec", "secretName")) ?? "", { place: where, keys, open: false });
}

/** Keys of other formats that a Certificate asks for. Source: cert-manager documentation, additionalOutputFormats and keystores. */
function furtherKeys(certificate: Indexed): readonly string[] {
  const spec = certificate.object["spec"];
  const formats = JSON.stringify(at(spec, "additionalOutputFormats") ?? "");
  return [
    ...(formats.includes('"CombinedPEM"') ? ["tls-combined.pem"] : []),
    ...(formats.includes('"DER"') ? ["key.der"] : []),
    ...(at(spec, "keystores", "pkcs12", "create") === true ? ["keystore.p12", "truststore.p12"] : []),
    ...(at(spec, "keystores", "jks", "create") === true ? ["keystore.jks", "truststore.jks"] : []),
  ];
}

/** The Secrets with ACME account keys, which cert-manager makes. */
function writeAccountKeys(index: ObjectIndex, facts: Facts, contents: ContentStore, refused: ReadonlyMap<ObjectId, Refusal>): void {
  for (const kind of ["Issuer", "ClusterIssuer"]) {
    for (const { id, cluster, namespace, object } of index.ofKind("cert-manager.io", kind)) {
      const name = text(at(object, "spec", "acme", "privateKeySecretRef", "name"));
      if (name === undefined || refused.has(id)) continue;
      const where = place(id, "spec", "acme", "privateKeySecretRef");
      const key = text(at(object, "spec", "acme", "privateKeySecretRef", "key")) ?? "tls.key";
      const home = kind === "ClusterIssuer" ? facts.clusterResourceNamespace(cluster) : namespace;
      contents.add(cluster, "Secret", home, name, { place: where, keys: new Map([[key, { kind: "opaque", place: where }]]), open: false });
    }
  }
}
