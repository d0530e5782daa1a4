import { z } from "zod";
import { strict } from "../../spec/fields.ts";
import { dnsNameProblem } from "../../terms/names.ts";
import type { ExtraMetadata, ExtraMetadataSpec } from "./extra-metadata-spec.ts";

/** Kubernetes' rules for labels and annotations (documentation, Labels and Selectors; Annotations). */
const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
/** By these Services, controllers and policies select the nodes. */
const OWN =
  /^(app\.kubernetes\.io\/(name|part-of|component|managed-by)$|statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/|controller-revision-hash$|trueline\/)/;

const OF_NODE_TYPE = ["name", "namespace", "domain", "nodeTypeSuffix"];
const OF_POD = [...OF_NODE_TYPE, "podName", "podOrdinal"];

function pairs(placeholders: readonly string[], what: "label" | "annotation") {
  return z.record(z.string(), z.string()).superRefine((given, context) => {
    for (const [key, value] of Object.entries(given)) {
      const problem = (message: string) => context.addIssue({ code: "custom", path: [key], message });
      const [name = "", domain] = key.split("/").reverse();
      const badKey = !NAME.test(name) || key.split("/").length > 2 || (domain !== undefined && dnsNameProblem(domain) !== undefined);
      if (badKey) problem(`"${key}" is no key of a Kubernetes ${what}.`);
      else if (OWN.test(key)) problem(`${key} is set by Trueline or Kubernetes, and objects find each other by it.\nChoose another key.`);
      const unknown = [...value.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? "").find((each) => !placeholders.includes(each));
      if (unknown !== undefined) {
        const known = placeholders.length === 0 ? "There are none here." : `Known: ${placeholders.map((each) => `{${each}}`).join(", ")}.`;
        problem(`"${value}" has an unknown placeholder {${unknown}}.\n${known}`);
      } else if (what === "label" && value !== "" && !NAME.test(value.replace(/\{\w+\}/g, "a"))) {
        problem(`"${value}" is no value of a Kubernetes label.`);
      }
    }
  });
}

function extra(placeholders: readonly string[]): z.ZodType<ExtraMetadata> {
  return strict({ labels: pairs(placeholders, "label").exactOptional(), annotations: pairs(placeholders, "annotation").exactOptional() });
}

/** What a workload says under `extraMetadata`. Which kinds know which placeholders: the vendor's page on resource types. */
export const extraMetadataSchema: z.ZodType<ExtraMetadataSpec> = strict({
  all: extra([]).exactOptional(),
  configMaps: extra(OF_NODE_TYPE).exactOptional(),
  statefulSets: extra(OF_NODE_TYPE).exactOptional(),
  pods: extra([]).exactOptional(),
  persistentVolumeClaims: extra([]).exactOptional(),
  headlessServices: extra(OF_NODE_TYPE).exactOptional(),
  headlessPodServices: extra(OF_POD).exactOptional(),
  loadBalancers: extra(OF_POD).exactOptional(),
  podDisruptionBudgets: extra(OF_NODE_TYPE).exactOptional(),
});
