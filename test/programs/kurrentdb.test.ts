import { describe, expect, test } from "vitest";
import { programs } from "../../src/programs/all.ts";
import { kurrentdb } from "../../src/programs/kurrentdb/program.ts";
import {
  certificate,
  chainFile,
  configMapKey,
  container,
  type FakeContainer,
  keyFile,
  keyId,
  opaque,
  root,
  text,
} from "./support/container.ts";

const CERTIFICATES = "/kurrentdb/certs";
const ROOTS = "/kurrentdb/ca";
const leaf = certificate();

/** Node 0 of a cluster of three, as it should be. */
function node(
  change: { env?: Record<string, string | undefined>; files?: FakeContainer["files"]; drop?: readonly string[] } & Omit<
    FakeContainer,
    "env" | "files"
  > = {},
) {
  const env: Record<string, string | undefined> = {
    KURRENTDB_CLUSTER_SIZE: "3",
    KURRENTDB_DISCOVER_VIA_DNS: "false",
    KURRENTDB_GOSSIP_SEED:
      "orders-0.kurrent.svc.cluster.local:2113,orders-1.kurrent.svc.cluster.local:2113,orders-2.kurrent.svc.cluster.local:2113",
    KURRENTDB_NODE_HOST_ADVERTISE_AS: "orders-0.kurrent.svc.cluster.local",
    KURRENTDB_REPLICATION_HOST_ADVERTISE_AS: "orders-0.kurrent.svc.cluster.local",
    KURRENTDB_CERTIFICATE_FILE: `${CERTIFICATES}/tls.crt`,
    KURRENTDB_CERTIFICATE_PRIVATE_KEY_FILE: `${CERTIFICATES}/tls.key`,
    KURRENTDB_TRUSTED_ROOT_CERTIFICATES_PATH: ROOTS,
    ...change.env,
  };
  const files: Record<string, NonNullable<FakeContainer["files"]>[string]> = {
    [`${CERTIFICATES}/tls.crt`]: chainFile(leaf),
    [`${CERTIFICATES}/tls.key`]: keyFile(leaf),
    [`${ROOTS}/g1.crt`]: chainFile(root()),
    ...change.files,
  };
  for (const path of change.drop ?? []) delete files[path];
  const given = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return kurrentdb.read(container({ ...change, env: given, files }));
}

test("a good node: where it listens, what it advertises, whom it dials", () => {
  const { listeners, dials, stops, unread, uptake } = node();
  expect({ stops, unread, uptake }).toEqual({ stops: [], unread: [], uptake: "start" });
  expect(listeners.map(({ port, protocol, bind, tls }) => ({ port, protocol, bind, auth: tls?.clientAuth }))).toEqual([
    { port: 2113, protocol: "kurrentdb-http", bind: undefined, auth: "optional" },
    { port: 1112, protocol: "kurrentdb-replication", bind: undefined, auth: "required" },
  ]);
  const advertises = listeners.flatMap((each) =>
    each.advertises.map(({ to, purpose, endpoint }) => `${to} ${purpose} ${endpoint.host}:${endpoint.port}`),
  );
  expect(advertises).toEqual([
    "members gossip orders-0.kurrent.svc.cluster.local:2113",
    "members election orders-0.kurrent.svc.cluster.local:2113",
    "clients client orders-0.kurrent.svc.cluster.local:2113",
    "members replication orders-0.kurrent.svc.cluster.local:1112",
  ]);
  expect(dials.map((dial) => dial.id)).toEqual([
    "east/kurrent/orders-0/main gossip orders-1.kurrent.svc.cluster.local:2113",
    "east/kurrent/orders-0/main gossip orders-2.kurrent.svc.cluster.local:2113",
  ]);
  expect(dials[0]).toMatchObject({
    discovers: "members",
    follows: ["gossip", "election", "replication"],
    callee: "started",
    purpose: "gossip",
  });
  expect(dials[0]?.tls).toMatchObject({
    verifier: "kurrentdb-node",
    leaf: [{ label: "orders-node-tls" }],
    trust: { roots: [{ label: "ordersNodes g1" }], publicRoots: false },
  });
  expect(dials[0]?.place.path.slice(-2)).toEqual([2, "value"]);
});

