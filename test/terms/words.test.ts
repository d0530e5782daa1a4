import { describe, expect, test } from "vitest";
import { imageVersion, parseImage } from "../../src/terms/image.ts";
import { inWords } from "../../src/terms/in-words.ts";
import { dnsNameProblem, isDnsLabel, kebabCase, labelProblem } from "../../src/terms/names.ts";
import { atLeast, formatVersion, parseVersion } from "../../src/terms/version.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("images", () => {
  test.each([
    ["docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1", "docker.kurrent.io/kurrent-lts/kurrentdb", "26.0.1", undefined],
    ["localhost:5000/db:1.2", "localhost:5000/db", "1.2", undefined],
    [`db:26.0.1@${DIGEST}`, "db", "26.0.1", DIGEST],
    [`db@${DIGEST}`, "db", undefined, DIGEST],
    ["registry:5000/db", "registry:5000/db", undefined, undefined],
  ])("%s is split", (text, repository, tag, digest) =>
    expect({ tag: undefined, digest: undefined, ...parseImage(text) }).toEqual({ repository, tag, digest }),
  );

  test.each(["", "Db:1", "a b:1", "db:", "db@sha256:12", "http://x/db:1"])("%s is none", (text) =>
    expect(parseImage(text)).toBeUndefined(),
  );

  test.each([
    ["db:26.0.1", "26.0.1"],
    ["db:26.0.1-rhel8", "26.0.1"],
    ["db:v23.10", "23.10"],
    [`db:26.0.1@${DIGEST}`, "26.0.1"],
    ["db:latest", undefined],
    ["db:26", undefined],
    ["registry:5000/db", undefined],
    ["db:26.0.1x", undefined],
  ])("%s says %s", (text, wanted) => {
    const version = imageVersion(text);
    expect(version && formatVersion(version)).toBe(wanted);
  });
});

describe("versions", () => {
  test.each([
    ["1.33", "1.29", true],
    ["1.29", "1.29", true],
    ["1.28.9", "1.29", false],
    ["2.0", "1.29", true],
    ["0.22.1", "0.22", true],
  ] as const)("%s is at least %s: %s", (text, minimum, wanted) =>
    expect(atLeast(parseVersion(text) ?? { major: 0, minor: 0 }, minimum)).toBe(wanted),
  );

  test.each(["1", "1.x", "latest", "1.2.3.4", "1.33-eks", ""])("%s is none", (text) => expect(parseVersion(text)).toBeUndefined());
});

describe("names", () => {
  test.each([
    ["ordersNodes", "orders-nodes"],
    ["orders", "orders"],
    ["publicCA2", "public-ca2"],
    ["myCAOne", "my-ca-one"],
    ["a_b", "a-b"],
  ])("%s is %s in kebab case", (name, wanted) => expect(kebabCase(name)).toBe(wanted));

  test("labels hold 63 characters", () => {
    expect(isDnsLabel("a".repeat(63))).toBe(true);
    expect(labelProblem("a".repeat(64))).toContain("64 characters");
  });

  test.each(["", "-a", "a-", "A", "a_b", "a.b", "ä"])("%s is no label", (text) => expect(isDnsLabel(text)).toBe(false));

  test.each([
    ["example.com", undefined],
    [`${"a".repeat(63)}.com`, undefined],
    [`${"a".repeat(64)}.com`, "64 characters"],
    [`${"abcdefghi.".repeat(25)}com`, undefined],
    [`${"abcdefghi.".repeat(25)}abcd`, "254 characters"],
    ["example.com.", "ends in a dot"],
    ["a..b", "empty label"],
    ["a_b.com", "a_b"],
  ])("%s as a DNS name: %s", (text, wanted) => {
    if (wanted === undefined) expect(dnsNameProblem(text)).toBeUndefined();
    else expect(dnsNameProblem(text)).toContain(wanted);
  });
});

describe("lists", () => {
  test.each([
    [[], ""],
    [["a"], "a"],
    [["a", "b"], "a and b"],
    [["a", "b", "c"], "a, b and c"],
  ])("%j", (words, text) => expect(inWords(words)).toBe(text));

  test("of a choice", () => expect(inWords([0, 1, 3], "or")).toBe("0, 1 or 3"));
});
