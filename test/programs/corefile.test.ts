import { describe, expect, test } from "vitest";
import { applyRewrites } from "../../src/programs/coredns/apply-rewrites.ts";
import { parseCorefile } from "../../src/programs/coredns/corefile/parse.ts";
import { askHosts } from "../../src/programs/coredns/hosts.ts";
import { coredns } from "../../src/programs/coredns/program.ts";
import type { DnsServer } from "../../src/world/network.ts";
import { configMapKey, container, type FakeContainer, opaque } from "./support/container.ts";

const GOOD = String.raw`# SplitDNS
.:53 {
    bind 127.0.0.1
    errors
    ready 127.0.0.1:8181   # a comment
    rewrite stop {
        name regex ^(orders-\d+)\.example\.com\.$ {1}.orders.kurrent.svc.cluster.local
        answer auto
    }
    forward . 10.96.0.10 {
        max_fails 0
    }
    cache 5
}
`;

function read(corefile: string, change: FakeContainer = {}) {
  return coredns.read(
    container({
      image: "registry.k8s.io/coredns/coredns:v1.13.1",
      args: ["-conf", "/etc/coredns/Corefile"],
      files: { "/etc/coredns/Corefile": corefile },
      ...change,
    }),
  );
}

/** The DNS server of a Corefile with one rule. */
function server(rule: string): DnsServer {
  const { listeners, stops } = read(`. {\n${rule}\nforward . 10.96.0.10\n}\n`);
  const dns = listeners[0]?.dns;
  if (!dns || stops.length > 0) throw new Error(JSON.stringify(stops));
  return dns;
}

test("a good Corefile", () => {
  const { listeners, stops, unread } = read(GOOD);
  expect({ stops, unread }).toEqual({ stops: [], unread: [] });
  expect(listeners.map(({ port, protocol, bind }) => [port, protocol, bind])).toEqual([
    [53, "dns", "127.0.0.1"],
    [8181, "http", "127.0.0.1"],
  ]);
  expect(listeners[0]?.dns).toEqual({
    place: configMapKey,
    forward: { address: "10.96.0.10", place: configMapKey },
    rewrites: [
      {
        place: configMapKey,
        match: "regex",
        from: String.raw`^(orders-\d+)\.example\.com\.$`,
        to: "{1}.orders.kurrent.svc.cluster.local.",
        answers: true,
      },
    ],
  });
});

describe("hosts", () => {
  const zoned =
    "hosts /etc/hosts splitdns.invalid {\n10.20.0.5 address-0.splitdns.invalid\nfd00::7 address-0.splitdns.invalid\nttl 60\nno_reverse\n}";
  const open = "hosts {\n10.20.0.5 A.example.com. b.example.com\nfallthrough\n}";

  test.each<[string, string, string, ReturnType<typeof askHosts>]>([
    ["a name that it holds", zoned, "address-0.splitdns.invalid", ["10.20.0.5", "fd00::7"]],
    ["a name of its zone that it does not hold", zoned, "address-1.splitdns.invalid", "no-such-name"],
    ["a name outside of its zone", zoned, "orders-0.example.com", undefined],
    ["a name that only ends like its zone", zoned, "xsplitdns.invalid", undefined],
    ["a name in another case, and with a dot", open, "a.EXAMPLE.com.", ["10.20.0.5"]],
    ["one of two names of an address", open, "b.example.com", ["10.20.0.5"]],
    ["another name, passed on", open, "c.example.com", undefined],
    ["another name, not passed on", "hosts {\n10.20.0.5 a.example.com\n}", "c.example.com", "no-such-name"],
  ])("%s", (_, plugin, name, expected) => {
    const { hosts } = server(plugin);
    if (!hosts) throw new Error("no hosts");
    expect(askHosts(hosts, name)).toEqual(expected);
  });

  test.each([
    ["a file of its own", "hosts /etc/coredns/hosts"],
    ["fallthrough for some zones", "hosts {\n10.20.0.5 a.example.com\nfallthrough example.com\n}"],
    ["a setting that is not known", "hosts {\n10.20.0.5 a.example.com\nanswer all\n}"],
    ["two of them", "hosts {\n10.20.0.5 a.x\n}\nhosts {\n10.20.0.6 b.x\n}"],
  ])("not read: %s", (_, plugin) => {
    expect(read(`. {\n${plugin}\nforward . 10.96.0.10\n}\n`).unread).toEqual([configMapKey]);
  });
});