describe("refuses to start", () => {
  const ecdsa = certificate({ algorithm: "ECDSA" });
  const rows: [string, Parameters<typeof node>[0], string | undefined, string?][] = [
    ["size 1 with many seeds", { env: { KURRENTDB_CLUSTER_SIZE: "1" } }, "bad-option", "GossipSeed names 3 nodes, and ClusterSize is 1"],
    ["size 1 with one seed", { env: { KURRENTDB_CLUSTER_SIZE: "1", KURRENTDB_GOSSIP_SEED: "a:2113" } }, undefined],
    [
      "no seeds and no DNS",
      { env: { KURRENTDB_GOSSIP_SEED: undefined } },
      "bad-option",
      "DiscoverViaDns is off, and GossipSeed is not set",
    ],
    ["empty seeds and no DNS", { env: { KURRENTDB_GOSSIP_SEED: "" } }, "bad-option", "GossipSeed is empty, and DNS discovery is off"],
    ["no seeds with DNS", { env: { KURRENTDB_GOSSIP_SEED: undefined, KURRENTDB_DISCOVER_VIA_DNS: "true" } }, undefined],
    ["a seed without a port", { env: { KURRENTDB_GOSSIP_SEED: "a:2113,b" } }, "bad-option", 'GossipSeed names "b", which has no port'],
    [
      "a replica in a cluster of one",
      { env: { KURRENTDB_CLUSTER_SIZE: "1", KURRENTDB_GOSSIP_SEED: "a:1", KURRENTDB_READ_ONLY_REPLICA: "true" } },
      "bad-option",
      "ReadOnlyReplica is on, and ClusterSize is 1",
    ],
    ["a replica in a cluster", { env: { KURRENTDB_READ_ONLY_REPLICA: "true" } }, undefined],
    ["an archiver that is no replica", { env: { KURRENTDB_ARCHIVER: "true" } }, "bad-option", "Archiver is on, and ReadOnlyReplica is off"],
    ["an archiver", { env: { KURRENTDB_ARCHIVER: "true", KURRENTDB_READ_ONLY_REPLICA: "true" } }, undefined],
    [
      "Db and Index in one folder",
      { env: { KURRENTDB_DB: "/data", KURRENTDB_INDEX: "/data/" } },
      "bad-option",
      "Index is the folder of Db, /data",
    ],
    ["Db and Index apart", { env: { KURRENTDB_DB: "/data", KURRENTDB_INDEX: "/data/index" } }, undefined],
    ["no number", { env: { KURRENTDB_CLUSTER_SIZE: "three" } }, "bad-option", 'KURRENTDB_CLUSTER_SIZE is "three", which is no number'],
    [
      "no truth value",
      { env: { KURRENTDB_READ_ONLY_REPLICA: "yes" } },
      "bad-option",
      'KURRENTDB_READ_ONLY_REPLICA is "yes", which is neither true nor false',
    ],
    ["an old name", { env: { KURRENTDB_INT_IP: "0.0.0.0" } }, "bad-option", "KURRENTDB_INT_IP was removed in 25.0"],
    [
      "an old name, and unknown options allowed",
      { env: { KURRENTDB_INT_IP: "0.0.0.0", KURRENTDB_ALLOW_UNKNOWN_OPTIONS: "true" } },
      undefined,
    ],
    [
      "an option of a newer server",
      { env: { KURRENTDB_DISABLE_CLIENT_AUTH_EKU_VALIDATION: "true" } },
      "bad-option",
      "KURRENTDB_DISABLE_CLIENT_AUTH_EKU_VALIDATION is known from 26.1 on, and the server is 26.0.1",
    ],
    [
      "the same on that server",
      { image: "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0", env: { KURRENTDB_DISABLE_CLIENT_AUTH_EKU_VALIDATION: "true" } },
      undefined,
    ],
    [
      "a password on the command line",
      { args: ["--default-admin-password=x"] },
      "bad-option",
      "default-admin-password is read from the environment only",
    ],
    ["a password in the environment", { env: { KURRENTDB_DEFAULT_ADMIN_PASSWORD: "x" } }, undefined],
    [
      "a password without authentication",
      { env: { KURRENTDB_INSECURE: "true", KURRENTDB_DEFAULT_ADMIN_PASSWORD: "x" } },
      "bad-option",
      "DefaultAdminPassword is set, and Insecure turns authentication off",
    ],
    ["no certificate", { env: { KURRENTDB_CERTIFICATE_FILE: undefined } }, "bad-option", "CertificateFile is not set, and TLS is on"],
    ["no certificate, insecure", { env: { KURRENTDB_CERTIFICATE_FILE: undefined, KURRENTDB_INSECURE: "true" } }, undefined],
    [
      "no key",
      { env: { KURRENTDB_CERTIFICATE_PRIVATE_KEY_FILE: undefined } },
      "bad-option",
      "CertificatePrivateKeyFile is not set, and the certificate comes from a file",
    ],
    ["certificate not mounted", { drop: [`${CERTIFICATES}/tls.crt`] }, "missing-object"],
    ["key not mounted", { drop: [`${CERTIFICATES}/tls.key`] }, "missing-object"],
    [
      "another's key",
      { files: { [`${CERTIFICATES}/tls.key`]: keyFile(certificate({ key: keyId("else") })) } },
      "bad-option",
      "CertificatePrivateKeyFile names /kurrentdb/certs/tls.key, which is not the key of orders-node-tls",
    ],
    [
      "an ECDSA key",
      { files: { [`${CERTIFICATES}/tls.crt`]: chainFile(ecdsa), [`${CERTIFICATES}/tls.key`]: keyFile(ecdsa) } },
      "unusable-key",
    ],
    ["reserved name of others", { env: { KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME: "else.kurrent" } }, "reserved-name-mismatch"],
    ["reserved name of its own", { env: { KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME: "orders.kurrent" } }, undefined],
    ["no roots", { drop: [`${ROOTS}/g1.crt`], mounted: [ROOTS] }, "no-roots"],
    ["roots not mounted", { drop: [`${ROOTS}/g1.crt`] }, "no-roots"],
    ["only a file with another ending", { drop: [`${ROOTS}/g1.crt`], files: { [`${ROOTS}/ca-bundle`]: chainFile(root()) } }, "no-roots"],
    [
      "a leaf among the roots",
      { files: { [`${ROOTS}/tls.crt`]: chainFile(leaf) } },
      "unusable-root",
      "holds orders-node-tls, which is not self-signed",
    ],
    [
      "a self-signed leaf among the roots",
      { files: { [`${ROOTS}/x.pem`]: chainFile(certificate({ signedBy: leaf.key })) } },
      "unusable-root",
      "holds orders-node-tls, which is no CA",
    ],
    ["a text among the roots", { files: { [`${ROOTS}/notes.pem`]: text("hello") } }, "unusable-root", "is no certificate"],
    ["a key among the roots, by ending not read", { files: { [`${ROOTS}/tls.key`]: keyFile(leaf) } }, undefined],
    ["a root whose ending is in capitals is not read", { files: { [`${ROOTS}/g2.CRT`]: chainFile(leaf) } }, undefined],
    ["a configuration file that is not there", { env: { KURRENTDB_CONFIG: "/config/x.conf" }, mounted: ["/config"] }, "missing-object"],
    [
      "the image's configuration file, named and hidden by a mount",
      { env: { KURRENTDB_CONFIG: "/etc/kurrentdb/kurrentdb.conf" }, mounted: ["/etc/kurrentdb"] },
      "missing-object",
    ],
    ["the image's configuration file, hidden by a mount", { mounted: ["/etc/kurrentdb"] }, undefined],
    ["the image's configuration file, named", { env: { KURRENTDB_CONFIG: "/etc/kurrentdb/kurrentdb.conf" } }, undefined],
    [
      "a password in the file",
      { files: { "/etc/kurrentdb/kurrentdb.conf": "DefaultAdminPassword: x\n" } },
      "bad-option",
      "DefaultAdminPassword is read from the environment only",
    ],
    [
      "a password in the file, in a spelling that has no effect",
      { files: { "/etc/kurrentdb/kurrentdb.conf": "default-admin-password: x\n" } },
      undefined,
    ],
    [
      "an old name in the file, in any spelling",
      { files: { "/etc/kurrentdb/kurrentdb.conf": "int-ip: 0.0.0.0\n" } },
      "bad-option",
      "int-ip was removed in 25.0",
    ],
    [
      "a configuration file that is no mapping",
      { files: { "/etc/kurrentdb/kurrentdb.conf": "- a\n- b\n" } },
      "bad-option",
      "Config names /etc/kurrentdb/kurrentdb.conf, which is no YAML mapping",
    ],
  ];
  test.each(rows)("%s", (_, change, reason, problem) => {
    const { stops } = node(change);
    expect([...new Set(stops.map((stop) => stop.reason))]).toEqual(reason === undefined ? [] : [reason]);
    if (problem !== undefined) expect(stops.map((stop) => stop.values["problem"])).toContain(problem);
  });
});

