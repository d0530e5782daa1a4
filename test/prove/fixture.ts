import { parseAllDocuments } from "yaml";
import { programs } from "../../src/programs/all.ts";
import { type Proof, prove } from "../../src/prove/proof.ts";
import type { Environment } from "../../src/terms/environment.ts";
import type { KubeObject } from "../../src/terms/kube-object.ts";
import type { Manifest } from "../../src/terms/manifest.ts";
import { pemTexts } from "../../src/world/certificates/pem/load-pem.ts";
import { resolvePem } from "../../src/world/certificates/pem/resolve-pem.ts";
import { readWorld } from "../../src/world/read-world.ts";
import { BASE } from "./fixture-yaml.ts";

/** Any part of a manifest, as it is edited by cases: what is not there is an error of the case. */
// biome-ignore lint/suspicious/noExplicitAny: manifests are edited by hand, as a person edits YAML
export type Loose = any;

type Writable<T> = T extends (...args: never[]) => unknown ? T : { -readonly [K in keyof T]: Writable<T[K]> };

/** Manifests and Environment that a case changes. */
export class Draft {
  objects: Loose[] = parse(BASE);
  /** Undefined: foreign manifests, of which nothing is declared. */
  environment: Writable<Environment> | undefined = declared();
  /** When it is, in milliseconds since 1970; undefined: dates of certificates are not looked at. */
  asOf: number | undefined = undefined;

  /** The one object of this kind and name. */
  object(kind: string, name: string): Loose {
    const found = this.objects.filter((each) => each.kind === kind && each.metadata.name === name);
    if (found.length !== 1) throw new Error(`the draft has ${found.length} objects ${kind} ${name}`);
    return found[0];
  }

  /** Where objects are that are not in `prod`. */
  readonly elsewhere = new Map<Loose, string>();

  /** Adds the documents of some YAML. */
  add(yaml: string, cluster = "prod"): void {
    for (const object of parse(yaml)) {
      this.objects.push(object);
      if (cluster !== "prod") this.elsewhere.set(object, cluster);
    }
  }

  remove(kind: string, ...names: string[]): void {
    for (const name of names) this.objects.splice(this.objects.indexOf(this.object(kind, name)), 1);
  }

  /** The database's pod spec. */
  get pod(): Loose {
    return this.object("StatefulSet", "ledger").spec.template.spec;
  }

  /** The database's container. */
  get server(): Loose {
    return this.pod.containers[0];
  }

  /** Sets options of the server by their variables without the prefix; undefined takes one away. */
  options(options: Readonly<Record<string, string | undefined>>): void {
    for (const [name, value] of Object.entries(options)) {
      const variable = `KURRENTDB_${name}`;
      this.server.env = this.server.env.filter((each: Loose) => each.name !== variable);
      if (value !== undefined) this.server.env.push({ name: variable, value });
    }
  }

  /** The Certificate of the nodes. */
  get certificate(): Loose {
    return this.object("Certificate", "ledger-tls").spec;
  }

  /** The CA's Certificate. */
  get ca(): Loose {
    return this.object("Certificate", "ledger-root").spec;
  }

  /** What the client is told. */
  get client(): Loose {
    return this.object("ConfigMap", "ledger-client").data;
  }

  /** Services of each pod. */
  perPod(edit: (service: Loose, index: number) => void): void {
    for (const index of [0, 1, 2]) edit(this.object("Service", `ledger-${index}`), index);
  }

  /** What the Environment says of the cluster. */
  get facts(): Loose {
    return this.environment?.clusters["prod"];
  }

  manifests(): Manifest[] {
    return this.objects.map((object, document) => ({
      kind: "manifest",
      cluster: this.elsewhere.get(object) ?? "prod",
      unit: "hand-written",
      object: object as KubeObject,
      origin: { kind: "file", file: "manifests.yaml", document },
    }));
  }

  prove(): Proof {
    const [manifests, environments] = [this.manifests(), this.environment ? [this.environment as Environment] : []];
    const pem = resolvePem(pemTexts(manifests, environments));
    return prove(readWorld(manifests, environments, programs, pem), this.asOf === undefined ? {} : { asOf: this.asOf });
  }
}

/** A draft with edits, in their order. */
export function draft(...edits: readonly ((draft: Draft) => void)[]): Draft {
  const made = new Draft();
  for (const edit of edits) edit(made);
  return made;
}

function parse(yaml: string): Loose[] {
  return parseAllDocuments(yaml).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS();
  });
}

function declared(): Writable<Environment> {
  return {
    kind: "environment",
    version: 1,
    topology: "ledger",
    test: false,
    clusters: {
      prod: {
        platform: {
          kubernetes: "1.33",
          certManager: { version: "1.21", clusterResourceNamespace: "cert-manager" },
          trustManager: { version: "0.25", trustNamespace: "cert-manager" },
          externalDNS: { version: "0.22", annotationPrefix: "external-dns.kubernetes.io/", zones: ["db.example.com"] },
          // Nodes answer the addresses of load balancers, so that nothing is a hairpin.
          loadBalancer: { address: "ip", ipMode: "VIP" },
        },
        dns: { clusterDomain: "cluster.local", serviceIP: "10.0.0.10" },
      },
    },
    processes: [
      {
        name: "web",
        program: "kurrentdb-client",
        cluster: "prod",
        namespace: "apps",
        reads: { cluster: "prod", namespace: "apps", configMap: "ledger-client" },
      },
    ],
    brought: [{ cluster: "prod", namespace: "data", kind: "Secret", name: "ledger-passwords", keys: ["admin", "ops"] }],
    assumptions: [],
    // Both are ClusterIssuers, from which whoever is in the cluster may get a leaf.
    shared: ["ledger", "other"].map((authority) => ({ authority, reason: "nobody else may create Certificates in this cluster" })),
  };
}
