import type { ClientEndpoint, Listening, PodReference } from "./expectation.ts";

/** How to get to a listener. */
export type Way =
  | {
      readonly kind: "straight";
      /** Where to connect. */
      readonly host: string;
      readonly port: number;
      /** A name that only a cluster's DNS knows: when it does not resolve, that is because of where we stand. */
      readonly inCluster: boolean;
    }
  | { readonly kind: "pod"; readonly cluster: string; readonly pod: PodReference; readonly port: number };

/** One dial to make. */
export interface PlannedDial {
  readonly listening: Listening;
  /** What is dialled, as people say it: `orders-0.example.com:2113`, or `orders-0:2113`. */
  readonly label: string;
  readonly way: Way;
  /** The name to ask for (SNI); absent for an address. */
  readonly serverName?: string;
  /** The names that its certificate has to hold. */
  readonly hosts: readonly string[];
}

/** Where to connect instead of what is dialled. */
export interface Via {
  readonly host: string;
  /** Absent: all ports. */
  readonly port?: number;
  readonly toHost: string;
  /** Absent: the same port. */
  readonly toPort?: number;
}

export interface ProbePlan {
  readonly dials: readonly PlannedDial[];
  /** Listeners that are not dialled from here: only pods get to them. */
  readonly skipped: readonly Listening[];
  /** Those of `via` that no listener is dialled by. */
  readonly unused: readonly Via[];
}

/**
 * Decides how to get to each listener: through its cluster where that can be reached, else by what its clients dial and
 * by what `via` maps. An endpoint that leads to several listeners is dialled once.
 *
 * @param clusters those that can be reached through their API
 */
export function planDials(listening: readonly Listening[], clusters: ReadonlySet<string>, vias: readonly Via[]): ProbePlan {
  const dials = new Map<string, PlannedDial>();
  const skipped: Listening[] = [];
  const used = new Set<Via>();
  for (const each of listening) {
    const { cluster, pod, port } = each;
    const mapped = mappedEndpoints(each, vias);
    for (const { via } of mapped) used.add(via);
    const through = cluster !== undefined && pod !== undefined && clusters.has(cluster);
    if (through)
      dials.set(each.id, { ...named(each), listening: each, label: `${each.process}:${port}`, way: { kind: "pod", cluster, pod, port } });
    const straight = [
      ...mapped.map(({ endpoint, via }) =>
        straightDial(each, endpoint, { host: via.toHost, port: via.toPort ?? endpoint.port, inCluster: false }),
      ),
      ...(through || mapped.length > 0 ? [] : each.endpoints.map((endpoint) => straightDial(each, endpoint, endpoint))),
    ];
    for (const dial of straight) if (!dials.has(dial.label)) dials.set(dial.label, dial);
    if (!through && straight.length === 0) skipped.push(each);
  }
  return { dials: [...dials.values()], skipped, unused: vias.filter((via) => !used.has(via)) };
}

function straightDial(
  listening: Listening,
  { host, port }: ClientEndpoint,
  to: { host: string; port: number; inCluster: boolean },
): PlannedDial {
  return {
    listening,
    label: `${host}:${port}`,
    way: { kind: "straight", host: to.host, port: to.port, inCluster: to.inCluster },
    ...(isAddress(host) ? {} : { serverName: host }),
    hosts: [host],
  };
}

function named({ hosts }: Listening): Pick<PlannedDial, "serverName" | "hosts"> {
  const serverName = hosts.find((host) => !isAddress(host));
  return { ...(serverName === undefined ? {} : { serverName }), hosts };
}

/** A mapping may name any host and port by which the listener is dialled, also by its peers. */
function mappedEndpoints(listening: Listening, vias: readonly Via[]): readonly { endpoint: ClientEndpoint; via: Via }[] {
  return vias.flatMap((via) => {
    const host = via.host.toLowerCase();
    const endpoint = listening.endpoints.find((each) => each.host.toLowerCase() === host && (via.port ?? each.port) === each.port);
    if (endpoint) return [{ endpoint, via }];
    const dialled = listening.hosts.find((each) => each.toLowerCase() === host);
    if (dialled === undefined || (via.port ?? listening.port) !== listening.port) return [];
    return [{ endpoint: { host: dialled, port: listening.port, inCluster: true }, via }];
  });
}

/** Whether a host is an IP literal, which no server is asked for by name. */
function isAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(":");
}

/** `HOST[:PORT]=HOST[:PORT]` as a mapping; undefined for anything else. IPv6 addresses stand in brackets. */
export function parseVia(text: string): Via | undefined {
  const [left = "", right = "", ...more] = text.split("=");
  const [from, to] = [hostAndPort(left), hostAndPort(right)];
  if (!from || !to || more.length > 0) return undefined;
  return {
    host: from.host,
    ...(from.port === undefined ? {} : { port: from.port }),
    toHost: to.host,
    ...(to.port === undefined ? {} : { toPort: to.port }),
  };
}

function hostAndPort(text: string): { host: string; port?: number } | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:[\]/]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined) return undefined;
  if (match?.[3] === undefined) return { host };
  const port = Number(match[3]);
  return port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
