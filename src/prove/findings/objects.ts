import type { Values } from "./finding.ts";
import { row } from "./row.ts";

/** `ConfigMap shop-roots`, `Secret orders-users with the key admin`. */
function missingObject(values: Values): string {
  if (!values["kind"]) return "an object";
  return `${values["kind"]} ${values["name"] ?? ""}${values["key"] ? ` with the key ${values["key"]}` : ""}`;
}

/** TL1xxx: vacuity. TL51xx: objects that do not fit together. TL52xx: security. TL53xx: options. TL8xxx: dist/. */
export const objects = [
  row(
    "TL1001",
    "error",
    "there are workloads, but not one dial to prove",
    "A proof of nothing holds always. Either no container runs a program that is known, or nothing dials anything.",
    "Add a client, or check that the images are those of the programs they should be.",
  ),
  row(
    "TL5101",
    "error",
    (v) => `the StatefulSet's serviceName${v["service"] ? ` ${v["service"]}` : ""} is no headless Service that selects its pods`,
    "Pods get their DNS names from the headless Service that serviceName names. It can't be changed later without recreating the StatefulSet.",
    "Make a Service of that name with clusterIP: None and the pods' labels as its selector.",
  ),
  row(
    "TL5102",
    "error",
    (v) => `the selector of ${v["object"] ?? "this object"} matches no pod`,
    "The object does nothing, although somebody counts on it.",
    "Make the selector equal to labels that the pods carry.",
  ),
  row(
    "TL5103",
    "error",
    (v) => `${v["missing"] ?? missingObject(v)} is referred to, and nobody makes it${v["why"] ? `: ${v["why"]}` : ""}`,
    "Whoever needs it waits: the kubelet does not start a pod without a Secret or ConfigMap that is not optional, and an issuer signs nothing without its credentials.",
    "Name an object that is there. If somebody else makes it, the spec has a field that names it.",
  ),
  row(
    "TL5104",
    "error",
    (v) => `two containers of a pod listen on ${v["port"] ? `port ${v["port"]}` : "one port"}`,
    "Containers of a pod share its network: the second one to listen fails.",
    "Give them different ports.",
  ),
  row(
    "TL5105",
    "error",
    (v) => `${v["container"] ?? "a container"} may not listen on port ${v["port"] ?? "53"}`,
    "Ports below 1024 need a privilege that a non-root container without capabilities does not have.",
    "Set the sysctl net.ipv4.ip_unprivileged_port_start to 0 in the pod, and add NET_BIND_SERVICE where all capabilities are dropped.",
  ),
  row(
    "TL5106",
    "error",
    (v) => `${v["namespace"] ? `the namespace ${v["namespace"]}` : "a namespace"} is declared by nobody`,
    "Objects can't be created in a namespace that is not there.",
    "Let the compiler create it (namespace: { name, create: true }), or declare that it exists (create: false).",
  ),
  row(
    "TL5107",
    "error",
    "a container starts before the DNS sidecar that it depends on",
    "With dnsPolicy None and a nameserver on loopback, whatever starts before the sidecar has no DNS. A plain container gives no order, and goes down before the server has drained.",
    "Make the DNS sidecar the first init container, with restartPolicy: Always and a startupProbe.",
  ),
  row(
    "TL5108",
    "error",
    (v) => `${v["service"] ? `the Service ${v["service"]}` : "a Service"} turns into options that the server does not know`,
    "Kubernetes sets variables such as KURRENTDB_PORT for every Service of the namespace. The server takes them for options and refuses to start.",
    "Set enableServiceLinks: false on the pod.",
  ),
  row(
    "TL5109",
    "error",
    (v) => `a program may not write what others read${v["why"] ? `: ${v["why"]}` : ""}`,
    "Its ServiceAccount lacks the permission, so what others read from that object is never there.",
    "Grant patch on that object by name in a Role, and bind it to the ServiceAccount.",
  ),
  row(
    "TL5201",
    "error",
    "a server runs without TLS, authentication and authorisation",
    "Insecure switches off all three: whoever reaches the port can read and write everything.",
    "Give security.authority, or say test: true on the topology if this is a test.",
  ),
  row(
    "TL5202",
    "error",
    "the built-in users keep the default password, which is public",
    "A new database takes its admin and ops passwords at first start; without them they are the documented default.",
    "Name users.adminPasswordSecret and users.opsPasswordSecret.",
  ),
  row(
    "TL5203",
    "error",
    (v) => `a placeholder was left unfilled${v["placeholder"] ? `: ${v["placeholder"]}` : ""}`,
    "Examples in documentation carry placeholders. One that reaches a cluster names nothing that exists.",
    "Put your own value there.",
  ),
  row(
    "TL5204",
    "error",
    (v) => `${v["what"] ?? "a private key or credential"} would be written to git`,
    "What is committed is read by everybody who reads the repository, for ever.",
    "Refer to a Secret that is made in the cluster, or commit it encrypted (passThrough). What was in a commit has to be replaced.",
  ),
  row(
    "TL5301",
    "error",
    (v) => `the server refuses its options${v["problem"] ? `: ${v["problem"]}` : ""}`,
    "It checks its options at start, and does not start with these.",
    "Change the option.",
  ),
  row(
    "TL8001",
    "error",
    "dist/ is not what the specs compile to",
    "Controllers apply what is committed. What was proven is not what they would apply.",
    "Run `npx trueline synth` and commit the result.",
  ),
] as const;
