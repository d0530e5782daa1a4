import { describe, expect, it, test } from "vitest";
import type { Failure, Trace } from "../../src/prove/trace.ts";
import { weakest } from "../../src/terms/evidence.ts";
import { cases } from "./cases/all.ts";
import { type Draft, draft } from "./fixture.ts";
import { acme, fqdns, rootsJob, rootsJobForClients, splitDns } from "./variants.ts";

type Edit = (draft: Draft) => void;

/** For each hop of the first dial for a purpose the rules that it relies on. */
function relied(purpose: string, ...edits: readonly Edit[]): Readonly<Record<string, readonly string[]>> {
  const trace = draft(...edits)
    .prove()
    .traces.find((each) => each.dial.purpose === purpose);
  if (trace?.disposition !== "proven") throw new Error(`the first dial for ${purpose} is not proven`);
  return Object.fromEntries(trace.steps.map(({ hop, rules }) => [hop, rules.map((rule) => rule.id)]));
}

describe("a proven dial relies on", () => {
  it("all that a node and the controllers do", () => {
    expect(relied("gossip")).toEqual({
      resolve: ["kubernetes/headless-name", "resolver/search-and-ndots"],
      route: ["kubernetes/pod-network"],
      accept: ["kernel/listen", "kurrentdb/options"],
      verify: ["kurrentdb/server-name", "kurrentdb/chain", "kurrentdb/roots-directory", "cert-manager/issue"],
      authenticate: [
        "kurrentdb/reserved-node-common-name",
        "kurrentdb/chain",
        "kurrentdb/node-alternative-name",
        "kurrentdb/node-usages",
        "kurrentdb/roots-directory",
        "cert-manager/issue",
      ],
    });
  });

  const clientChecks = ["kurrentdb-client/server-name", "kurrentdb-client/chain", "kurrentdb-client/server-usage"];

  it("how a client got its trust", () => {
    const { verify } = relied("client");
    expect(verify).toEqual([...clientChecks, "kurrentdb-client/tls-ca-file", "trust-manager/bundle", "cert-manager/issue"]);
    expect(relied("client", rootsJobForClients)["verify"]).toEqual([
      ...clientChecks,
      "kurrentdb-client/tls-ca-file",
      "trust-manager/bundle",
      "kubectl/config-map-generator",
      "kubernetes/rbac",
      "cert-manager/issue",
    ]);
  });

  it("the Job that wrote the roots of a node, for both sides", () => {
    const { verify, authenticate } = relied("gossip", rootsJob);
    for (const rules of [verify, authenticate])
      expect(rules).toEqual(expect.arrayContaining(["kubectl/config-map-generator", "kubernetes/rbac"]));
  });

  it("the sidecar that rewrites and forwards", () => {
    expect(relied("gossip", splitDns)["resolve"]).toEqual([
      "kubernetes/headless-name",
      "coredns/rewrite",
      "coredns/forward",
      "coredns/listen",
      "resolver/search-and-ndots",
    ]);
  });

  it("who publishes a name, and a load balancer with its Service", () => {
    const { resolve, route } = relied("client", fqdns, (d) => {
      d.facts.platform.loadBalancer = undefined;
    });
    expect(resolve).toEqual(["external-dns/hostname-annotation", "resolver/search-and-ndots"]);
    expect(route).toEqual(["kubernetes/load-balancer", "kubernetes/service", "kubernetes/pod-network"]);
  });

  it("what a public authority issues", () => {
    expect(relied("client", acme)["verify"]).toEqual([...clientChecks, "acme/profile", "kurrentdb-client/public-roots"]);
  });

  it("each alias on the way", () => {
    const alias: Edit = (d) => {
      d.add(`
apiVersion: v1
kind: Service
metadata: { name: db, namespace: apps }
spec: { type: ExternalName, externalName: ledger-0.data.svc.cluster.local }`);
      d.certificate.dnsNames.push("db.apps.svc.cluster.local");
      d.client.connectionString = "kurrentdb://db.apps.svc.cluster.local:2113?tls=true&tlsCaFile=/trust/roots.pem";
    };
    expect(relied("client", alias)["resolve"]).toEqual([
      "kubernetes/headless-name",
      "kubernetes/external-name",
      "resolver/search-and-ndots",
    ]);
  });
});

/** All dials of all cases and their twins. */
const traces: readonly Trace[] = cases.flatMap(({ given, bad, twin }) => [
  ...draft(...(given ? [given] : []), bad).prove().traces,
  ...draft(...(given ? [given] : []), ...(twin ? [twin] : [])).prove().traces,
]);

