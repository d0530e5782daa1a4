import { type ObjectId, objectIdOf } from "../../terms/kube-object.ts";
import { type Place, place } from "../../terms/place.ts";
import { clusterFacts } from "../../world/facts.ts";
import type { DnsRewrite } from "../../world/network.ts";
import type { World } from "../../world/world.ts";
import { applyRewrites } from "./apply-rewrites.ts";
import { parseCorefile } from "./corefile/parse.ts";
import { type Claim, type RewriteStep, readDefaultBlock } from "./default-block.ts";

/** What the DNS of a cluster does with a question before it answers. */
export interface ClusterDns {
  /** Rewrite rules, in their order. */
  readonly steps: readonly RewriteStep[];
  /** Names that something beside the zones of the World answers. */
  readonly claims: readonly Claim[];
  /** Zones with a server block of their own, which is not read. */
  readonly elsewhere: readonly { readonly suffix: string; readonly place: Place }[];
  /** What makes all of it uncertain: text that CoreDNS refuses, or that is not all there. */
  readonly open?: { readonly place: Place; readonly why: string };
}

/** What becomes of a question. `why` completes "the DNS of the cluster …". */
export type Led =
  | { readonly kind: "led"; readonly name: string; readonly rewrite?: DnsRewrite }
  | { readonly kind: "open"; readonly place: Place; readonly why: string };

const known = new WeakMap<World, Map<string, ClusterDns | undefined>>();

/**
 * Reads what was added to a cluster's CoreDNS: the Corefile that a person states, or that stands in the manifests (ConfigMap
 * `coredns` of kube-system), and the keys of `coredns-custom` where the Environment says that the distribution reads them.
 * Undefined where nothing is known to be added. `.override` keys are parts of the default server block, in the order of their names.
 */
export function clusterDns(world: World, cluster: string): ClusterDns | undefined {
  const ofWorld = known.get(world) ?? new Map<string, ClusterDns | undefined>();
  known.set(world, ofWorld);
  if (!ofWorld.has(cluster)) ofWorld.set(cluster, read(world, cluster));
  return ofWorld.get(cluster);
}

/**
 * What CoreDNS makes of a name: it chooses a server block by it, rewrites it there, and asks what answers the name that results.
 * Open where something on this way is not read.
 */
export function leadThroughClusterDns(dns: ClusterDns, name: string): Led {
  if (dns.open) return { kind: "open", ...dns.open };
  const apart = dns.elsewhere.find(({ suffix }) => isIn(name, suffix));
  if (apart) return { kind: "open", place: apart.place, why: `has a server of its own for ${apart.suffix}, which is not read` };
  const led = rewrite(dns, name);
  if (led.kind === "open") return led;
  const claim = dns.claims.find(({ zone, only }) => (only ? led.name.toLowerCase() === zone : isIn(led.name, zone)));
  return claim ? { kind: "open", place: claim.place, why: `may answer ${led.name} by its plugin ${claim.by}, which is not followed` } : led;
}

/** A rule that is not read matters where it may take the name, and no rule before it has. */
function rewrite({ steps }: ClusterDns, name: string): Led {
  const notUnderstood = "has a rewrite rule that is not understood";
  const uncertain = steps.findIndex((step) => step.kind === "unread" && step.mayTake(name));
  const certain = uncertain === -1 ? steps : steps.slice(0, uncertain);
  const rewrites = certain.flatMap((step) => (step.kind === "rewrite" ? [step.rewrite] : []));
  const rewritten = applyRewrites({ rewrites }, name);
  if (rewritten.kind === "unread") return { kind: "open", place: rewritten.rewrite.place, why: notUnderstood };
  const blind = steps[uncertain] ?? (goesOn(rewritten) ? steps.find((step) => step.kind === "unread") : undefined);
  if (blind?.kind === "unread" && (rewritten.kind === "unchanged" || goesOn(rewritten)))
    return { kind: "open", place: blind.place, why: notUnderstood };
  return rewritten.kind === "unchanged" ? { kind: "led", name } : { kind: "led", name: rewritten.to, rewrite: rewritten.rewrite };
}

