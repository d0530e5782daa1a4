import { row } from "./row.ts";

/** TL461x: what depends on the version of cert-manager and trust-manager in the cluster. */
export const componentVersions = [
  row(
    "TL4611",
    "error",
    (v) =>
      v["field"]
        ? `${v["component"]} ${v["version"]} does not know ${v["field"]}, which ${v["since"]} has`
        : "the cluster's cert-manager or trust-manager is too old for a field",
    "Server-side apply and strict validation refuse the whole object. Without them the API server drops the field, and nothing says so: what is applied is not what was proven.",
    (v) =>
      v["field"]
        ? `Upgrade ${v["component"]} to ${v["since"]} or newer and say so in the cluster's platform, or leave it out.`
        : "Upgrade the component and say so in the cluster's platform, or leave the field out.",
  ),
  row(
    "TL4612",
    "warning",
    (v) =>
      v["field"]
        ? `cert-manager ${v["version"]} refuses ${v["field"]} unless its feature gate ${v["gate"]} was switched on`
        : "cert-manager refuses a field unless its feature gate was switched on",
    "The field is there, but the webhook rejects the object as long as the gate is off, and at this version it is off by default.",
    (v) =>
      v["field"]
        ? `Switch ${v["gate"]} on in the controller and the webhook, or upgrade to ${v["since"]}, where it is on by default.`
        : "Switch the gate on in the controller and the webhook, or upgrade.",
  ),
  row(
    "TL4613",
    "error",
    (v) => `cert-manager ${v["unsure"] ? "1.21, if it is 1.21.0," : "1.21.0"} crashes on the renewal policy Disabled`,
    "Its controller ends with a nil pointer at the first such Certificate, starts again and ends again. No certificate of the cluster is issued or renewed meanwhile.",
    "Upgrade cert-manager to 1.21.1 or newer and say so in the cluster's platform.",
  ),
  row(
    "TL4614",
    "note",
    (v) =>
      `whether renewal brings a new key depends on cert-manager's version${v["version"] ? `: at ${v["version"]} it does not, from 1.18 on it does` : ""}`,
    "A Certificate without privateKey.rotationPolicy keeps its key for ever up to cert-manager 1.17, and gets a new one at every renewal since 1.18.",
    "Write privateKey.rotationPolicy: Always (or Never, where something is pinned to the key).",
  ),
] as const;
