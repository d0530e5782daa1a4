import type { WorkloadContext } from "../kind.ts";
import type { SpecProblem } from "../spec-problem.ts";
import type { NamedKurrentDB } from "./layout.ts";

/** What `security.reload` needs of its cluster, and what `configReloadKey` needs of `security.reload`. */
export function reloadProblems(spec: NamedKurrentDB, { cluster }: WorkloadContext): readonly SpecProblem[] {
  return [...reloaderProblems(spec, cluster.name, cluster.platform.reloader), ...keyProblems(spec)];
}

function reloaderProblems(
  { security }: NamedKurrentDB,
  cluster: string,
  reloader: WorkloadContext["cluster"]["platform"]["reloader"],
): readonly SpecProblem[] {
  if (security.reload !== "reloader") return [];
  const path = ["security", "reload"];
  if (security.insecure) {
    return [{ path, message: "an insecure server has no certificates to restart for.", hint: "Leave reload out." }];
  }
  if (!reloader) {
    const message = `"reloader" writes annotations for stakater's Reloader, and platform.reloader of cluster ${cluster} does not say that it runs there.`;
    const hint = 'Add platform.reloader: { version, strategy: "annotations" }, or use "sidecar".';
    return [{ path, message, hint }];
  }
  if (reloader.strategy === "annotations") return [];
  const message = `Reloader of cluster ${cluster} runs with strategy "${reloader.strategy}", which writes a variable into the server's container: no manifest has it, and whatever replaces the StatefulSet takes it out and restarts all nodes again.`;
  return [{ path, message, hint: 'Run Reloader with --reload-strategy=annotations, or use "sidecar".' }];
}

function keyProblems({ configReloadKey, security }: NamedKurrentDB): readonly SpecProblem[] {
  if (configReloadKey === undefined) return [];
  const path = ["configReloadKey"];
  if (security.insecure) {
    const message = "an insecure server has no certificates to load again, and a change of its configuration restarts it.";
    return [{ path, message, hint: "Leave configReloadKey out." }];
  }
  if (security.reload === "sidecar") return [];
  const message = `it is the reload sidecar that acts on this key, and security.reload is "${security.reload}": nothing would happen.`;
  return [{ path, message, hint: 'Change rollingRestartKey instead, or set security.reload to "sidecar".' }];
}
