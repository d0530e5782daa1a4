import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lookUpClusterName, lookUpPublicName } from "../../src/world/names/resolve.ts";
import type { Address } from "../../src/world/network.ts";
import { readWorld } from "../../src/world/read-world.ts";
import type { World } from "../../src/world/world.ts";
import { environmentOf, facts, manifestsOf, worldOf } from "./world-of.ts";

const balancer = (annotations: string, more = "") => `
apiVersion: v1
kind: Service
metadata: { name: lb, namespace: a, annotations: { ${annotations} } }
spec: { type: LoadBalancer, ports: [{ port: 1 }]${more} }
`;

describe("an internal load balancer", () => {
  const reach = (yaml: string, cloud?: "aws" | "azure" | "gcp") => {
    const east = { ...facts, platform: { ...facts.platform, ...(cloud ? { cloud } : {}) } };
    const route = worldOf(yaml, [], { clusters: { east } }).routes.get("lb:east/a/lb" as Address);
    return route?.internal ? `${route.reach}${route.internal.regional ? " regional" : ""}` : route?.reach;
  };
  const aws = (key: string, value: string) => `service.beta.kubernetes.io/aws-load-balancer-${key}: "${value}"`;
  it.each([
    ["nothing", "", "", "public", "public"],
    ["Google's annotation", 'networking.gke.io/load-balancer-type: "Internal"', "", "gcp", "peering regional"],
    ["Google's older annotation", 'cloud.google.com/load-balancer-type: "internal"', "", "gcp", "peering regional"],
    [
      "the newer one before the older",
      'networking.gke.io/load-balancer-type: "External", cloud.google.com/load-balancer-type: "Internal"',
      "",
      "gcp",
      "public",
    ],
    [
      "global access",
      'networking.gke.io/load-balancer-type: Internal, networking.gke.io/internal-load-balancer-allow-global-access: "true"',
      "",
      "gcp",
      "peering",
    ],
    ["Google's class", "", ", loadBalancerClass: networking.gke.io/l4-regional-internal", "gcp", "peering regional"],
    ["Amazon's scheme", aws("scheme", "internal"), "", "aws", "peering"],
    ["Amazon's older annotation", aws("internal", "true"), "", "aws", "peering"],
    ["the scheme before the older annotation", `${aws("scheme", "internet-facing")}, ${aws("internal", "true")}`, "", "aws", "public"],
    ["the older annotation, false", aws("internal", "false"), "", "aws", "public"],
    ["the controller's class alone", "", ", loadBalancerClass: service.k8s.aws/nlb", "aws", "peering"],
    [
      "the controller's class, internet-facing",
      aws("scheme", "internet-facing"),
      ", loadBalancerClass: service.k8s.aws/nlb",
      "aws",
      "public",
    ],
    ["the controller by its type", aws("type", "external"), "", "aws", "peering"],
    ["the cloud provider's NLB", aws("type", "nlb"), "", "aws", "public"],
    ["Azure's annotation", 'service.beta.kubernetes.io/azure-load-balancer-internal: "true"', "", "azure", "peering"],
    ["Azure's annotation, not true", 'service.beta.kubernetes.io/azure-load-balancer-internal: "yes"', "", "azure", "public"],
    ["an annotation of another cloud", 'networking.gke.io/load-balancer-type: "Internal"', "", "aws", "public"],
    ["a private address", "", ", loadBalancerIP: 10.1.2.3", undefined, "peering"],
    ["a public address", "", ", loadBalancerIP: 203.0.113.7", undefined, "public"],
  ] as const)("is known by %s", (_, annotations, more, cloud, expected) => {
    expect(reach(balancer(annotations, more), cloud === "public" ? undefined : cloud)).toBe(expected);
  });

  it("lets in the ranges of the older annotation where the field has none", () => {
    const ranges = (yaml: string) => worldOf(yaml).routes.get("lb:east/a/lb" as Address)?.sourceRanges;
    const older = 'service.beta.kubernetes.io/load-balancer-source-ranges: "10.0.0.0/8, 192.0.2.0/24"';
    expect(ranges(balancer(older))).toEqual(["10.0.0.0/8", "192.0.2.0/24"]);
    expect(ranges(balancer(older, ", loadBalancerSourceRanges: [198.51.100.0/24]"))).toEqual(["198.51.100.0/24"]);
  });

  it("is found by the addresses that it asks for", () => {
    const asked = (annotations: string, more = "") => [...worldOf(balancer(annotations, more)).balancersAt.keys()];
    expect(asked(aws("private-ipv4-addresses", "10.0.1.5, 10.0.2.5"))).toEqual(["10.0.1.5", "10.0.2.5"]);
    expect(asked("metallb.io/loadBalancerIPs: 10.0.0.9", ", loadBalancerIP: 10.0.0.8")).toEqual(["10.0.0.8", "10.0.0.9"]);
    expect(asked(aws("eip-allocations", "eipalloc-1"))).toEqual([]);
  });
});

