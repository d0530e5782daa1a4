import { describe, expect, it } from "vitest";
import { expand } from "../../src/world/expansion.ts";
import type { Container, Content, Stop } from "../../src/world/program.ts";
import { fakeProgram, keeper, listener, stop, worldOf } from "./world-of.ts";

const OBJECTS = `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: a }
data: { color: red, size: "3" }
binaryData: { blob: /w== }
---
apiVersion: v1
kind: Secret
metadata: { name: keys, namespace: a }
data: { token: c2VzYW1l }
stringData: { user: me }
---
`;

function pod(spec: string): string {
  return `${OBJECTS}apiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: a, labels: { app: x } }\nspec: ${spec}\n`;
}

function containerOf(spec: string): Container {
  const { program, containers } = keeper();
  worldOf(pod(spec), [program]);
  const found = containers.get("p/c");
  if (!found) throw new Error("no container c");
  return found;
}

function textOf(content: Content | undefined): string | undefined {
  return content?.kind === "text" ? content.text : content?.kind;
}

describe("expansion", () => {
  const variable = (name: string) => (name === "A" ? "1" : name === "SECRET" ? null : undefined);
  it.each([
    ["$(A)", "1"],
    ["$$(A)", "$(A)"],
    ["$$$(A)", "$1"],
    ["$(B)", "$(B)"],
    ["$A $ $(", "$A $ $("],
    ["$(A)$(A)", "11"],
    ["a$$b", "a$b"],
  ])("%s", (input, text) => expect(expand(input, variable)).toEqual({ text, opaque: false }));
  it("says when a text is not known", () => expect(expand("$(SECRET)", variable)).toEqual({ text: "$(SECRET)", opaque: true }));
});

describe("environment variables", () => {
  const env = (container: string, podSpec = "") => containerOf(`{ ${podSpec} containers: [{ name: c, image: i, ${container} }] }`).env;
  const value = (container: string, name: string, podSpec = "") => textOf(env(container, podSpec).get(name)?.content);

  it.each([
    ["a value", "env: [{ name: X, value: y }]", "y"],
    ["an absent value", "env: [{ name: X }]", ""],
    ["an earlier variable", "env: [{ name: Y, value: y }, { name: X, value: $(Y)! }]", "y!"],
    ["a later variable", "env: [{ name: X, value: $(Y)! }, { name: Y, value: y }]", "$(Y)!"],
    ["a variable of envFrom", "envFrom: [{ configMapRef: { name: settings } }], env: [{ name: X, value: $(color) }]", "red"],
    ["a ConfigMap's key", "env: [{ name: X, valueFrom: { configMapKeyRef: { name: settings, key: color } } }]", "red"],
    ["a Secret's key", "env: [{ name: X, valueFrom: { secretKeyRef: { name: keys, key: token } } }]", "sesame"],
    ["stringData", "env: [{ name: X, valueFrom: { secretKeyRef: { name: keys, key: user } } }]", "me"],
    [
      "an optional key that is not there",
      "env: [{ name: X, valueFrom: { secretKeyRef: { name: keys, key: none, optional: true } } }]",
      undefined,
    ],
    ["the pod's name", "env: [{ name: X, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]", "p"],
    ["the pod's namespace", "env: [{ name: X, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }]", "a"],
    ["the pod's address", "env: [{ name: X, valueFrom: { fieldRef: { fieldPath: status.podIP } } }]", "pod:east/a/p"],
    ["the node's name", "env: [{ name: X, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }]", "opaque"],
    [
      "what holds an unknown text",
      "env: [{ name: N, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }, { name: X, value: on-$(N) }]",
      "opaque",
    ],
  ])("from %s", (_, container, expected) => expect(value(container, "X")).toBe(expected));

  it("take whole objects, with a prefix, and the later one wins", () => {
    const all = env(
      "envFrom: [{ prefix: S_, configMapRef: { name: settings } }, { secretRef: { name: keys } }], env: [{ name: S_size, value: '4' }]",
    );
    expect(["S_color", "S_size", "token"].map((name) => textOf(all.get(name)?.content))).toEqual(["red", "4", "sesame"]);
  });

  it("include links to Services, unless the pod wants none", () => {
    const { program, containers } = keeper();
    const service =
      "---\napiVersion: v1\nkind: Service\nmetadata: { name: my-db, namespace: a }\nspec: { ports: [{ name: http, port: 2113 }] }\n";
    worldOf(pod("{ containers: [{ name: c }] }") + service, [program]);
    expect(textOf(containers.get("p/c")?.env.get("MY_DB_PORT")?.content)).toBe("tcp://service:east/a/my-db:2113");
    worldOf(pod("{ enableServiceLinks: false, containers: [{ name: c }] }") + service, [program]);
    expect(containers.get("p/c")?.env.size).toBe(0);
  });

  it("are expanded in command and args", () => {
    const { argv } = containerOf("{ containers: [{ name: c, env: [{ name: A, value: b }], command: [run, $(A)], args: [$$(A), $(Z)] }] }");
    expect(argv).toEqual(["run", "b", "$(A)", "$(Z)"]);
  });
});

