import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { serverOf } from "../../../src/kinds/kurrentdb/server.ts";
import type { KubeClient, LiveObject } from "../kube-client.ts";
import { labImages, repositoryOf } from "./images.ts";
import { hostsOf, resolvConfOf } from "./resolv-conf.ts";
import { serviceVariables } from "./service-variables.ts";
import { layOutVolume } from "./volumes.ts";

const scratch = mkdtempSync(join(tmpdir(), "lab-kubelet-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const pod = (spec: object): LiveObject => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "orders-0", namespace: "kurrent" }, spec });
const node = { clusterDomain: "cluster.local", clusterDNS: "10.96.0.10", nameservers: ["100.64.1.53"] };

describe("resolv.conf by dnsPolicy and dnsConfig", () => {
  test.each([
    [
      "ClusterFirst by default",
      {},
      "search kurrent.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n",
    ],
    ["Default", { dnsPolicy: "Default" }, "nameserver 100.64.1.53\n"],
    ["ClusterFirst on the host's network is Default", { hostNetwork: true }, "nameserver 100.64.1.53\n"],
    [
      "ClusterFirstWithHostNet is not",
      { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" },
      "search kurrent.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n",
    ],
    [
      "None",
      {
        dnsPolicy: "None",
        dnsConfig: { nameservers: ["127.0.0.1"], searches: ["a.b"], options: [{ name: "ndots", value: "2" }, { name: "edns0" }] },
      },
      "search a.b\nnameserver 127.0.0.1\noptions ndots:2 edns0\n",
    ],
    [
      "dnsConfig adds to a policy, and its options win",
      { dnsConfig: { nameservers: ["10.96.0.10", "8.8.8.8"], searches: ["a.b"], options: [{ name: "ndots", value: "1" }] } },
      "search kurrent.svc.cluster.local svc.cluster.local cluster.local a.b\nnameserver 10.96.0.10\nnameserver 8.8.8.8\noptions ndots:1\n",
    ],
    [
      "three nameservers at most",
      { dnsPolicy: "None", dnsConfig: { nameservers: ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"] } },
      "nameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver 10.0.0.3\n",
    ],
  ])("%s", (_, spec, written) => {
    expect(resolvConfOf(pod(spec), node)).toBe(written);
  });
});

test("hosts name the pod by its subdomain too, and hold its aliases", () => {
  const own = hostsOf(pod({ subdomain: "orders", hostAliases: [{ ip: "10.0.0.9", hostnames: ["a", "b"] }] }), "10.161.0.10", node);
  expect(own).toContain("10.161.0.10\torders-0.orders.kurrent.svc.cluster.local\torders-0\n");
  expect(own).toContain("10.0.0.9\ta\tb\n");
  expect(hostsOf(pod({}), "10.161.0.10", node)).toContain("10.161.0.10\torders-0\n");
});

describe("variables of Services", () => {
  const service = (name: string, clusterIP: string): object => ({
    metadata: { name },
    spec: { clusterIP, ports: [{ name: "http", port: 2113 }] },
  });
  const client = { list: async () => [service("kurrent-db", "10.96.1.1"), service("headless", "None")] } as unknown as KubeClient;

  test("of those with a ClusterIP, as a kubelet calls them", async () => {
    expect(await serviceVariables(client, pod({}))).toEqual({
      KURRENT_DB_SERVICE_HOST: "10.96.1.1",
      KURRENT_DB_SERVICE_PORT: "2113",
      KURRENT_DB_SERVICE_PORT_HTTP: "2113",
      KURRENT_DB_PORT: "tcp://10.96.1.1:2113",
      KURRENT_DB_PORT_2113_TCP: "tcp://10.96.1.1:2113",
      KURRENT_DB_PORT_2113_TCP_PROTO: "tcp",
      KURRENT_DB_PORT_2113_TCP_PORT: "2113",
      KURRENT_DB_PORT_2113_TCP_ADDR: "10.96.1.1",
    });
  });
  test("none with enableServiceLinks: false", async () => {
    expect(await serviceVariables(client, pod({ enableServiceLinks: false }))).toEqual({});
  });
});

describe("a volume whose object changes", () => {
  const objects: Record<string, { data: Record<string, string> }> = {};
  const client = { get: async (path: string) => objects[path] } as unknown as KubeClient;
  const volume = { name: "v", configMap: { name: "roots" } };
  const at = join(scratch, "volume");
  const write = async (data: Record<string, string>): Promise<boolean> => {
    objects["/api/v1/namespaces/kurrent/configmaps/roots"] = { data };
    return layOutVolume(client, pod({}), volume, at);
  };

  test("is swapped in one step: links stay, ..data leads to a new folder, and the old one is gone", async () => {
    expect(await write({ "g1.crt": "one", "old.crt": "old" })).toBe(true);
    const before = readlinkSync(join(at, "..data"));
    const inode = statSync(join(at, "g1.crt")).ino;
    expect(await write({ "g1.crt": "one", "old.crt": "old" })).toBe(false);
    expect(readlinkSync(join(at, "..data"))).toBe(before);
    expect(await write({ "g1.crt": "two", "g2.crt": "new" })).toBe(true);
    expect(readlinkSync(join(at, "..data"))).not.toBe(before);
    expect(existsSync(join(at, before))).toBe(false);
    expect(readlinkSync(join(at, "g1.crt"))).toBe("..data/g1.crt");
    expect(readFileSync(join(at, "g1.crt"), "utf8")).toBe("two");
    // What holds the old file open, as a mount by subPath does, keeps it.
    expect(statSync(join(at, "g1.crt")).ino).not.toBe(inode);
    expect(
      readdirSync(at)
        .filter((name) => !name.startsWith(".."))
        .sort(),
    ).toEqual(["g1.crt", "g2.crt"]);
  });

  test("an emptyDir is made once, and left alone", async () => {
    const empty = join(scratch, "empty");
    expect(await layOutVolume(client, pod({}), { name: "e", emptyDir: {} }, empty)).toBe(true);
    expect(await layOutVolume(client, pod({}), { name: "e", emptyDir: {} }, empty)).toBe(false);
  });
});

test.each([
  ["docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1", "kurrentdb-stand-in"],
  ["docker.eventstore.com/eventstore/eventstoredb-ee:24.10", "kurrentdb-stand-in"],
  ["docker.io/coredns/coredns:1.15.0@sha256:0123", "coredns"],
  ["registry.k8s.io/kubectl:v1.33.0", "kubectl"],
  ["localhost:5000/unknown", undefined],
])("image %s is played by %s", (image, program) => {
  expect(labImages((name) => name).get(repositoryOf(image))?.program).toBe(program);
});

test.each(["docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1", "docker.eventstore.com/eventstore/eventstoredb-ee:24.10.0"])(
  "the server of %s has the process name that its sidecar looks for",
  (image) => {
    expect(basename(labImages((name) => name).get(repositoryOf(image))?.path ?? "")).toBe(serverOf(image).processes[0]);
  },
);
