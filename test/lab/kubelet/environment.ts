import type { KubeClient, LiveObject } from "../kube-client.ts";
import { fieldOf, VolumeNotReady } from "./volumes.ts";

/**
 * The variables of a container as a kubelet makes them: `envFrom`, then `env`, with `$(NAME)` in values replaced by those
 * before. Throws VolumeNotReady (a kubelet's CreateContainerConfigError) while a Secret or ConfigMap is missing.
 */
// biome-ignore lint/suspicious/noExplicitAny: a container as it stands in a pod
export async function environmentOf(client: KubeClient, pod: LiveObject, container: any): Promise<Record<string, string>> {
  const made: Record<string, string> = {};
  const read = async (resource: "secrets" | "configmaps", name: string): Promise<Record<string, string> | undefined> => {
    const object = await client.get(`/api/v1/namespaces/${pod.metadata.namespace}/${resource}/${name}`);
    if (object === undefined) return undefined;
    const entries = Object.entries<string>(object["data"] ?? {});
    return Object.fromEntries(
      entries.map(([key, value]) => [key, resource === "secrets" ? Buffer.from(value, "base64").toString() : value]),
    );
  };
  for (const source of container.envFrom ?? []) {
    const reference = source.secretRef ?? source.configMapRef;
    const data = await read(source.secretRef === undefined ? "configmaps" : "secrets", reference.name);
    if (data === undefined && reference.optional !== true) throw new VolumeNotReady(`${reference.name} of envFrom not found`);
    for (const [key, value] of Object.entries(data ?? {})) made[`${source.prefix ?? ""}${key}`] = value;
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    if (valueFrom === undefined) {
      made[name] = expand(value ?? "", made);
    } else if (valueFrom.fieldRef !== undefined) {
      made[name] = fieldOf(pod, valueFrom.fieldRef.fieldPath);
    } else {
      const reference = valueFrom.secretKeyRef ?? valueFrom.configMapKeyRef;
      if (reference === undefined) throw new Error(`the lab can't resolve ${name}: ${JSON.stringify(valueFrom)}`);
      const found = (await read(valueFrom.secretKeyRef === undefined ? "configmaps" : "secrets", reference.name))?.[reference.key];
      if (found !== undefined) made[name] = found;
      else if (reference.optional !== true) throw new VolumeNotReady(`${name}: no key ${reference.key} in ${reference.name}`);
    }
  }
  return made;
}

/** Replaces `$(NAME)` by variables; `$$(NAME)` stays as `$(NAME)`, and unknown names stay as they are. */
export function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([A-Za-z_.-][A-Za-z0-9_.-]*)\)/g, (whole, name?: string) =>
    name === undefined ? "$" : (variables[name] ?? whole),
  );
}
