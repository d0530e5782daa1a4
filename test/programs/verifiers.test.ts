import { describe, expect, test } from "vitest";
import { verifiers } from "../../src/programs/verifiers.ts";
import type { CallerDemands, Certificate, TrustStore } from "../../src/world/tls.ts";
import { certificate, configMapKey, keyId, root, trusting } from "./support/container.ts";

const node = verifiers["kurrentdb-node"];
const replication = verifiers["kurrentdb-replication"];
const client = verifiers["kurrentdb-client"];
if (!node || !replication || !client) throw new Error("verifiers are missing");
const host = "orders-0.kurrent.svc.cluster.local";

describe("a node verifies the server that it calls", () => {
  const cases: [string, Partial<Certificate>, TrustStore | undefined, string | undefined, string][] = [
    ["good", {}, trusting(root()), undefined, `orders-node-tls holds ${host}, signed by ordersNodes g1`],
    [
      "another name",
      { dnsNames: ["*.orders.kurrent.svc.cluster.local"] },
      trusting(root()),
      "name-not-on-certificate",
      `orders-node-tls holds *.orders.kurrent.svc.cluster.local, not ${host}`,
    ],
    [
      "many names",
      { dnsNames: ["a.x", "b.x", "c.x", "d.x"] },
      trusting(root()),
      "name-not-on-certificate",
      `orders-node-tls holds a.x, b.x, c.x and 1 more, not ${host}`,
    ],
    [
      "common name beside SANs does not count",
      { dnsNames: ["a.x"], commonName: host },
      trusting(root()),
      "name-not-on-certificate",
      `orders-node-tls holds a.x, not ${host}`,
    ],
    [
      "common name without SANs counts",
      { dnsNames: [], commonName: host },
      trusting(root()),
      undefined,
      `orders-node-tls holds ${host}, signed by ordersNodes g1`,
    ],
    [
      "another root",
      {},
      trusting(root("g2")),
      "server-untrusted",
      "orders-node-tls is signed by orders-nodes-g1; orders-nodes-roots holds orders-nodes-g2",
    ],
    ["no trust", {}, undefined, "server-untrusted", "orders-node-tls is signed by orders-nodes-g1; its trust store holds no roots"],
    [
      "common name beside an address counts",
      { dnsNames: [], ips: ["10.0.0.1"], commonName: host },
      trusting(root()),
      undefined,
      `orders-node-tls holds ${host}, signed by ordersNodes g1`,
    ],
    [
      "another common name beside an address",
      { dnsNames: [], ips: ["10.0.0.1"] },
      trusting(root()),
      "name-not-on-certificate",
      `orders-node-tls holds orders.kurrent, 10.0.0.1, not ${host}`,
    ],
    [
      "client auth only: extended usages are not looked at",
      { usages: ["digital signature", "client auth"] },
      trusting(root()),
      undefined,
      `orders-node-tls holds ${host}, signed by ordersNodes g1`,
    ],
    [
      "no extended usages",
      { usages: ["digital signature"] },
      trusting(root()),
      undefined,
      `orders-node-tls holds ${host}, signed by ordersNodes g1`,
    ],
  ];
  test.each(cases)("%s", (_, given, trust, failure, text) => {
    const verdict = node.server({ chain: [certificate(given)], host, trust });
    expect(verdict.text).toBe(text);
    expect(verdict.failure).toBe(failure);
    expect(verdict.ok).toBe(failure === undefined);
  });
});

test("a pod's address is said in words", () => {
  const verdict = node.server({ chain: [certificate({ dnsNames: ["a.x"] })], host: "pod:east/kurrent/orders-1", trust: trusting(root()) });
  expect(verdict.text).toBe("orders-node-tls holds a.x, not the address of orders-1");
  expect(node.server({ chain: [certificate({ ips: ["10.0.0.1"] })], host: "10.0.0.1", trust: trusting(root()) }).ok).toBe(true);
});

test.each<[string, Partial<Certificate>, boolean]>([
  ["among the addresses", { ips: ["10.0.0.1"] }, true],
  ["as the common name, whatever else is there", { ips: ["10.0.0.2"], commonName: "10.0.0.1" }, true],
  ["among the DNS names", { dnsNames: ["10.0.0.1"] }, false],
  ["neither", { ips: ["10.0.0.2"] }, false],
])("an address that a node dials is looked for: %s", (_, given, ok) =>
  expect(node.server({ chain: [certificate(given)], host: "10.0.0.1", trust: trusting(root()) }).ok).toBe(ok),
);

