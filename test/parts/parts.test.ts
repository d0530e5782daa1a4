import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { kinds } from "../../src/kinds/all.ts";
import { expand } from "../../src/kinds/expand.ts";
import { layoutOf } from "../../src/kinds/kurrentdb/layout.ts";
import { dnsRule } from "../../src/kinds/kurrentdb/node-names.ts";
import { hashOf } from "../../src/parts/hash.ts";
import { corefileOf } from "../../src/parts/split-dns.ts";
import type { PrivateCA } from "../../src/spec/authorities/private-ca.ts";
import { parseDuration } from "../../src/terms/duration.ts";
import { at, find } from "../fixtures/manifests.ts";
import { east, orders, ordersNodes, topology } from "../fixtures/topologies.ts";

const withAuthority = (authority: Partial<PrivateCA>) =>
  expand(topology([orders()], [], { authorities: { ordersNodes: { ...ordersNodes, ...authority } } }), kinds).manifests;

describe("a private CA", () => {
  const manifests = withAuthority({});

  test("each generation has a root, a Secret and an Issuer of its own, whose key is never replaced", () => {
    for (const generation of ["g1", "g2"]) {
      const name = `orders-nodes-${generation}`;
      expect(find(manifests, "Certificate", name).object["spec"]).toMatchObject({
        isCA: true,
        commonName: `ordersNodes ${generation}`,
        subject: { organizations: ["Example"] },
        secretName: name,
        duration: "87600h0m0s",
        privateKey: { algorithm: "RSA", size: 4096, rotationPolicy: "Never" },
        issuerRef: { name: "orders-nodes-selfsigned", kind: "Issuer", group: "cert-manager.io" },
      });
      expect(find(manifests, "Issuer", name).object["spec"]).toEqual({ ca: { secretName: name } });
    }
  });

  test.each([
    [{ algorithm: "RSA", encoding: "PKCS1", size: 2048 }, 2048],
    [{ algorithm: "ECDSA", encoding: "PKCS8" }, 384],
    [{ algorithm: "Ed25519", encoding: "PKCS8" }, undefined],
  ] as const)("key %j", (privateKey, size) => {
    expect(at(find(withAuthority({ privateKey }), "Certificate", "orders-nodes-g1").object, "spec", "privateKey", "size")).toBe(size);
  });

  test("the anchor serves for nothing but to carry the root", () => {
    const { object } = find(manifests, "Certificate", "orders-nodes-g1-anchor");
    expect(object["spec"]).toMatchObject({
      commonName: "trust-anchor.invalid",
      dnsNames: ["trust-anchor.invalid"],
      usages: ["digital signature"],
      issuerRef: { name: "orders-nodes-g1" },
    });
  });

  test.each(["2160h0m0s", "72h0m0s"])("a root is renewed while leaves of %s can still end before it", (duration) => {
    const spec = find(withAuthority({ leaves: { duration, renewBefore: "24h0m0s" } }), "Certificate", "orders-nodes-g1").object["spec"];
    const seconds = (field: string) => parseDuration(String(at(spec, field))) ?? 0;
    expect(seconds("renewBefore")).toBeGreaterThanOrEqual(parseDuration(duration) ?? Number.POSITIVE_INFINITY);
    expect(seconds("renewBefore")).toBeLessThan(seconds("duration"));
  });
});

