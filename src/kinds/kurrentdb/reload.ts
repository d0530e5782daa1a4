import { k8s } from "cdk8s-plus-28";
import { containerSecurity } from "../../parts/pod-security.ts";
import type { Layout } from "./layout.ts";

/** Seconds between two looks at the files. */
const INTERVAL = 10;
/** Seconds that a server lives before it is signalled: until it has installed its handler, SIGHUP would end it. */
const SETTLING = 60;
/** Seconds from a changed file until the server is signalled. */
export const RELOAD_SECONDS = INTERVAL + SETTLING;

/**
 * The sidecar that makes a running server load changed certificates and roots: the server does not watch its files but
 * reloads them on SIGHUP (the vendor's page on certificate updates). All nodes have to have swapped within 10 minutes,
 * since connections are recycled by then; the kubelet brings a change within about 2, and this looks every 10 seconds.
 * It runs as the server's user and shares the pod's process namespace: signalling takes no privilege.
 */
export function reloadContainer({ spec, server, rootsConfigMap }: Layout, mounts: readonly k8s.VolumeMount[]): k8s.Container {
  const folders = [server.certificatesPath, ...(rootsConfigMap === undefined ? [] : [server.rootsPath])];
  return {
    name: "reload",
    image: spec.image,
    command: ["/bin/sh", "-c", reloadScript(INTERVAL, SETTLING), "reload", server.process, ...folders],
    securityContext: { ...containerSecurity(), readOnlyRootFilesystem: true },
    resources: {
      requests: { cpu: k8s.Quantity.fromString("5m"), memory: k8s.Quantity.fromString("16Mi") },
      limits: { memory: k8s.Quantity.fromString("32Mi") },
    },
    volumeMounts: [...mounts],
  };
}

/**
 * The script, in POSIX shell. Its arguments: the server's process name, then the folders to watch, without their
 * subfolders. At first it knows of no file, so it signals once when the server has settled: a change that came between
 * the server's start and its own is not missed. A change that can't be signalled yet is tried again.
 * Kubernetes replaces `$(NAME)` in commands by variables of that name; nothing here has that form.
 *
 * Ticks: a process's start is counted in hundredths of a second since boot (proc(5); USER_HZ is 100 on all of Linux'
 * architectures that the server is built for).
 */
export function reloadScript(interval: number, settling: number): string {
  return `set -eu
process=$1
shift

fingerprint() {
  for folder in "$@"; do
    for file in "$folder"/*; do
      if [ -f "$file" ]; then cksum "$file" || true; fi
    done
  done
}

signal() {
  found=1
  read -r uptime rest < /proc/uptime
  for entry in /proc/[0-9]*; do
    name=
    { read -r name < "$entry/comm"; } 2>/dev/null || continue
    [ "$name" = "$process" ] || continue
    { read -r stat < "$entry/stat"; } 2>/dev/null || continue
    set -- $stat
    [ "$((\${uptime%%.*} - \${22} / 100))" -ge ${settling} ] || continue
    kill -s HUP "\${entry#/proc/}" && found=0
  done
  return "$found"
}

seen=
while true; do
  now=$(fingerprint "$@")
  if [ "$now" != "$seen" ] && signal; then
    seen=$now
    echo "reload: sent SIGHUP to $process"
  fi
  sleep ${interval}
done
`;
}
