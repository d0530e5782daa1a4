import { readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { Kubeconfigs } from "../../src/live/cluster.ts";
import { configMapCertificates, currentCertificate, oneKey, runningPods } from "../../src/live/cluster-objects.ts";
import { dial } from "../../src/live/dial.ts";
import { openPod } from "../../src/live/port-forward.ts";
import { type FakeObjects, fakeCluster } from "./fake-cluster.ts";
import { type Made, make } from "./pki.ts";
import { closedPort, plain, serve } from "./servers.ts";

const GROUP = "/apis/cert-manager.io/v1/namespaces/kurrent";
let leaf: Made;
let root: Made;

beforeAll(async () => {
  root = await make({ subject: "CN=root", ca: true });
  leaf = await make({ subject: "CN=orders", dnsNames: ["orders-0.example.com"], by: root });
});

async function api(known: FakeObjects, context = "east") {
  const { kubeconfig, asked } = await fakeCluster(known);
  return { api: new Kubeconfigs(kubeconfig).open(context, 5), asked };
}

describe("a port of a pod", () => {
  async function look(known: FakeObjects, context?: string) {
    const cluster = await api(known, context);
    return dial(openPod(cluster.api, "kurrent", "orders-0", 2113), "orders-0.example.com", 5);
  }

  test("serves what the pod serves", async () => {
    const port = await serve([leaf, root]);
    expect(await look({ pods: { "kurrent/orders-0": { 2113: port } } })).toEqual({
      kind: "served",
      protocol: "TLSv1.3",
      chain: [leaf.x509, root.x509],
    });
  });

  test("on which nobody listens", async () => {
    const port = await closedPort();
    const outcome = await look({ pods: { "kurrent/orders-0": { 2113: port } } });
    expect(outcome).toEqual({ kind: "unreachable", reason: "refused", text: "nobody listens on port 2113 of the pod" });
  });

  test("where somebody speaks something else, or hangs up", async () => {
    const http = await plain("HTTP/1.1 400 Bad Request\r\n\r\n");
    expect(await look({ pods: { "kurrent/orders-0": { 2113: http } } })).toMatchObject({ reason: "no-tls" });
    expect(await look({ pods: { "kurrent/orders-0": { 2113: await plain("") } } })).toMatchObject({ reason: "broken" });
  });

  test("of a pod that is not there", async () => {
    expect(await look({})).toMatchObject({ kind: "unreachable", reason: "no-pod" });
  });

  test("to which the kubeconfig may not forward: that is no finding about the pod", async () => {
    const forbidden = ["/api/v1/namespaces/kurrent/pods/orders-0/portforward"];
    await expect(look({ forbidden, pods: { "kurrent/orders-0": {} } })).rejects.toThrow(/may not forward port 2113 .* pods\/portforward/);
    await expect(look({ pods: { "kurrent/orders-0": {} } }, "stranger")).rejects.toThrow("may not forward");
  });
});

describe("what is read from a cluster", () => {
  const request = (name: string, revision: string, certificate?: string): object => ({
    metadata: { annotations: { "cert-manager.io/certificate-name": name, "cert-manager.io/certificate-revision": revision } },
    status: certificate === undefined ? {} : { certificate: Buffer.from(certificate).toString("base64") },
  });

  test("the current certificate, from the request of the current revision; never a Secret", async () => {
    const old = await make({ subject: "CN=orders" });
    const items = [
      request("orders-node-tls", "1", old.pem),
      request("other", "2", old.pem),
      request("orders-node-tls", "2", leaf.pem + root.pem),
    ];
    const cluster = await api({
      objects: {
        [`${GROUP}/certificates/orders-node-tls`]: { status: { revision: 2 } },
        [`${GROUP}/certificaterequests`]: { items },
      },
    });
    expect(await currentCertificate(cluster.api, "kurrent", "orders-node-tls")).toEqual([leaf.x509, root.x509]);
    expect(cluster.asked.filter((path) => path.includes("secrets"))).toEqual([]);
  });

  test("none where the Certificate, its request or what was issued is not there", async () => {
    const certificate = { [`${GROUP}/certificates/orders-node-tls`]: { status: { revision: 2 } } };
    const cases: FakeObjects[] = [
      {},
      { objects: certificate },
      { objects: { ...certificate, [`${GROUP}/certificaterequests`]: { items: [request("orders-node-tls", "1", leaf.pem)] } } },
      { objects: { ...certificate, [`${GROUP}/certificaterequests`]: { items: [request("orders-node-tls", "2")] } } },
    ];
    for (const known of cases) expect(await currentCertificate((await api(known)).api, "kurrent", "orders-node-tls")).toBeUndefined();
  });

  test("roots, of the keys that hold them", async () => {
    const path = "/api/v1/namespaces/shop/configmaps/shop-roots";
    const cluster = await api({ objects: { [path]: { data: { "g1.crt": root.pem, "g2.crt": leaf.pem } } } });
    expect(await configMapCertificates(cluster.api, "shop", "shop-roots", ["g1.crt", "absent"])).toEqual([root.x509]);
    expect(await configMapCertificates(cluster.api, "shop", "gone", ["g1.crt"])).toEqual([]);
  });

  test("one key of a Secret, decoded", async () => {
    const path = "/api/v1/namespaces/kurrent/secrets/orders-nodes-g1";
    const encoded = (text: string): string => Buffer.from(text).toString("base64");
    const cluster = await api({ objects: { [path]: { data: { "ca.crt": encoded(root.pem), "tls.key": encoded(root.key) } } } });
    expect(await oneKey(cluster.api, "Secret", "kurrent", "orders-nodes-g1", "ca.crt")).toEqual({ kind: "text", text: root.pem });
    expect(await oneKey(cluster.api, "Secret", "kurrent", "orders-nodes-g1", "x")).toEqual({ kind: "no-key", keys: ["ca.crt", "tls.key"] });
    expect(await oneKey(cluster.api, "Secret", "kurrent", "gone", "x")).toEqual({ kind: "no-object" });
  });

  test("running pods by their labels, without those that go away", async () => {
    const pod = (name: string, phase: string, deletionTimestamp?: string): object => ({
      metadata: { name, deletionTimestamp },
      status: { phase },
    });
    const items = [
      pod("web-b", "Running"),
      pod("web-c", "Pending"),
      pod("web-a", "Running"),
      pod("web-0", "Running", "2026-01-01T00:00:00Z"),
    ];
    const cluster = await api({ objects: { "/api/v1/namespaces/x/pods": { items } } });
    expect(await runningPods(cluster.api, "x", { app: "web", tier: "1" })).toEqual(["web-a", "web-b"]);
    expect(cluster.asked).toEqual(["/api/v1/namespaces/x/pods?labelSelector=app%3Dweb%2Ctier%3D1"]);
  });
});

describe("a cluster that can't be used says why", () => {
  test("no rights", async () => {
    const cluster = await api({ forbidden: ["/api/v1/namespaces/shop/configmaps/roots"] });
    await expect(configMapCertificates(cluster.api, "shop", "roots", [])).rejects.toThrow("may not read ConfigMap shop/roots: no (403)");
  });

  test("a wrong token", async () => {
    const cluster = await api({}, "stranger");
    await expect(runningPods(cluster.api, "x", {})).rejects.toThrow(/answers with 401: no \(401\)/);
  });

  test("a server that is not there", async () => {
    const { kubeconfig } = await fakeCluster({});
    const gone = await closedPort();
    writeFileSync(kubeconfig, readFileSync(kubeconfig, "utf8").replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${gone}`));
    const away = new Kubeconfigs(kubeconfig).open("east", 5);
    await expect(runningPods(away, "x", {})).rejects.toThrow(/can't be reached: .*ECONNREFUSED/);
    await expect(dial(openPod(away, "x", "y", 1), undefined, 5)).rejects.toThrow(/can't be reached/);
  });

  test("a server with a certificate that the kubeconfig does not trust", async () => {
    const [one, other] = [await fakeCluster({}), await fakeCluster({})];
    const config = JSON.parse(readFileSync(one.kubeconfig, "utf8"));
    config.clusters[0].cluster.server = JSON.parse(readFileSync(other.kubeconfig, "utf8")).clusters[0].cluster.server;
    writeFileSync(one.kubeconfig, JSON.stringify(config));
    await expect(runningPods(new Kubeconfigs(one.kubeconfig).open("east", 5), "x", {})).rejects.toThrow(/can't be reached: .*certificate/);
    expect(other.asked).toEqual([]);
  });

  test("a kubeconfig that is not there, is none, or lacks the context", async () => {
    expect(() => new Kubeconfigs("/nowhere/kubeconfig")).toThrow("There is no kubeconfig /nowhere/kubeconfig.");
    const { kubeconfig } = await fakeCluster({});
    expect(() => new Kubeconfigs(kubeconfig).open("west", 5)).toThrow('has no context "west". It has east, stranger.');
    for (const text of ["][", ""]) {
      writeFileSync(kubeconfig, text);
      expect(() => new Kubeconfigs(kubeconfig)).toThrow("is no kubeconfig that can be read");
    }
  });
});
