import { describe, expect, test } from "vitest";
import type { LiveObject } from "../kube-client.ts";
import { isInternal } from "./load-balancers.ts";
import { allRecords, readRecords, zoneOf } from "./zones.ts";

describe("records of several clusters", () => {
  const of = (cluster: string, ...names: readonly string[]) => ({
    cluster,
    records: names.map((name) => ({ name, type: "A", target: cluster })),
  });
  const targets = (...args: Parameters<typeof allRecords>) => allRecords(...args).map(({ name, target }) => `${name} ${target}`);

  test("who has a name keeps it until its object is gone", () => {
    const held = new Map<string, string>();
    expect(targets([of("west", "a.example.com")], [], held)).toEqual(["a.example.com west"]);
    expect(targets([of("east", "a.example.com"), of("west", "a.example.com")], [], held)).toEqual(["a.example.com west"]);
    expect(targets([of("east", "a.example.com"), of("west")], [], held)).toEqual(["a.example.com east"]);
  });

  test("in a zone with an owner only the owner writes", () => {
    const zones = [{ name: "example.com", owner: "west" }];
    expect(targets([of("east", "a.example.com", "a.example.net"), of("west", "b.example.com")], zones, new Map())).toEqual([
      "a.example.net east",
      "b.example.com west",
    ]);
  });

  test("what people keep by hand stays", () => {
    const zones = [{ name: "example.com", records: { "A.example.com": "10.0.0.1" } }];
    expect(targets([of("east", "a.example.com")], zones, new Map())).toEqual(["a.example.com 10.0.0.1"]);
  });
});

test("the longest zone has the name, at a border between labels", () => {
  const zones = [{ name: "example.com" }, { name: "db.example.com" }];
  expect(zoneOf("a.db.example.com", zones)?.name).toBe("db.example.com");
  expect(zoneOf("db.example.com", zones)?.name).toBe("db.example.com");
  expect(zoneOf("adb.example.com", zones)?.name).toBe("example.com");
  expect(zoneOf("example.net", zones)).toBeUndefined();
});

test("records are read from the lines of a zone file", () => {
  const text = ". 1 IN SOA ns.lab. lab.lab. 7 3600 600 86400 1\nA.example.com. 1 IN A 10.0.0.1\nb.example.com. 1 IN CNAME lb.cloud.test.\n";
  expect(readRecords(text)).toEqual([
    { name: "a.example.com", type: "A", target: "10.0.0.1" },
    { name: "b.example.com", type: "CNAME", target: "lb.cloud.test." },
  ]);
});

describe("internal load balancers", () => {
  const service = (annotations: Readonly<Record<string, string>>, spec = {}): LiveObject => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "a", annotations },
    spec,
  });
  const aws = "service.beta.kubernetes.io/aws-load-balancer";
  test.each([
    ["gcp", { "networking.gke.io/load-balancer-type": "Internal" }, {}, true],
    ["gcp", { "networking.gke.io/load-balancer-type": "External" }, {}, false],
    ["gcp", { [`${aws}-scheme`]: "internal" }, {}, false],
    ["aws", { [`${aws}-scheme`]: "internal" }, {}, true],
    ["aws", { [`${aws}-scheme`]: "internet-facing" }, { loadBalancerClass: "service.k8s.aws/nlb" }, false],
    ["aws", {}, { loadBalancerClass: "service.k8s.aws/nlb" }, true],
    ["aws", { [`${aws}-internal`]: "false" }, {}, false],
    ["azure", { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" }, {}, true],
    ["azure", {}, { loadBalancerIP: "10.0.0.5" }, false],
    [undefined, {}, { loadBalancerIP: "10.0.0.5" }, true],
    [undefined, {}, { loadBalancerIP: "203.0.113.5" }, false],
    [undefined, { [`${aws}-internal`]: "true" }, {}, true],
  ] as const)("%s %j %j", (cloud, annotations, spec, internal) => {
    expect(isInternal(service(annotations, spec), cloud)).toBe(internal);
  });
});