describe("rewrites", () => {
  const regex = String.raw`rewrite stop { 
    name regex ^(orders-\d+)\.example\.com\.$ {1}.orders.svc
    answer auto
  }`;
  const rows: [string, string, string, string | undefined, boolean?][] = [
    ["regex", regex, "orders-0.example.com", "orders-0.orders.svc", true],
    ["regex, upper case", regex, "ORDERS-12.Example.com", "orders-12.orders.svc", true],
    ["regex, other name", regex, "orders-x.example.com", undefined],
    ["regex, search-expanded name", regex, "orders-0.example.com.kurrent.svc", undefined],
    ["regex without the final dot never ends a name", String.raw`rewrite name regex ^a\.example\.com$ b.svc`, "a.example.com", undefined],
    ["regex without anchors matches anywhere", "rewrite name regex orders b.svc answer auto", "x.orders.example.com", "b.svc", true],
    ["regex without answer", String.raw`rewrite name regex ^a\.example\.com\.$ b.svc`, "a.example.com", "b.svc", false],
    [
      "regex, answer name that maps back",
      String.raw`rewrite name regex (.*)\.example\.com\.$ {1}.svc answer name (.*)\.svc\.$ {1}.example.com`,
      "a.example.com",
      "a.svc",
      true,
    ],
    [
      "regex, answer name that does not",
      String.raw`rewrite name regex (.*)\.example\.com\.$ {1}.svc answer name (.*)\.else\.$ {1}.example.com`,
      "a.example.com",
      "a.svc",
      false,
    ],
    ["regex with a named group", String.raw`rewrite name regex ^(?P<pod>a)\.x\.$ {1}.svc answer auto`, "a.x", "a.svc", true],
    ["exact", "rewrite name a.example.com b.svc", "a.example.com", "b.svc", true],
    ["exact, spelled out", "rewrite stop name exact A.example.com. b.svc.", "a.example.com", "b.svc", true],
    ["exact, another name", "rewrite name a.example.com b.svc", "x.a.example.com", undefined],
    ["suffix with answer auto", "rewrite name suffix .example.com .svc answer auto", "a.example.com", "a.svc", true],
    ["suffix without answer", "rewrite name suffix .example.com .svc", "a.example.com", "a.svc", false],
    ["suffix, elsewhere", "rewrite name suffix .example.com .svc", "a.example.org", undefined],
    ["suffix is no label", "rewrite name suffix ample.com ell.svc answer auto", "a.example.com", "a.exell.svc", true],
    ["the first that matches ends it", "rewrite name a.x b.x\nrewrite name a.x c.x\nrewrite name b.x d.x", "a.x", "b.x", true],
    ["continue where no later rule matches", "rewrite continue name a.x b.x\nrewrite name c.x d.x", "a.x", "b.x", true],
  ];
  test.each(rows)("%s", (_, rule, name, to, answers) => {
    const result = applyRewrites(server(rule), name);
    if (to === undefined) expect(result).toEqual({ kind: "unchanged" });
    else expect(result).toMatchObject({ kind: "rewritten", to, rewrite: { answers } });
  });

  test.each([
    ["flags", "rewrite name regex (?i)^a b.svc"],
    ["a text anchor", String.raw`rewrite name regex ^a\.x\.\z b.svc`],
    ["a Unicode class", String.raw`rewrite name regex ^\pL b.svc`],
    ["an answer that can't be read", String.raw`rewrite name regex ^a\.x\.$ b.x answer name (?i)b a.x`],
    ["continue where a later rule matches", "rewrite continue name a.x b.x\nrewrite name b.x d.x"],
  ])("unread: %s", (_, rule) => expect(applyRewrites(server(rule), "a.x").kind).toBe("unread"));
});

