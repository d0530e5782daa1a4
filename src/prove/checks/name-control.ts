import type { KeyId } from "../../world/tls.ts";
import type { Process, World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";
import { memberGroups, workloadOf } from "../members.ts";
import { controlInWords, controlOf } from "../name-control.ts";
import { isSharedOnPurpose } from "../shared-on-purpose.ts";
import type { Trace } from "../trace.ts";

/** Servers that let callers in for the name on their certificate. */
function* admitting(world: World) {
  for (const process of world.processes.values()) {
    for (const { tls } of process.listeners) {
      const commonName = tls?.callers?.commonName;
      if (tls?.callers && tls.clientAuth !== "none" && commonName !== undefined) yield { process, tls, callers: tls.callers, commonName };
    }
  }
}

/** Each finding once for each object and what it says. */
function once(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((each) => [`${each.cause.object} ${JSON.stringify(each.values)}`, each])).values()];
}

/**
 * TL4605: nodes that take certificates of public authorities, also those for servers only, under a name whose zone others
 * control too: whoever controls a name gets a certificate for it. Source: KurrentDB's page on advanced networking, security
 * requirements; RFC 8555, 8 (challenges prove the control of a name).
 */
export const sharedNamesOfNodes: Check = (world) =>
  once(
    [...admitting(world)].flatMap(({ tls, callers, commonName }) => {
      const control = tls.trust?.publicRoots && !callers.clientAuth ? controlOf(world, commonName) : undefined;
      return control ? [finding("TL4605", callers.place, { ...controlInWords(control), commonName })] : [];
    }),
  );

/**
 * TL4606: nodes that take every name below a wildcard for a node's, on certificates that others can get as well. Source:
 * KurrentDB, CertificateExtensions.cs, ClientCertificateMatchesName.
 */
export const wildcardNodeNames: Check = (world) =>
  once(
    [...admitting(world)].flatMap(({ tls, callers, commonName }) =>
      commonName.startsWith("*.") && tls.trust?.publicRoots ? [finding("TL4606", callers.place, { commonName })] : [],
    ),
  );

/**
 * TL4607: workloads that trust one root on purpose, or the public ones, and demand the same common name: the nodes of each are
 * nodes of the other. Workloads whose nodes dial each other are one.
 */
export const sharedNodeNames: Check = (world, traces) => {
  const groups = memberGroups(world, traces);
  const users = new Map<string, { process: Process; place: Finding["cause"]; workload: string; commonName: string }>();
  const findings: Finding[] = [];
  for (const { process, tls, callers, commonName } of admitting(world)) {
    const workload = workloadOf(process, groups, world);
    const roots: readonly (KeyId | "public")[] = [
      // A root that is shared by mistake is told of by TL4406.
      ...(tls.trust?.roots ?? []).flatMap((root) => (isSharedOnPurpose(world, root) ? [root.key] : [])),
      ...(tls.trust?.publicRoots ? (["public"] as const) : []),
    ];
    for (const root of roots) {
      const key = `${root} ${commonName.toLowerCase()}`;
      const other = users.get(key);
      if (!other) users.set(key, { process, place: callers.place, workload, commonName });
      else if (other.workload !== workload)
        findings.push(finding("TL4607", callers.place, { commonName, other: other.process.label }, [other.place]));
    }
  }
  // Where dials between nodes break, two StatefulSets may still be one cluster: those findings come first.
  return traces.some((trace) => trace.dial.discovers === "members" && trace.reached.length === 0) ? [] : once(findings);
};

/** TL4608: callers who know a server by a public certificate alone, for a name that others control too. */
export const sharedNamesOfServers: Check = (world, traces) => once(traces.flatMap((trace) => impersonation(world, trace)));

function impersonation(world: World, { dial }: Trace): readonly Finding[] {
  if (!dial.tls?.trust?.publicRoots || dial.tls.verifier === "none") return [];
  // A node is told of by TL4605, or has its own kind of certificate to show.
  if (dial.tls.leaf !== undefined) return [];
  const control = controlOf(world, dial.to.host);
  return control ? [finding("TL4608", world.processes.get(dial.from)?.place ?? dial.place, { ...controlInWords(control) })] : [];
}
