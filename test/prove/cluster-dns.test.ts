import { describe, expect, test } from "vitest";
import type { DnsCustomization } from "../../src/terms/environment.ts";
import { type Draft, draft } from "./fixture.ts";
import { dial, fqdns } from "./variants.ts";

type Edit = (draft: Draft) => void;

const NAME = "ledger-0.db.example.com";
/** Leads the FQDNs of the three nodes to their Services. */
const OURS = String.raw`rewrite stop {
    name regex ^(ledger-\d+)\.db\.example\.com\.$ {1}.data.svc.cluster.local
    answer auto
}`;

/** Says how the cluster's CoreDNS takes additions. */
const customized =
  (customization: DnsCustomization, corefile?: string): Edit =>
  (d) => {
    Object.assign(d.facts.dns, { customization, ...(corefile === undefined ? {} : { corefile }) });
  };

/** The ConfigMap of additions with these keys. */
const custom =
  (data: Readonly<Record<string, string>>): Edit =>
  (d) => {
    d.objects.push({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "coredns-custom", namespace: "kube-system" }, data });
  };

/** A Corefile like kubeadm's, with lines in its default block and text after it. */
const corefile = (lines: string, after = ""): string => `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
${lines}
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
    loop
    reload
    loadbalance
}
${after}`;

/** Load balancers whose addresses nodes do not answer. */
const hostnames: Edit = (d) => {
  d.facts.platform.loadBalancer = { address: "hostname" };
};

/** How the client's dial of a node's FQDN went. */
function client(...edits: readonly Edit[]): string {
  const { traces } = draft(fqdns, hostnames, dial(NAME), ...edits).prove();
  const trace = traces.find((each) => each.dial.from.includes("web") && each.dial.to.host === NAME);
  if (!trace) throw new Error("the client dials nobody");
  return `${trace.disposition} ${trace.path}`;
}

const stated = (text: string): string => client(customized("kubeadm", text));
const added = (data: Readonly<Record<string, string>>, customization: DnsCustomization = "aks"): string =>
  client(customized(customization), custom(data));

const STRAIGHT = "proven direct";
const ROUND = "proven hairpin";
const OPEN = "unknown direct";

describe("what was added to the DNS of a cluster", () => {
  test("nothing: the client takes the long way", () => expect(client()).toBe(ROUND));

  test.each(["aks", "k3s"] as const)("%s reads coredns-custom", (kind) => expect(added({ "a.override": OURS }, kind)).toBe(STRAIGHT));

  test.each(["kubeadm", "eks"] as const)("%s does not", (kind) => expect(added({ "a.override": OURS }, kind)).toBe(ROUND));

  test("nobody says whose CoreDNS it is", () => expect(client(custom({ "a.override": OURS }))).toBe(ROUND));

  test("other keys are not imported", () => expect(added({ "a.override.bak": OURS, "b.txt": OURS })).toBe(ROUND));
});

describe("rules in their order", () => {
  const PREFIX = "rewrite name prefix ledger- other-";
  const TTL = `rewrite ttl exact ${NAME} 5`;
  const GOES_ON = OURS.replace("stop", "continue");

  test.each([
    ["before ours, a rule that is not read may take the name", { "a.override": PREFIX, "b.override": OURS }, OPEN],
    ["one about TTLs ends the search for a rule as well", { "a.override": TTL, "b.override": OURS }, OPEN],
    ["after ours it can't", { "a.override": OURS, "b.override": TTL }, STRAIGHT],
    ["one for another name does not matter", { "a.override": "rewrite ttl exact a.example.org 5", "b.override": OURS }, STRAIGHT],
    // With ndots 5 the client asks for the name below its search list first, and that has this prefix, too.
    ["after ours, a rule that takes names of the search list", { "a.override": OURS, "b.override": PREFIX }, OPEN],
    ["a rule that goes on, with one after it that is not read", { "a.override": GOES_ON, "b.override": TTL }, OPEN],
    ["a rule that goes on, and nothing else", { "a.override": GOES_ON }, STRAIGHT],
  ])("%s", (_, data, outcome) => expect(added(data)).toBe(outcome));

  test("what the Corefile has itself comes before its imports", () => {
    const both = client(customized("k3s", corefile(PREFIX)), custom({ "a.override": OURS }));
    expect(both).toBe(OPEN);
  });
});

describe("what CoreDNS refuses to load makes all of it uncertain", () => {
  test.each([
    ["a brace that nothing closes", `${OURS}\nhosts {`],
    ["a group that the expression does not have", `${OURS}\nrewrite name regex ^a\\.$ {2}.example.com`],
  ])("%s", (_, text) => expect(added({ "a.override": text })).toBe(OPEN));

  test("in another key, too", () => expect(added({ "a.override": OURS, "b.override": "rewrite name regex ^a\\.$ {2}.b" })).toBe(OPEN));
});

