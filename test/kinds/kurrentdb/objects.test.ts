import { describe, expect, test } from "vitest";
import { kinds } from "../../../src/kinds/all.ts";
import { expand } from "../../../src/kinds/expand.ts";
import { reservedCommonName } from "../../../src/kinds/kurrentdb/common-name.ts";
import { layoutOf } from "../../../src/kinds/kurrentdb/layout.ts";
import { nodeDnsNames } from "../../../src/kinds/kurrentdb/node-certificate.ts";
import type { KubeObject } from "../../../src/terms/kube-object.ts";
import type { Manifest } from "../../../src/terms/manifest.ts";
import { at, find } from "../../fixtures/manifests.ts";
import { anywhere, east, insecureTest, letsencrypt, oneCluster, orders, ordersNodes, shop, topology } from "../../fixtures/topologies.ts";

const FQDN = { domain: "example.com", internodeTrafficStrategy: "FQDN", clientTrafficStrategy: "FQDN" } as const;
const SPLIT = { ...FQDN, internodeTrafficStrategy: "SplitDNS" } as const;
const BALANCED = { loadBalancer: { enabled: true, allowedIPs: [] } } as const;

function made(workload: Parameters<typeof orders>[0] = {}, rest: Parameters<typeof topology>[2] = {}): readonly Manifest[] {
  return expand(topology([orders(workload)], [shop()], rest), kinds).manifests;
}

function podSpec(manifests: readonly Manifest[], name = "orders"): unknown {
  return at(find(manifests, "StatefulSet", name).object, "spec", "template", "spec");
}

function environment(manifests: readonly Manifest[], name = "orders"): Record<string, unknown> {
  const env = at(podSpec(manifests, name), "containers", 0, "env") as { name: string; value?: string; valueFrom?: unknown }[];
  return Object.fromEntries(env.map((each) => [each.name, each.value ?? each.valueFrom]));
}