describe("mounts", () => {
  const mounted = (volumes: string, mounts: string) =>
    containerOf(`{ volumes: ${volumes}, containers: [{ name: c, volumeMounts: ${mounts} }] }`);

  it.each([
    ["a ConfigMap", "[{ name: v, configMap: { name: settings } }]", "[{ name: v, mountPath: /etc/app }]", "/etc/app/color", "red"],
    [
      "a file that is not there",
      "[{ name: v, configMap: { name: settings } }]",
      "[{ name: v, mountPath: /etc/app }]",
      "/etc/app/none",
      undefined,
    ],
    [
      "a path that only begins alike",
      "[{ name: v, configMap: { name: settings } }]",
      "[{ name: v, mountPath: /etc/app }]",
      "/etc/apple/color",
      undefined,
    ],
    [
      "dots and slashes",
      "[{ name: v, configMap: { name: settings } }]",
      "[{ name: v, mountPath: /etc/app/ }]",
      "/etc//x/../app/./color",
      "red",
    ],
    [
      "items",
      "[{ name: v, secret: { secretName: keys, items: [{ key: token, path: in/t }] } }]",
      "[{ name: v, mountPath: /s }]",
      "/s/in/t",
      "sesame",
    ],
    [
      "other than items",
      "[{ name: v, secret: { secretName: keys, items: [{ key: token, path: in/t }] } }]",
      "[{ name: v, mountPath: /s }]",
      "/s/token",
      undefined,
    ],
    [
      "a file by subPath",
      "[{ name: v, configMap: { name: settings } }]",
      "[{ name: v, mountPath: /etc/c, subPath: color }]",
      "/etc/c",
      "red",
    ],
    [
      "a directory by subPath",
      "[{ name: v, secret: { secretName: keys, items: [{ key: token, path: in/t }] } }]",
      "[{ name: v, mountPath: /s, subPath: in }]",
      "/s/t",
      "sesame",
    ],
    [
      "the longer mountPath",
      "[{ name: v, configMap: { name: settings } }, { name: w, secret: { secretName: keys } }]",
      "[{ name: v, mountPath: /s }, { name: w, mountPath: /s/k }]",
      "/s/k/user",
      "me",
    ],
    ["binary data", "[{ name: v, configMap: { name: settings } }]", "[{ name: v, mountPath: /s }]", "/s/blob", "opaque"],
    [
      "an optional object that is not there",
      "[{ name: v, secret: { secretName: none, optional: true } }]",
      "[{ name: v, mountPath: /s }]",
      "/s/x",
      undefined,
    ],
    [
      "projected sources",
      "[{ name: v, projected: { sources: [{ configMap: { name: settings } }, { secret: { name: keys } }, { serviceAccountToken: { path: t } }, { downwardAPI: { items: [{ path: n, fieldRef: { fieldPath: metadata.name } }] } }] } }]",
      "[{ name: v, mountPath: /s }]",
      "/s/n",
      "p",
    ],
  ])("read %s", (_, volumes, mounts, path, expected) => expect(textOf(mounted(volumes, mounts).file(path))).toBe(expected));

  it("list a directory, not below it", () => {
    const container = mounted(
      "[{ name: v, projected: { sources: [{ configMap: { name: settings } }, { secret: { name: keys, items: [{ key: user, path: in/u }] } }] } }]",
      "[{ name: v, mountPath: /s }]",
    );
    expect([...(container.directory("/s")?.keys() ?? [])]).toEqual(["color", "size", "blob"]);
    expect([...(container.directory("/s/in/")?.keys() ?? [])]).toEqual(["u"]);
    expect(container.directory("/elsewhere")).toBeUndefined();
    expect(container.directory("/s/color")).toBeUndefined();
  });

  it("tell siblings what the others mount", () => {
    expect(mounted("[{ name: v, emptyDir: {} }]", "[{ name: v, mountPath: /d }]").siblings).toEqual([
      { name: "c", image: "", argv: [], mounts: ["/d"] },
    ]);
  });
});

