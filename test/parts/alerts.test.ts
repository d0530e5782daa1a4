import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { kinds } from "../../src/kinds/all.ts";
import { expand } from "../../src/kinds/expand.ts";
import { leadsOf, slackOf } from "../../src/parts/alerts/lead.ts";
import { ALERTS } from "../../src/parts/alerts/names.ts";
import { matcher } from "../../src/parts/alerts/promql.ts";
import { prometheusDuration } from "../../src/parts/crds/prometheus-operator.ts";
import { programs } from "../../src/programs/all.ts";
import { leadOf, prometheusSeconds } from "../../src/prove/checks/expiry-expression.ts";
import { prove } from "../../src/prove/proof.ts";
import type { Alerts } from "../../src/spec/alerts.ts";
import { environmentOf } from "../../src/spec/environment.ts";
import type { Cluster, Topology } from "../../src/spec/topology.ts";
import { formatDuration } from "../../src/terms/duration.ts";
import { readWorld } from "../../src/world/read-world.ts";
import { at, find, names } from "../fixtures/manifests.ts";
import { anywhere, east, insecureTest, oneCluster, ordersNodes, publicAuthority } from "../fixtures/topologies.ts";

const probe = { prober: { url: "blackbox:9115" }, module: "tls_connect", interval: "1m0s" };

/** A topology whose cluster asks for alerts. */
function asking(topology: Topology, alerts: Partial<Alerts> = {}, platform: Partial<Cluster["platform"]> = {}): Topology {
  const cluster = { ...east, platform: { ...east.platform, prometheusOperator: "0.94", ...platform }, alerts: { labels: {}, ...alerts } };
  return { ...topology, clusters: { east: cluster } };
}

const manifestsOf = (topology: Topology) => expand(topology, kinds).manifests;
const isOurs = (line: string) => / (PrometheusRule|Probe) /.test(line);

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

function rulesOf(topology: Topology): readonly Rule[] {
  return manifestsOf(topology)
    .filter(({ object }) => object.kind === "PrometheusRule")
    .flatMap(({ object }) => at(object, "spec", "groups", 0, "rules") as readonly Rule[]);
}