describe("the server's environment", () => {
  test("POD_NAME comes first, since only later variables can refer to it", () => {
    expect(at(podSpec(made()), "containers", 0, "env", 0, "name")).toBe("POD_NAME");
  });

  test.each([
    ["ServiceName", {}, "$(POD_NAME).kurrent.svc.cluster.local", "orders-0.kurrent.svc.cluster.local:2113"],
    ["FQDN", FQDN, "$(POD_NAME).orders.example.com", "orders-0.orders.example.com:2113"],
    ["SplitDNS", SPLIT, "$(POD_NAME).orders.example.com", "orders-0.orders.example.com:2113"],
    [
      "a template",
      { ...SPLIT, fqdnTemplate: "{podName}-{namespace}.{domain}" },
      "$(POD_NAME)-kurrent.example.com",
      "orders-0-kurrent.example.com:2113",
    ],
  ])("seeds are the names that nodes advertise: %s", (_, network, advertised, seed) => {
    const env = environment(made({ network }));
    expect(env["KURRENTDB_NODE_HOST_ADVERTISE_AS"]).toBe(advertised);
    expect(env["KURRENTDB_REPLICATION_HOST_ADVERTISE_AS"]).toBe(advertised);
    const seeds = String(env["KURRENTDB_GOSSIP_SEED"]).split(",");
    expect(seeds).toHaveLength(3);
    expect(seeds[0]).toBe(seed);
  });

  test("a single node has no seeds, which it would refuse, and no replication port", () => {
    const manifests = made({ replicas: 1 });
    expect(Object.keys(environment(manifests))).not.toContain("KURRENTDB_GOSSIP_SEED");
    expect(Object.keys(environment(made()))).toContain("KURRENTDB_GOSSIP_SEED");
    const ports = (from: readonly Manifest[]) =>
      (at(find(from, "Service", "orders").object, "spec", "ports") as { port: number }[]).map(({ port }) => port);
    expect(ports(manifests)).toEqual([2113]);
    expect(ports(made())).toEqual([2113, 1112]);
  });

  test.each([
    ["26.0.1", "KURRENTDB_", "/kurrentdb/ca", "kurrentd KurrentDB", 1001, "kurrentdb://"],
    ["25.0.0", "KURRENTDB_", "/kurrentdb/ca", "kurrentd KurrentDB", 1001, "kurrentdb://"],
    ["24.10.4", "EVENTSTORE_", "/eventstore/ca", "eventstored EventStore.Clus", 1000, "esdb://"],
  ])("server %s", (version, prefix, roots, process, user, scheme) => {
    const manifests = made({ image: `registry.example.com/db:${version}` });
    const env = environment(manifests);
    expect(env[`${prefix}TRUSTED_ROOT_CERTIFICATES_PATH`]).toBe(roots);
    expect(Object.keys(env).filter((name) => name !== "POD_NAME" && !name.startsWith(prefix))).toEqual([]);
    expect(at(podSpec(manifests), "securityContext", "runAsUser")).toBe(user);
    expect(at(podSpec(manifests), "containers", 1, "command")).toEqual([
      "/bin/sh",
      "-c",
      expect.any(String),
      "reload",
      process,
      roots.replace("ca", "certificates"),
      roots,
      "/reload",
    ]);
    expect(String(at(find(manifests, "ConfigMap", "shop").object, "data", "connectionString"))).toMatch(new RegExp(`^${scheme}`));
  });

  test("passwords come from Secrets, and never stand in the object", () => {
    expect(environment(made())["KURRENTDB_DEFAULT_ADMIN_PASSWORD"]).toEqual({ secretKeyRef: { name: "orders-users", key: "admin" } });
  });

  test("read-only replicas say so, and dial the quorum", () => {
    const manifests = expand(anywhere, kinds).manifests;
    expect(environment(manifests, "orders-replica")["KURRENTDB_READ_ONLY_REPLICA"]).toBe("true");
    expect(environment(manifests)["KURRENTDB_READ_ONLY_REPLICA"]).toBeUndefined();
    expect(environment(manifests, "orders-replica")["KURRENTDB_CLUSTER_SIZE"]).toBe("3");
    expect(environment(manifests, "orders-replica")["KURRENTDB_GOSSIP_SEED"]).toBe(environment(manifests)["KURRENTDB_GOSSIP_SEED"]);
  });

  test("presets give way to the configuration, whatever its spelling", () => {
    const manifests = made({ configuration: { "gossip-timeout-ms": 9000, RunProjections: "All" } });
    expect(environment(manifests)["KURRENTDB_GOSSIP_TIMEOUT_MS"]).toBeUndefined();
    expect(environment(made())["KURRENTDB_GOSSIP_TIMEOUT_MS"]).toBe("5000");
    expect(environment(manifests)["KURRENTDB_CONFIG"]).toBe("/kurrentdb/configuration/kurrentdb.conf");
    expect(at(find(manifests, "ConfigMap", "orders-configuration").object, "data", "kurrentdb.conf")).toBe(
      "RunProjections: All\ngossip-timeout-ms: 9000\n",
    );
  });

  test.each([
    ["26.1.0", "letsencrypt", "true"],
    ["26.0.1", "letsencrypt", undefined],
    ["26.1.0", "ordersNodes", undefined],
  ])("server %s with %s: callers without client auth are let in: %s", (version, authority, expected) => {
    const env = environment(made({ image: `registry.example.com/db:${version}`, network: SPLIT, security: { authority } }));
    expect(env["KURRENTDB_DISABLE_CLIENT_AUTH_EKU_VALIDATION"]).toBe(expected);
    expect(env["KURRENTDB_TRUSTED_ROOT_CERTIFICATES_PATH"]).toBe(authority === "letsencrypt" ? undefined : "/kurrentdb/ca");
  });
});