describe("refuses to start", () => {
  const rule = (line: string) => `.:53 {\n${line}\n}\n`;
  test.each([
    ["a block that is never closed", ".:53 {\nerrors\n", "Corefile line 1: a { that is never closed"],
    ["a block too much", ".:53 {\n}\n}\n", "Corefile line 3: a } that closes nothing"],
    ["no name to rewrite to", rule("rewrite name a.x"), "Corefile line 2: rewrite name lacks a name to rewrite to"],
    ["more groups than there are", rule("rewrite name regex ^a$ {1}.x"), "Corefile line 2: {1}.x uses more groups than ^a$ has"],
    ["an unknown match", rule("rewrite name like a b"), "Corefile line 2: rewrite name knows no like"],
    ["an unknown answer", rule("rewrite name regex a b answer all"), "Corefile line 2: rewrite knows no answer all"],
    ["a word too much", rule("rewrite name regex a b c"), "Corefile line 2: rewrite name has c where answer should be"],
    [
      "auto beside name",
      rule("rewrite name regex a b answer auto answer name a b"),
      "Corefile line 2: answer auto stands beside answer name",
    ],
    ["forward to nowhere", rule("forward ."), "Corefile line 2: forward names no server to ask"],
    ["bind to nothing", rule("bind"), "Corefile line 2: bind names no address"],
  ])("%s", (_, corefile, problem) => expect(read(corefile).stops.map((stop) => stop.values["problem"])).toEqual([problem]));

  test("without its Corefile", () => {
    expect(read("", { files: {}, mounted: ["/etc/coredns"] }).stops).toMatchObject([
      { reason: "missing-object", values: { missing: "the file /etc/coredns/Corefile" } },
    ]);
    expect(read("", { files: {} }).stops.length).toBe(1);
    expect(read("", { image: "own/coredns-with-file:1.13.1", files: {} })).toMatchObject({ stops: [], unread: { length: 1 } });
  });
});

