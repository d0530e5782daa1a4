import { rmSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { fakeCluster } from "../live/fake-cluster.ts";
import { DAY, type Made, make } from "../live/pki.ts";
import { closedPort, serve } from "../live/servers.ts";
import { Project } from "./project.ts";
import { runAsync } from "./run-async.ts";

const PODS = ["orders-0", "orders-1", "orders-2"];
const HOSTS = PODS.map((pod) => `${pod}.kurrent.svc.cluster.local`);
const NAMES = [...HOSTS, "orders.kurrent.svc.cluster.local"];
const GROUP = "/apis/cert-manager.io/v1/namespaces/kurrent";
const FORWARD = "/api/v1/namespaces/kurrent/pods/orders-0/portforward";
let root: Made;
let stranger: Made;
let leaf: Made;
let old: Made;

beforeAll(async () => {
  root = await make({ subject: "CN=ordersNodes g1, O=Example", ca: true });
  stranger = await make({ subject: "CN=somebody else", ca: true });
  leaf = await make({ subject: "CN=orders.kurrent", dnsNames: NAMES, by: root, rsa: true });
  old = await make({ subject: "CN=orders.kurrent", dnsNames: NAMES, by: root, rsa: true, from: Date.now() - 61 * DAY });
});

/** Ports that stand for 2113 of each pod; by default all serve the leaf. */
async function straight(...ports: readonly number[]): Promise<readonly string[]> {
  const all = [...ports];
  while (all.length < HOSTS.length) all.push(await serve([leaf]));
  return HOSTS.flatMap((host, i) => ["--via", `${host}:2113=127.0.0.1:${all[i]}`]);
}

async function run(...args: readonly string[]) {
  return runAsync(new Project(), ["probe", ...args]);
}

describe("straight", () => {
  test("all as compiled is exit 0, and says what was not looked at", async () => {
    const { code, out, err } = await run("orders", ...(await straight()));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^ orders-0\.kurrent\.svc\.cluster\.local:2113 {3}as compiled, renewal in 58 days, ends/);
    expect(out).toMatch(/^3 dials: 3 as compiled, 0 differ\. 3 listeners not dialled:/m);
  });

  test("one that somebody else signed is exit 1, and named", async () => {
    const wrong = await make({ subject: "CN=orders.kurrent", dnsNames: NAMES, by: stranger, rsa: true });
    const { code, out } = await run("orders", ...(await straight(await serve([wrong]))));
    expect(code).toBe(1);
    expect(out.replace(/\s+/g, " ")).toContain(
      "differs orders-0.kurrent.svc.cluster.local:2113 (orders-0) serves a certificate that somebody else signed somebody else signed it; compiled is ordersNodes g1.",
    );
    expect(out).toContain("3 dials: 2 as compiled, 1 differs.");
  });

  test("roots of one's own: trusted, and not", async () => {
    const project = new Project();
    project.write("pki/g1.pem", root.pem);
    project.write("pki/other.pem", stranger.pem);
    const via = await straight();
    expect(await runAsync(project, ["probe", "orders", ...via, "--roots", "pki/g1.pem"])).toMatchObject({ code: 0 });
    const { code, out } = await runAsync(project, ["probe", "orders", ...via, "--roots", "pki/other.pem"]);
    expect(code).toBe(1);
    expect(out).toContain("pki/other.pem");
  });

  test("what does not answer is exit 1, in its own words", async () => {
    const { code, out } = await run("orders", ...(await straight(await closedPort())));
    expect(code).toBe(1);
    expect(out.replace(/\s+/g, " ")).toContain("can't be dialled: the connection is refused");
  });

  test("one that should have been replaced", async () => {
    const { code, out } = await run("orders", ...(await straight(await serve([old]))));
    expect(code).toBe(1);
    expect(out.replace(/\s+/g, " ")).toContain("should have been replaced");
    expect(await run("orders", "--warn-before", "2160h", ...(await straight()))).toMatchObject({
      code: 1,
      out: expect.stringContaining("ends in 88 days"),
    });
  });

  test("as JSON", async () => {
    const { code, out } = await run("orders", "--format", "json", ...(await straight(await closedPort())));
    expect(code).toBe(1);
    const data = JSON.parse(out);
    expect(data).toMatchObject({ version: 1, kind: "probe", ok: false, notDialled: expect.any(Array) });
    expect(data.dials.map((each: { ok: boolean }) => each.ok)).toEqual([false, true, true]);
    expect(data.dials[0].differences).toEqual([{ kind: "unreachable", title: expect.any(String), detail: "", change: expect.any(String) }]);
    expect(data.dials[1]).toMatchObject({
      process: "orders-1",
      workload: "orders",
      cluster: "east",
      port: 2113,
      served: { fingerprint: leaf.x509.fingerprint, protocol: "TLSv1.3" },
    });
  });
});