describe("alerts stand beside what they watch", () => {
  test("nothing where none are asked for", () => {
    for (const topology of [oneCluster, anywhere, publicAuthority]) expect(names(manifestsOf(topology)).filter(isOurs)).toEqual([]);
  });

  test.each<[string, Topology, readonly string[]]>([
    [
      "a PrometheusRule in each unit with certificates",
      asking(oneCluster),
      ["orders-nodes: PrometheusRule kurrent/orders-nodes-certificates", "orders: PrometheusRule kurrent/orders-certificates"],
    ],
    [
      "a Probe for each Certificate that servers present",
      asking(anywhere, { probe }),
      [
        "orders-nodes: PrometheusRule kurrent/orders-nodes-certificates",
        "orders: PrometheusRule kurrent/orders-certificates",
        "orders: Probe kurrent/orders-node-tls",
        "orders: Probe kurrent/orders-replica-node-tls",
      ],
    ],
    [
      "in a namespace of their own",
      asking(publicAuthority, { probe, namespace: "monitoring" }),
      [
        "letsencrypt: PrometheusRule monitoring/cert-manager-letsencrypt-certificates",
        "orders: PrometheusRule monitoring/kurrent-orders-certificates",
        "orders: Probe monitoring/kurrent-orders-node-tls",
      ],
    ],
    ["without TLS there is nothing to watch", asking(insecureTest, { probe }), []],
  ])("%s", (_, topology, expected) => {
    expect(names(manifestsOf(topology)).filter(isOurs)).toEqual(expected);
  });

  test("trueline probe runs once per workload with servers, without a token, and only with an image", () => {
    const cronJob = { image: "registry.example.com/manifests:1.4", schedule: "17 * * * *" };
    const jobs = (topology: Topology) => names(manifestsOf(topology)).filter((line) => line.includes(" CronJob "));
    expect(jobs(asking(anywhere, { probe }))).toEqual([]);
    expect(jobs(asking(insecureTest, { cronJob }))).toEqual([]);
    expect(jobs(asking(anywhere, { cronJob, namespace: "monitoring" }))).toEqual(["orders: CronJob kurrent/orders-probe"]);
    const { object } = find(manifestsOf(asking(anywhere, { cronJob })), "CronJob", "orders-probe");
    const pod = ["spec", "jobTemplate", "spec", "template", "spec"] as const;
    expect(at(object, ...pod, "containers", 0, "command")).toEqual(["node_modules/.bin/trueline", "probe", "orders"]);
    expect(at(object, ...pod, "automountServiceAccountToken")).toBe(false);
    expect(at(object, "spec", "schedule")).toBe(cronJob.schedule);
    expect(manifestsOf(asking(anywhere, { cronJob })).some((each) => each.object.kind === "Probe")).toBe(false);
  });

  test("issuers only where cert-manager has metrics of them", () => {
    const certManager = (version: string) => ({ certManager: { version, clusterResourceNamespace: "cert-manager" } });
    const alertsAt = (version: string) => rulesOf(asking(publicAuthority, {}, certManager(version))).map(({ alert }) => alert);
    expect(alertsAt("1.20")).toContain("IssuerNotReady");
    expect(alertsAt("1.19")).not.toContain("IssuerNotReady");
    expect(alertsAt("1.19")).toContain("CertificateNotReady");
  });

  test("a Probe asks each server under the name that it advertises to clients", () => {
    const { object } = find(manifestsOf(asking(anywhere, { probe })), "Probe", "orders-node-tls");
    expect(at(object, "spec", "targets", "staticConfig", "static")).toEqual([0, 1, 2].map((n) => `orders-${n}.orders.example.com:2113`));
  });

  test("labels, the URL of pages, and the texts of StarlingX' alarm", () => {
    const rules = rulesOf(asking(oneCluster, { probe, runbookURL: "https://example.com/{alert}" }));
    for (const { alert, labels, annotations } of rules) {
      expect(annotations["runbook_url"]).toBe(`https://example.com/${alert}`);
      expect(annotations["runbook"]).toMatch(/kubectl /);
      expect(labels).toMatchObject({ namespace: "kurrent", severity: expect.stringMatching(/^(warning|critical)$/) });
    }
    const alarms = rules.filter(({ labels }) => labels["alarm_id"] === "250.003").map(({ annotations }) => annotations["alarm_text"]);
    expect(new Set(alarms)).toEqual(
      new Set([
        "Kubernetes certificates renewal failed.",
        "Kubernetes certificates have been renewed but not all services have been updated.",
      ]),
    );
    expect(rulesOf(asking(oneCluster)).some(({ annotations }) => "runbook_url" in annotations)).toBe(false);
  });

  test("an override of a Certificate that its alerts do not fit is found", () => {
    const patched = asking({
      ...oneCluster,
      overrides: [{ target: { kind: "Certificate", name: "orders-node-tls" }, patch: { spec: { renewBefore: "240h0m0s" } } }],
    });
    const codes = (topology: Topology) =>
      prove(readWorld(manifestsOf(topology), [environmentOf(topology, kinds)], programs)).findings.map(({ code }) => code);
    expect(codes(asking(oneCluster))).toEqual([]);
    expect(codes(patched)).toEqual(["TL4702"]);
  });
});