describe("processes", () => {
  const stops = (spec: string, programs = [fakeProgram("c", () => ({}))], more = ""): Record<string, readonly Stop[]> => {
    const world = worldOf(pod(spec) + more, programs);
    return Object.fromEntries([...world.processes.values()].map((each) => [each.label, each.stops]));
  };
  const reasons = (found: Record<string, readonly Stop[]>) =>
    Object.fromEntries(Object.entries(found).map(([label, all]) => [label, all.map((each) => each.reason)]));

  it.each([
    [
      "Secret of a volume",
      "{ volumes: [{ name: v, secret: { secretName: NAME } }], containers: [{ name: c }, { name: d }] }",
      "keys",
      { p: 1, "p (d)": 1 },
    ],
    [
      "ConfigMap of a volume",
      "{ volumes: [{ name: v, configMap: { name: NAME } }], containers: [{ name: c }, { name: d }] }",
      "settings",
      { p: 1, "p (d)": 1 },
    ],
    [
      "key of a volume",
      "{ volumes: [{ name: v, secret: { secretName: keys, items: [{ key: NAME, path: x }] } }], containers: [{ name: c }] }",
      "token",
      { p: 1 },
    ],
    [
      "ConfigMap of envFrom",
      "{ containers: [{ name: c, envFrom: [{ configMapRef: { name: NAME } }] }, { name: d }] }",
      "settings",
      { p: 1, "p (d)": 0 },
    ],
    [
      "key of a variable",
      "{ containers: [{ name: c }, { name: d, env: [{ name: X, valueFrom: { secretKeyRef: { name: keys, key: NAME } } }] }] }",
      "token",
      { p: 0, "p (d)": 1 },
    ],
  ])("do not start without the %s", (_, spec, good, expected) => {
    const counts = (name: string) =>
      Object.fromEntries(Object.entries(stops(spec.replace("NAME", name))).map(([label, all]) => [label, all.length]));
    expect(counts("nobody")).toEqual(expected);
    expect(
      Object.values(reasons(stops(spec.replace("NAME", "nobody"))))
        .flat()
        .every((each) => each === "missing-object"),
    ).toBe(true);
    expect(Object.values(counts(good)).every((count) => count === 0)).toBe(true);
  });

  it("name the Certificate that is not issued", () => {
    const spec = "{ volumes: [{ name: v, secret: { secretName: tls } }], containers: [{ name: c }] }";
    const certificate = (issuer: string) => `---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: tls, namespace: a }
spec: { secretName: tls, commonName: x, dnsNames: [x], issuerRef: { name: ${issuer} } }
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: self, namespace: a }
spec: { selfSigned: {} }
`;
    expect(stops(spec, [], certificate("nobody"))["p"]).toMatchObject([
      {
        reason: "certificate-not-issued",
        place: { object: "east/cert-manager.io/Certificate/a/tls", path: ["spec", "issuerRef"] },
        related: [{ object: "east//Pod/a/p", path: ["spec", "volumes", 0, "secret", "secretName"] }],
        values: { name: "tls", issuer: "nobody" },
      },
    ]);
    expect(stops(spec, [], certificate("self"))["p"]).toEqual([]);
  });

  it("collide on ports where they overlap", () => {
    const programs = (first: string | undefined, second: string | undefined, port = 53) => [
      fakeProgram("one", (c) => ({ listeners: [listener(c, 53, first)] })),
      fakeProgram("two", (c) => ({ listeners: [listener(c, port, second)] })),
    ];
    const spec = "{ containers: [{ name: one }, { name: two }] }";
    expect(reasons(stops(spec, programs("127.0.0.1", "0.0.0.0")))).toEqual({ p: [], "p (two)": ["port-in-use"] });
    expect(reasons(stops(spec, programs("127.0.0.1", "10.0.0.1")))).toEqual({ p: [], "p (two)": [] });
    expect(reasons(stops(spec, programs(undefined, undefined, 54)))).toEqual({ p: [], "p (two)": [] });
  });

  it("wait for those before them", () => {
    const failing = [fakeProgram("first", (c) => ({ stops: [stop(c)] }))];
    const init = (more: string) => `{ initContainers: [{ name: first${more} }], containers: [{ name: c }] }`;
    expect(reasons(stops(init(", restartPolicy: Always, startupProbe: {}"), failing))).toEqual({
      "p (first)": ["bad-option"],
      p: ["bad-option"],
    });
    expect(stops(init(", restartPolicy: Always, startupProbe: {}"), failing)["p"]?.[0]?.values).toEqual({ sidecar: "first" });
    // Without a probe nothing waits for it.
    expect(reasons(stops(init(", restartPolicy: Always"), failing))).toEqual({ "p (first)": ["bad-option"], p: [] });
    // An init container is no process, and the rest waits until it is done.
    expect(reasons(stops(init(""), failing))).toEqual({ p: ["bad-option"] });
    expect(reasons(stops(init(""), [fakeProgram("first", () => ({}))]))).toEqual({ p: [] });
  });

  it("have ids, labels and addresses", () => {
    const world = worldOf(
      pod("{ initContainers: [{ name: dns, restartPolicy: Always }, { name: once }], containers: [{ name: c }, { name: d }] }"),
      [fakeProgram("c", () => ({}))],
    );
    expect([...world.processes.values()].map(({ id, label, program }) => [id, label, program])).toEqual([
      ["east/a/p/dns", "p (dns)", "unknown-program"],
      ["east/a/p/c", "p", "c"],
      ["east/a/p/d", "p (d)", "unknown-program"],
    ]);
    expect([...world.processesAt]).toEqual([["pod:east/a/p", ["east/a/p/dns", "east/a/p/c", "east/a/p/d"]]]);
  });

  it("say what of their volumes is not known, if they look there", () => {
    const look = fakeProgram("c", (c) => ({ stops: c.file("/d/x") ? [stop(c)] : [] }));
    const unread = (volume: string, more = "") => {
      const world = worldOf(
        pod(`{ volumes: [{ name: v, ${volume} }], containers: [{ name: c, volumeMounts: [{ name: v, mountPath: /d }] }${more}] }`),
        [look],
      );
      return world.processes.get("east/a/p/c")?.unread.map((each) => each.path);
    };
    expect(unread("hostPath: { path: /x }")).toEqual([["spec", "volumes", 0]]);
    expect(unread("emptyDir: {}", ", { name: d, volumeMounts: [{ name: v, mountPath: /e }] }")).toEqual([["spec", "volumes", 0]]);
    expect(unread("emptyDir: {}")).toEqual([]);
    expect(unread("configMap: { name: settings }")).toEqual([]);
  });
});