describe("certificates", () => {
  const svc = (pod: string) => `${pod}.kurrent.svc.cluster.local`;
  const pods = ["orders-0", "orders-1", "orders-2"];
  test.each([
    ["ServiceName", {}, {}, [...pods.map(svc), svc("orders")]],
    ["SplitDNS and FQDN", SPLIT, {}, pods.map((pod) => `${pod}.orders.example.com`)],
    [
      "ServiceName and FQDN",
      { ...FQDN, internodeTrafficStrategy: "ServiceName" },
      {},
      [...pods.flatMap((pod) => [svc(pod), `${pod}.orders.example.com`]), svc("orders")],
    ],
    ["a wildcard for FQDNs", SPLIT, { wildcard: true }, ["*.orders.example.com"]],
    [
      "a wildcard beside names of Services, which stay as they are",
      { ...FQDN, internodeTrafficStrategy: "ServiceName" },
      { wildcard: true },
      ["*.orders.example.com", ...pods.map(svc), svc("orders")],
    ],
    [
      "no wildcard for names below the pod's",
      { ...SPLIT, fqdnTemplate: "db.{podName}.{domain}" },
      { wildcard: true },
      pods.map((pod) => `db.${pod}.example.com`),
    ],
  ] as const)("%s", (_, network, security, expected) => {
    const { object } = find(made({ network, security }), "Certificate", "orders-node-tls");
    expect(at(object, "spec", "dnsNames")).toEqual(expected);
  });

  test.each([
    ["private", {}, { authority: "ordersNodes" }, "orders.kurrent"],
    ["chosen", {}, { certificateReservedNodeCommonName: "kurrentdb-node" }, "kurrentdb-node"],
    ["public", SPLIT, { authority: "letsencrypt" }, "orders-0.orders.example.com"],
    ["public, wildcard", SPLIT, { authority: "letsencrypt", wildcard: true }, "*.orders.example.com"],
    ["public, without FQDNs", {}, { authority: "letsencrypt" }, "orders-0.kurrent.svc.cluster.local"],
  ] as const)("all nodes have the common name that they demand: %s", (_, network, security, expected) => {
    const manifests = made({ network, security, readOnlyReplicas: { replicas: 2 } });
    for (const [certificate, statefulSet] of [
      ["orders-node-tls", "orders"],
      ["orders-replica-node-tls", "orders-replica"],
    ] as const) {
      const { object } = find(manifests, "Certificate", certificate);
      expect(at(object, "spec", "commonName")).toBe(expected);
      expect(environment(manifests, statefulSet)["KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME"]).toBe(expected);
      // A public authority takes the common name only if it is a SAN too.
      if (security && "authority" in security && security.authority === "letsencrypt")
        expect(at(object, "spec", "dnsNames")).toContain(expected);
    }
  });

  test("the leaf is of a kind that the server loads and that serves both ways", () => {
    const { object } = find(made(), "Certificate", "orders-node-tls");
    expect(object["spec"]).toMatchObject({
      duration: "2160h0m0s",
      renewBefore: "720h0m0s",
      usages: ["digital signature", "key encipherment", "server auth", "client auth"],
      privateKey: { algorithm: "RSA", rotationPolicy: "Always" },
      issuerRef: { group: "cert-manager.io", kind: "Issuer", name: "orders-nodes-g1" },
    });
  });

  test("every name that is dialled is on the certificate of the type that it belongs to", () => {
    const layout = layoutOf(orders({ readOnlyReplicas: { replicas: 2 }, network: SPLIT }), {
      cluster: east,
      authorities: { ordersNodes, letsencrypt },
    });
    const [quorum, replica] = layout.nodeTypes;
    if (!quorum || !replica) throw new Error("a node type is missing");
    expect([...nodeDnsNames(layout, replica).keys()]).toEqual([
      "orders-replica-0.orders-replica.example.com",
      "orders-replica-1.orders-replica.example.com",
    ]);
    expect([...nodeDnsNames(layout, quorum).keys()]).not.toContain("orders-replica-0.orders-replica.example.com");
    expect(reservedCommonName(layout)).toBe("orders.kurrent");
  });

  test("insecure: no certificate, no roots, no sidecar, plain probes", () => {
    const { manifests } = expand(insecureTest, kinds);
    expect(manifests.filter(({ object }) => object.kind === "Certificate")).toEqual([]);
    expect(at(podSpec(manifests), "containers")).toHaveLength(1);
    expect(at(podSpec(manifests), "volumes")).toEqual([]);
    expect(at(podSpec(manifests), "containers", 0, "readinessProbe", "httpGet", "scheme")).toBe("HTTP");
    expect(at(podSpec(made()), "containers", 0, "readinessProbe", "httpGet", "scheme")).toBe("HTTPS");
    expect(environment(manifests)["KURRENTDB_INSECURE"]).toBe("true");
    expect(environment(made())["KURRENTDB_INSECURE"]).toBeUndefined();
    expect(at(find(manifests, "ConfigMap", "shop").object, "data")).toEqual({
      connectionString: "kurrentdb://orders-0.kurrent.svc.cluster.local:2113?tls=false",
    });
  });
});

