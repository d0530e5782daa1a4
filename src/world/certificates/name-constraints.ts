import { place } from "../../terms/place.ts";
import { at, isRecord, record, texts } from "../data.ts";
import { atLeast } from "../facts.ts";
import type { Indexed } from "../object-index.ts";
import { rules } from "../rules.ts";
import type { NameConstraints } from "../tls.ts";
import type { NotIssued } from "../world.ts";
import { invalid } from "./request.ts";

/**
 * The name constraints that cert-manager writes into a CA certificate. Of a version that is not known the newest is taken. Up to 1.13 the
 * field does not exist and is dropped; from 1.14 to 1.16 the webhook refuses it, since its feature gate is off.
 * Source: cert-manager, internal/apis/certmanager/validation/certificate.go; feature gate NameConstraints, beta since 1.17.
 */
export function nameConstraintsOf(
  certificate: Indexed,
  version: string | undefined,
): { readonly constraints?: NameConstraints } | { readonly refused: NotIssued } {
  const spec = record(certificate.object["spec"]);
  const asked = spec["nameConstraints"];
  if (!isRecord(asked) || spec["isCA"] !== true) return {};
  if (version !== undefined && !atLeast(version, 1, 17)) {
    if (!atLeast(version, 1, 14)) return {};
    const why = `cert-manager ${version} refuses name constraints, since its feature gate NameConstraints is off before 1.17`;
    const refused = invalid(certificate, place(certificate.id, "spec", "nameConstraints"), "nameConstraints", why);
    return { refused: { ...refused, rule: rules.nameConstraints } };
  }
  return { constraints: { permitted: subtrees(asked["permitted"]), excluded: subtrees(asked["excluded"]) } };
}

function subtrees(value: unknown): NameConstraints["permitted"] {
  const [dnsDomains, ipRanges] = ["dnsDomains", "ipRanges"].map((field) => texts(at(value, field)).map((each) => each.text));
  return { ...(dnsDomains?.length ? { dnsDomains } : {}), ...(ipRanges?.length ? { ipRanges } : {}) };
}
