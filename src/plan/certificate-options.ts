import type { Change, Choice } from "../report/strategies/strategies.ts";
import { type Authority, isPrivate } from "../spec/authority.ts";
import type { Client, Cluster } from "../spec/topology.ts";
import { valueAt } from "./edit.ts";
import type { Given } from "./given.ts";

/** Whose certificates servers may have, and a proxy in front of them, and what a spec has to say for it. */
export interface CertificateOption {
  readonly certificates: Choice["certificates"];
  /** `domain`: that of the servers' names, where they have any. */
  changes(domain: string | undefined): readonly Change[];
}

/** Stands for versions of components that a spec does not name. */
const VERSIONS = { certManager: "1.21", trustManager: "0.25" } as const;
/** Stands for a domain that nobody has said: a name that RFC 2606 keeps for this. */
export const SOME_DOMAIN = "nodes.example.com";

/** The options, each as a function of the spec; one that it has no use for gives nothing. */
const OPTIONS: readonly ((given: Given) => CertificateOption | undefined)[] = [
  noCertificates,
  privateCertificates,
  publicCertificates,
  bothCertificates,
];

/** All whose certificates a workload's servers may have. */
export function certificateOptions(given: Given): readonly CertificateOption[] {
  return OPTIONS.flatMap((option) => option(given) ?? []);
}

/** Only where the spec says so now: nobody is led there. */
function noCertificates({ chosen }: Given): CertificateOption | undefined {
  if (chosen.authority !== undefined) return undefined;
  return { certificates: { by: "none", declared: true }, changes: () => [] };
}

/** By the authority that the spec has for it, else by a new private CA. */
function privateCertificates(given: Given): CertificateOption {
  const { name, declared, born, changes } = privateAuthority(given);
  return {
    certificates: { by: "private", authority: name, declared: declared !== undefined },
    changes: () => [
      ...changes,
      ...clientTrust(given, name, declared?.trusted ?? ["g1"]),
      // A root that is born in a cluster reaches clients by a Bundle.
      ...(born ? given.fleet.flatMap(({ cluster }) => (hasClientIn(given, cluster) ? installed(given, cluster, "trustManager") : [])) : []),
    ],
  };
}

/** A private authority for the servers, with the changes that let it sign for them. `born`: its root is made in a cluster. */
function privateAuthority(given: Given) {
  const declared = pick(given, isPrivate);
  const name = declared?.name ?? unusedName(given, `${camelCase(given.workload.name)}Nodes`);
  const changes = [
    ...(declared ? [] : [change(given, ["authorities", name], { kind: "privateCA", generations: ["g1"] })]),
    ...signedBy(given, name, declared?.kind !== "broughtCA"),
  ];
  return { name, declared, born: !declared || (declared.kind === "privateCA" && !declared.roots), changes };
}

/** By the public authority that the spec has, else by one that a person has to describe. */
function publicCertificates(given: Given): CertificateOption {
  const { name, declared, described } = publicAuthority(given);
  return {
    certificates: { by: "public", authority: name, declared },
    changes: (domain) => [...described(domain), ...signedBy(given, name, true), ...clientTrust(given, name, undefined)],
  };
}

/** Private ones on the servers, and a public one on a proxy in front of them, by which clients know it. */
function bothCertificates(given: Given): CertificateOption {
  const nodes = privateAuthority(given);
  const edge = publicAuthority(given);
  return {
    certificates: { by: "both", authority: nodes.name, edge: edge.name, declared: nodes.declared !== undefined && edge.declared },
    changes: (domain) => [
      ...nodes.changes,
      ...edge.described(domain),
      ...proxied(given, edge.name, nodes.born),
      ...clientTrust(given, edge.name, undefined),
    ],
  };
}

function publicAuthority(given: Given) {
  const declared = pick(given, (authority) => authority?.kind === "acme");
  const name = declared?.name ?? unusedName(given, "public");
  const described = (domain: string | undefined) => (declared ? [] : [describedAuthority(given, name, domain ?? SOME_DOMAIN)]);
  return { name, declared: declared !== undefined, described };
}

/** A proxy in front of each workload. `born`: the servers' root is made in a cluster, and reaches a proxy that verifies them by a Bundle. */
function proxied(given: Given, edge: string, born: boolean): readonly Change[] {
  return given.fleet.flatMap(({ workload, cluster, chosen }) => {
    if (chosen.proxied && chosen.edge === edge) return [];
    const { values, missing, verifies } = given.strategies.proxy(workload, cluster);
    return [
      ...values(edge).map(({ path, value }) => change(given, ["workloads", workload.name, ...path], value)),
      ...missing.map(({ path, value, what }) => ({
        ...change(given, ["clusters", cluster.name, "platform", ...path], value),
        toSay: what,
      })),
      ...installed(given, cluster, "certManager"),
      ...(born && verifies ? installed(given, cluster, "trustManager") : []),
    ];
  });
}

