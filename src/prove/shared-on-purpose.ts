import type { Certificate } from "../world/tls.ts";
import type { World } from "../world/world.ts";

/**
 * Whether a root's authority goes to several workloads on purpose, as a person says in the spec: of a root that the spec
 * holds as PEM by its key, else by the name that its label begins with. `names` are others that mean the same authority.
 */
export function isSharedOnPurpose(
  world: World,
  { key, label }: Pick<Certificate, "key" | "label">,
  names: readonly string[] = [],
): boolean {
  const stated = world.statedRoots.flatMap(({ authority, certificate }) => (certificate.key === key ? [authority] : []));
  return world.environment.some(({ shared = [] }) =>
    shared.some(({ authority }) => label.startsWith(`${authority} `) || stated.includes(authority) || names.includes(authority)),
  );
}