describe("resolvers", () => {
  const resolver = (spec: string) => worldOf(pod(`{ ${spec} containers: [{ name: c }] }`)).processes.get("east/a/p/c")?.resolver;
  const unread = (spec: string) =>
    worldOf(pod(`{ ${spec} containers: [{ name: c }] }`), [fakeProgram("c", () => ({}))]).processes.get("east/a/p/c")?.unread.length;

  it.each([
    ["by default", "", { nameservers: ["10.96.0.10"], searches: ["a.svc.cluster.local", "svc.cluster.local", "cluster.local"], ndots: 5 }],
    [
      "of dnsPolicy None",
      "dnsPolicy: None, dnsConfig: { nameservers: [127.0.0.1], searches: [a.svc.cluster.local], options: [{ name: ndots, value: '2' }] },",
      { nameservers: ["127.0.0.1"], searches: ["a.svc.cluster.local"], ndots: 2 },
    ],
    [
      "of None without options",
      "dnsPolicy: None, dnsConfig: { nameservers: [127.0.0.1] },",
      { nameservers: ["127.0.0.1"], searches: [], ndots: 1 },
    ],
    [
      "with more than the default",
      "dnsConfig: { nameservers: [1.1.1.1], searches: [x.y, cluster.local], options: [{ name: ndots, value: '1' }] },",
      { nameservers: ["10.96.0.10", "1.1.1.1"], searches: ["a.svc.cluster.local", "svc.cluster.local", "cluster.local", "x.y"], ndots: 1 },
    ],
    ["of the node", "dnsPolicy: Default,", { nameservers: ["node-dns"], searches: [], ndots: 1 }],
    ["of the host network", "hostNetwork: true,", { nameservers: ["node-dns"], searches: [], ndots: 1 }],
    ["of the cluster on the host network", "hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet,", { nameservers: ["10.96.0.10"] }],
  ])("%s", (_, spec, expected) => expect(resolver(spec)).toMatchObject(expected));

  it("depend on the node, and say so", () => {
    expect([unread(""), unread("dnsPolicy: Default,"), unread("hostNetwork: true,")]).toEqual([0, 1, 2]);
  });

  it("know the pod's own names and hostAliases", () => {
    const hosts = resolver("hostname: h, subdomain: s, hostAliases: [{ ip: 10.0.0.9, hostnames: [Db.example.com] }],")?.hosts;
    expect([...(hosts ?? [])]).toEqual([
      ["localhost", "127.0.0.1"],
      ["h", "127.0.0.1"],
      ["h.s.a.svc.cluster.local", "127.0.0.1"],
      ["db.example.com", "10.0.0.9"],
    ]);
  });
});
