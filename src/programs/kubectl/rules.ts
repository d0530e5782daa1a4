import type { Rule } from "../../terms/evidence.ts";

/** What is known of `kubectl apply -k`, and where it was found. */
export const rules = {
  apply: {
    id: "kubectl/apply-server-side",
    evidence: "documentation",
    source: "Kubernetes documentation, Server-Side Apply; Declarative Management of Kubernetes Objects Using Kustomize",
  },
  generator: {
    id: "kubectl/config-map-generator",
    evidence: "lab",
    source: "Kustomize documentation, configMapGenerator, secretGenerator, generatorOptions; seen in test/lab",
  },
  loadRestriction: {
    id: "kubectl/load-restriction",
    evidence: "documentation",
    source: "Kustomize documentation, security: files outside of the kustomization's folder are refused",
  },
} as const satisfies Record<string, Rule>;
