import { FLEET_TWINS } from "./fleet-twins.ts";
import { INGRESS_TWINS } from "./ingress-twins.ts";
import type { JoinedTwin } from "./joined-twins.ts";
import { REWRITE_TWINS } from "./rewrite-twins.ts";
import { TRAEFIK_TWINS } from "./traefik-twins.ts";

/** Broken copies of golden cases, deployed one after the other over the same clusters. */
export const GOLDEN_TWINS: readonly JoinedTwin[] = [...FLEET_TWINS, ...INGRESS_TWINS, ...TRAEFIK_TWINS, ...REWRITE_TWINS];
