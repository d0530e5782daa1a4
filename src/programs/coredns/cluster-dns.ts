import { type ObjectId, objectIdOf } from "../../terms/kube-object.ts";
import { type Place, place } from "../../terms/place.ts";
import { gatherFacts } from "../../world/facts.ts";
import type { DnsRewrite, DnsServer } from "../../world/network.ts";
import type { World } from "../../world/world.ts";
import { type Corefile, type Directive, parseCorefile } from "./corefile/parse.ts";
import { readRewrite } from "./rewrite.ts";

/** What the DNS of a cluster does with a question before it answers. */
export interface ClusterDns {
  /** Its rewrites, in their order. */
  readonly server: DnsServer;
  /** What of its configuration is not understood, and may lead any name elsewhere. */
  readonly unread: readonly Place[];
  /** Zones with a server block of their own, which is not read: what it answers for names in them is not known. */
  readonly elsewhere: readonly { readonly suffix: string; readonly place: Place }[];
}

/** Plugins that answer by themselves or send a question elsewhere, so that the zones of the World are not all there is. */
const ANSWERS = new Set(["template", "file", "auto", "secondary", "view"]);

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

/** A part of the configuration, as a Corefile. */
interface Part {
  readonly text: string;
  readonly place: Place;
}

function read(world: World, cluster: string): ClusterDns | undefined {
  const facts = gatherFacts(world.environment).of(cluster)?.dns;
  const own = objectIdOf(cluster, "", "ConfigMap", "kube-system", "coredns");
  const stated: readonly Part[] = facts?.corefile === undefined ? [] : [{ text: facts.corefile, place: place(own, "data", "Corefile") }];
  const custom = facts?.customization === "aks" || facts?.customization === "k3s";
  const parts = [
    ...(stated.length > 0 ? stated : keysOf(world, own, (key) => key === "Corefile")),
    ...(custom ? keysOf(world, objectIdOf(cluster, "", "ConfigMap", "kube-system", "coredns-custom"), () => true) : []),
  ];
  return parts.length === 0 ? undefined : combined(parts);
}

function keysOf(world: World, id: ObjectId, wanted: (key: string) => boolean): readonly Part[] {
  const data = (world.objects.get(id)?.["data"] ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(data)
    .filter(([key]) => wanted(key) && (key === "Corefile" || /\.(override|server)$/.test(key)))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([key, value]): readonly Part[] => {
      if (typeof value !== "string") return [];
      // What is imported into the default block is the same as if it stood there.
      return [{ text: key.endsWith(".override") ? `.:53 {\n${value}\n}` : value, place: place(id, "data", key) }];
    });
}

function combined(parts: readonly Part[]): ClusterDns {
  const rewrites: DnsRewrite[] = [];
  const unread: Place[] = [];
  const elsewhere: { suffix: string; place: Place }[] = [];
  for (const part of parts) {
    const corefile: Corefile = parseCorefile(part.text);
    if (corefile.kind === "wrong") {
      unread.push(part.place);
      continue;
    }
    for (const { keys, directives } of corefile.servers) {
      const zones = keys.map((key) =>
        key
          .replace(/^dns:\/\//, "")
          .replace(/:\d+$/, "")
          .replace(/\.$/, "")
          .toLowerCase(),
      );
      for (const suffix of zones) if (suffix !== "") elsewhere.push({ suffix, place: part.place });
      if (zones.includes("")) readDefault(directives, part.place, rewrites, unread);
    }
  }
  const [first] = parts;
  return { server: { place: first?.place ?? place("" as ObjectId), rewrites }, unread, elsewhere };
}

/** The default server block. CoreDNS runs `rewrite` before all that answers, wherever it stands. */
function readDefault(directives: readonly Directive[], where: Place, rewrites: DnsRewrite[], unread: Place[]): void {
  for (const directive of directives) {
    if (directive.name === "rewrite") {
      const rewrite = readRewrite(directive, where);
      if (rewrite.kind === "rewrite") rewrites.push(rewrite.rewrite);
      else unread.push(where);
    } else if (ANSWERS.has(directive.name)) unread.push(where);
  }
}
