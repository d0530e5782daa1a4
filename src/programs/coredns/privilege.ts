import { place } from "../../terms/place.ts";
import type { Container, Stop } from "../../world/program.ts";
import { containerSpec, fieldsOf, textsOf } from "../container-spec.ts";
import { rules } from "./rules.ts";

/**
 * Why the official image's binary may not bind a port below 1024. It runs as no root and holds the file capability
 * NET_BIND_SERVICE: when that is outside of the container's capabilities the binary can't even be executed, and without
 * privilege escalation it has no effect, so that only the sysctl ip_unprivileged_port_start helps.
 */
export function privilegeStop(container: Container, port: number): Stop | undefined {
  if (port >= 1024) return undefined;
  const podContext = fieldsOf(container.pod.spec["securityContext"]);
  const context = fieldsOf(containerSpec(container)["securityContext"]);
  if (context["privileged"] === true || (context["runAsUser"] ?? podContext["runAsUser"]) === 0) return undefined;
  const capabilities = fieldsOf(context["capabilities"]);
  const names = (list: unknown) => textsOf(list).map((each) => each.toUpperCase().replace(/^CAP_/, ""));
  const added = names(capabilities["add"]).some((each) => each === "NET_BIND_SERVICE" || each === "ALL");
  const dropped = names(capabilities["drop"]).some((each) => each === "NET_BIND_SERVICE" || each === "ALL");
  const { object, path } = container.place;
  const stop = (problem: string, ...steps: readonly string[]): Stop => ({
    reason: "no-privilege",
    place: place(object, ...path, "securityContext", ...steps),
    related: [],
    values: { port: String(port), container: container.name, problem },
    rule: rules.privilege,
  });
  if (dropped && !added)
    return stop("its capabilities leave out NET_BIND_SERVICE, which its binary carries: it can't be executed", "capabilities");
  const opened = sysctl(podContext["sysctls"], "net.ipv4.ip_unprivileged_port_start");
  if (context["allowPrivilegeEscalation"] === false && (opened === undefined || opened > port)) {
    return stop("without privilege escalation its file capability has no effect", "allowPrivilegeEscalation");
  }
  return undefined;
}

function sysctl(list: unknown, name: string): number | undefined {
  const found = Array.isArray(list) ? list.map(fieldsOf).find((each) => each["name"] === name) : undefined;
  return found ? Number(found["value"]) : undefined;
}