describe("the StatefulSet", () => {
  test("starts all nodes at once, keeps data, and finds no Services in its environment", () => {
    const { object } = find(made(), "StatefulSet", "orders");
    expect(object["spec"]).toMatchObject({
      podManagementPolicy: "Parallel",
      serviceName: "orders",
      updateStrategy: { type: "RollingUpdate" },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      template: { spec: { enableServiceLinks: false, automountServiceAccountToken: false, terminationGracePeriodSeconds: 120 } },
      volumeClaimTemplates: [{ apiVersion: "v1", kind: "PersistentVolumeClaim", spec: { volumeMode: "Filesystem" } }],
    });
  });

  test("selectors choose pods of their own type and workload only", () => {
    const { manifests } = expand(topology([orders({ readOnlyReplicas: { replicas: 1 } }), orders({ name: "carts" })]), kinds);
    const pods = manifests
      .filter(({ object }) => ["StatefulSet", "Job"].includes(object.kind))
      .map(({ object }) => ({
        name: object.metadata.name,
        labels: at(object, "spec", "template", "metadata", "labels") as Record<string, string>,
      }));
    const selected = (object: KubeObject) => {
      const selector = (at(object, "spec", "selector", "matchLabels") ?? at(object, "spec", "selector")) as Record<string, string>;
      return pods.filter(({ labels }) => Object.entries(selector).every(([key, value]) => labels[key] === value)).map(({ name }) => name);
    };
    for (const name of ["orders", "orders-replica", "carts"]) {
      expect(selected(find(manifests, "StatefulSet", name).object)).toEqual([name]);
      expect(selected(find(manifests, "Service", name).object)).toEqual([name]);
    }
    expect(selected(find(manifests, "PodDisruptionBudget", "orders").object)).toEqual(["orders"]);
    expect(manifests.filter(({ object }) => object.kind === "PodDisruptionBudget").map(({ object }) => object.metadata.name)).toEqual([
      "orders",
      "carts",
    ]);
  });

  test("certificates and roots are mounted as folders, the leaf without its ca.crt, and never by subPath", () => {
    const spec = podSpec(made());
    expect(at(spec, "volumes")).toEqual([
      {
        name: "certificates",
        secret: {
          secretName: "orders-node-tls",
          defaultMode: 0o440,
          items: [
            { key: "tls.crt", path: "tls.crt" },
            { key: "tls.key", path: "tls.key" },
          ],
        },
      },
      { name: "ca", configMap: { name: "orders-nodes-roots" } },
      { name: "reload-key", configMap: { name: "orders-reload" } },
    ]);
    expect(JSON.stringify(spec)).not.toContain("subPath");
  });

  test("one more trusted generation changes nothing in the pod", () => {
    const trusting = (trusted: readonly string[]) => podSpec(made({}, { authorities: { ordersNodes: { ...ordersNodes, trusted } } }));
    expect(trusting(["g1", "g2"])).toEqual(trusting(["g1"]));
  });

  test("restarts are asked for by the key, a changed configuration or a changed Corefile, and not by scaling", () => {
    const annotations = (workload: Parameters<typeof orders>[0]) =>
      at(find(made(workload), "StatefulSet", "orders").object, "spec", "template", "metadata", "annotations");
    const split = { network: SPLIT } as const;
    expect(annotations({ ...split, rollingRestartKey: "2" })).not.toEqual(annotations({ ...split, rollingRestartKey: "1" }));
    expect(annotations({ ...split, configuration: { LogLevel: "Debug" } })).not.toEqual(
      annotations({ ...split, configuration: { LogLevel: "Info" } }),
    );
    expect(annotations({ network: { ...SPLIT, domain: "example.org" } })).not.toEqual(annotations(split));
    expect(annotations({ ...split, readOnlyReplicas: { replicas: 2 } })).toEqual(annotations(split));
  });

  test("constraints replace the defaults one by one, as they stand in a pod spec", () => {
    const affinity = {
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "x", matchLabelKeys: ["pod-template-hash"] }] },
    };
    const spec = podSpec(made({ constraints: { affinity, nodeSelector: { disk: "fast" } } }));
    expect(at(spec, "affinity")).toEqual(affinity);
    expect(at(spec, "nodeSelector")).toEqual({ disk: "fast" });
    expect(at(spec, "topologySpreadConstraints", 0, "topologyKey")).toBe("topology.kubernetes.io/zone");
    expect(at(podSpec(made()), "affinity", "podAntiAffinity", "preferredDuringSchedulingIgnoredDuringExecution")).toHaveLength(1);
  });

  test("reload by restart needs no sidecar and shares no process namespace", () => {
    const spec = podSpec(made({ security: { reload: "rollingRestart" } }));
    expect(at(spec, "containers")).toHaveLength(1);
    expect(at(spec, "shareProcessNamespace")).toBeUndefined();
    expect(at(podSpec(made()), "shareProcessNamespace")).toBe(true);
    expect(find(made(), "ConfigMap", "orders-reload").object["data"]).toEqual({ configReloadKey: "" });
    expect(made({ security: { reload: "rollingRestart" } }).some(({ object }) => object.metadata.name === "orders-reload")).toBe(false);
  });

  test("a reload key changes what the sidecar sees, and nothing of the pods", () => {
    const [before, after] = [made(), made({ configReloadKey: "2" })];
    expect(find(after, "ConfigMap", "orders-reload").object["data"]).toEqual({ configReloadKey: "2" });
    const others = (manifests: readonly Manifest[]) =>
      manifests.map(({ object }) => object).filter(({ kind, metadata }) => kind !== "ConfigMap" || metadata.name !== "orders-reload");
    expect(others(after)).toEqual(others(before));
    const [server, sidecar] = at(podSpec(after), "containers") as { volumeMounts: { name: string; mountPath: string }[] }[];
    expect(sidecar?.volumeMounts.find(({ name }) => name === "reload-key")?.mountPath).toBe("/reload");
    expect(server?.volumeMounts.map(({ name }) => name)).not.toContain("reload-key");
  });

  test.each([
    ["ordersNodes", { "configmap.reloader.stakater.com/reload": "orders-nodes-roots" }],
    ["letsencrypt", {}],
  ])("Reloader is told each Secret and ConfigMap by name, with %s", (authority, roots) => {
    const platform = { ...east.platform, reloader: { version: "1.4", strategy: "annotations" as const } };
    const manifests = made(
      { network: SPLIT, security: { authority, reload: "reloader" }, readOnlyReplicas: { replicas: 2 } },
      { clusters: { east: { ...east, platform } } },
    );
    for (const name of ["orders", "orders-replica"]) {
      expect(find(manifests, "StatefulSet", name).object.metadata.annotations).toEqual({
        "secret.reloader.stakater.com/reload": `${name}-node-tls`,
        ...roots,
      });
      expect(at(podSpec(manifests, name), "containers")).toHaveLength(1);
    }
    expect(find(made(), "StatefulSet", "orders").object.metadata.annotations).toBeUndefined();
  });
});

