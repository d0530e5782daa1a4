import type { ObjectId } from "../../terms/kube-object.ts";
import { place } from "../../terms/place.ts";
import { at, isRecord, record, text } from "../data.ts";
import type { Facts } from "../facts.ts";
import type { Indexed, ObjectIndex } from "../object-index.ts";
import { rules } from "../rules.ts";
import type { NotIssued } from "../world.ts";
import type { Refusal } from "./admission/admission.ts";
import type { PemCertificate } from "./pem/pem-file.ts";
import type { StatedIssuers } from "./stated-issuers.ts";

/** The issuer that signs for a Certificate. */
export type IssuerChoice =
  | {
      readonly kind: "issuer";
      readonly issuer: Indexed;
      readonly type: "selfSigned" | "ca" | "acme" /** Where its Secrets are. */;
      readonly namespace: string;
      /** Whose root a person states. */
      readonly stated?: PemCertificate;
    }
  /** Of a type that is not modelled, or not in the manifests: a person states the root. */
  | { readonly kind: "stated"; readonly root: PemCertificate }
  /** Of a type that is not modelled: what it signs is not known. */
  | { readonly kind: "not-modelled"; readonly issuer?: Indexed }
  | { readonly kind: "refused"; readonly refused: NotIssued };

const MODELLED = ["selfSigned", "ca", "acme"] as const;

/**
 * Finds the issuer that `issuerRef` means: kind Issuer where it says none, in the Certificate's own namespace. One of
 * `refused` is not there, since the API server never stores it. Where no object shows who signs, `stated` may.
 * Source: cert-manager documentation, Issuer configuration.
 */
export function chooseIssuer(
  certificate: Indexed,
  index: ObjectIndex,
  facts: Facts,
  refused: ReadonlyMap<ObjectId, Refusal>,
  stated: StatedIssuers,
): IssuerChoice {
  const { cluster, namespace } = certificate;
  const ref = record(at(certificate.object, "spec", "issuerRef"));
  const kind = text(ref["kind"]) ?? "Issuer";
  const name = text(ref["name"]) ?? "";
  const group = text(ref["group"]) ?? "cert-manager.io";
  const refuse = (
    why: string,
    related: NotIssued["related"] = [],
    values: NotIssued["values"] = {},
    rule: NotIssued["rule"] = rules.issuerNamespace,
  ): IssuerChoice => ({
    kind: "refused",
    refused: {
      place: place(certificate.id, "spec", "issuerRef"),
      reason: "no-issuer",
      values: { certificate: certificate.name, issuer: name, kind, namespace, why, ...values },
      related,
      rule,
    },
  });
  const clusterFacts = facts.of(cluster);
  if (clusterFacts && !clusterFacts.platform.certManager)
    return refuse(`cluster ${cluster} has no cert-manager`, [], { lacks: `cert-manager in ${cluster}` });
  const root = stated.issuer({ cluster, group, kind, name, namespace }) ?? stated.issuer({ cluster, group, kind, name, namespace: "" });
  if (group !== "cert-manager.io") return root ? { kind: "stated", root } : { kind: "not-modelled" };
  const clusterWide = kind === "ClusterIssuer";
  const issuer = index.find(cluster, group, kind, clusterWide ? "" : namespace, name);
  if (!issuer && root) return { kind: "stated", root };
  if (!issuer) {
    const elsewhere = index
      .ofKind(group, clusterWide ? "Issuer" : "ClusterIssuer")
      .concat(clusterWide ? [] : index.ofKind(group, "Issuer"))
      .filter((each) => each.cluster === cluster && each.name === name);
    const why = clusterWide ? `there is no ClusterIssuer "${name}"` : `there is no ${kind} "${name}" in namespace ${namespace}`;
    return refuse(
      why,
      elsewhere.map((each) => place(each.id)),
    );
  }
  const refusal = refused.get(issuer.id);
  if (refusal) {
    const lacks = `${kind} ${clusterWide ? "" : `${namespace}/`}${name} in ${cluster}`;
    const why = `${kind} "${name}" is refused${refusal.field === "" ? "" : ` at ${refusal.field}`}: ${refusal.why}`;
    return refuse(why, [place(issuer.id, ...refusal.path)], { field: refusal.field, lacks }, refusal.rule);
  }
  const spec = record(issuer.object["spec"]);
  const type = MODELLED.find((each) => isRecord(spec[each]));
  const behind = root ?? vaultRoot(spec["vault"], stated);
  if (!type) return behind ? { kind: "stated", root: behind } : { kind: "not-modelled", issuer };
  const home = clusterWide ? facts.clusterResourceNamespace(cluster) : namespace;
  return { kind: "issuer", issuer, type, namespace: home, ...(root ? { stated: root } : {}) };
}

function vaultRoot(value: unknown, stated: StatedIssuers): PemCertificate | undefined {
  const [server, path] = [text(record(value)["server"]), text(record(value)["path"])];
  return server === undefined || path === undefined ? undefined : stated.vault({ server, path });
}
