import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { distFilesOf } from "../src/commands/dist-files.ts";
import { type Compiled, compile, proveManifests } from "../src/compile.ts";
import { readManifests } from "../src/input/read-manifests.ts";
import { stringify } from "../src/output/stringify.ts";
import { writeDist } from "../src/output/write-dist.ts";
import type { HopName } from "../src/prove/trace.ts";

// biome-ignore lint/suspicious/noExplicitAny: a mutation changes whatever stands in a manifest
type Any = any;

interface Mutation {
  readonly what: string;
  /** The file below dist/. */
  readonly file: string;
  readonly change: (object: Any) => void;
  /** The code of the finding … */
  readonly code: string;
  /** … and the hop at which the dials behind it end; `none` for a truth that is no dial. */
  readonly hop: HopName | "none";
}

const orders = "east/orders/kurrent";
const ledger = "west/ledger/ledger";
const ordersPki = "east/orders-nodes/kurrent";
const statefulSet = `${orders}/statefulset.apps-orders.yaml`;

const server = (object: Any): Any => object.spec.template.spec.containers.find((each: Any) => each.name === "kurrentdb");
const variable = (object: Any, name: string): Any => server(object).env.find((each: Any) => each.name === name);
const volume = (object: Any, name: RegExp): Any => object.spec.template.spec.volumes.find((each: Any) => name.test(each.name));
const corefile = (change: (text: string) => string) => (object: Any) => {
  const before = object.data.Corefile;
  object.data.Corefile = change(before);
  expect(object.data.Corefile).not.toBe(before);
};