describe("the roots' Job", () => {
  const jobOf = (authority: Partial<PrivateCA>) => {
    const manifests = withAuthority(authority);
    const job = manifests.find(({ object }) => object.kind === "Job")?.object;
    if (!job) throw new Error("there is no Job");
    return { manifests, job, pod: at(job, "spec", "template", "spec") };
  };

  test("sees the roots of trusted generations, and no key", () => {
    const { pod, job } = jobOf({ trusted: ["g2"] });
    expect(at(pod, "volumes", 0, "projected", "sources")).toEqual([
      { configMap: { name: job.metadata.name, items: [{ key: "kustomization.yaml", path: "kustomization.yaml" }] } },
      { secret: { name: "orders-nodes-g2-anchor", items: [{ key: "ca.crt", path: "g2.crt" }] } },
    ]);
    expect(JSON.stringify(pod)).not.toContain("tls.key");
  });

  test("runs kubectl and nothing else, once", () => {
    const { pod, job } = jobOf({});
    expect(at(pod, "containers", 0, "command")).toEqual([
      "kubectl",
      "apply",
      "--server-side",
      "--field-manager=trueline-orders-nodes-roots",
      "--force-conflicts",
      "-k",
      "/roots",
    ]);
    expect(at(pod, "restartPolicy")).toBe("OnFailure");
    expect(at(job, "spec", "ttlSecondsAfterFinished")).toBeUndefined();
    expect(at(pod, "containers", 0, "securityContext")).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    });
  });

  test("writes exactly the two ConfigMaps that stand in git, and may do no more", () => {
    const { manifests, job } = jobOf({});
    const kustomization = parse(String(at(find(manifests, "ConfigMap", job.metadata.name).object, "data", "kustomization.yaml")));
    const files = ["g1.crt", "g2.crt"];
    const targets = [
      { name: "orders-nodes-roots", namespace: "kurrent" },
      { name: "kurrent-orders-nodes-roots", namespace: "cert-manager" },
    ];
    expect(kustomization.configMapGenerator).toEqual(targets.map((target) => ({ ...target, files })));
    expect(kustomization.generatorOptions).toEqual({ disableNameSuffixHash: true });
    for (const { name, namespace } of targets) {
      const configMap = find(manifests, "ConfigMap", name, namespace).object;
      expect(configMap["data"]).toBeUndefined();
      expect(configMap.metadata.annotations?.["trueline/filled-by"]).toContain("orders-nodes-roots-");
      expect(find(manifests, "Role", name, namespace).object["rules"]).toEqual([
        { apiGroups: [""], resources: ["configmaps"], resourceNames: [name], verbs: ["get", "patch"] },
      ]);
      expect(find(manifests, "RoleBinding", name, namespace).object["subjects"]).toEqual([
        { kind: "ServiceAccount", name: "orders-nodes-roots", namespace: "kurrent" },
      ]);
    }
  });
});

describe("SplitDNS rules", () => {
  const ruleOf = (fqdnTemplate: string) => {
    const layout = layoutOf(orders({ network: { domain: "example.com", fqdnTemplate, internodeTrafficStrategy: "SplitDNS" } }), {
      cluster: east,
      authorities: { ordersNodes },
    });
    return dnsRule(layout, layout.quorum);
  };

  test.each([
    ["{podName}.{name}{nodeTypeSuffix}.{domain}", "orders-12.orders.example.com", "ordersx12.orders.example.com"],
    ["{podName}.{domain}", "orders-0.example.com", "orders-replica-0.example.com"],
    ["db-{podName}.{podName}.{namespace}.{domain}", "db-orders-1.orders-1.kurrent.example.com", "db-orders-1.orders-1.kurrentXexample.com"],
    ["{podName}.{domain}", "orders-1.example.com", "carts-1.example.com"],
  ])("%s covers %s and not %s", (template, name, other) => {
    const { fqdn, target } = ruleOf(template);
    const pattern = new RegExp(`^${fqdn}$`);
    expect(other).not.toMatch(pattern);
    const [, pod] = pattern.exec(name) ?? [];
    expect(pod).toMatch(/^orders-\d+$/);
    expect(target).toBe("{1}.kurrent.svc.cluster.local");
  });

  test("the Corefile answers under the name asked for and forwards the rest", () => {
    expect(corefileOf([{ fqdn: "(orders-\\d+)\\.example\\.com", target: "{1}.kurrent.svc.cluster.local" }], "10.96.0.10")).toBe(
      [
        ".:53 {",
        "    bind 127.0.0.1",
        "    errors",
        "    ready :8181",
        "    rewrite stop {",
        "        name regex ^(orders-\\d+)\\.example\\.com\\.$ {1}.kurrent.svc.cluster.local",
        "        answer auto",
        "    }",
        "    forward . 10.96.0.10",
        "}",
        "",
      ].join("\n"),
    );
  });
});

test("a hash looks at content, and not at the order of keys", () => {
  expect(hashOf({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(hashOf({ b: [{ d: 3, c: 2 }], a: 1 }));
  expect(hashOf({ a: 1 })).not.toBe(hashOf({ a: 2 }));
  expect(hashOf({ a: [1, 2] })).not.toBe(hashOf({ a: [2, 1] }));
});
