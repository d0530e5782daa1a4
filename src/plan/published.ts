import type { Change } from "../report/strategies/strategies.ts";
import type { Cluster } from "../spec/topology.ts";
import { change, SOME_DOMAIN } from "./certificate-options.ts";
import type { Given } from "./given.ts";

/** Stands for the version of external-dns where a spec names none. */
const EXTERNAL_DNS = "0.22";
/** What external-dns is taken to read where a spec does not say. */
const SOURCES: readonly string[] = ["service", "ingress"];

/**
 * Something has to publish the names that lead to servers; where the spec says nothing of a domain, external-dns is what is compiled for.
 * `source`: what it has to read for them, a value of its flag `--source`; load balancers' Services are what it reads anyhow.
 */
export function published(given: Given, cluster: Cluster, domain: string | undefined, source = "service"): readonly Change[] {
  if (domain === undefined) return [];
  const path = ["clusters", cluster.name, "platform", "externalDNS"];
  const zone = domain === SOME_DOMAIN ? "that domain" : domain;
  const { externalDNS } = cluster.platform;
  const said = isPublished(given, domain);
  if (!externalDNS) {
    if (said) return [];
    const sources = SOURCES.includes(source) ? {} : { sources: [...SOURCES, source] };
    const started = SOURCES.includes(source) ? "" : `, started with --source=${source}`;
    const toSay = `its version, and ${zone} among its zones${started}`;
    return [{ ...change(given, path, { version: EXTERNAL_DNS, zones: [domain], ...sources }), toSay }];
  }
  const sources = externalDNS.sources ?? SOURCES;
  return [
    ...(said ? [] : [{ ...change(given, [...path, "zones"], [...externalDNS.zones, domain]), toSay: `that it publishes ${zone}` }]),
    ...(source === "service" || sources.includes(source)
      ? []
      : [{ ...change(given, [...path, "sources"], [...sources, source]), toSay: `that it is started with --source=${source}` }]),
  ];
}

/** Whether anything is said of who publishes names in a domain. */
function isPublished({ topology }: Given, domain: string): boolean {
  const said = [
    ...Object.values(topology.clusters).flatMap(({ platform }) => platform.externalDNS?.zones ?? []),
    ...Object.keys(topology.zones),
  ];
  const vouched = topology.assumptions.some(({ endpoint }) => endpoint.replace(/:\d+$/, "").endsWith(`.${domain}`));
  return vouched || said.some((zone) => domain === zone || domain.endsWith(`.${zone}`));
}
