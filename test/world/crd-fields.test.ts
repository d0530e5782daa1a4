import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../src/terms/kube-object.ts";
import { certManagerFields, trustManagerFields } from "../../src/world/versions/crd-fields.ts";
import { newerFields } from "../../src/world/versions/newer-fields.ts";

/** What release notes and documentation say, held against what was recorded from the definitions themselves. */
const CERT_MANAGER: readonly (readonly [kind: string, path: string, since: string])[] = [
  ["Certificate", "spec.renewBeforePercentage", "1.16"],
  ["Certificate", "spec.nameConstraints", "1.14"],
  ["Certificate", "spec.otherNames", "1.14"],
  ["Certificate", "spec.renewal", "1.21"],
  ["Certificate", "spec.keystores.jks.password", "1.17"],
  ["Certificate", "spec.keystores.pkcs12.password", "1.17"],
  ["Certificate", "spec.keystores.pkcs12.profile=Modern2026", "1.21"],
  ["Issuer", "spec.acme.profile", "1.18"],
  ["Issuer", "spec.acme.solvers[].dns01.azureDNS.zoneType", "1.20"],
  ["Issuer", "spec.vault.serverName", "1.18"],
  ["Issuer", "spec.vault.auth.aws", "1.21"],
];

/** Each with the version that the gate went from alpha to beta. */
const GATES: readonly (readonly [path: string, since: string])[] = [
  ["spec.nameConstraints", "1.17"],
  ["spec.otherNames", "1.20"],
  ["spec.literalSubject", "1.15"],
];

/** Some that trust-manager's release notes name lie between two versions that could be looked at. */
const TRUST_MANAGER: readonly (readonly [path: string, without: string, since: string])[] = [
  ["spec.sources[].configMap.includeAllKeys", "0.7", "0.14"],
  ["spec.target.namespaceSelector.matchExpressions", "0.7", "0.14"],
  ["spec.target.configMap.metadata", "0.15", "0.24"],
];

describe("the recorded fields", () => {
  it.each(CERT_MANAGER)("have %s %s from cert-manager %s on", (kind, path, since) => {
    expect(certManagerFields.fields[kind]).toContainEqual({ path, since, without: before(since, certManagerFields.versions) });
  });

  it.each(GATES)("have the gate of %s on from cert-manager %s", (path, since) => {
    expect(certManagerFields.gates.find((gate) => gate.path === path)?.since).toBe(since);
  });

  it.each(TRUST_MANAGER)("have %s neither in trust-manager %s nor first in a later one than %s", (path, without, since) => {
    expect(trustManagerFields.fields["Bundle"]).toContainEqual({ path, since, without });
  });

  it("leave no minor version of cert-manager out", () => {
    const minors = certManagerFields.versions.map((version) => Number(version.split(".")[1]));
    expect(minors).toEqual(minors.map((_, i) => (minors[0] ?? 0) + i));
  });

  it("have no row for what all versions know", () => {
    const known = [
      "spec.dnsNames",
      "spec.secretName",
      "spec.renewBefore",
      "spec.privateKey.rotationPolicy",
      "spec.sources[].useDefaultCAs",
    ];
    const rows = [certManagerFields, trustManagerFields].flatMap(({ fields }) => Object.values(fields).flat());
    expect(rows.filter(({ path }) => known.includes(path))).toEqual([]);
  });
});

function before(version: string, versions: readonly string[]): string | undefined {
  return versions[versions.indexOf(version) - 1];
}

describe("fields that are newer than a version", () => {
  const fields = [
    { path: "spec.a", since: "1.3", without: "1.1" },
    { path: "spec.list[].b", since: "1.2", without: "1.1" },
    { path: "spec.c=New", since: "1.2", without: "1.1" },
  ];
  const found = (spec: unknown, version: string) =>
    newerFields({ apiVersion: "v1", kind: "A", metadata: { name: "a" }, spec } as KubeObject, fields, version).map(({ path }) =>
      path.join("."),
    );

  it.each<[title: string, spec: unknown, version: string, places: readonly string[]]>([
    ["a field of a later version", { a: 1 }, "1.1", ["spec.a"]],
    ["a field of a later version, by a patch release", { a: false }, "v1.1.9", ["spec.a"]],
    ["a field between two versions that were looked at", { a: 1 }, "1.2", []],
    ["a field that the version has", { a: 1 }, "1.3", []],
    ["a field of a later major version", { a: 1 }, "2.0", []],
    ["a field of an older major version", { a: 1 }, "0.9", ["spec.a"]],
    ["null, which the API server drops", { a: null }, "1.1", []],
    ["items of a list", { list: [{}, { b: "" }, { b: 2 }] }, "1.1", ["spec.list.1.b", "spec.list.2.b"]],
    ["no list where one should be", { list: { b: 1 } }, "1.1", []],
    ["a value of a later version", { c: "New" }, "1.1", ["spec.c"]],
    ["another value", { c: "Old" }, "1.1", []],
    ["no version", { a: 1 }, "latest", []],
  ])("%s", (_, spec, version, places) => {
    expect(found(spec, version)).toEqual(places);
  });
});
