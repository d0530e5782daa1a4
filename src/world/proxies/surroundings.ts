import type { Place } from "../../terms/place.ts";
import type { ReadService } from "../services.ts";
import type { Surroundings } from "../surroundings.ts";

/** What proxies are read against. */
export interface ProxySurroundings extends Pick<Surroundings, "index" | "facts" | "contents" | "notIssuedInto"> {
  /** By `CLUSTER/NAMESPACE/NAME`. */
  readonly services: ReadonlyMap<string, ReadService>;
}

/** An object that another one names: where, in which cluster and namespace. */
export interface Named {
  readonly place: Place;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
}
