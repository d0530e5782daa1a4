/**
 * KurrentDB's page on managing certificates, field by field: its YAML stands as it is there in two golden cases, and here it is
 * held against what a spec of the same meaning compiles to.
 */
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { kinds } from "../src/kinds/all.ts";
import { expand } from "../src/kinds/expand.ts";
import { acme, defineTopology, kurrentdb, privateCA } from "../src/spec/language.ts";
import type { KubeObject } from "../src/terms/kube-object.ts";
import { checked } from "./spec/topologies.ts";

/** What a person puts in place of the page's braces. */
const VALUES: Readonly<Record<string, string>> = {
  email: "platform@example.com",
  region: "eu-central-1",
  hostedZoneId: "Z0EXAMPLE",
  accessKeyId: "AKIAEXAMPLE",
  domain: "example.com",
};

function page(file: string): readonly KubeObject[] {
  const text = readFileSync(`test/golden/${file}`, "utf8").replace(/\{ (\w+) \}/g, (_, name: string) => VALUES[name] ?? "?");
  return parseAllDocuments(text).map((document) => document.toJS() as KubeObject);
}

const PAGE = [...page("vendor-letsencrypt-unfilled/manifests/issuer.yaml"), ...page("vendor-self-signed/manifests/selfsigned.yaml")];

const database = {
  cluster: "east",
  namespace: "kurrent",
  image: "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0",
  storage: { size: "10Gi" },
  users: { adminPasswordSecret: { name: "users", key: "admin" }, opsPasswordSecret: { name: "users", key: "ops" } },
} as const;

/** What a person writes who has read the page. */
const spec = defineTopology({
  clusters: { east: { platform: { kubernetes: "1.33", certManager: "1.21", trustManager: "0.25" }, dns: { serviceIP: "10.96.0.10" } } },
  authorities: {
    letsencrypt: acme({
      server: "letsencrypt",
      email: "platform@example.com",
      preferredChain: "",
      scope: "ClusterIssuer",
      dns01: {
        route53: {
          region: "eu-central-1",
          hostedZoneID: "Z0EXAMPLE",
          accessKeyID: "AKIAEXAMPLE",
          secretAccessKeySecretRef: { name: "aws-route53-credentials", key: "secretAccessKey" },
        },
      },
      dnsZones: ["example.com", "*.example.com"],
    }),
    ca: privateCA({
      generations: ["g1"],
      subject: { organizations: ["Kurrent"], organizationalUnits: ["Cloud"] },
      privateKey: { algorithm: "RSA", encoding: "PKCS1", size: 2048 },
    }),
  },
  workloads: {
    orders: kurrentdb({ ...database, replicas: 3, network: { clientTrafficStrategy: "ServiceName" }, security: { authority: "ca" } }),
    notices: kurrentdb({ ...database, replicas: 1, network: { domain: "example.com" }, security: { authority: "letsencrypt" } }),
  },
});

const LABELS = "objects say by app.kubernetes.io labels what they belong to and that Trueline wrote them";
const GENERATIONS = "an authority has generations, each with objects of its own, named after both: the next one never replaces it in place";
const OWN_NAMESPACE = "namespaced: nobody in another namespace gets a certificate from it";

/** Each object of the page, what it is compiled to, and every field that is another one or not on the page, with its reason. */
const PAIRS: readonly (readonly [of: string, to: string, differences: Readonly<Record<string, string>>])[] = [
  ["ClusterIssuer letsencrypt", "ClusterIssuer letsencrypt", { "+metadata.labels": LABELS }],
  ["Namespace kurrent", "Namespace kurrent", { "+metadata.labels": LABELS }],
  [
    "ClusterIssuer selfsigned-issuer",
    "Issuer ca-selfsigned",
    {
      "~kind": `${OWN_NAMESPACE} that signs itself`,
      "~metadata.name": "it is of one authority, and named after it",
      "+metadata.namespace": OWN_NAMESPACE,
      "+metadata.labels": LABELS,
    },
  ],
  [
    "Certificate selfsigned-ca",
    "Certificate ca-g1",
    {
      "~metadata.name": GENERATIONS,
      "+metadata.labels": LABELS,
      "~spec.commonName": `${GENERATIONS}; by it people tell the roots apart`,
      "~spec.secretName": GENERATIONS,
      "+spec.duration": "without it the CA lives 90 days, and leaves are not issued anew when it is",
      "+spec.renewBefore": "renewed, with the same key, while leaves that it signed can still end before it",
      "+spec.privateKey.rotationPolicy": "Never: since cert-manager 1.18 the default is a new key at each renewal, which breaks every leaf",
      "+spec.usages": "what a CA is for, and nothing else: cert-manager's default has key encipherment, which no root needs",
      "~spec.issuerRef.kind": OWN_NAMESPACE,
      "~spec.issuerRef.name": "it is of one authority, and named after it",
    },
  ],
  ["Issuer ca-issuer", "Issuer ca-g1", { "~metadata.name": GENERATIONS, "+metadata.labels": LABELS, "~spec.ca.secretName": GENERATIONS }],
];

const compiled = expand(checked(JSON.parse(JSON.stringify(spec)), "page"), kinds).manifests.map(({ object }) => object);

function find(objects: readonly KubeObject[], what: string): KubeObject {
  const [kind, name] = what.split(" ");
  const found = objects.filter((each) => each.kind === kind && each.metadata.name === name);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} objects are ${what}`);
  return found[0];
}

/** Fields by their paths: `~` another value, `+` only compiled, `-` only on the page. Of what is only on one side the topmost field. */
function differences(onPage: unknown, made: unknown, path = ""): readonly string[] {
  if (isDeepStrictEqual(onPage, made)) return [];
  if (!isRecord(onPage) || !isRecord(made)) return [`~${path}`];
  return [...new Set([...Object.keys(onPage), ...Object.keys(made)])].flatMap((key) => {
    const below = path === "" ? key : `${path}.${key}`;
    if (!(key in made)) return [`-${below}`];
    return key in onPage ? differences(onPage[key], made[key], below) : [`+${below}`];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

describe("KurrentDB's page on managing certificates", () => {
  it("is compiled object by object", () => {
    expect(PAIRS.map(([of]) => of).sort()).toEqual(PAGE.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort());
  });

  it.each(PAIRS)("%s: every field stands in %s, and each that differs or is added has its reason", (of, to, reasons) => {
    const found = differences(find(PAGE, of), find(compiled, to));
    expect(found.filter((each) => each.startsWith("-"))).toEqual([]);
    expect([...found].sort()).toEqual(Object.keys(reasons).sort());
  });

  it("gives all of the issuer's own fields as they are", () => {
    expect(find(compiled, "ClusterIssuer letsencrypt")["spec"]).toEqual(find(PAGE, "ClusterIssuer letsencrypt")["spec"]);
  });
});