describe("options", () => {
  const port = (change: Parameters<typeof node>[0]) => node(change).listeners[0]?.port;
  const conf = (value: string) => ({ "/etc/kurrentdb/kurrentdb.conf": value });
  test("the command line wins over the environment, that over the file", () => {
    const files = conf("NodePort: 1000\n");
    expect(port({ files })).toBe(1000);
    expect(port({ files, env: { KURRENTDB_NODE_PORT: "2000" } })).toBe(2000);
    expect(port({ files, env: { KURRENTDB_NODE_PORT: "2000" }, args: ["--node-port=3000"] })).toBe(3000);
  });
  test.each([[["--node-port=3000"]], [["--NodePort", "3000"]], [["--node-port", "3000", "--mem-db"]], [["-nodeport=3000"]]])("%s", (args) =>
    expect(port({ args })).toBe(3000),
  );
  test.each([
    ["NodePort: 3000", 3000],
    ["nodeport: 3000", 3000],
    ["NODEPORT: 3000", 3000],
    ["node-port: 3000", 2113],
    ["NODE_PORT: 3000", 2113],
    ["node-port: 3000\nNodePort: 4000", 4000],
    ["KurrentDB:\n  NodePort: 3000", 2113],
  ])("a file's keys count in the server's own spelling alone: %j", (file, expected) => {
    const files = conf(`${file}\n`);
    expect(port({ files })).toBe(expected);
    expect(node({ files })).toMatchObject({ stops: [], unread: [] });
  });
  test("both prefixes are read, the newer one first", () => {
    expect(port({ env: { EVENTSTORE_NODE_PORT: "3000" } })).toBe(3000);
    expect(port({ env: { EVENTSTORE_NODE_PORT: "3000", KURRENTDB_NODE_PORT: "4000" } })).toBe(4000);
  });
  test("before 25.0 only the older prefix and the older names", () => {
    const image = "docker.eventstore.com/eventstore/eventstoredb-ee:24.10.1";
    expect(port({ image, env: { EVENTSTORE_HTTP_PORT: "3000", KURRENTDB_NODE_PORT: "4000" } })).toBe(3000);
  });
  test("the image's file binds all addresses, one that takes its place does not", () => {
    expect(node().listeners[0]?.bind).toBeUndefined();
    expect(node({ files: conf("ClusterSize: 3\n") }).listeners.map((each) => each.bind)).toEqual(["127.0.0.1", "127.0.0.1"]);
    expect(node({ files: conf("NodeIp: 0.0.0.0\nReplicationIp: 0.0.0.0\n") }).listeners.map((each) => each.bind)).toEqual([
      undefined,
      undefined,
    ]);
    expect(node({ mounted: ["/etc/kurrentdb"] }).listeners[0]?.bind).toBe("127.0.0.1");
    expect(node({ hidden: ["/etc"] }).listeners[0]?.bind).toBe("127.0.0.1");
    expect(node({ hidden: ["/etc/other"] }).listeners[0]?.bind).toBeUndefined();
    const named = { env: { KURRENTDB_CONFIG: "/config/x.conf" }, files: { "/config/x.conf": text("ClusterSize: 3\n") } };
    expect(node(named).listeners.map((each) => each.bind)).toEqual(["127.0.0.1", "127.0.0.1"]);
    expect(node({ env: { KURRENTDB_CONFIG: "/etc/kurrentdb/kurrentdb.conf" } }).listeners[0]?.bind).toBeUndefined();
  });
  test("seeds as a list in the file", () => {
    const { dials } = node({ files: conf("GossipSeed:\n  - a:2113\n  - b:2113\n"), env: { KURRENTDB_GOSSIP_SEED: undefined } });
    expect(dials.map((dial) => [dial.to.host, dial.place])).toEqual([
      ["a", configMapKey],
      ["b", configMapKey],
    ]);
  });
  test.each([
    ["an option nobody knows", { env: { KURRENTDB_FOO: "1" } }, 1],
    ["a nested section that is known", { env: { KURRENTDB_LICENSING__LICENSE_KEY: "k" } }, 0],
    ["a nested section that is not", { env: { KURRENTDB_TCP_PLUGIN__NODE_TCP_PORT: "1113" } }, 1],
    ["a shell in front", { command: ["sh", "-c", "exec kurrentd --node-port=1"] }, 1],
    ["a tag without a version", { image: "docker.kurrent.io/kurrent-lts/kurrentdb:lts" }, 1],
    ["DisableTls", { image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.2.0", env: { KURRENTDB_DISABLE_TLS: "true" } }, 1],
    ["a certificate whose content is not known", { files: { [`${CERTIFICATES}/tls.crt`]: opaque() } }, 1],
    ["all known", {}, 0],
  ])("not read: %s", (_, change, count) => expect(node(change)).toMatchObject({ stops: [], unread: { length: count } }));
});

describe("what is advertised and dialled", () => {
  const lines = (change: Parameters<typeof node>[0]) =>
    node(change).listeners.flatMap((each) =>
      each.advertises.map(({ to, purpose, endpoint }) => `${to} ${purpose} ${endpoint.host}:${endpoint.port}`),
    );
  test("to clients another host and port", () => {
    expect(
      lines({ env: { KURRENTDB_ADVERTISE_HOST_TO_CLIENT_AS: "o.example.com", KURRENTDB_ADVERTISE_NODE_PORT_TO_CLIENT_AS: "443" } }),
    ).toContain("clients client o.example.com:443");
    expect(lines({ env: { KURRENTDB_NODE_PORT_ADVERTISE_AS: "8443" } })).toContain(
      "clients client orders-0.kurrent.svc.cluster.local:8443",
    );
  });
  test("a read-only replica takes no part in elections and never leads", () => {
    const replica = { env: { KURRENTDB_READ_ONLY_REPLICA: "true" } };
    expect(lines(replica).map((each) => each.split(" ")[1])).toEqual(["gossip", "client"]);
    expect(node(replica).dials[0]?.follows).toEqual(["gossip", "replication"]);
  });
  test("without a name, the pod's address in a cluster and loopback alone", () => {
    const env = { KURRENTDB_NODE_HOST_ADVERTISE_AS: undefined };
    expect(lines({ env })).toContain("clients client pod:east/kurrent/orders-0:2113");
    expect(lines({ env: { ...env, KURRENTDB_CLUSTER_SIZE: "1", KURRENTDB_GOSSIP_SEED: undefined } })).toEqual([
      "members gossip 127.0.0.1:2113",
      "members election 127.0.0.1:2113",
      "clients client 127.0.0.1:2113",
    ]);
  });
  test("discovery by DNS is one dial of the cluster's name", () => {
    const { dials } = node({
      env: { KURRENTDB_DISCOVER_VIA_DNS: "true", KURRENTDB_CLUSTER_DNS: "orders.example.com", KURRENTDB_CLUSTER_GOSSIP_PORT: "2114" },
    });
    expect(dials.map((dial) => [dial.to.host, dial.to.port])).toEqual([["orders.example.com", 2114]]);
  });
  test("the cluster's name is accepted of every address, under discovery by DNS alone", () => {
    const otherName = (env: Record<string, string>) => node({ env }).dials.map((dial) => dial.tls?.otherName);
    expect(otherName({ KURRENTDB_DISCOVER_VIA_DNS: "true", KURRENTDB_CLUSTER_DNS: "orders.example.com" })).toEqual(["orders.example.com"]);
    expect(otherName({ KURRENTDB_CLUSTER_DNS: "orders.example.com" })).toEqual([undefined, undefined]);
  });
  test("without TLS when insecure", () => {
    const { listeners, dials, hazards } = node({ env: { KURRENTDB_INSECURE: "true" } });
    expect([...listeners, ...dials].map((each) => each.tls)).toEqual([undefined, undefined, undefined, undefined]);
    expect(hazards?.map((each) => each.kind)).toEqual(["no-authentication"]);
  });
  test("the default password is a hazard until both are set", () => {
    expect(node().hazards?.map((each) => each.kind)).toEqual(["default-password"]);
    expect(node({ env: { KURRENTDB_DEFAULT_ADMIN_PASSWORD: "x", KURRENTDB_DEFAULT_OPS_PASSWORD: "y" } }).hazards).toEqual([]);
  });
  test("gossip and replication authenticate callers each in their own way", () => {
    const ways = node().listeners.map(({ tls }) => [tls?.verifier, tls?.callers?.clientAuth]);
    expect(ways).toEqual([
      ["kurrentdb-node", true],
      ["kurrentdb-replication", undefined],
    ]);
  });
  test("client authentication is not demanded when told so", () => {
    const image = "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0";
    const callers = (env: Record<string, string>) => node({ image, env }).listeners[0]?.tls?.callers?.clientAuth;
    expect(callers({ KURRENTDB_DISABLE_CLIENT_AUTH_EKU_VALIDATION: "true" })).toBe(false);
    expect(callers({})).toBe(true);
  });
  test("only the first certificate of a file is a root, and the file is named", () => {
    const trust = node({ files: { [`${ROOTS}/g1.crt`]: chainFile(root(), root("g2")) } }).listeners[0]?.tls?.trust;
    expect([trust?.roots.map((each) => each.label), trust?.refused.length]).toEqual([["ordersNodes g1"], 1]);
  });
  test("the system's roots where no path is given and nothing is mounted there", () => {
    const env = { KURRENTDB_TRUSTED_ROOT_CERTIFICATES_PATH: undefined };
    expect(node({ env }).listeners[0]?.tls?.trust).toMatchObject({ publicRoots: true, roots: [] });
    expect(node({ env, files: { "/etc/ssl/certs/g1.pem": chainFile(root()) } }).listeners[0]?.tls?.trust).toMatchObject({
      publicRoots: false,
      roots: [{ label: "ordersNodes g1" }],
    });
  });
});

describe("uptake", () => {
  const script = 'while sleep 5; do kill -s HUP "$(pidof "$1")"; done';
  const sidecar = (argv: readonly string[], mounts: readonly string[] = [CERTIFICATES, ROOTS]) => [
    { name: "reload", image: "busybox", argv, mounts },
  ];
  const shared = { shareProcessNamespace: true };
  const good = ["/bin/sh", "-c", script, "reload", "kurrentd", CERTIFICATES, ROOTS];
  const rows: [string, Parameters<typeof node>[0], string, string][] = [
    ["a sidecar that signals", { podSpec: shared, siblings: sidecar(good) }, "signal", "signal"],
    ["none", { podSpec: shared }, "start", "start"],
    ["no shared process namespace", { siblings: sidecar(good) }, "start", "start"],
    ["watches only the certificate", { podSpec: shared, siblings: sidecar(good.slice(0, -1)) }, "signal", "start"],
    ["does not mount the roots", { podSpec: shared, siblings: sidecar(good, [CERTIFICATES]) }, "signal", "start"],
    [
      "signals another process",
      { podSpec: shared, siblings: sidecar(good.map((each) => (each === "kurrentd" ? "nginx" : each))) },
      "start",
      "start",
    ],
    ["sends another signal", { podSpec: shared, siblings: sidecar(good.map((each) => each.replace("HUP", "TERM"))) }, "start", "start"],
  ];
  test.each(rows)("%s", (_, change, leafUptake, trustUptake) =>
    expect(node(change).listeners[0]?.tls?.uptake).toEqual({ leaf: leafUptake, trust: trustUptake }),
  );
});

describe("which program runs in a container", () => {
  test.each<[string, FakeContainer, string]>([
    ["the server by its image", { image: "docker.kurrent.io/kurrent-latest/kurrentdb:26.0.1" }, "kurrentdb"],
    ["the older image", { image: "eventstore/eventstore:23.10" }, "kurrentdb"],
    ["by digest", { image: "kurrentplatform/kurrentdb@sha256:0" }, "kurrentdb"],
    ["by what it runs", { image: "registry:5000/own", command: ["/opt/kurrentdb/kurrentd"] }, "kurrentdb"],
    ["another command in its image", { command: ["curl", "localhost"] }, "unknown-program"],
    ["a signaller in its image", { command: ["sh", "-c", "kill -HUP $(pidof kurrentd)"] }, "reload"],
    ["a shell that does not signal", { image: "busybox", command: ["sh", "-c", "sleep 5"] }, "unknown-program"],
    ["CoreDNS", { image: "registry.k8s.io/coredns/coredns:v1.12.0", args: ["-conf", "/x"] }, "coredns"],
    ["CoreDNS by what it runs", { image: "own", command: ["/coredns", "-conf", "/x"] }, "coredns"],
    ["kubectl", { image: "registry.k8s.io/kubectl:v1.33.0", args: ["get", "pods"] }, "kubectl"],
    ["kubectl by what it runs", { image: "own", command: ["kubectl", "get"] }, "kubectl"],
    ["a client", { image: "program:kurrentdb-client" }, "kurrentdb-client"],
    ["something else", { image: "nginx:1" }, "unknown-program"],
  ])("%s", (_, fake, name) => expect(programs.find((program) => program.recognises(container(fake)))?.name).toBe(name));
});
