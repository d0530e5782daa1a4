import { didYouMean } from "../../spec/did-you-mean.ts";
import { COMMON_NAME_LIMIT, dnsNameProblem } from "../../terms/names.ts";
import { atLeast, parseVersion } from "../../terms/version.ts";
import type { WorkloadContext } from "../kind.ts";
import type { SpecProblem } from "../spec-problem.ts";
import { backupProblems } from "./backup-problems.ts";
import { reservedCommonName } from "./common-name.ts";
import { edgeProblems } from "./edge-problems.ts";
import { fleetProblems } from "./fleet-problems.ts";
import { type Layout, layoutOf, type NamedKurrentDB } from "./layout.ts";
import { licenseProblems } from "./license-problems.ts";
import { monitoringProblems } from "./monitoring.ts";
import { fqdn } from "./node-names.ts";
import { operatorAtLeast } from "./operator/operator.ts";
import { operatorProblems } from "./operator/problems.ts";
import { insteadOf, switchesOffTls } from "./owned-options.ts";
import { peeringProblems } from "./peering-problems.ts";
import { reloadProblems } from "./reload-problems.ts";
import { rewriteProblems } from "./rewrite-problems.ts";
import type { ConfigurationSpec } from "./spec.ts";
import { unlabelledProblems } from "./unlabelled-problems.ts";

/** Placeholders of `network.fqdnTemplate`, as in the vendor's resource. */
const PLACEHOLDERS = ["name", "namespace", "domain", "podName", "nodeTypeSuffix"];

/**
 * A StatefulSet's pods carry the label `controller-revision-hash: NAME-HASH` with a hash of up to ten characters, which
 * has to fit 63. Source: kubernetes/kubernetes issue 64023.
 */
const STATEFUL_SET_LIMIT = 52;

/** Rules of a KurrentDB workload beyond single fields: the vendor's, Kubernetes' and ours. Paths are inside the workload. */
export function problems(spec: NamedKurrentDB, context: WorkloadContext): readonly SpecProblem[] {
  const layout = layoutOf(spec, context);
  const template = templateProblems(spec);
  return [
    ...nameProblems(layout),
    ...nodeProblems(spec),
    ...networkProblems(spec, context),
    ...rewriteProblems(spec, context),
    ...edgeProblems(spec, context),
    // Names can be looked at only once the template can give some.
    ...(template.length > 0 ? template : fqdnProblems(layout)),
    ...(template.length > 0 ? [] : [...fleetProblems(layout, context), ...peeringProblems(layout, context)]),
    ...securityProblems(spec, context),
    ...(spec.backend === "operator" ? [] : reloadProblems(spec, context)),
    ...operatorProblems(spec, context),
    ...userProblems(spec, context),
    ...backupProblems(spec, context),
    ...monitoringProblems(spec, context),
    ...licenseProblems(spec),
    ...unlabelledProblems(spec),
    ...(template.length > 0 ? [] : commonNameProblems(layout)),
    ...configurationProblems(spec.configuration, ["configuration"]),
    ...(spec.archiver?.configuration ? configurationProblems(spec.archiver.configuration, ["archiver", "configuration"]) : []),
    // What falls back to the main configuration is reported there.
    ...(spec.readOnlyReplicas.configuration === spec.configuration
      ? []
      : configurationProblems(spec.readOnlyReplicas.configuration, ["readOnlyReplicas", "configuration"])),
  ];
}

function nameProblems({ nodeTypes }: Layout): readonly SpecProblem[] {
  const tooLong = nodeTypes.find((type) => type.name.length > STATEFUL_SET_LIMIT);
  if (!tooLong) return [];
  const reason = `Kubernetes adds "-" and a hash to it in a label of 63 characters, and "-N" for the names of pods`;
  return [
    {
      path: [],
      message: `its StatefulSet would be called "${tooLong.name}", which has ${tooLong.name.length} characters; ${STATEFUL_SET_LIMIT} is the limit, since ${reason}.`,
      hint: "Choose a shorter name.",
    },
  ];
}

function nodeProblems({ replicas, readOnlyReplicas }: NamedKurrentDB): readonly SpecProblem[] {
  if (replicas !== 1 || readOnlyReplicas.replicas === 0) return [];
  const message = "a single node can't have read-only replicas: the vendor's rule is a quorum of 3 or 5 for them.";
  return [{ path: ["readOnlyReplicas", "replicas"], message, hint: "Set replicas to 3, or leave readOnlyReplicas out." }];
}

