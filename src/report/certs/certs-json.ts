import { parseObjectId } from "../../terms/kube-object.ts";
import type { Certificates } from "./certificate-lives.ts";
import { atRenewal } from "./renewal-words.ts";

/** The lives of certificates for programs: `version: 1`. Fields are added, never changed, within a version. */
export function certsJson({ certificates, notIssued }: Certificates): string {
  const data = {
    version: 1,
    kind: "certs",
    certificates: certificates.map(({ lifetime, validity, object, ...life }) => ({
      ...life,
      object: { id: object, kind: parseObjectId(object).kind, name: parseObjectId(object).name },
      ...(lifetime ? { durationSeconds: lifetime.durationSeconds, renewBeforeSeconds: lifetime.renewBeforeSeconds } : {}),
      ...(validity ? { notBefore: new Date(validity.notBefore).toISOString(), notAfter: new Date(validity.notAfter).toISOString() } : {}),
      atRenewal: atRenewal({ lifetime, validity, object, ...life } as Parameters<typeof atRenewal>[0]),
    })),
    notIssued: notIssued.map(({ object, ...each }) => ({
      ...each,
      object: { id: object, kind: parseObjectId(object).kind, name: parseObjectId(object).name },
    })),
  };
  return `${JSON.stringify(data, undefined, 2)}\n`;
}
