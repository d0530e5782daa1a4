import type { IngressControllerFacts } from "../../terms/environment.ts";
import { type Place, place } from "../../terms/place.ts";
import { textRecord } from "../data.ts";
import type { ProxyHost, Upstream } from "../network.ts";
import type { Indexed } from "../object-index.ts";
import type { Backend } from "./backends.ts";
import { leafOf } from "./material.ts";
import { rules } from "./rules.ts";
import type { ProxySurroundings } from "./surroundings.ts";

const PREFIX = "nginx.ingress.kubernetes.io/";

/** Annotations that change nothing about who is reached and by which certificates. */
const HARMLESS =
  /^(backend-protocol|ssl-passthrough|proxy-ssl-.*|ssl-redirect|force-ssl-redirect|proxy-(body-size|buffer.*|connect-timeout|read-timeout|send-timeout|next-upstream.*|request-buffering|max-temp-file-size|http-version)|client-body-buffer-size|limit-.*|enable-access-log|connection-proxy-header|custom-http-errors|upstream-hash-by|load-balance|service-upstream|preserve-trailing-slash)$/;

/** How ingress-nginx goes on for the hosts of an Ingress: how it speaks to the backend, and whether it ends TLS at all. */
export function readNginx(
  { id, cluster, namespace, object }: Indexed,
  backend: Backend,
  backendPlace: Place,
  facts: IngressControllerFacts,
  around: ProxySurroundings,
): Pick<ProxyHost, "mode" | "upstream" | "fault" | "unread" | "rule"> {
  const annotations = textRecord(object.metadata.annotations);
  const where = (name: string) => place(id, "metadata", "annotations", PREFIX + name);
  const unread = Object.keys(annotations).flatMap((key) =>
    key.startsWith(PREFIX) && !HARMLESS.test(key.slice(PREFIX.length)) ? [where(key.slice(PREFIX.length))] : [],
  );
  const to = { place: backendPlace, address: backend.address, service: backend.label, port: backend.port };
  if (annotations[`${PREFIX}ssl-passthrough`] === "true") {
    const upstream: Upstream = { ...to, http: "2", speaks: backendPlace, rule: rules.nginxPassthrough };
    const passes = { mode: "passthrough", unread, rule: rules.nginxPassthrough } as const;
    if (facts.sslPassthrough === true) return { ...passes, upstream };
    return {
      ...passes,
      fault: {
        reason: "not-supported",
        why: "ssl-passthrough has no effect: the controller runs without --enable-ssl-passthrough, as far as its cluster's platform says",
        change:
          "Start the controller with --enable-ssl-passthrough and say sslPassthrough: true in platform.ingress, or leave the annotation out.",
        places: [where("ssl-passthrough")],
        rule: rules.nginxPassthrough,
      },
    };
  }
  const protocol = (annotations[`${PREFIX}backend-protocol`] ?? "HTTP").toUpperCase();
  const speaks = annotations[`${PREFIX}backend-protocol`] === undefined ? backendPlace : where("backend-protocol");
  const http = protocol === "GRPC" || protocol === "GRPCS" ? "2" : "1.1";
  const upstream: Upstream = { ...to, http, speaks, rule: rules.nginxBackend };
  const terminates = { mode: "terminate", unread, rule: rules.nginxBackend } as const;
  if (protocol === "HTTP" || protocol === "GRPC" || protocol === "AUTO_HTTP") return { ...terminates, upstream };
  const presented =
    protocol === "HTTPS" ? clientCertificate(annotations, { cluster, namespace }, where("proxy-ssl-secret"), around) : undefined;
  return {
    ...terminates,
    upstream: {
      ...upstream,
      tls: {
        verifier: "proxy-without-verification",
        uptake: { leaf: "watch", trust: "watch" },
        from: speaks,
        ...(presented ? { leaf: presented } : {}),
        unverified: {
          why: "ingress-nginx verifies no gRPC backend: its proxy-ssl annotations become directives that nginx's grpc module does not read",
          change: "Let TLS pass through to the nodes (passthrough: true), or use a Gateway or a controller that verifies, such as Traefik.",
        },
      },
    },
  };
}

/** What `proxy-ssl-secret` makes the controller present to HTTPS backends, where the Secret holds a key pair. */
function clientCertificate(
  annotations: Readonly<Record<string, string>>,
  home: { readonly cluster: string; readonly namespace: string },
  where: Place,
  around: ProxySurroundings,
) {
  const [namespace = "", name] = (annotations[`${PREFIX}proxy-ssl-secret`] ?? "").split("/");
  if (name === undefined) return undefined;
  const found = leafOf({ place: where, cluster: home.cluster, namespace, name }, around, rules.nginxClientCertificate);
  return "value" in found ? found.value : undefined;
}