function networkProblems({ backend, network }: NamedKurrentDB, { cluster }: WorkloadContext): readonly SpecProblem[] {
  const found: SpecProblem[] = [];
  if (network.nodePort === network.replicationPort) {
    found.push({
      path: ["network", "replicationPort"],
      message: `${network.replicationPort} is the nodePort too; the server listens on both.`,
    });
  }
  const { internodeTrafficStrategy: internode, clientTrafficStrategy: clients } = network;
  if (network.domain === undefined && internode !== "ServiceName") {
    found.push({
      path: ["network", "internodeTrafficStrategy"],
      message: `"${internode}" gives nodes names in a domain, and network.domain is missing.`,
    });
  }
  if (network.domain === undefined && clients === "FQDN") {
    const hint = 'Add network.domain, or set network.clientTrafficStrategy to "ServiceName" when all clients are in the cluster.';
    found.push({
      path: ["network", "clientTrafficStrategy"],
      message: '"FQDN" (the default) gives clients names in a domain, and network.domain is missing.',
      hint,
    });
  }
  const kubernetes = parseVersion(cluster.platform.kubernetes);
  if (backend === "manifests" && internode === "SplitDNS" && kubernetes && !atLeast(kubernetes, "1.29")) {
    const message = `"SplitDNS" needs a DNS server that runs before the database, a native sidecar, which Kubernetes has from 1.29; cluster ${cluster.name} runs ${cluster.platform.kubernetes}.`;
    found.push({ path: ["network", "internodeTrafficStrategy"], message, hint: 'Use "ServiceName" or "FQDN".' });
  }
  return found;
}

function templateProblems({ network: { fqdnTemplate: template } }: NamedKurrentDB): readonly SpecProblem[] {
  const path = ["network", "fqdnTemplate"];
  const unknown = [...template.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? "").filter((name) => !PLACEHOLDERS.includes(name));
  if (unknown.length === 0 && /[{}]/.test(template.replace(/\{\w+\}/g, ""))) {
    return [{ path, message: `"${template}" has a brace without its partner.` }];
  }
  return unknown.map((name) => ({
    path,
    message: `"${template}" has an unknown placeholder {${name}}.`,
    hint: didYouMean(name.trim(), PLACEHOLDERS),
  }));
}

/** Names of pods outside of the cluster, where a strategy uses them: each valid, and no two the same. */
function fqdnProblems(layout: Layout): readonly SpecProblem[] {
  const { domain, fqdnTemplate, internodeTrafficStrategy, clientTrafficStrategy } = layout.spec.network;
  const used = internodeTrafficStrategy !== "ServiceName" || clientTrafficStrategy === "FQDN";
  if (!used || (domain === undefined && fqdnTemplate.includes("{domain}"))) return [];
  const path = ["network", "fqdnTemplate"];
  const owners = new Map<string, string>();
  for (const type of layout.nodeTypes) {
    for (const pod of type.pods) {
      const name = fqdn(layout, type, pod);
      const problem = dnsNameProblem(name);
      if (problem !== undefined) return [{ path, message: `it gives ${pod} a name that can't be used: ${problem}` }];
      const owner = owners.get(name);
      if (owner !== undefined) {
        const hint = 'Put {podName} into it, as in "{podName}.{domain}".';
        return [{ path, message: `"${fqdnTemplate}" gives ${owner} and ${pod} the same name ${name}.`, hint }];
      }
      owners.set(name, pod);
    }
  }
  return [];
}