function goesOn(rewritten: ReturnType<typeof applyRewrites>): boolean {
  return rewritten.kind === "rewritten" && rewritten.rewrite.continues === true;
}

/** A piece of the configuration, as a Corefile. */
interface Part {
  readonly text: string;
  readonly place: Place;
}

/** How the Corefiles of AKS and k3s take in the keys of `coredns-custom`. */
const IMPORTS = /^[ \t]*import[ \t]+(?:\S*\/)?custom\/\*\.(?:override|server)[ \t]*$/gm;

function read(world: World, cluster: string): ClusterDns | undefined {
  const facts = clusterFacts(world, cluster)?.dns;
  const own = objectIdOf(cluster, "", "ConfigMap", "kube-system", "coredns");
  const stated: readonly Part[] = facts?.corefile === undefined ? [] : [{ text: facts.corefile, place: place(own, "data", "Corefile") }];
  const custom = facts?.customization === "aks" || facts?.customization === "k3s";
  const ofCluster = stated.length > 0 ? stated : keysOf(world, own, /^Corefile$/);
  const parts = [
    // What is imported is read from where it stands.
    ...ofCluster.map((part) => (custom ? { ...part, text: part.text.replace(IMPORTS, "") } : part)),
    ...(custom ? keysOf(world, objectIdOf(cluster, "", "ConfigMap", "kube-system", "coredns-custom"), /\.(?:override|server)$/) : []),
  ];
  return parts.length === 0 ? undefined : combined(parts);
}

function keysOf(world: World, id: ObjectId, wanted: RegExp): readonly Part[] {
  const data = (world.objects.get(id)?.["data"] ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(data)
    .filter(([key]) => wanted.test(key))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([key, value]): readonly Part[] => {
      if (typeof value !== "string") return [];
      // What is imported into the default block is the same as if it stood there.
      return [{ text: key.endsWith(".override") ? `.:53 {\n${value}\n}` : value, place: place(id, "data", key) }];
    });
}

function combined(parts: readonly Part[]): ClusterDns {
  const steps: RewriteStep[] = [];
  const claims: Claim[] = [];
  const elsewhere: { suffix: string; place: Place }[] = [];
  let open: ClusterDns["open"];
  for (const { text, place: where } of parts) {
    const corefile = parseCorefile(text);
    if (corefile.kind === "wrong") {
      open ??= { place: where, why: `is given what CoreDNS refuses to load: ${corefile.problem}` };
      continue;
    }
    if (corefile.open) open ??= { place: where, why: "takes in parts that are not here (import, a snippet or a variable)" };
    for (const { keys, directives } of corefile.servers) {
      const zones = keys.flatMap(zoneOf);
      for (const suffix of zones) if (suffix !== "") elsewhere.push({ suffix, place: where });
      if (!zones.includes("")) continue;
      const block = readDefaultBlock(directives, where);
      steps.push(...block.steps);
      claims.push(...block.claims);
      if (block.refused !== undefined) open ??= { place: where, why: `is given what CoreDNS refuses to load: ${block.refused}` };
    }
  }
  return { steps, claims, elsewhere, ...(open ? { open } : {}) };
}

/** The zone of a server block's key, if it is asked on port 53: pods ask there, by plain DNS. */
function zoneOf(key: string): readonly string[] {
  const match = /^(?:(?<transport>[a-z0-9]+):\/\/)?(?<zone>[^:]*)(?::(?<port>\d+))?$/i.exec(key);
  const { transport = "dns", zone = "", port = "53" } = match?.groups ?? {};
  return match && (transport.toLowerCase() !== "dns" || port !== "53") ? [] : [zone.toLowerCase().replace(/\.$/, "")];
}

function isIn(name: string, zone: string): boolean {
  const asked = name.toLowerCase();
  return zone === "" || asked === zone || asked.endsWith(`.${zone}`);
}
