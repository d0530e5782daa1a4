import { parseAllDocuments } from "yaml";
import type { ClusterFacts, Environment } from "../../src/terms/environment.ts";
import type { KubeObject } from "../../src/terms/kube-object.ts";
import type { Manifest } from "../../src/terms/manifest.ts";
import { pemTexts } from "../../src/world/certificates/pem/load-pem.ts";
import { resolvePem } from "../../src/world/certificates/pem/resolve-pem.ts";
import type { Dial, Listener } from "../../src/world/network.ts";
import type { Container, Program, Reading, Stop, Write } from "../../src/world/program.ts";
import { readWorld } from "../../src/world/read-world.ts";
import type { World } from "../../src/world/world.ts";

/** Manifests of one cluster from YAML documents. */
export function manifestsOf(yaml: string, cluster = "east"): readonly Manifest[] {
  return parseAllDocuments(yaml)
    .map((document) => document.toJS() as KubeObject | null)
    .flatMap((object, document) =>
      object === null
        ? []
        : [{ kind: "manifest", cluster, unit: "test", object, origin: { kind: "file", file: "test.yaml", document } } as const],
    );
}

export const facts: ClusterFacts = {
  platform: {
    kubernetes: "1.33",
    certManager: { version: "1.21", clusterResourceNamespace: "cert-manager" },
    trustManager: { version: "0.25", trustNamespace: "cert-manager" },
    externalDNS: { version: "0.22", annotationPrefix: "external-dns.kubernetes.io/", zones: ["example.com"] },
  },
  dns: { clusterDomain: "cluster.local", serviceIP: "10.96.0.10" },
};

/** An Environment with the cluster `east`, and what else a test says. */
export function environmentOf(more: Partial<Environment> = {}): Environment {
  return {
    kind: "environment",
    version: 1,
    topology: "test",
    test: false,
    clusters: { east: facts },
    processes: [],
    brought: [],
    assumptions: [],
    ...more,
  };
}

/** The World of YAML documents in cluster `east`, with an Environment. */
export function worldOf(yaml: string, programs: readonly Program[] = [], more: Partial<Environment> = {}): World {
  const [manifests, environments] = [manifestsOf(yaml), [environmentOf(more)]];
  return readWorld(manifests, environments, programs, resolvePem(pemTexts(manifests, environments)));
}

/** A program that recognises containers by name or image, and says what the test says. */
export function fakeProgram(name: string, read: (container: Container) => Partial<Reading>): Program {
  return {
    name,
    recognises: (container) => container.name === name || container.image === name || container.image === `program:${name}`,
    read: (container) => ({ listeners: [], dials: [], uptake: "start", stops: [], writes: [], unread: [], ...read(container) }),
  };
}

const rule = { id: "test/rule", evidence: "assumed", source: "the test" } as const;

export function listener(container: Container, port: number, bind?: string): Listener {
  return { place: container.place, port, protocol: "test", advertises: [], rule, ...(bind === undefined ? {} : { bind }) };
}

export function stop(container: Container, reason: Stop["reason"] = "bad-option"): Stop {
  return { reason, place: container.place, related: [], values: {}, rule };
}

export function write(
  container: Container,
  name: string,
  key: string,
  path: string,
  namespace = container.pod.namespace,
): readonly Write[] {
  const content = container.file(path);
  return content ? [{ kind: "ConfigMap", cluster: container.pod.cluster, namespace, name, key, content, rule }] : [];
}

export function dial(container: Container, host: string): Dial {
  const from = `${container.pod.cluster}/${container.pod.namespace}/${container.pod.name}/${container.name}`;
  return {
    id: `${from} test ${host}:1`,
    place: container.place,
    from,
    to: { host, port: 1, place: container.place },
    protocol: "test",
    purpose: "test",
    callee: "ready",
    rule,
  };
}

/** Keeps the containers it reads, by `POD/CONTAINER`. */
export function keeper(): { readonly program: Program; readonly containers: Map<string, Container> } {
  const containers = new Map<string, Container>();
  return {
    containers,
    program: {
      name: "keeper",
      recognises: () => true,
      read(container) {
        containers.set(`${container.pod.name}/${container.name}`, container);
        return { listeners: [], dials: [], uptake: "start", stops: [], writes: [], unread: [] };
      },
    },
  };
}