describe("through the cluster", () => {
  async function cluster(served: readonly Made[], over: Parameters<typeof fakeCluster>[0] = {}) {
    const ports = await Promise.all(served.map((each) => serve([each])));
    const pods = Object.fromEntries(PODS.map((pod, i) => [`kurrent/${pod}`, { 2113: ports[i] ?? 0, 1112: ports[i] ?? 0 }]));
    const annotations = { "cert-manager.io/certificate-name": "orders-node-tls", "cert-manager.io/certificate-revision": "2" };
    const status = { certificate: Buffer.from(leaf.pem).toString("base64") };
    return fakeCluster({
      pods,
      ...over,
      objects: {
        [`${GROUP}/certificates/orders-node-tls`]: { status: { revision: 2 } },
        [`${GROUP}/certificaterequests`]: { items: [{ metadata: { annotations }, status }] },
        "/api/v1/namespaces/kurrent/configmaps/orders-nodes-roots": { data: { "g1.crt": root.pem } },
        "/api/v1/namespaces/shop/configmaps/shop-orders-nodes": { data: { "ca.crt": root.pem } },
        ...over.objects,
      },
    });
  }

  test("all six listeners as compiled; no Secret is read, and each thing once", async () => {
    const { kubeconfig, asked } = await cluster([leaf, leaf, leaf]);
    const { code, out, err } = await run("orders", "--kubeconfig", kubeconfig);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^ orders-0:2113 {3}as compiled, renewal in 58 days, ends in 88 days$/m);
    expect(out).toContain("6 dials: 6 as compiled, 0 differ.\n");
    expect(asked.filter((path) => path.includes("secret"))).toEqual([]);
    const reads = asked.filter((path) => !path.includes("portforward"));
    expect(new Set(reads).size).toBe(reads.length);
  });

  test("a node that still serves its old certificate", async () => {
    const { kubeconfig } = await cluster([leaf, old, leaf]);
    const { code, out } = await run("orders", "--kubeconfig", kubeconfig, "--context", "east=east");
    expect(code).toBe(1);
    expect(out).toMatch(/each of 2 listeners still serves its old certificate\n {2}orders-1:2113 in east\n {2}orders-1:1112 in east\n/);
    expect(out).toContain("6 dials: 4 as compiled, 2 differ.");
  });

  test("clients that do not have the root yet", async () => {
    const { kubeconfig } = await cluster([leaf, leaf, leaf], {
      objects: { "/api/v1/namespaces/shop/configmaps/shop-orders-nodes": { data: {} } },
    });
    const { code, out } = await run("orders", "--kubeconfig", kubeconfig);
    expect(code).toBe(1);
    expect(out.replace(/\s+/g, " ")).toContain("which is not among the roots of shop (ConfigMap shop/shop-orders-nodes).");
  });

  test("without the right to read what was issued, it is compared by its dates, and that is said", async () => {
    const { kubeconfig } = await cluster([leaf, leaf, leaf], { forbidden: [`${GROUP}/certificaterequests`] });
    const { code, out } = await run("orders", "--kubeconfig", kubeconfig);
    expect(code).toBe(0);
    expect(out).toMatch(/^note: The kubeconfig may not read CertificateRequests of kurrent: no \(403\)$/m);
  });

  test("a kubeconfig without the rights is exit 3, since nothing is known then", async () => {
    const { kubeconfig } = await cluster([leaf, leaf, leaf], { forbidden: [FORWARD] });
    expect(await run("orders", "--kubeconfig", kubeconfig)).toMatchObject({
      code: 3,
      out: "",
      err: expect.stringMatching(/may not\s+forward port/),
    });
    expect(await run("orders", "--kubeconfig", kubeconfig, "--context", "stranger")).toMatchObject({ code: 3, out: "" });
  });
});

describe("usage", () => {
  test.each([
    [["order"], 2, /No workload or pod "order" listens with TLS\. Did you mean\s+"orders"/],
    [["--via", "a=b=c"], 2, /--via a=b=c is no mapping/],
    [["orders", "--via", "nobody.example.com=127.0.0.1"], 2, /nobody dials nobody\.example\.com/],
    [["--warn-before", "7d"], 2, /there are no\s+days/],
    [["--roots", "nowhere.pem"], 2, /--roots nowhere\.pem can't be read/],
    [["orders"], 3, /No listener can be dialled from here/],
    [["orders", "--kubeconfig", "nowhere"], 3, /There is no kubeconfig nowhere/],
  ] as const)("%s", async (args, code, text) => {
    expect(await run(...args)).toMatchObject({ code, out: "", err: expect.stringMatching(text) });
  });

  test("several clusters, and no word which context is which", async () => {
    const { kubeconfig } = await fakeCluster({});
    const { code, err } = await run("--kubeconfig", kubeconfig, "--context", "stranger");
    expect({ code, err: err.replace(/\s+/g, " ") }).toEqual({
      code: 2,
      err: "--context stranger: say of which cluster, as in --context frankfurt=CONTEXT. Clusters: frankfurt, amsterdam, edge, west, east, south. ",
    });
  });

  test("no specs", async () => {
    const project = new Project();
    rmSync(project.path("specs"), { recursive: true });
    expect(await runAsync(project, ["probe"])).toMatchObject({ code: 2, out: "" });
  });
});