const breaking: readonly Mutation[] = [
  {
    what: "a name is dropped from the node certificate",
    file: `${orders}/certificate.cert-manager.io-orders-node-tls.yaml`,
    change: (o) => {
      o.spec.dnsNames = o.spec.dnsNames.filter((name: string) => !name.startsWith("orders-1."));
    },
    code: "TL4103",
    hop: "verify",
  },
  {
    what: "a wildcard stands one label too high",
    file: `${orders}/certificate.cert-manager.io-orders-node-tls.yaml`,
    change: (o) => {
      o.spec.dnsNames = ["*.svc.cluster.local"];
    },
    code: "TL4103",
    hop: "verify",
  },
  {
    what: "client auth is dropped from the usages",
    file: `${orders}/certificate.cert-manager.io-orders-node-tls.yaml`,
    change: (o) => {
      o.spec.usages = o.spec.usages.filter((usage: string) => usage !== "client auth");
    },
    code: "TL4105",
    hop: "authenticate",
  },
  {
    what: "server auth is dropped from the usages",
    file: `${orders}/certificate.cert-manager.io-orders-node-tls.yaml`,
    change: (o) => {
      o.spec.usages = o.spec.usages.filter((usage: string) => usage !== "server auth");
    },
    code: "TL4104",
    hop: "verify",
  },
  {
    what: "digital signature is dropped from the usages",
    file: `${orders}/certificate.cert-manager.io-orders-node-tls.yaml`,
    change: (o) => {
      o.spec.usages = o.spec.usages.filter((usage: string) => usage !== "digital signature");
    },
    code: "TL4107",
    hop: "authenticate",
  },
  {
    what: "the certificate's common name changes",
    file: `${orders}/certificate.cert-manager.io-orders-node-tls.yaml`,
    change: (o) => {
      o.spec.commonName = "somebody.else";
    },
    code: "TL4110",
    hop: "start",
  },
  {
    what: "the reserved common name changes",
    file: statefulSet,
    change: (o) => {
      variable(o, "KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME").value = "somebody.else";
    },
    code: "TL4110",
    hop: "start",
  },
  {
    what: "the node key becomes ECDSA",
    file: `${orders}/certificate.cert-manager.io-orders-node-tls.yaml`,
    change: (o) => {
      o.spec.privateKey = { ...o.spec.privateKey, algorithm: "ECDSA", size: 256 };
    },
    code: "TL4111",
    hop: "start",
  },
  {
    what: "the issuer reference names no issuer",
    file: `${orders}/certificate.cert-manager.io-orders-node-tls.yaml`,
    change: (o) => {
      o.spec.issuerRef.name = "orders-nodes-g9";
    },
    code: "TL4301",
    hop: "start",
  },
  {
    what: "the issuer reference means a ClusterIssuer",
    file: `${orders}/certificate.cert-manager.io-orders-node-tls.yaml`,
    change: (o) => {
      o.spec.issuerRef.kind = "ClusterIssuer";
    },
    code: "TL4301",
    hop: "start",
  },
  {
    what: "the leaf comes straight from the self-signed issuer",
    file: `${orders}/certificate.cert-manager.io-orders-node-tls.yaml`,
    change: (o) => {
      o.spec.issuerRef.name = "orders-nodes-selfsigned";
    },
    code: "TL4112",
    hop: "start",
  },
  {
    what: "the CA's Secret gets another name than its Issuer reads",
    file: `${ordersPki}/certificate.cert-manager.io-orders-nodes-g1.yaml`,
    change: (o) => {
      o.spec.secretName = "orders-nodes-g1-new";
    },
    code: "TL4302",
    hop: "start",
  },
  {
    what: "the certificate mount names another Secret",
    file: statefulSet,
    change: (o) => {
      volume(o, /cert/).secret.secretName = "orders-tls";
    },
    code: "TL5103",
    hop: "start",
  },
  {
    what: "the trust directory is the leaf's Secret",
    file: statefulSet,
    change: (o) => {
      const trust = volume(o, /^(ca|roots|trust)/);
      delete trust.configMap;
      trust.secret = { secretName: "orders-node-tls" };
    },
    code: "TL4203",
    hop: "start",
  },
  {
    what: "a pod's own Service selects a pod that is not there",
    file: `${orders}/service-orders-1.yaml`,
    change: (o) => {
      o.spec.selector["statefulset.kubernetes.io/pod-name"] = "orders-7";
    },
    code: "TL2101",
    hop: "resolve",
  },
  {
    what: "the server listens on another port than its peers dial",
    file: statefulSet,
    change: (o) => {
      variable(o, "KURRENTDB_NODE_PORT").value = "2114";
    },
    code: "TL3103",
    hop: "accept",
  },
  {
    what: "a gossip seed is misspelt",
    file: statefulSet,
    change: (o) => {
      const seed = variable(o, "KURRENTDB_GOSSIP_SEED");
      seed.value = seed.value.replace("orders-2.kurrent", "orders-2.current");
    },
    code: "TL2101",
    hop: "resolve",
  },
  {
    what: "advertised names end in another cluster domain",
    file: statefulSet,
    change: (o) => {
      const host = variable(o, "KURRENTDB_NODE_HOST_ADVERTISE_AS");
      host.value = host.value.replace("cluster.local", "cluster.example.com");
    },
    code: "TL2103",
    hop: "resolve",
  },
  {
    what: "the server is told to go without TLS",
    file: statefulSet,
    change: (o) => {
      server(o).env.push({ name: "KURRENTDB_INSECURE", value: "true" });
    },
    code: "TL5301",
    hop: "start",
  },
  {
    what: "the ServiceAccount of the roots Job may no longer patch",
    file: `${ordersPki}/role.rbac.authorization.k8s.io-orders-nodes-roots.yaml`,
    change: (o) => {
      for (const rule of o.rules) rule.verbs = ["get"];
    },
    code: "TL5109",
    hop: "none",
  },
  {
    what: "the client's Bundle reads a key that nobody writes",
    file: "east/shop/_cluster/bundle.trust.cert-manager.io-shop-orders-nodes.yaml",
    change: (o) => {
      o.spec.sources[0].configMap.key = "g9.crt";
    },
    code: "TL4205",
    hop: "start",
  },
  {
    what: "the client's connection string names another port",
    file: "east/shop/shop/configmap-shop.yaml",
    change: (o) => {
      o.data.connectionString = o.data.connectionString.replace(
        "orders-0.kurrent.svc.cluster.local:2113",
        "orders-0.kurrent.svc.cluster.local:2112",
      );
    },
    code: "TL3103",
    hop: "accept",
  },
  {
    what: "the StatefulSet's serviceName names no Service",
    file: statefulSet,
    change: (o) => {
      o.spec.serviceName = "orders-headless";
    },
    code: "TL5101",
    hop: "none",
  },
  {
    what: "the sidecar's rewrite leads to another namespace",
    file: `${ledger}/configmap-ledger-dns.yaml`,
    change: corefile((text) => text.replaceAll(".ledger.svc.cluster.local", ".ledgers.svc.cluster.local")),
    code: "TL2101",
    hop: "resolve",
  },
  {
    what: "the sidecar answers under the rewritten name",
    file: `${ledger}/configmap-ledger-dns.yaml`,
    change: corefile((text) => text.replaceAll(/^.*answer auto.*\n/gm, "")),
    code: "TL2106",
    hop: "resolve",
  },
  {
    what: "the sidecar's pattern covers only one digit",
    file: `${ledger}/configmap-ledger-dns.yaml`,
    // The name then leads out to the load balancer, which has no port for replication.
    change: corefile((text) => text.replaceAll("\\d+", "[1-9]")),
    code: "TL3102",
    hop: "route",
  },
  {
    what: "the sidecar forwards to an address that is no DNS of ours",
    file: `${ledger}/configmap-ledger-dns.yaml`,
    change: corefile((text) => text.replace("10.112.0.10", "10.112.0.11")),
    code: "TL2105",
    hop: "resolve",
  },
  {
    what: "the sidecar has a directive that is not understood",
    file: `${ledger}/configmap-ledger-dns.yaml`,
    change: corefile((text) => text.replace(/^(\s*)errors$/m, "$1errors\n$1template IN A example.test")),
    code: "TL2105",
    hop: "resolve",
  },
  {
    what: "the pods get a second nameserver",
    file: `${ledger}/statefulset.apps-ledger.yaml`,
    change: (o) => {
      o.spec.template.spec.dnsConfig.nameservers.push("10.112.0.10");
    },
    code: "TL2107",
    hop: "resolve",
  },
  {
    what: "the sidecar is gone",
    file: `${ledger}/statefulset.apps-ledger.yaml`,
    change: (o) => {
      o.spec.template.spec.initContainers = o.spec.template.spec.initContainers.filter((each: Any) => each.name !== "dns");
    },
    code: "TL2104",
    hop: "resolve",
  },
  {
    what: "the sidecar may not bind port 53",
    file: `${ledger}/statefulset.apps-ledger.yaml`,
    change: (o) => {
      delete o.spec.template.spec.securityContext.sysctls;
    },
    code: "TL5105",
    hop: "start",
  },
  {
    what: "the sidecar is a plain container",
    file: `${ledger}/statefulset.apps-ledger.yaml`,
    change: (o) => {
      const pod = o.spec.template.spec;
      const [dns] = pod.initContainers.splice(0, 1);
      delete dns.restartPolicy;
      pod.containers.push(dns);
    },
    code: "TL5107",
    hop: "none",
  },
  {
    what: "a load balancer has another port",
    file: `${ledger}/service-ledger-1-lb.yaml`,
    change: (o) => {
      o.spec.ports[0].port = 443;
    },
    code: "TL3102",
    hop: "route",
  },
  {
    what: "a load balancer selects no pod",
    file: `${ledger}/service-ledger-1-lb.yaml`,
    change: (o) => {
      o.spec.selector["statefulset.kubernetes.io/pod-name"] = "ledger-9";
    },
    code: "TL3101",
    hop: "route",
  },
  {
    what: "a load balancer's record has another name",
    file: `${ledger}/service-ledger-1-lb.yaml`,
    change: (o) => {
      for (const key of Object.keys(o.metadata.annotations))
        if (key.endsWith("hostname")) o.metadata.annotations[key] = "ledger-one.ledger.example.com";
    },
    code: "TL2101",
    hop: "resolve",
  },
  {
    what: "a load balancer's record uses the prefix that this external-dns no longer reads",
    file: `${ledger}/service-ledger-1-lb.yaml`,
    change: (o) => {
      const [key] = Object.keys(o.metadata.annotations).filter((each) => each.endsWith("hostname"));
      o.metadata.annotations["external-dns.alpha.kubernetes.io/hostname"] = o.metadata.annotations[key as string];
      delete o.metadata.annotations[key as string];
    },
    code: "TL2101",
    hop: "resolve",
  },
];