function securityProblems({ security }: NamedKurrentDB, { test, authorities }: WorkloadContext): readonly SpecProblem[] {
  const { authority, insecure, certificateSecret } = security;
  const brings = authority !== undefined && authorities[authority]?.kind === "broughtCA";
  if (brings && !certificateSecret) {
    const message = `lacks certificateSecret: nobody here orders certificates of "${authority}", which signs elsewhere.`;
    const hint = 'Name the Secret that you bring: certificateSecret: { name: "orders-tls", certificate } with its public PEM.';
    return [{ path: ["security"], message, hint }];
  }
  if (certificateSecret && !brings) {
    const message =
      authority === undefined ? "names a certificate, but no authority that signed it." : `would never be used: "${authority}" signs here.`;
    const hint = "A brought certificate goes with broughtCA({ roots }), the roots that it chains to.";
    return [{ path: ["security", "certificateSecret"], message, hint }];
  }
  if (insecure && authority !== undefined) {
    const message = `authority "${authority}" would sign certificates that an insecure server never uses.`;
    return [{ path: ["security", "insecure"], message, hint: "Leave one of the two out." }];
  }
  if (!insecure && authority === undefined) {
    const message = "names no authority, and does not say insecure: true. Nodes need certificates to let each other in.";
    return [{ path: ["security"], message, hint: "Add authority, with the name of one of authorities." }];
  }
  if (insecure && !test) {
    const message =
      "an insecure server has neither TLS nor authentication nor authorisation: whoever reaches it reads and writes everything.";
    return [{ path: ["security", "insecure"], message, hint: "Name an authority, or say test: true in the topology." }];
  }
  return [];
}

function userProblems(
  { backend, users, security, replicas, sourceBackup, quorumOf }: NamedKurrentDB,
  { cluster }: WorkloadContext,
): readonly SpecProblem[] {
  // Those of a quorum elsewhere hold for its replicas too.
  if (quorumOf !== undefined) return [];
  if (security.insecure) {
    return users
      ? [{ path: ["users"], message: "an insecure server has no users.", hint: "Leave users out, or name a security.authority." }]
      : [];
  }
  // Read-only replicas copy the quorum's users, a backup brings its own (which no object of this back end shows), and operators before 1.5 could not make any.
  const madeElsewhere = replicas === 0 || (backend === "operator" && (sourceBackup !== undefined || !operatorAtLeast(cluster, "1.5")));
  if (users || madeElsewhere) return [];
  const message = "has no users: the server would start with the passwords that its documentation names, which everybody knows.";
  return [{ path: [], message, hint: "Add users: { adminPasswordSecret: { name, key }, opsPasswordSecret: { name, key } }." }];
}

function commonNameProblems(layout: Layout): readonly SpecProblem[] {
  const { spec, authority } = layout;
  if (!authority) return [];
  const limit = `a certificate's common name may have ${COMMON_NAME_LIMIT}`;
  const given = spec.security.certificateReservedNodeCommonName;
  if (given !== undefined) {
    const path = ["security", "certificateReservedNodeCommonName"];
    if (given.length > COMMON_NAME_LIMIT) return [{ path, message: `"${given}" has ${given.length} characters; ${limit}.` }];
    // The server matches a wildcard for one left label, and wants at least three labels (its CertificateUtils).
    if (!given.includes("*") || /^\*(\.[^.*]+){2,}$/.test(given)) return [];
    return [
      { path, message: `"${given}" is no wildcard that the server accepts: "*" stands for the whole first of at least three labels.` },
    ];
  }
  const computed = reservedCommonName(layout);
  if (computed === undefined) return [];
  // Without a domain there is no name yet, which is reported.
  if (computed.length <= COMMON_NAME_LIMIT || (authority.kind === "acme" && spec.network.domain === undefined)) return [];
  const acme = authority.kind === "acme";
  const from = acme ? "the first node's name" : "the workload's name and namespace";
  const hint = acme
    ? "Choose a shorter domain or fqdnTemplate."
    : 'Set security.certificateReservedNodeCommonName, for example to "kurrentdb-node".';
  const message = `the nodes' common name would be "${computed}" (${from}), which has ${computed.length} characters; ${limit}.`;
  return [{ path: ["security"], message, hint }];
}

function configurationProblems(configuration: ConfigurationSpec, path: readonly string[]): readonly SpecProblem[] {
  return Object.keys(configuration).flatMap((option): readonly SpecProblem[] => {
    if (switchesOffTls(option)) {
      const message =
        "this mode sends all data in clear text, and one shared secret takes the place of the certificates by which nodes know each other. It is refused.";
      return [{ path: [...path, option], message, hint: "Leave it out and use security.authority." }];
    }
    const instead = insteadOf(option);
    if (instead === undefined) return [];
    return [
      { path: [...path, option], message: `${option} is set by Trueline itself.`, hint: `${instead[0]?.toUpperCase()}${instead.slice(1)}` },
    ];
  });
}