describe("in all cases", () => {
  test("a verdict is as strong as its weakest rule", () => {
    const wrong = traces.filter(
      ({ dial, steps, evidence }) => evidence !== weakest([dial.rule, ...steps.flatMap(({ rules }) => rules)].map((rule) => rule.evidence)),
    );
    expect(wrong.map((trace) => trace.dial.id)).toEqual([]);
    expect(new Set(traces.map((trace) => trace.evidence)).size).toBeGreaterThan(1);
  });

  test("no hop relies on a rule twice", () => {
    const twice = traces.flatMap(({ dial, steps }) =>
      steps.filter(({ rules }) => new Set(rules).size < rules.length).map((step) => `${dial.id} ${step.hop}`),
    );
    expect(twice).toEqual([]);
  });

  test("a dial that a server accepts relies on how it listens: never stronger than what is known of KurrentDB, or of a proxy", () => {
    const accepted = traces.flatMap(({ dial, steps }) =>
      steps.filter(({ hop, ok }) => hop === "accept" && ok).map((step) => ({ dial, step })),
    );
    expect(accepted.length).toBeGreaterThan(100);
    const listens = ["kurrentdb/options", "kubernetes/ingress", "gateway-api/gateway"];
    const without = accepted.filter(({ step }) => !step.rules.some((rule) => listens.includes(rule.id)));
    expect(without.map(({ dial }) => dial.id)).toEqual([]);
  });

  /** By which rules dials break that start, by how they break. */
  const decided = new Map<Failure, Set<string>>();
  for (const { steps } of traces) {
    const step = steps.at(-1);
    if (!step?.failure || step.stop) continue;
    decided.set(step.failure, (decided.get(step.failure) ?? new Set()).add(step.rules[0].id));
  }
  const expected: readonly (readonly [Failure, ...string[]])[] = [
    ["name-does-not-exist", "coredns/rewrite", "resolver/search-and-ndots"],
    ["alias-to-nowhere", "kubernetes/external-name"],
    ["alias-of-address", "kubernetes/external-name"],
    ["alias-in-circle", "external-dns/hostname-annotation"],
    ["name-in-private-zone", "networks/private-zone"],
    ["name-not-published", "external-dns/record-owner"],
    ["name-of-another-cluster", "resolver/search-and-ndots"],
    ["internal-load-balancer", "networks/internal-load-balancer"],
    ["another-region", "gcp/internal-load-balancer-region"],
    ["source-range-denies", "kubernetes/load-balancer-source-ranges-declared", "kubernetes/load-balancer-source-ranges-inside"],
    ["name-only-when-ready", "kubernetes/headless-name"],
    ["resolver-silent", "coredns/forward", "kernel/listen", "resolver/search-and-ndots"],
    ["answer-under-another-name", "resolver/answer-name"],
    ["service-without-pods", "kubernetes/service"],
    ["service-without-port", "kubernetes/service"],
    ["route-only-when-ready", "kubernetes/service"],
    ["pod-network-from-outside", "kubernetes/pod-network"],
    ["nobody-listens", "kernel/listen"],
    ["other-protocol", "kurrentdb/options"],
    ["tls-expected", "kurrentdb/options"],
    ["cleartext-expected", "kurrentdb/options"],
    [
      "name-not-on-certificate",
      "kurrentdb-client/server-name",
      "kurrentdb/cluster-name",
      "kurrentdb/server-name",
      "traefik/certificate-by-name",
    ],
    ["proxy-without-port", "kubernetes/load-balancer"],
    ["host-without-rule", "kubernetes/ingress", "traefik/ingress"],
    ["backend-missing", "gateway-api/gateway", "kubernetes/ingress", "traefik/servers-transport"],
    ["backend-protocol", "gateway-api/gateway", "ingress-nginx/backend-protocol", "traefik/servers-transport"],
    ["proxy-not-known", "kubernetes/network-policy", "trueline/proxy-not-known"],
    ["proxy-not-supported", "gateway-api/reference-grant", "gateway-api/supported-features", "ingress-nginx/ssl-passthrough"],
    ["proxy-speaks-http", "traefik/ingress"],
    ["upstream-untrusted", "gateway-api/chain", "traefik/chain"],
    ["upstream-name", "gateway-api/server-name", "traefik/server-name"],
    ["server-untrusted", "kurrentdb-client/chain"],
    ["server-usage", "kurrentdb-client/server-usage"],
    ["caller-untrusted", "kurrentdb/chain", "kurrentdb/leaf-alone"],
    ["caller-common-name", "kurrentdb/reserved-node-common-name"],
    ["caller-client-auth", "kurrentdb/node-usages"],
    ["caller-key-usage", "kurrentdb/node-usages"],
    ["caller-without-san", "kurrentdb/node-alternative-name"],
  ];
  test.each(expected.map(([failure, ...rules]) => ({ failure, rules })))("$failure is decided by its own rules", ({ failure, rules }) => {
    expect([...(decided.get(failure) ?? [])].sort()).toEqual(rules);
  });
});