describe("a zone that a peering sees", () => {
  const CLUSTERS = ["east", "west", "north"] as const;
  const worldWith = (joins: readonly string[], published: string, more: object = {}): World => {
    const named = balancer(`external-dns.kubernetes.io/hostname: ${published}`);
    const clusters = Object.fromEntries(CLUSTERS.map((each) => [each, facts]));
    const zones = [{ name: "example.com", peering: "p", ...more }];
    return readWorld(manifestsOf(named), [environmentOf({ clusters, peerings: [{ name: "p", joins, podNetworks: false }], zones })], []);
  };

  it("is resolved by exactly the clusters that the peering joins, and by nobody outside", () => {
    const label = fc.stringMatching(/^[a-z]{1,5}$/);
    fc.assert(
      fc.property(fc.subarray([...CLUSTERS], { minLength: 1 }), fc.uniqueArray(label, { minLength: 1, maxLength: 3 }), (joins, labels) => {
        const name = `${labels.join(".")}.example.com`;
        const world = worldWith(joins, name);
        for (const cluster of CLUSTERS) {
          const found = lookUpClusterName({ cluster: world, public: world }, cluster, name);
          expect(found.kind).toBe(joins.includes(cluster) ? "addresses" : "does-not-exist");
          if (found.kind === "does-not-exist") expect(found.hidden?.suffix).toBe("example.com");
        }
        expect(lookUpPublicName(world, name)).toMatchObject({ kind: "does-not-exist", hidden: { suffix: "example.com" } });
      }),
      { numRuns: 60 },
    );
  });

  it("hides public zones from those that see it, also more specific ones", () => {
    const west = { ...facts, platform: { ...facts.platform, externalDNS: { ...facts.platform.externalDNS, zones: ["db.example.com"] } } };
    const environment = environmentOf({
      clusters: { east: facts, west: west as typeof facts },
      peerings: [{ name: "p", joins: ["east"], podNetworks: false }],
      zones: [{ name: "example.com", peering: "p" }],
    });
    const published = balancer("external-dns.kubernetes.io/hostname: x.db.example.com");
    const world = readWorld(manifestsOf(published, "west"), [environment], []);
    expect(lookUpClusterName({ cluster: world, public: world }, "east", "x.db.example.com").kind).toBe("does-not-exist");
    expect(lookUpClusterName({ cluster: world, public: world }, "west", "x.db.example.com").kind).toBe("addresses");
    expect(lookUpPublicName(world, "x.db.example.com").kind).toBe("addresses");
  });

  it("may have other records where no external-dns writes it", () => {
    const { externalDNS: _, ...platform } = facts.platform;
    const environment = environmentOf({
      clusters: { east: { ...facts, platform } },
      peerings: [{ name: "p", joins: ["east"], podNetworks: false }],
      zones: [{ name: "lan.internal", peering: "p", records: { "db.lan.internal": "10.0.0.5" } }],
    });
    const world = readWorld([], [environment], []);
    const at = (name: string) => lookUpClusterName({ cluster: world, public: world }, "east", name);
    expect(at("db.lan.internal")).toMatchObject({ kind: "addresses", record: { addresses: [{ address: "ip:10.0.0.5" }] } });
    expect(at("other.lan.internal").kind).toBe("not-declared");
    expect(lookUpPublicName(world, "db.lan.internal").kind).toBe("does-not-exist");
  });

  it("is written only by its owner, and never where a person keeps the record", () => {
    expect(worldWith(["east"], "db.example.com", { owner: "west" }).unpublished).toMatchObject([{ reason: "owner", owner: "west" }]);
    expect(worldWith(["east"], "db.example.com", { owner: "east" }).unpublished).toEqual([]);
    const kept = worldWith(["east"], "db.example.com", { records: { "DB.example.com": "203.0.113.1" } });
    expect(kept.unpublished).toMatchObject([{ reason: "by-hand", name: "db.example.com" }]);
  });
});
