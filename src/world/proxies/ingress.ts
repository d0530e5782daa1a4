import type { IngressControllerFacts } from "../../terms/environment.ts";
import { type Place, place } from "../../terms/place.ts";
import { at, list, record, text, textRecord } from "../data.ts";
import type { ProxyFault, ProxyHost } from "../network.ts";
import type { Indexed } from "../object-index.ts";
import type { Certificate } from "../tls.ts";
import { type Backend, backendOf } from "./backends.ts";
import { readNginx } from "./ingress-nginx.ts";
import { type Found, leafOf } from "./material.ts";
import { rules } from "./rules.ts";
import type { ProxySurroundings } from "./surroundings.ts";
import { readTraefik } from "./traefik.ts";

/** What is read of an Ingress: the class whose controller serves it, and what that does for each host. */
export interface ReadIngress {
  readonly object: Indexed;
  /** Empty where nothing says which. */
  readonly className: string;
  readonly hosts: readonly ProxyHost[];
  readonly backends: readonly Backend[];
}

/** All Ingresses. Source: Kubernetes documentation, Ingress. */
export function readIngresses(around: ProxySurroundings): readonly ReadIngress[] {
  return around.index.ofKind("networking.k8s.io", "Ingress").map((object) => {
    const className = classOf(object, around);
    const facts = around.facts.of(object.cluster)?.platform.ingress?.[className];
    const backends: Backend[] = [];
    const hosts = list(at(object.object, "spec", "rules")).map((rule, i) =>
      readRule(object, i, record(rule), facts, className, around, backends),
    );
    return { object, className, hosts, backends };
  });
}

/** `spec.ingressClassName`, the annotation that came before it, or the cluster's default class where an object says so. */
function classOf({ cluster, object }: Indexed, { index }: ProxySurroundings): string {
  const named = text(at(object, "spec", "ingressClassName")) ?? textRecord(object.metadata.annotations)["kubernetes.io/ingress.class"];
  if (named !== undefined) return named;
  const classes = index.ofKind("networking.k8s.io", "IngressClass").filter((each) => each.cluster === cluster);
  const marked = classes.find(
    (each) => textRecord(each.object.metadata.annotations)["ingressclass.kubernetes.io/is-default-class"] === "true",
  );
  return marked?.name ?? "";
}

function readRule(
  ingress: Indexed,
  i: number,
  rule: Readonly<Record<string, unknown>>,
  facts: IngressControllerFacts | undefined,
  className: string,
  around: ProxySurroundings,
  backends: Backend[],
): ProxyHost {
  const { id } = ingress;
  const host = text(rule["host"])?.toLowerCase() ?? "*";
  const where = place(id, "spec", "rules", i, ...(host === "*" ? [] : ["host"]));
  const broken = (fault: ProxyFault): ProxyHost => ({ host, place: where, mode: "terminate", fault, unread: [], rule: rules.ingress });
  if (!facts || !KNOWN.includes(facts.controller)) return broken(unknownController(ingress, className, facts));
  const path = rootPath(rule);
  if (path === undefined) {
    const why = "no path of the rule is /, and gRPC calls are at paths of their own";
    return broken({ reason: "no-backend", why, change: "Route the path / with pathType Prefix.", places: [where], rule: rules.ingress });
  }
  const service = ["spec", "rules", i, "http", "paths", path, "backend", "service"] as const;
  const backendPlace = place(id, ...service);
  const { name, port } = record(at(ingress.object, ...service));
  const named = { place: backendPlace, cluster: ingress.cluster, namespace: ingress.namespace, name: text(name) ?? "" };
  const backend = backendOf(named, record(port)["number"] ?? record(port)["name"], around, rules.ingress);
  if ("fault" in backend) return broken(backend.fault);
  backends.push(backend.value);
  const read = isNginx(facts.controller)
    ? readNginx(ingress, backend.value, backendPlace, facts, around)
    : readTraefik(ingress, backend.value, backendPlace, around);
  const shared = { host, place: where, ...read };
  if (read.fault || read.mode === "passthrough") return shared;
  const leaf = certificateFor(ingress, host, facts, around);
  if (leaf && "fault" in leaf) return { ...shared, fault: leaf.fault };
  return leaf ? { ...shared, leaf: leaf.value } : shared;
}

function isNginx(controller: string): boolean {
  return controller === "k8s.io/ingress-nginx";
}

/** Controllers whose behaviour rules describe. */
const KNOWN = ["k8s.io/ingress-nginx", "traefik.io/ingress-controller"];

function unknownController({ id, cluster }: Indexed, className: string, facts: IngressControllerFacts | undefined): ProxyFault {
  const named = className !== "";
  if (facts) {
    return {
      reason: "not-known",
      why: `what the controller ${facts.controller} does with an Ingress is not known here`,
      change: `Use one of ${KNOWN.join(", ")}, or a Gateway, or vouch for the endpoint in assumptions.`,
      places: [place(id, "spec", "ingressClassName")],
      rule: rules.notKnown,
    };
  }
  return {
    reason: "not-known",
    why: named
      ? `nothing says which controller serves the class ${className} in cluster ${cluster}`
      : `it names no class, and no IngressClass of cluster ${cluster} is said to be the default`,
    change: named
      ? `Declare it: clusters.${cluster}.platform.ingress: { "${className}": { controller, version } }, with one of ${KNOWN.join(", ")}. Or vouch for the endpoint in assumptions.`
      : "Set spec.ingressClassName.",
    places: [named ? place(id, "spec", "ingressClassName") : place(id, "spec")],
    rule: rules.notKnown,
  };
}

/** The position of the path that gets all requests. */
function rootPath(rule: Readonly<Record<string, unknown>>): number | undefined {
  const index = list(at(rule, "http", "paths")).findIndex((each) => ["/", undefined].includes(text(record(each)["path"])));
  return index < 0 ? undefined : index;
}

/** The certificate that the controller presents for a host: that of the first entry of `spec.tls` with it. Undefined: a default one of its own. */
function certificateFor(
  { id, cluster, namespace, object }: Indexed,
  host: string,
  { controller }: IngressControllerFacts,
  around: ProxySurroundings,
): Found<readonly Certificate[]> | undefined {
  const entries = list(at(object, "spec", "tls")).map((each) => record(each));
  const holds = (entry: Readonly<Record<string, unknown>>) =>
    list(entry["hosts"]).some((each) => typeof each === "string" && matchesHost(each.toLowerCase(), host));
  // Traefik takes every Secret that an Ingress names and picks by the names on the certificates.
  const index = entries.findIndex((entry) => holds(entry) || (!isNginx(controller) && entries.length === 1));
  const name = text(entries[index]?.["secretName"]);
  if (name === undefined) return undefined;
  const where: Place = place(id, "spec", "tls", index, "secretName");
  return leafOf({ place: where, cluster, namespace, name }, around, rules.ingress);
}

/** Whether a host of a rule, which may begin with `*.`, stands for a name. A wildcard of an Ingress stands for one label. */
export function matchesHost(pattern: string, name: string): boolean {
  if (pattern === "*" || pattern === name) return true;
  return pattern.startsWith("*.") && name.endsWith(pattern.slice(1)) && !name.slice(0, -pattern.length + 1).includes(".");
}
