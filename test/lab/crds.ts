import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { ClusterFacts } from "../../src/terms/environment.ts";
import { runGo } from "./build.ts";
import { TRAEFIK } from "./network/traefik.ts";

/** Where a CustomResourceDefinition of the lab comes from: files in a published module. */
interface CrdSource {
  readonly module: string;
  readonly folder: string;
  readonly files: RegExp;
}

/** The CRDs of the products that Trueline writes objects for, from the modules of their own releases. */
const CRD_SOURCES: readonly CrdSource[] = [
  { module: "github.com/cert-manager/cert-manager@v1.21.2", folder: "deploy/crds", files: /\.yaml$/ },
  { module: "github.com/cert-manager/trust-manager@v0.25.0", folder: "deploy/crds", files: /\.yaml$/ },
  { module: "github.com/argoproj/argo-cd/v3@v3.5.7", folder: "manifests/crds", files: /^app(lication|project)-crd\.yaml$/ },
  { module: "github.com/fluxcd/kustomize-controller@v1.9.5", folder: "config/crd/bases", files: /\.yaml$/ },
  { module: "github.com/fluxcd/source-controller@v1.9.6", folder: "config/crd/bases", files: /_gitrepositories\.yaml$/ },
  {
    module: "github.com/prometheus-operator/prometheus-operator@v0.94.0",
    folder: "example/prometheus-operator-crd",
    files: /_(prometheusrules|probes|podmonitors|servicemonitors)\.yaml$/,
  },
  {
    module: "github.com/traefik/traefik/v3@v3.6.12",
    folder: "docs/content/reference/dynamic-configuration",
    files: /^traefik\.io_.*\.yaml$/,
  },
];

/** kwok's stages for the node, and for pods that go; the rest of a kubelet is the lab's own. */
const KWOK = "sigs.k8s.io/kwok@v0.8.0";

async function moduleFolder(module: string): Promise<string> {
  return (JSON.parse(await runGo(tmpdir(), ["mod", "download", "-json", module])) as { Dir: string }).Dir;
}

/** Files of modules that a run needs beside the programs. */
export interface ModuleFiles {
  /** CustomResourceDefinitions as plain data. */
  readonly crds: readonly unknown[];
  /** kwok's stages as YAML, by file name without ending. */
  readonly stages: Readonly<Record<string, string>>;
}

/**
 * Reads them out of Go's module cache, downloading what it lacks. The definitions of the vendor's operator are in no module: those in
 * `own` are written by hand from its documents.
 */
export async function readModuleFiles(own: string): Promise<ModuleFiles> {
  const crds: unknown[] = readdirSync(own)
    .sort()
    .flatMap((name) => parseAllDocuments(readFileSync(join(own, name), "utf8")).map((document) => document.toJS() as unknown));
  for (const { module, folder, files } of CRD_SOURCES) {
    const at = join(await moduleFolder(module), folder);
    for (const name of readdirSync(at)
      .filter((each) => files.test(each))
      .sort()) {
      for (const document of parseAllDocuments(readFileSync(join(at, name), "utf8"))) crds.push(document.toJS());
    }
  }
  const stage = join(await moduleFolder(KWOK), "kustomize", "stage");
  const read = (path: string): string => readFileSync(join(stage, path), "utf8");
  return {
    crds: crds.filter((each) => (each as { kind?: string } | null)?.kind === "CustomResourceDefinition"),
    stages: {
      "node-initialize": read("node/fast/node-initialize.yaml"),
      "node-heartbeat-with-lease": read("node/heartbeat-with-lease/node-heartbeat-with-lease.yaml"),
      "pod-delete": read("pod/fast/pod-delete.yaml"),
    },
  };
}

/** The same without the CRDs of Argo CD and Flux, which are large. */
export function withoutDeliveryCrds(modules: ModuleFiles): ModuleFiles {
  return withoutGroups(modules, /argoproj\.io$|toolkit\.fluxcd\.io$/);
}

/** The same without the CRDs of Traefik, which are large too, if none is stated. It watches all of its kinds, so it needs them all. */
export function withTraefikCrdsFor(modules: ModuleFiles, { platform }: Pick<ClusterFacts, "platform">): ModuleFiles {
  const isStated = Object.values(platform.ingress ?? {}).some(({ controller }) => controller === TRAEFIK);
  return isStated ? modules : withoutGroups(modules, /^traefik\.io$/);
}

function withoutGroups(modules: ModuleFiles, groups: RegExp): ModuleFiles {
  return { ...modules, crds: modules.crds.filter((crd) => !groups.test((crd as { spec: { group: string } }).spec.group)) };
}