test.each<[string, string, Partial<Certificate>, boolean]>([
  ["the discovery itself", "orders.x.y", { dnsNames: ["orders.x.y"] }, true],
  ["an address", "10.0.0.1", { dnsNames: ["orders.x.y"] }, true],
  ["a pod's address", "pod:east/kurrent/orders-1", { dnsNames: ["*.x.y"] }, true],
  ["in the common name, without other names", "10.0.0.1", { dnsNames: [], commonName: "orders.x.y" }, true],
  ["in the common name, beside an address", "10.0.0.1", { dnsNames: [], ips: ["10.0.0.2"], commonName: "orders.x.y" }, false],
  [
    "the discovery itself, in the common name beside an address",
    "orders.x.y",
    { dnsNames: [], ips: ["10.0.0.2"], commonName: "orders.x.y" },
    false,
  ],
  ["a name", "orders-0.x.y", { dnsNames: ["orders.x.y"] }, false],
  ["an address, and it is not on the certificate", "10.0.0.1", {}, false],
])("ClusterDns stands for %s", (_, host, given, ok) =>
  expect(node.server({ chain: [certificate(given)], host, otherName: "orders.x.y", trust: trusting(root()) }).ok).toBe(ok),
);

describe("a node authenticates its caller", () => {
  const demands = (given: Partial<CallerDemands> = {}): CallerDemands => ({ place: configMapKey, clientAuth: true, ...given });
  const cases: [string, Partial<Certificate>, CallerDemands, string | undefined][] = [
    ["good, own common name", {}, demands(), undefined],
    ["good, demanded by wildcard", { commonName: "a.test.com" }, demands({ commonName: "*.test.com" }), undefined],
    ["good, the same wildcard", { commonName: "*.test.com" }, demands({ commonName: "*.test.com" }), undefined],
    ["wildcard name, single option", { commonName: "*.test.com" }, demands({ commonName: "a.test.com" }), "caller-common-name"],
    ["wildcard of two labels", { commonName: "a.com" }, demands({ commonName: "*.com" }), "caller-common-name"],
    ["other common name", { commonName: "other" }, demands(), "caller-common-name"],
    ["no alternative names", { dnsNames: [] }, demands(), "caller-without-san"],
    ["an address alone is enough", { dnsNames: [], ips: ["10.0.0.1"] }, demands(), undefined],
    ["no digital signature", { usages: ["key encipherment", "server auth", "client auth"] }, demands(), "caller-key-usage"],
    ["no encipherment", { usages: ["digital signature", "server auth", "client auth"] }, demands(), "caller-key-usage"],
    ["key agreement instead", { usages: ["digital signature", "key agreement", "server auth", "client auth"] }, demands(), undefined],
    ["no client auth", { usages: ["digital signature", "key encipherment", "server auth"] }, demands(), "caller-client-auth"],
    [
      "no client auth, not demanded",
      { usages: ["digital signature", "key encipherment", "server auth"] },
      demands({ clientAuth: false }),
      undefined,
    ],
    [
      "no server auth, client auth not demanded",
      { usages: ["digital signature", "key encipherment", "client auth"] },
      demands({ clientAuth: false }),
      "caller-client-auth",
    ],
    ["no extended usages", { usages: ["digital signature", "key encipherment"] }, demands(), undefined],
    ["signed by another", { signedBy: keyId("east/kurrent/else") }, demands(), "caller-untrusted"],
  ];
  test.each(cases)("%s", (_, given, demanded, failure) => {
    const verdict = node.client({ chain: [certificate(given)], trust: trusting(root()), demands: demanded, own: [certificate()] });
    expect(verdict.failure).toBe(failure);
    expect(verdict.ok).toBe(failure === undefined);
    expect(verdict.text).toContain("orders-node-tls");
  });
});