/** The workload's own authority, or that of its proxy, if it is such a one, else one that signs for no other workload. */
function pick<A extends Authority>(
  { topology, chosen, fleet }: Given,
  fits: (authority: Authority | undefined) => authority is A,
): A | undefined {
  for (const name of [chosen.authority, chosen.edge]) {
    const own = name === undefined ? undefined : topology.authorities[name];
    if (own && fits(own)) return own;
  }
  const others = Object.values(topology.workloads).filter(({ name }) => !fleet.some(({ workload }) => workload.name === name));
  // A private root authenticates callers, so it is not lent; a public one is anybody's.
  return Object.values(topology.authorities)
    .filter(fits)
    .find((each) => each.kind === "acme" || (each.kind !== "broughtCA" && !others.some((other) => names(other, each.name))));
}

/** Whether a text stands anywhere in a workload's security. */
function names(workload: object, authority: string): boolean {
  const security = "security" in workload ? workload.security : undefined;
  return typeof security === "object" && security !== null && Object.values(security).includes(authority);
}

function signedBy(given: Given, name: string, compiled: boolean): readonly Change[] {
  return given.fleet.flatMap(({ workload, cluster, chosen }) => {
    if (chosen.authority === name) return [];
    const at = (path: Change["path"]) => ["workloads", workload.name, ...path];
    const { values, missing } = given.strategies.signedHere(workload);
    return [
      change(given, at(given.strategies.authority), name),
      ...values.map(({ path, value }) => change(given, at(path), value)),
      ...missing.map(({ path, value, what }) => ({ ...change(given, at(path), value), toSay: what })),
      ...(compiled ? installed(given, cluster, "certManager") : []),
    ];
  });
}

/** The authority of the certificates that clients are shown. */
function seenByClients({ proxied, edge, authority }: Given["chosen"]): string | undefined {
  return proxied ? edge : authority;
}

/** Whoever trusted the old authority trusts the new one. `generations`: of a private one, for clients that are given its roots by hand. */
function clientTrust(given: Given, name: string, generations: readonly string[] | undefined): readonly Change[] {
  const { chosen, clients } = given;
  const seen = seenByClients(chosen);
  if (seen === name) return [];
  const byHand = generations === undefined ? name : { authority: name, generations };
  return clients.flatMap((client) => {
    if (trusted(client).includes(name)) return [];
    const others = trusted(client).filter((each) => each !== seen);
    const kept = client.trusts.filter((each) => others.includes(typeof each === "string" ? each : each.authority));
    return [change(given, ["clients", client.name, "trusts"], [...kept.map(unlisted), client.outside ? byHand : name])];
  });
}

/** As a person writes it: a public authority has no generations. */
function unlisted(trust: Client["trusts"][number]): unknown {
  return typeof trust === "string" || trust.generations.length > 0 ? trust : trust.authority;
}

function trusted({ trusts }: Client): readonly string[] {
  return trusts.map((each) => (typeof each === "string" ? each : each.authority));
}

function hasClientIn({ clients }: Given, { name }: Cluster): boolean {
  return clients.some((client) => !client.outside && client.cluster === name);
}

function installed(given: Given, cluster: Cluster, component: keyof typeof VERSIONS): readonly Change[] {
  if (cluster.platform[component] !== undefined) return [];
  const path = ["clusters", cluster.name, "platform", component];
  return [{ ...change(given, path, VERSIONS[component]), toSay: "the version that is installed" }];
}

function describedAuthority(given: Given, name: string, domain: string): Change {
  const apiTokenSecretRef = { name: "dns-provider", key: "token" };
  const after = {
    kind: "acme",
    server: "letsencrypt",
    email: "somebody@example.com",
    dns01: { cloudflare: { apiTokenSecretRef } },
    dnsZones: [domain],
  };
  const zone = domain === SOME_DOMAIN ? "that domain" : domain;
  return { ...change(given, ["authorities", name], after), toSay: `acme() with a solver for ${zone}` };
}

/** A change of what the spec says now. */
export function change(given: Given, path: Change["path"], after: unknown, before: unknown = valueAt(given.spec.data, path)): Change {
  return { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

function unusedName({ topology }: Given, name: string): string {
  let free = name;
  for (let i = 2; topology.authorities[free]; i++) free = `${name}${i}`;
  return free;
}

/** `ordersWest` of `orders-west` */
function camelCase(name: string): string {
  return name.replace(/-+(\w)/g, (_, letter: string) => letter.toUpperCase());
}