describe("leads", () => {
  test.each<[string, Parameters<typeof slackOf>[0], number | undefined]>([
    ["renewBefore", { duration: "2160h", renewBefore: "360h" }, 360 * 3600],
    ["a third of its life", { duration: "24h" }, 8 * 3600],
    ["a third of 90 days", {}, 720 * 3600],
    ["renewBefore that is longer than its life counts for nothing", { duration: "24h", renewBefore: "48h" }, 8 * 3600],
  ])("slack: %s", (_, spec, seconds) => {
    expect(slackOf(spec, false)).toBe(seconds);
    expect(slackOf(spec, true)).toBeUndefined();
  });

  /** Any policy that cert-manager accepts: an hour or more, renewed five minutes or more before the end. */
  const policy = fc
    .tuple(fc.integer({ min: 3600, max: 10 * 365 * 86_400 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([life, share]) => ({ life, slack: Math.min(life - 1, 300 + Math.floor(share * (life - 300))) }));

  test("in normal operation nothing is ever true for long enough to fire, and else all comes before the end", () => {
    fc.assert(
      fc.property(policy, fc.double({ min: 0, max: 1, noNaN: true }), ({ slack }, part) => {
        const { overdue, soon = 0, aboutToEnd = 0, hold } = leadsOf(slack);
        // A renewal may take up to an eighth of the slack, ten minutes at most; Prometheus looks a minute late, twice.
        const took = part * Math.min(600, slack / 8) + Math.min(120, slack / 8);
        const least = slack - took;
        expect(least).toBeGreaterThan(soon);
        expect(took).toBeLessThan(overdue + hold);
        expect(overdue + hold).toBeLessThan(slack);
        expect(soon).toBeGreaterThan(aboutToEnd);
        expect(aboutToEnd).toBeGreaterThan(hold);
        expect(hold % 60).toBe(0);
      }),
    );
  });

  test("of compiled rules are read back as they were meant", () => {
    fc.assert(
      fc.property(policy, ({ life, slack }) => {
        const leaves = { duration: formatDuration(life), renewBefore: formatDuration(slack) };
        const rules = rulesOf(asking({ ...oneCluster, authorities: { ordersNodes: { ...ordersNodes, leaves, duration: "175200h0m0s" } } }));
        const leads = rules.filter(({ expr }) => expr.includes("orders-node-tls")).flatMap(({ expr }) => leadOf(expr) ?? []);
        expect(leads).toEqual([
          { kind: "seconds", seconds: leadsOf(slack).soon },
          { kind: "seconds", seconds: leadsOf(slack).aboutToEnd },
        ]);
        for (const rule of rules) expect(prometheusSeconds(rule.for)).toBeGreaterThan(0);
      }),
      { numRuns: 20 },
    );
  });
});

test.each([
  [0, "0s"],
  [60, "1m"],
  [5400, "1h30m"],
  [90_061, "25h1m1s"],
])("%d seconds as Prometheus writes them", (seconds, text) => {
  expect(prometheusDuration(seconds)).toBe(text);
  expect(prometheusSeconds(text)).toBe(seconds);
});

test("a matcher means the names that it is given", () => {
  expect(matcher("name", ["a"])).toBe('name="a"');
  expect(matcher("name", ["a.b", "c"])).toBe('name=~"a\\\\.b|c"');
});

describe("pages of alerts", () => {
  const folder = "docs/alerts";
  const pages = readdirSync(folder).filter((name) => name !== "README.md");

  test("each alert has its page, and each page its alert", () => {
    expect(pages.sort()).toEqual(ALERTS.map((name) => `${name}.md`).sort());
  });

  test.each(ALERTS)("%s", (name) => {
    const text = readFileSync(`${folder}/${name}.md`, "utf8");
    expect(text.split("\n")[0]).toBe(`# ${name}`);
    for (const heading of ["What it means", "Why it fires", "What to look at", "What to do"]) expect(text).toContain(`\n## ${heading}\n`);
    expect(readFileSync(`${folder}/README.md`, "utf8")).toContain(`](${name}.md)`);
  });

  test("all that is compiled in golden cases is among them, and all of them are compiled there", () => {
    const files = readdirSync("test/golden", { recursive: true, encoding: "utf8" }).filter((file) =>
      /\/prometheusrule\.[^/]*\.yaml$/.test(file),
    );
    const compiled = files.flatMap((file) =>
      (at(parse(readFileSync(`test/golden/${file}`, "utf8")), "spec", "groups", 0, "rules") as readonly Rule[]).map(({ alert }) => alert),
    );
    expect([...new Set(compiled)].sort()).toEqual([...ALERTS].sort());
  });
});
