import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { environmentOf } from "../../src/spec/environment.ts";
import { acmeSpec, ca, checked, cluster, database, kinds, topology } from "./topologies.ts";

const whole = checked(
  topology({
    clusters: {
      east: cluster({ delivery: { kind: "argocd", repository: "https://git.example.com/x", path: "dist/east" } }),
      west: cluster(),
    },
    authorities: {
      ordersNodes: ca(),
      public: acmeSpec({
        dns01: { route53: { region: "x", accessKeyID: "AKIA", secretAccessKeySecretRef: { name: "aws", key: "secret" } } },
      }),
    },
    workloads: {
      orders: database(),
      web: database({ cluster: "west", namespace: { name: "web", create: false }, security: { authority: "public" } }),
    },
    clients: {
      shop: { cluster: "east", namespace: { name: "shop", create: false }, dials: "orders", trusts: ["ordersNodes"] },
      laptops: {
        outside: true,
        dials: "web",
        trusts: ["public", { authority: "ordersNodes", generations: ["g2"] }, { authority: "ordersNodes", generations: ["g1", "g2"] }],
      },
    },
    assumptions: [{ endpoint: "db.example.com:5432", reason: "run by another team" }],
  }),
  "whole",
);
const environment = environmentOf(whole, kinds);

describe("the environment of a topology", () => {
  test("its clients are the processes that no object runs", () => {
    expect(environment.processes).toEqual([
      {
        name: "shop",
        program: "kurrentdb-client",
        cluster: "east",
        namespace: "shop",
        reads: { cluster: "east", namespace: "shop", configMap: "shop" },
      },
      {
        name: "laptops",
        program: "kurrentdb-client",
        reads: { cluster: "west", namespace: "web", configMap: "laptops" },
        trusts: [
          { kind: "public", server: "letsencrypt" },
          { kind: "generations", authority: "ordersNodes", generations: ["g2"] },
          { kind: "generations", authority: "ordersNodes", generations: ["g1", "g2"] },
        ],
      },
    ]);
  });

  test("what others bring: namespaces, users' passwords, the DNS account; never what is compiled", () => {
    expect(
      environment.brought
        .map(({ cluster, namespace, kind, name, keys }) => `${cluster} ${kind} ${namespace}/${name} ${keys.join(",")}`)
        .sort(),
    ).toEqual([
      "east Namespace /argocd ",
      "east Namespace /cert-manager ",
      "east Namespace /shop ",
      "east Secret kurrent/orders-users admin,ops",
      "west Namespace /cert-manager ",
      "west Namespace /web ",
      "west Secret web/aws secret",
      "west Secret web/orders-users admin,ops",
    ]);
  });

  test("facts of clusters, without how they are delivered or which images are added", () => {
    expect(Object.keys(environment.clusters["east"] ?? {})).toEqual(["platform", "dns"]);
    expect(environment.clusters["east"]?.dns).toEqual({ clusterDomain: "cluster.local", serviceIP: "10.96.0.10" });
    expect(environment.assumptions).toEqual([{ endpoint: "db.example.com:5432", reason: "run by another team", evidence: "assumed" }]);
    expect(environment).toMatchObject({ kind: "environment", version: 1, topology: "whole", test: false });
  });

  test("every text in it stands in the topology, or is a word of the format or a documented default", () => {
    const known = new Set(textsOf(whole));
    const words = ["environment", "assumed", "public", "generations", "Namespace", "Secret", "kurrentdb-client", "argocd", ""];
    expect(textsOf(environment).filter((text) => !known.has(text) && !words.includes(text))).toEqual([]);
  });

  test("what a person states of signers that no object shows, and the roots that stand in git", () => {
    const root = readFileSync("test/golden/pki/corporate-root.pem", "utf8");
    const given = { roots: { g1: root }, shared: { reason: "one team" } };
    const stated = environmentOf(
      checked(
        topology({
          authorities: {
            ordersNodes: ca({ generations: ["g1", "g2"], trusted: ["g1"], roots: { g1: root } }),
            corporate: { kind: "existingIssuer", issuerRef: { name: "corporate", kind: "ClusterIssuer" }, ...given },
            safe: {
              kind: "vault",
              server: "https://vault.example.com",
              path: "pki/sign/orders",
              auth: { tokenSecretRef: { name: "vault-token", key: "token" } },
              ...given,
            },
            elsewhere: { kind: "broughtCA", ...given },
          },
          workloads: {
            orders: database(),
            stock: database({ security: { authority: "corporate" } }),
            web: database({ security: { authority: "safe" } }),
            books: database({
              security: { authority: "elsewhere", certificateSecret: { name: "books-tls", keyName: "cert", certificate: root } },
            }),
          },
        }),
      ),
      kinds,
    );
    expect(stated.issuers).toEqual([
      { cluster: "east", namespace: "", name: "corporate", kind: "ClusterIssuer", group: "cert-manager.io", root },
    ]);
    expect(stated.vaults).toEqual([{ server: "https://vault.example.com", path: "pki/sign/orders", root }]);
    expect(stated.roots?.map(({ authority, generation }) => `${authority} ${generation}`).sort()).toEqual([
      "corporate g1",
      "elsewhere g1",
      "ordersNodes g1",
      "safe g1",
    ]);
    expect(stated.brought).toContainEqual({ cluster: "east", namespace: "kurrent", kind: "Secret", name: "vault-token", keys: ["token"] });
    expect(environment).not.toHaveProperty("roots");
  });

  test("it is frozen, and the same each time", () => {
    expect(Object.isFrozen(environment.processes[0])).toBe(true);
    expect(JSON.stringify(environmentOf(whole, kinds))).toBe(JSON.stringify(environment));
  });
});

/** All texts in plain data, keys of objects included. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  // Names of fields are the format's; names of clusters, workloads and the like are values of the topology.
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(value === whole.clusters || value === whole.workloads || value === whole.clients || value === whole.authorities ? [key] : []),
    ...textsOf(inner),
  ]);
}
