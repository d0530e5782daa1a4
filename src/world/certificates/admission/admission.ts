import type { Rule } from "../../../terms/evidence.ts";
import type { ObjectId } from "../../../terms/kube-object.ts";
import { formatPath, type Path } from "../../../terms/place.ts";
import { record } from "../../data.ts";
import type { Indexed, ObjectIndex } from "../../object-index.ts";
import { rules } from "../../rules.ts";
import { type AdmissionRule, firstBreach } from "./breach.ts";
import { CERTIFICATE_RULES } from "./certificate-rules.ts";
import { certificateSchema } from "./certificate-schema.ts";
import { ISSUER_RULES } from "./issuer-rules.ts";
import { issuerSchema } from "./issuer-schema.ts";
import { type Schema, schemaBreach } from "./schema.ts";

/** Why the API server never stores an object of cert-manager: the first thing that its schema or the webhook refuses. */
export interface Refusal {
  /** From the object to the value. */
  readonly path: Path;
  /** The value as people write it, below `spec`. */
  readonly field: string;
  /** A sentence without a full stop. */
  readonly why: string;
  readonly rule: Rule;
}

const KINDS: Readonly<Record<string, { readonly schema: Schema; readonly webhook: readonly AdmissionRule[]; readonly rule: Rule }>> = {
  Certificate: { schema: certificateSchema, webhook: CERTIFICATE_RULES, rule: rules.certManagerWebhook },
  Issuer: { schema: issuerSchema, webhook: ISSUER_RULES, rule: rules.certManagerIssuerWebhook },
  ClusterIssuer: { schema: issuerSchema, webhook: ISSUER_RULES, rule: rules.certManagerIssuerWebhook },
};

/**
 * Why a Certificate, Issuer or ClusterIssuer is refused, if it is: by the schema of its CustomResourceDefinition, which the
 * API server checks first, or by cert-manager's webhook. Says nothing of other kinds.
 */
export function refusalOf({ kind, object }: Indexed): Refusal | undefined {
  const checks = KINDS[kind];
  if (!checks) return undefined;
  const spec = record(object["spec"]);
  const bySchema = schemaBreach(object["spec"] ?? {}, checks.schema, []);
  const found = bySchema ?? firstBreach(checks.webhook, spec);
  if (!found) return undefined;
  const { path, why } = found;
  return { path: ["spec", ...path], field: formatPath(path), why, rule: bySchema ? rules.certManagerSchema : checks.rule };
}

/** All Issuers and ClusterIssuers that are refused, so that nobody can sign by them. */
export function refusedIssuers(index: ObjectIndex): ReadonlyMap<ObjectId, Refusal> {
  const refused = new Map<ObjectId, Refusal>();
  for (const kind of ["Issuer", "ClusterIssuer"]) {
    for (const issuer of index.ofKind("cert-manager.io", kind)) {
      const refusal = refusalOf(issuer);
      if (refusal) refused.set(issuer.id, refusal);
    }
  }
  return refused;
}
