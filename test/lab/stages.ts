import { parseDocument } from "yaml";

/**
 * kwok's configuration: upstream's stages, except that pods of Jobs are left alone. Those the lab runs for real, and says
 * itself how they ended; upstream's `pod-complete` would call them done without running anything.
 */
export function kwokStages(stages: Readonly<Record<string, string>>): string {
  const written = Object.entries(stages).map(([name, text]) => {
    const document = parseDocument(text);
    if (name === "pod-ready") {
      const ofJob = { key: ".metadata.ownerReferences.[].kind", operator: "NotIn", values: ["Job"] };
      document.addIn(["spec", "selector", "matchExpressions"], document.createNode(ofJob));
    }
    return document.toString();
  });
  return written.join("---\n");
}