describe("the replication port looks at nothing but the caller's chain", () => {
  const cases: [string, Partial<Certificate>, string | undefined][] = [
    ["good", {}, undefined],
    ["another common name", { commonName: "other" }, undefined],
    ["no alternative names", { dnsNames: [] }, undefined],
    ["usages of a server only", { usages: ["server auth"] }, undefined],
    ["signed by another", { signedBy: keyId("east/kurrent/else") }, "caller-untrusted"],
  ];
  test.each(cases)("%s", (_, given, failure) => {
    const verdict = replication.client({ chain: [certificate(given)], trust: trusting(root()), demands: undefined, own: [certificate()] });
    expect([verdict.ok, verdict.failure]).toEqual([failure === undefined, failure]);
    if (verdict.ok) expect(verdict.text).toBe("orders-node-tls is signed by ordersNodes g1");
  });
  test("there has to be one", () => {
    const verdict = replication.client({ chain: [], trust: trusting(root()), demands: undefined, own: [certificate()] });
    expect([verdict.failure, verdict.rules[0].id]).toEqual(["caller-without-certificate", "kurrentdb/replication-callers"]);
  });
});

describe("a caller presents its leaf alone, and the server adds the intermediates of its own bundle", () => {
  const middle = (name: string) => certificate({ key: keyId(name), signedBy: root().key, ca: true, label: name });
  const leafOf = (name: string, label: string) => certificate({ signedBy: keyId(name), label });
  const caller = [leafOf("middle-1", "caller-tls"), middle("middle-1")];
  const demands: CallerDemands = { place: configMapKey, clientAuth: true };
  const cases: [string, readonly Certificate[], readonly Certificate[], string | undefined, string][] = [
    ["the same", caller, [leafOf("middle-1", "server-tls"), middle("middle-1")], undefined, "kurrentdb/leaf-alone"],
    ["another one", caller, [leafOf("middle-2", "server-tls"), middle("middle-2")], "caller-untrusted", "kurrentdb/leaf-alone"],
    ["none", caller, [certificate({ label: "server-tls" })], "caller-untrusted", "kurrentdb/leaf-alone"],
    ["none, and the caller needs none", [certificate()], [certificate()], undefined, "kurrentdb/chain"],
    ["of another root", [leafOf("else", "caller-tls")], [certificate()], "caller-untrusted", "kurrentdb/chain"],
  ];
  test.each(cases)("%s", (_, chain, own, failure, rule) => {
    for (const verifier of [node, replication]) {
      const verdict = verifier.client({ chain, trust: trusting(root()), demands, own });
      expect([verdict.ok, verdict.failure]).toEqual([failure === undefined, failure]);
      expect(verdict.rules.map(({ id }) => id)).toContain(rule);
      if (!verdict.ok) expect(verdict.rules[0].id).toBe(rule);
    }
  });
  test("says what is missing where", () => {
    const verdict = node.client({ chain: caller, trust: trusting(root()), demands, own: [certificate({ label: "server-tls" })] });
    expect(verdict.text).toBe(
      "caller-tls is signed by middle-1; orders-nodes-roots holds orders-nodes-g1; " +
        "callers send their leaf alone, and server-tls has no such intermediate",
    );
    expect(verdict.values["intermediate"]).toBe("middle-1");
  });
  test("a server presents them", () => {
    const served = [certificate({ signedBy: keyId("middle-2") }), middle("middle-2")];
    expect(node.server({ chain: served, host, trust: trusting(root()) }).ok).toBe(true);
    expect(node.server({ chain: served.slice(0, 1), host, trust: trusting(root()) }).failure).toBe("server-untrusted");
  });
});

describe("a client verifies the server", () => {
  test.each<[string, readonly string[], string | undefined]>([
    ["client auth only", ["digital signature", "client auth"], "server-usage"],
    ["no extended usages", ["digital signature"], undefined],
  ])("by its extended usages: %s", (_, usages, failure) =>
    expect(client.server({ chain: [certificate({ usages })], host, trust: trusting(root()) }).failure).toBe(failure),
  );
  test("by its roots", () => {
    expect(client.server({ chain: [certificate()], host, trust: trusting(root()) }).ok).toBe(true);
    expect(client.server({ chain: [certificate()], host, trust: trusting() }).failure).toBe("server-untrusted");
  });
  test("a common name in place of alternative names is only assumed to do", () => {
    const chain = [certificate({ dnsNames: [], commonName: host })];
    expect(client.server({ chain, host, trust: trusting(root()) })).toMatchObject({
      ok: true,
      rules: [{ evidence: "assumed" }, {}, {}, {}],
    });
    expect(client.server({ chain, host: "else.example.com", trust: trusting(root()) }).failure).toBe("name-not-on-certificate");
  });
  test("not at all when told so", () =>
    expect(verifiers["none"]?.server({ chain: [certificate()], host: "x", trust: undefined }).ok).toBe(true));
});