const harmless: readonly Pick<Mutation, "what" | "file" | "change">[] = [
  { what: "a label on the pod template", file: statefulSet, change: (o) => (o.spec.template.metadata.labels.team = "orders") },
  { what: "resources", file: statefulSet, change: (o) => (server(o).resources = { requests: { cpu: "3", memory: "9Gi" } }) },
  { what: "a longer grace period", file: statefulSet, change: (o) => (o.spec.template.spec.terminationGracePeriodSeconds = 300) },
  { what: "an unrelated variable", file: statefulSet, change: (o) => server(o).env.push({ name: "TZ", value: "UTC" }) },
  { what: "larger volumes", file: statefulSet, change: (o) => (o.spec.volumeClaimTemplates[0].spec.resources.requests.storage = "200Gi") },
  {
    // Its pod joins the two others by its own dials, gets ready, and is reached: seen in the lab.
    what: "one pod's own Service hides pods that are not ready",
    file: `${orders}/service-orders-1.yaml`,
    change: (o) => (o.spec.publishNotReadyAddresses = false),
  },
  {
    what: "another order of keys",
    file: statefulSet,
    change: (o) => {
      for (const key of Object.keys(o.spec).reverse()) {
        const value = o.spec[key];
        delete o.spec[key];
        o.spec[key] = value;
      }
    },
  },
  {
    what: "one name more on the certificate",
    file: `${orders}/certificate.cert-manager.io-orders-node-tls.yaml`,
    change: (o) => o.spec.dnsNames.push("orders.example.com"),
  },
  {
    what: "another order of names",
    file: `${orders}/certificate.cert-manager.io-orders-node-tls.yaml`,
    change: (o) => o.spec.dnsNames.reverse(),
  },
  {
    what: "an annotation on a Service",
    file: `${orders}/service-orders-1.yaml`,
    change: (o) => (o.metadata.annotations = { "example.com/owner": "orders" }),
  },
  {
    what: "a port more on a Service",
    file: `${orders}/service-orders-1.yaml`,
    change: (o) => o.spec.ports.push({ name: "metrics", port: 9100 }),
  },
  {
    what: "a laxer disruption budget",
    file: `${orders}/poddisruptionbudget.policy-orders.yaml`,
    change: (o) => (o.spec.maxUnavailable = 2),
  },
  {
    what: "a comment in the Corefile",
    file: `${ledger}/configmap-ledger-dns.yaml`,
    change: corefile((text) => text.replace("errors\n", "errors\n    # a remark\n")),
  },
];

