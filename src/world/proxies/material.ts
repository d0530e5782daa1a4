import type { Rule } from "../../terms/evidence.ts";
import type { Place } from "../../terms/place.ts";
import type { ProxyFault } from "../network.ts";
import type { Content } from "../program.ts";
import { stopOfMissing } from "../stops.ts";
import type { Certificate, TrustStore } from "../tls.ts";
import type { Named, ProxySurroundings } from "./surroundings.ts";

/** A value, or why it can't be had. */
export type Found<T> = { readonly value: T } | { readonly fault: ProxyFault };

/** The certificates of a Secret of type kubernetes.io/tls, leaf first. */
export function leafOf(secret: Named, around: ProxySurroundings, rule: Rule): Found<readonly Certificate[]> {
  const found = contentOf("Secret", ["tls.crt"], secret, around, rule);
  if ("fault" in found) return found;
  if (found.value.kind === "certificates" && found.value.chain.length > 0) return { value: found.value.chain };
  return unread(found.value, secret.place, `what Secret ${secret.namespace}/${secret.name} holds is not known from the objects`, rule);
}

/** The roots in a ConfigMap or Secret, under the first of these keys that is there. */
export function rootsOf(
  kind: "ConfigMap" | "Secret",
  keys: readonly string[],
  object: Named,
  around: ProxySurroundings,
  rule: Rule,
): Found<TrustStore> {
  const found = contentOf(kind, keys, object, around, rule);
  if ("fault" in found) return found;
  const { value } = found;
  if (value.kind !== "certificates" || value.chain.length === 0)
    return unread(value, object.place, `what ${kind} ${object.namespace}/${object.name} holds is not known from the objects`, rule);
  const rules = [...new Set([rule, ...(value.rules ?? []), ...value.chain.map((root) => root.rule)])];
  return { value: { place: value.place, roots: value.chain, refused: [], publicRoots: false, rules } };
}

function contentOf(
  kind: "ConfigMap" | "Secret",
  keys: readonly string[],
  { place, cluster, namespace, name }: Named,
  around: ProxySurroundings,
  rule: Rule,
): Found<Content> {
  const contents = around.contents.get(cluster, kind, namespace, name);
  const key = keys.find((each) => contents?.keys.has(each));
  const content = key === undefined ? undefined : contents?.keys.get(key);
  if (content) return { value: content };
  const stop = stopOfMissing({ place, kind, name, ...(contents ? { key: keys[0] ?? "" } : {}) }, { cluster, namespace }, around);
  const why = contents ? `${kind} ${namespace}/${name} has no key ${keys.join(" or ")}` : `${kind} ${namespace}/${name} is not there`;
  if (contents?.open)
    return unread(undefined, place, `whether ${kind} ${namespace}/${name} has the key ${keys.join(" or ")} is not known`, rule);
  return { fault: { reason: "missing-object", why, change: "Name one that is made.", places: [place], rule, stop } };
}

function unread(content: Content | undefined, place: Place, why: string, rule: Rule): { readonly fault: ProxyFault } {
  const places: [Place, ...Place[]] = content ? [place, content.place] : [place];
  return { fault: { reason: "not-known", why, change: "State its public PEM, or let cert-manager make it.", places, rule } };
}