describe("SplitDNS", () => {
  const { manifests } = expand(anywhere, kinds);
  const spec = podSpec(manifests);

  test("the sidecar is the first container to start, and the only resolver", () => {
    expect(at(spec, "initContainers", 0)).toMatchObject({
      name: "dns",
      restartPolicy: "Always",
      startupProbe: { httpGet: { path: "/ready", port: 8181 } },
      securityContext: { runAsUser: 65532, allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } },
    });
    expect(at(spec, "dnsPolicy")).toBe("None");
    expect(at(spec, "dnsConfig")).toEqual({
      nameservers: ["127.0.0.1"],
      searches: ["kurrent.svc.cluster.local", "svc.cluster.local", "cluster.local"],
      options: [{ name: "ndots", value: "2" }],
    });
    expect(at(spec, "securityContext", "sysctls")).toEqual([{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }]);
    expect(at(podSpec(made()), "initContainers")).toBeUndefined();
    expect(at(podSpec(made()), "dnsPolicy")).toBeUndefined();
  });
});

describe("Services", () => {
  test("nodes find each other before they are ready", () => {
    for (const { object } of made().filter(({ object }) => object.kind === "Service")) {
      expect(object["spec"]).toMatchObject({ clusterIP: "None", publishNotReadyAddresses: true });
    }
  });

  test.each([
    ["FQDN", { ...FQDN, ...BALANCED }, [2113, 1112], true],
    ["SplitDNS", { ...SPLIT, ...BALANCED }, [2113], undefined],
    ["ServiceName", { ...FQDN, internodeTrafficStrategy: "ServiceName", ...BALANCED }, [2113], undefined],
  ] as const)("load balancers with %s between nodes carry ports %j", (_, network, ports, unready) => {
    const { object } = find(made({ network }), "Service", "orders-1-lb");
    expect((at(object, "spec", "ports") as { port: number }[]).map(({ port }) => port)).toEqual(ports);
    expect(at(object, "spec", "publishNotReadyAddresses")).toBe(unready);
    expect(at(object, "spec", "selector")).toEqual({ "statefulset.kubernetes.io/pod-name": "orders-1" });
    expect(object.metadata.annotations).toEqual({ "external-dns.kubernetes.io/hostname": "orders-1.orders.example.com" });
  });

  test("an older external-dns reads another prefix; without one nothing is annotated", () => {
    const { externalDNS, ...platform } = east.platform;
    const balanced = (cluster: typeof east) =>
      find(made({ network: { ...SPLIT, ...BALANCED } }, { clusters: { east: cluster } }), "Service", "orders-0-lb").object;
    const old = { version: "0.14", zones: ["example.com"], annotationPrefix: "external-dns.alpha.kubernetes.io/" };
    expect(externalDNS).toBeDefined();
    expect(Object.keys(balanced({ ...east, platform: { ...platform, externalDNS: old } }).metadata.annotations ?? {})).toEqual([
      "external-dns.alpha.kubernetes.io/hostname",
    ]);
    expect(balanced({ ...east, platform }).metadata.annotations).toBeUndefined();
  });

  test("allowed addresses and class are the load balancer's", () => {
    const network = { ...SPLIT, loadBalancer: { enabled: true, allowedIPs: ["203.0.113.0/24"], loadBalancerClass: "service.k8s.aws/nlb" } };
    expect(find(made({ network }), "Service", "orders-0-lb").object["spec"]).toMatchObject({
      loadBalancerSourceRanges: ["203.0.113.0/24"],
      loadBalancerClass: "service.k8s.aws/nlb",
    });
  });
});

describe("clients", () => {
  test("in the cluster: every node under its client name, and the Bundle of the authority", () => {
    const { data, metadata } = find(expand(oneCluster, kinds).manifests, "ConfigMap", "shop").object as KubeObject & {
      data: Record<string, string>;
    };
    expect(metadata.namespace).toBe("shop");
    expect(data["trustConfigMap"]).toBe("shop-orders-nodes");
    expect(data["connectionString"]?.split("?")).toEqual([
      `kurrentdb://${[0, 1, 2].map((i) => `orders-${i}.kurrent.svc.cluster.local:2113`).join(",")}`,
      "tls=true&tlsCaFile=/var/run/trueline/shop-orders-nodes/ca.crt",
    ]);
  });

  test("outside: beside the workload, and nothing about files on other machines", () => {
    const { object } = find(expand(anywhere, kinds).manifests, "ConfigMap", "laptops");
    expect(object.metadata.namespace).toBe("kurrent");
    expect(Object.keys(at(object, "data") as object)).toEqual(["connectionString"]);
  });
});
