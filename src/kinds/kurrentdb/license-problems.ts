import { imageVersion } from "../../terms/image.ts";
import { atLeast, formatVersion } from "../../terms/version.ts";
import type { SpecProblem } from "../spec-problem.ts";
import type { NamedKurrentDB } from "./layout.ts";
import type { ConfigurationSpec } from "./spec.ts";

/** The server that takes licence keys, which unlock features of it. Source: the vendor's page on installation, licence keys. */
const SINCE = "24.10";

/** A licence key that the server does not know, or that would stand in git. */
export function licenseProblems(spec: NamedKurrentDB): readonly SpecProblem[] {
  const version = imageVersion(spec.image);
  const found: SpecProblem[] = [];
  if (spec.licenseSecret && version && !atLeast(version, SINCE)) {
    const message = `names a licence key, which servers take from ${SINCE} on; the image is ${formatVersion(version)}.`;
    found.push({ path: ["licenseSecret"], message, hint: "Leave it out, or use a newer image." });
  }
  const replicas = spec.readOnlyReplicas.configuration;
  if (holdsKey(spec.configuration)) found.push(inGit(["configuration"]));
  if (replicas !== spec.configuration && holdsKey(replicas)) found.push(inGit(["readOnlyReplicas", "configuration"]));
  return found;
}

function holdsKey(configuration: ConfigurationSpec): boolean {
  return Object.entries(configuration).some(([name, value]) => {
    if (name.toLowerCase() !== "licensing" || typeof value !== "object" || value === null) return false;
    return Object.keys(value).some((key) => key.toLowerCase() === "licensekey");
  });
}

function inGit(path: readonly string[]): SpecProblem {
  const message = "holds a licence key, which would be committed in a ConfigMap.";
  return { path: [...path, "Licensing"], message, hint: "Put it into a Secret and name that: licenseSecret: { name, key }." };
}