describe("odd but valid files", () => {
  const rest = "forward . 10.96.0.10";
  const rows: [string, string, number, readonly (readonly [number, string | undefined])[]][] = [
    ["no braces", `.:53\nerrors\n${rest}\n`, 0, [[53, undefined]]],
    [
      "keys over two lines",
      `.:53,\n.:54 {\n${rest}\n}`,
      0,
      [
        [53, undefined],
        [54, undefined],
      ],
    ],
    ["default port", `. {\n${rest}\n}`, 0, [[53, undefined]]],
    ["quotes and comments", `"." { # {\n# }\nforward "." "10.96.0.10"\n}`, 0, [[53, undefined]]],
    ["Windows lines", `.:53 {\r\n${rest}\r\n}\r\n`, 0, [[53, undefined]]],
    [
      "two binds",
      `. {\nbind 127.0.0.1 ::1\n${rest}\n}`,
      0,
      [
        [53, "127.0.0.1"],
        [53, "::1"],
      ],
    ],
    [
      "two servers",
      `.:53 {\n${rest}\n}\n.:1053 {\n${rest}\n}`,
      0,
      [
        [53, undefined],
        [1053, undefined],
      ],
    ],
    [
      "the ports of health, ready and metrics",
      `. {\n${rest}\nready\nhealth {\nlameduck 5s\n}\nprometheus :9153\n}`,
      0,
      [
        [53, undefined],
        [8181, undefined],
        [8080, undefined],
        [9153, undefined],
      ],
    ],
    ["an environment variable", `.:{$PORT} {\n${rest}\n}`, 1, []],
    ["an environment variable in a rule", `. {\nrewrite name {$FROM} b\n${rest}\n}`, 1, [[53, undefined]]],
    ["an import", `import other\n. {\n${rest}\n}`, 1, [[53, undefined]]],
    ["an import inside", `. {\nimport common\n${rest}\n}`, 1, [[53, undefined]]],
    ["a snippet", `(common) {\nerrors\n}\n. {\nimport common\n${rest}\n}`, 1, [[53, undefined]]],
    ["a server for one zone", `example.com {\n${rest}\n}\n. {\n${rest}\n}`, 1, [[53, undefined]]],
    ["another plugin that answers", `. {\ntemplate IN A {\nanswer "{{ .Name }} 60 IN A 10.0.0.1"\n}\n${rest}\n}`, 1, [[53, undefined]]],
    ["another rewrite", `. {\nrewrite type ANY HINFO\n${rest}\n}`, 1, [[53, undefined]]],
    ["a prefix rewrite", `. {\nrewrite name prefix a b\n${rest}\n}`, 1, [[53, undefined]]],
    ["forward with exceptions", `. {\nforward . 10.96.0.10 {\nexcept example.com\n}\n}`, 1, [[53, undefined]]],
    ["forward to the pod's own resolver", `. {\nforward . /etc/resolv.conf\n}`, 1, [[53, undefined]]],
    ["forward to two", `. {\nforward . 10.96.0.10 10.96.0.11\n}`, 1, [[53, undefined]]],
  ];
  test.each(rows)("%s", (_, corefile, unread, ports) => {
    const reading = read(corefile);
    expect(reading.stops).toEqual([]);
    expect(reading.unread.length).toBe(unread);
    expect(reading.listeners.map(({ port, bind }) => [port, bind])).toEqual(ports);
  });
  test("another port by flag", () =>
    expect(read(`. {\n${rest}\n}`, { args: ["-conf", "/etc/coredns/Corefile", "-dns.port=1053"] }).listeners[0]?.port).toBe(1053));
  test("forward to an address and port", () => {
    expect(read(". {\nforward . [fd00::a]:53\n}").listeners[0]?.dns?.forward?.address).toBe("fd00::a");
    expect(read(". {\nforward . 10.0.0.1:5353\n}")).toMatchObject({ unread: { length: 1 } });
  });
  test("rewrites of a CoreDNS older than 1.9 are not read", () => {
    expect(read(GOOD, { image: "registry.k8s.io/coredns/coredns:v1.8.0" }).unread.length).toBe(1);
    expect(read(GOOD, { image: "registry.k8s.io/coredns/coredns:v1.9.0" }).unread.length).toBe(0);
  });
  test("an unknown content is not read", () =>
    expect(read("", { files: { "/etc/coredns/Corefile": opaque() } })).toMatchObject({ listeners: [], unread: { length: 1 } }));
  test("lines and columns are kept", () => {
    const parsed = parseCorefile('. {\n  # x\n  log "a\n b" c\n  errors\n}\n');
    expect(parsed).toMatchObject({
      kind: "corefile",
      servers: [
        { line: 1, directives: [{ name: "log", line: 3, column: 3, args: ["a\n b"] }, { name: "c" }, { name: "errors", line: 5 }] },
      ],
    });
  });
});

describe("port 53 without being root", () => {
  const sysctls = { securityContext: { sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "53" }] } };
  const add = { drop: ["ALL"], add: ["NET_BIND_SERVICE"] };
  const rows: [string, FakeContainer, string | undefined][] = [
    ["nothing said", {}, undefined],
    ["all dropped", { securityContext: { capabilities: { drop: ["ALL"] } } }, "capabilities"],
    ["all dropped, sysctl set", { securityContext: { capabilities: { drop: ["ALL"] } }, podSpec: sysctls }, "capabilities"],
    ["all dropped but this", { securityContext: { capabilities: add } }, undefined],
    ["no escalation", { securityContext: { allowPrivilegeEscalation: false, capabilities: add } }, "allowPrivilegeEscalation"],
    ["no escalation, sysctl set", { securityContext: { allowPrivilegeEscalation: false, capabilities: add }, podSpec: sysctls }, undefined],
    ["no escalation, root", { securityContext: { allowPrivilegeEscalation: false, runAsUser: 0, capabilities: add } }, undefined],
    [
      "no escalation, port 1053",
      { securityContext: { allowPrivilegeEscalation: false }, args: ["-conf=/etc/coredns/Corefile", "-p", "1053"] },
      undefined,
    ],
  ];
  test.each(rows)("%s", (_, change, field) => {
    const { stops } = read(". {\nforward . 10.96.0.10\n}", change);
    expect(stops.map((stop) => [stop.reason, stop.place.path.at(-1)])).toEqual(field === undefined ? [] : [["no-privilege", field]]);
  });
});