describe("what answers beside the zones of the cluster", () => {
  const OUR_TARGET = "data.svc.cluster.local";
  test.each([
    ["template for all names", 'template IN A {\n answer "{{ .Name }} 60 IN A 192.0.2.1"\n }', OPEN],
    ["template for the name that is asked for after the rewrite", `template IN A ${OUR_TARGET} {\n rcode NXDOMAIN\n }`, OPEN],
    ["template for a zone of others", "template ANY ANY internal.cloudapp.net {\n rcode NXDOMAIN\n fallthrough\n }", STRAIGHT],
    ["hosts with the rewritten name", `hosts {\n 192.0.2.1 ledger-0.${OUR_TARGET}\n fallthrough\n }`, OPEN],
    ["hosts with other names", "hosts {\n 192.0.2.1 printer.example.org\n fallthrough\n }", STRAIGHT],
    ["hosts that lets nothing through", "hosts {\n 192.0.2.1 printer.example.org\n }", OPEN],
    ["hosts from a file", "hosts /etc/coredns/extra {\n fallthrough\n }", OPEN],
    ["the hosts of k3s, which are its nodes", "hosts /etc/coredns/NodeHosts {\n ttl 60\n reload 15s\n fallthrough\n }", STRAIGHT],
    ["a zone of the cluster that is forwarded", `forward ${OUR_TARGET} 192.0.2.53`, OPEN],
    ["another zone that is forwarded", "forward example.org 192.0.2.53", STRAIGHT],
    ["search lists that are tried on the server, past rewrites", "autopath @kubernetes", OPEN],
    ["a plugin that nobody here knows", "surprise", OPEN],
    ["an import of something else", "import /etc/coredns/more/*.conf", OPEN],
  ])("%s", (_, line, outcome) => expect(stated(corefile(`${OURS}\n${line}`))).toBe(outcome));

  test.each([
    ["hosts with the name that is dialled", `hosts {\n 192.0.2.1 ${NAME}\n fallthrough\n }`, OPEN],
    ["hosts with another", "hosts {\n 192.0.2.1 printer.example.org\n fallthrough\n }", ROUND],
    ["the name's zone is forwarded elsewhere", "forward db.example.com 192.0.2.53", OPEN],
    ["a zone below it is", "forward a.db.example.com 192.0.2.53", ROUND],
  ])("without a rewrite: %s", (_, line, outcome) => expect(stated(corefile(line))).toBe(outcome));
});

describe("servers beside the default one", () => {
  const server = (key: string) => `${key} {\n forward . 192.0.2.53\n}`;
  test.each([
    ["for the zone of the name", "db.example.com:53", OPEN],
    ["for the name alone", NAME, OPEN],
    ["for another zone", "example.org", STRAIGHT],
    ["for a zone whose name only ends alike", "b.example.com", STRAIGHT],
    ["at another port", "db.example.com:5353", STRAIGHT],
    ["for all names at another port", ".:5353", STRAIGHT],
    ["for the zone of the rewritten name: the server is chosen before", "data.svc.cluster.local", STRAIGHT],
    ["for the zone of the client's search list", "svc.cluster.local", OPEN],
  ])("%s", (_, key, outcome) => {
    expect(stated(corefile(OURS, server(key)))).toBe(outcome);
    expect(added({ "a.override": OURS, "b.server": server(key) })).toBe(outcome);
  });

  test("rewrites of another port's server are nobody's", () => {
    expect(stated(corefile("", `.:5353 {\n${OURS}\n}`))).toBe(ROUND);
  });
});

describe("Corefiles as they come", () => {
  const ours = { "trueline-ledger.override": OURS };

  test("kubeadm's with our lines", () => expect(stated(corefile(OURS))).toBe(STRAIGHT));

  test("k3s's, which imports its additions", () => {
    const text = corefile("hosts /etc/coredns/NodeHosts {\n ttl 60\n reload 15s\n fallthrough\n }\nimport /etc/coredns/custom/*.override");
    expect(client(customized("k3s", `${text}import /etc/coredns/custom/*.server\n`), custom(ours))).toBe(STRAIGHT);
  });

  test("AKS's, which imports its additions and answers some zones by itself", () => {
    const aks = corefile("import custom/*.override\ntemplate ANY ANY reddog.microsoft.com {\n rcode NXDOMAIN\n }");
    expect(client(customized("aks", `${aks}import custom/*.server\n`), custom(ours))).toBe(STRAIGHT);
  });
});
