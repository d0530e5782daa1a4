import type { Upstream } from "../network/edge-controller.ts";
import type { SeenProcess } from "./compare.ts";
import type { DialEvent } from "./seen.ts";

/** How far a dial comes before what is behind a proxy matters. */
const BEFORE = new Set<DialEvent["hop"]>(["resolve", "route", "verify"]);

/**
 * What was seen of a process, with the ends of its dials behind proxies: who dials through one hears only that it failed, and the
 * proxy's own log says where. `upstreamOf` gives what became of the proxy's connection; undefined where no proxy ended or passed on
 * this one.
 */
export function throughProxies(seen: SeenProcess, upstreamOf: (address: string, host: string) => Upstream | undefined): SeenProcess {
  if (seen.kind === "not-started") return seen;
  return {
    kind: "started",
    dials: new Map(
      [...seen.dials].map(([key, events]) => [
        key,
        events.map((event): DialEvent => {
          const upstream = BEFORE.has(event.hop) || event.address === "" ? undefined : upstreamOf(event.address, event.host);
          if (upstream === undefined || upstream.hop === "done" || event.hop === "done") return event;
          const { hop, error, detail = "" } = upstream;
          return { ...event, hop: hop as DialEvent["hop"], error: error as DialEvent["error"], detail: `behind the proxy: ${detail}` };
        }),
      ]),
    ),
  };
}