/**
 * What the committed specs are told of: a single node whose certificate is a public authority's, and two clients that go
 * the long way round to servers beside them.
 */
const STANDING = ["TL4407", "TL3402", "TL3402"];

let compiled: Compiled;
let dist: string;

beforeAll(async () => {
  const result = await compile({ root: "." });
  expect(result.kind).toBe("compiled");
  compiled = result as Compiled;
  dist = mkdtempSync(join(tmpdir(), "trueline-mutations-"));
  writeDist(dist, distFilesOf(compiled));
});

afterAll(() => rmSync(dist, { recursive: true, force: true }));

/** Proves a copy of dist/ with one file changed: read from disk, as `check --manifests` does. */
async function proveWith({ file, change }: Pick<Mutation, "file" | "change">) {
  const path = join(dist, file);
  const before = readFileSync(path, "utf8");
  try {
    const object = parse(before);
    change(object);
    writeFileSync(path, stringify(object));
    const read = readManifests(dist);
    expect(read.problems).toEqual([]);
    return await proveManifests(read.manifests, read.environments);
  } finally {
    writeFileSync(path, before);
  }
}

describe("the committed specs, before any mutation", () => {
  it("prove with no finding but the standing one, from disk too", async () => {
    expect(compiled.proof.findings.map((finding) => finding.code)).toEqual(STANDING);
    const read = readManifests(dist);
    const proof = await proveManifests(read.manifests, read.environments);
    expect(proof.findings.map((finding) => finding.code)).toEqual(STANDING);
    expect(proof.traces.map((trace) => trace.dial.id).sort()).toEqual(compiled.proof.traces.map((trace) => trace.dial.id).sort());
  });
});

describe("a mutation that breaks dials is found, with the hop", () => {
  it.each(breaking.map((mutation) => [mutation.what, mutation] as const))("%s", async (_, mutation) => {
    const { findings } = await proveWith(mutation);
    const errors = findings.filter((finding) => finding.severity === "error");
    expect(errors.map((finding) => finding.code)).toContain(mutation.code);
    if (mutation.hop === "none") return;
    const hops = errors
      .filter((finding) => finding.code === mutation.code)
      .flatMap((finding) => finding.traces.map((trace) => trace.steps.at(-1)?.hop));
    expect(hops).toContain(mutation.hop);
  });
});

describe("a mutation that breaks nothing stays silent", () => {
  it.each(harmless.map((mutation) => [mutation.what, mutation] as const))("%s", async (_, mutation) => {
    expect((await proveWith(mutation)).findings.map((finding) => finding.code)).toEqual(STANDING);
  });
});

describe("trueline check --manifests", () => {
  it("finds a mutation in a copy of dist/, in its file", () => {
    const copy = mkdtempSync(join(tmpdir(), "trueline-copy-"));
    try {
      cpSync(dist, copy, { recursive: true });
      expect(execFileSync(process.execPath, ["lib/cli.js", "check", "--manifests", copy], { encoding: "utf8" })).toMatch(/0\s+unknown/);
      const file = join(copy, orders, "certificate.cert-manager.io-orders-node-tls.yaml");
      writeFileSync(
        file,
        readFileSync(file, "utf8").replace("- orders-1.kurrent.svc.cluster.local\n", "- orders-9.kurrent.svc.cluster.local\n"),
      );
      const result = spawnSync(process.execPath, ["lib/cli.js", "check", "--manifests", copy], { encoding: "utf8" });
      expect(result.status).toBe(1);
      expect(result.stdout).toContain("TL4103");
      expect(result.stdout).toMatch(/certificate\.cert-manager\.io-orders-node-tls\.yaml:\d+/);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
});
