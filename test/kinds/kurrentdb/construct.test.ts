import { App, Chart, Testing } from "cdk8s";
import { describe, expect, test } from "vitest";
import { KurrentDB, type KurrentDBProps } from "../../../src/kinds/kurrentdb/construct.ts";
import { acme, privateCA } from "../../../src/spec/language.ts";

const cluster: KurrentDBProps["cluster"] = {
  platform: { kubernetes: "1.33", certManager: "1.21", trustManager: "0.25" },
  dns: { serviceIP: "10.96.0.10" },
};

const props: KurrentDBProps = {
  cluster,
  namespace: "kurrent",
  image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
  replicas: 3,
  storage: { size: "10Gi" },
  network: { clientTrafficStrategy: "ServiceName" },
  users: { adminPasswordSecret: { name: "users", key: "admin" }, opsPasswordSecret: { name: "users", key: "ops" } },
  authority: privateCA({ generations: ["g1"] }),
};

function without(field: keyof KurrentDBProps): object {
  return Object.fromEntries(Object.entries(props).filter(([key]) => key !== field));
}

function synthesised(given: KurrentDBProps, id = "orders"): string[] {
  const chart = new Chart(new App(), "mine");
  new KurrentDB(chart, id, given);
  return (Testing.synth(chart) as { kind: string; metadata: { name: string } }[]).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

describe("the construct in somebody's own app", () => {
  test("makes the workload, its namespace and its authority", () => {
    const made = synthesised(props);
    expect(made).toEqual(
      expect.arrayContaining([
        "Namespace kurrent",
        "StatefulSet orders",
        "Certificate orders-node-tls",
        "Certificate orders-nodes-g1",
        "Service orders-2",
      ]),
    );
    expect(new Set(made).size).toBeGreaterThan(15);
  });

  test("leaves out what somebody else makes", () => {
    const made = synthesised({ ...props, namespace: { name: "kurrent", create: false }, createAuthority: false });
    expect(made.filter((each) => /^(Namespace|Issuer|Job)/.test(each))).toEqual([]);
    expect(made).toContain("StatefulSet orders");
  });

  test("takes a name, a named authority and a public one", () => {
    expect(synthesised({ ...props, name: "carts", authority: { ...privateCA({ generations: ["g1"] }), name: "cartsCA" } }, "db")).toEqual(
      expect.arrayContaining(["StatefulSet carts", "Issuer carts-ca-g1"]),
    );
    const letsencrypt = acme({
      server: "letsencrypt",
      email: "a@example.com",
      dns01: { route53: { region: "eu-west-1" } },
      dnsZones: ["example.com"],
    });
    const network = { domain: "example.com", internodeTrafficStrategy: "SplitDNS" } as const;
    const authority = { ...letsencrypt, name: "letsencrypt" };
    expect(synthesised({ ...props, authority, network })).toContain("Issuer letsencrypt");
    expect(synthesised({ ...props, authority: { ...authority, scope: "ClusterIssuer" }, network })).toContain("ClusterIssuer letsencrypt");
  });

  test.each([
    ["replicas", { ...props, replicas: 2 }, /replicas: 2 nodes/],
    ["users", without("users"), /has no users/],
    ["the cluster", { ...props, cluster: { ...cluster, dns: { serviceIP: "ten" } } }, /cluster\.dns\.serviceIP/],
    [
      "a quorum elsewhere",
      { ...props, replicas: 0, quorumOf: "ledger", readOnlyReplicas: { replicas: 1 } },
      /quorumOf: "ledger" is a workload of a topology, which is not known here\. Declare both in one defineTopology\(\)\./,
    ],
    [
      "a peering",
      { ...props, network: { clientTrafficStrategy: "ServiceName", peering: { name: "backbone", domain: "x.example.internal" } } },
      /network\.peering\.name: "backbone" is a peering of a topology, which is not known here\./,
    ],
    ["the authority", { ...props, authority: privateCA({ generations: [] }) }, /authority\.generations/],
  ])("says what is wrong with %s", (_, given, message) => {
    expect(() => synthesised(given as KurrentDBProps)).toThrow(message);
    expect(() => synthesised(props)).not.toThrow();
  });
});
