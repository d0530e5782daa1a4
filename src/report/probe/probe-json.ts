import type { Listening } from "../../probe/expectation.ts";
import { differenceInWords } from "./difference-words.ts";
import { isAsCompiled, type ProbeReport, type ProbeResult } from "./probe-report.ts";

/** What probing found, for programs: `version: 1`. Fields are added, never changed, within a version. */
export function probeJson(report: ProbeReport): string {
  const { asOf, results, skipped, notes } = report;
  const data = {
    version: 1,
    kind: "probe",
    ok: isAsCompiled(report),
    asOf: new Date(asOf).toISOString(),
    dials: results.map((result) => resultData(result, asOf)),
    notDialled: skipped.map(listeningData),
    notes,
  };
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

function resultData({ listening, dialled, through, protocol, compared }: ProbeResult, asOf: number): object {
  const { leaf, renewalAt, differences } = compared;
  return {
    ...listeningData(listening),
    dialled,
    ...(through === undefined ? {} : { through }),
    ok: differences.length === 0,
    ...(leaf === undefined
      ? {}
      : {
          served: {
            subject: leaf.subject,
            issuer: leaf.issuer,
            dnsNames: leaf.dnsNames,
            ips: leaf.ips,
            notBefore: new Date(leaf.notBefore).toISOString(),
            notAfter: new Date(leaf.notAfter).toISOString(),
            fingerprint: leaf.fingerprint,
            ...(protocol === undefined ? {} : { protocol }),
          },
        }),
    ...(renewalAt === undefined ? {} : { renewalAt: new Date(renewalAt).toISOString() }),
    differences: differences.map((difference) => ({ kind: difference.kind, ...differenceInWords(difference, listening, asOf) })),
  };
}

function listeningData({ id, process, workload, cluster, port }: Listening): object {
  return { id, process, workload, ...(cluster === undefined ? {} : { cluster }), port };
}
