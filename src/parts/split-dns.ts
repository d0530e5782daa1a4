import { isIP } from "node:net";
import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import type { Cluster } from "../spec/topology.ts";
import type { SpecPath } from "../terms/manifest.ts";
import { emit, type FieldOrigin } from "./emit.ts";
import { shortHash } from "./hash.ts";
import { containerSecurity } from "./pod-security.ts";

const FOLDER = "/etc/coredns";
const READY_PORT = 8181;
/** The unprivileged user of the CoreDNS image. */
const USER = 65532;

/** Names by pattern, so that scaling changes no rule: they are to mean other names, or an address. */
export interface DnsRule {
  /** A Go regular expression for the whole name without the trailing dot. */
  readonly fqdn: string;
  /** The name that is asked for instead, with `{1}` for the expression's first group; or an address. */
  readonly target: string;
}

/** Names that only a sidecar knows: those that stand for the addresses of rules. No registry can give them out (RFC 6761). */
const ADDRESS_ZONE = "splitdns.invalid";

/**
 * The Corefile of a SplitDNS sidecar: a name that a rule fits is answered, under the name that was asked for, as the
 * rule's target is; all else goes to the cluster's DNS. The first rule that fits decides, also where its target would fit
 * another. No cache: a pod's address changes when it restarts. No reload: the pod's template carries the Corefile's hash.
 *
 * Rules to an address are rewritten too, to a name in a zone of `hosts`: CoreDNS asks its plugins in an order of its own,
 * `rewrite` first, so that an address by itself would come after all rules to names (coredns, plugin.cfg). Groups stand as
 * `{1}`, which Flux leaves alone; `${1}` it would take for a variable.
 */
export function corefileOf(rules: readonly DnsRule[], serviceIP: string): string {
  const addresses: string[] = [];
  const nameOf = (target: string): string => {
    if (isIP(target) === 0) return target;
    if (!addresses.includes(target)) addresses.push(target);
    return `address-${addresses.indexOf(target)}.${ADDRESS_ZONE}`;
  };
  const rewrites = rules.map(({ fqdn, target }) => indented(rewriteOf({ fqdn, target: nameOf(target) })));
  const hosts = [
    `    hosts /etc/hosts ${ADDRESS_ZONE} {`,
    ...addresses.map((address, i) => `        ${address} address-${i}.${ADDRESS_ZONE}`),
    // As the vendor's sidecar answers.
    "        ttl 60",
    "        no_reverse",
    "    }",
  ];
  return [
    ".:53 {",
    "    bind 127.0.0.1",
    "    errors",
    `    ready :${READY_PORT}`,
    ...rewrites,
    ...(addresses.length > 0 ? hosts : []),
    `    forward . ${serviceIP}`,
    "}",
    "",
  ].join("\n");
}

/** The lines of a rewrite for CoreDNS, also in the DNS of a whole cluster: the name that was asked for stands in the answer. */
export function rewriteOf({ fqdn, target }: DnsRule): string {
  return ["rewrite stop {", `    name regex ^${fqdn}\\.$ ${target}`, "    answer auto", "}"].join("\n");
}

function indented(lines: string): string {
  return lines
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}

/** Adds the ConfigMap with the Corefile. `rulesFrom` is the spec property that decides the names. */
export function addCorefile(
  scope: Construct,
  request: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly corefile: string;
    readonly rulesFrom: SpecPath;
  },
): void {
  const { name, namespace, labels, corefile, rulesFrom } = request;
  emit(
    scope,
    k8s.KubeConfigMap.manifest({ metadata: { name, namespace, labels: { ...labels } }, data: { Corefile: corefile } }),
    rulesFrom,
  );
}

/** What SplitDNS adds to a pod. */
export interface SplitDnsPod {
  readonly annotations: Readonly<Record<string, string>>;
  readonly sysctls: readonly k8s.Sysctl[];
  /** To be the first init container, so that whatever starts later can resolve names. */
  readonly container: k8s.Container;
  readonly volume: k8s.Volume;
  readonly dns: Pick<k8s.PodSpec, "dnsPolicy" | "dnsConfig">;
  /** Below the pod's spec, for the container at index 0. */
  readonly origins: readonly FieldOrigin[];
}

/**
 * The sidecar and the pod's resolver. A native sidecar (an init container that keeps running): up before the server
 * and down after it. Needs Kubernetes 1.29 or newer.
 */
export function splitDnsPod(configMap: string, corefile: string, namespace: string, cluster: Cluster, strategy: SpecPath): SplitDnsPod {
  const { clusterDomain } = cluster.dns;
  const probe = { httpGet: { path: "/ready", port: k8s.IntOrString.fromNumber(READY_PORT) } };
  return {
    annotations: { "trueline/corefile-hash": shortHash(corefile) },
    // Lets an ordinary user bind port 53: file capabilities are void without privilege escalation. A safe sysctl.
    sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }],
    container: {
      name: "dns",
      image: cluster.images.coredns,
      args: ["-conf", `${FOLDER}/Corefile`],
      restartPolicy: "Always",
      // The image's binary carries this file capability: without it in the bounding set it can't be executed at all.
      securityContext: {
        ...containerSecurity(),
        capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
        readOnlyRootFilesystem: true,
        runAsUser: USER,
        runAsGroup: USER,
      },
      ports: [{ name: "dns-ready", containerPort: READY_PORT, protocol: "TCP" }],
      // The kubelet dials the pod's address, so that `ready` can't be on the loopback.
      startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 60 },
      readinessProbe: { ...probe, periodSeconds: 10 },
      resources: {
        requests: { cpu: k8s.Quantity.fromString("10m"), memory: k8s.Quantity.fromString("32Mi") },
        limits: { memory: k8s.Quantity.fromString("64Mi") },
      },
      volumeMounts: [{ name: "dns", mountPath: FOLDER, readOnly: true }],
    },
    volume: { name: "dns", configMap: { name: configMap } },
    dns: {
      dnsPolicy: "None",
      dnsConfig: {
        // One only: some resolvers ask all at once and take the first answer.
        nameservers: ["127.0.0.1"],
        searches: [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain],
        // FQDNs have at least two dots: they are asked for as they are, and not first below each search domain.
        options: [{ name: "ndots", value: "2" }],
      },
    },
    origins: [
      [["dnsPolicy"], strategy],
      [["dnsConfig"], strategy],
      [["initContainers", 0], strategy],
      [
        ["initContainers", 0, "image"],
        ["clusters", cluster.name, "images", "coredns"],
      ],
    ],
  };
}
