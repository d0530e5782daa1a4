import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { kinds } from "../../../src/kinds/all.ts";
import { expand } from "../../../src/kinds/expand.ts";
import { ALERTS } from "../../../src/parts/alerts/names.ts";
import { formatDuration } from "../../../src/terms/duration.ts";
import type { KubeObject } from "../../../src/terms/kube-object.ts";
import { east, orders, ordersNodes, topology } from "../../fixtures/topologies.ts";
import { type Scenario, scenariosOf } from "../alerts/scenarios.ts";
import { rulesOf, type WatchedRule } from "../alerts/watched.ts";

/** The alerts of compiled PrometheusRules, run by Prometheus' own rule engine over made-up series. Gives the exit code. */
export async function alertsHold(promtool: string, dists: readonly string[], scratch: string): Promise<number> {
  const started = performance.now();
  // The first of them in both ways of scraping.
  const committed = dists.flatMap((dist, i) =>
    rulesOfDist(dist).map((rule) => ({
      rule,
      scenarios: [...scenariosOf(rule, "exported", "all"), ...(i === 0 ? scenariosOf(rule, "honoured", "all") : [])],
    })),
  );
  const policies = POLICIES.flatMap(rulesOfPolicy).map((rule) => ({ rule, scenarios: scenariosOf(rule, "exported", "lives") }));
  const folder = join(scratch, "alerts");
  mkdirSync(folder);
  const tests = [...committed, ...policies].map(({ rule, scenarios }, i) => {
    const [ruleFile, testFile] = [join(folder, `rules-${i}.yaml`), join(folder, `test-${i}.yaml`)];
    // YAML reads JSON.
    writeFileSync(ruleFile, JSON.stringify({ groups: rule.groups }));
    writeFileSync(testFile, JSON.stringify({ rule_files: [ruleFile], evaluation_interval: "1m", tests: scenarios }));
    return { testFile, scenarios };
  });
  const files = tests.toSorted((a, b) => b.scenarios.length - a.scenarios.length).map(({ testFile }) => testFile);
  const runs = await Promise.all(
    [0, 1].map((half) => run(promtool, ["test", "rules", ...files.filter((_, i) => i % 2 === half)], scratch)),
  );
  const scenarios = tests.flatMap((test) => test.scenarios);
  const fired = new Set(expectedAlerts(scenarios));
  const untested = ALERTS.filter((name) => !fired.has(name));
  const ok = runs.every(({ status }) => status === 0) && untested.length === 0 && committed.length > 0;
  if (!ok)
    console.log(
      [...runs.map(({ output }) => output), ...untested.map((name) => `no scenario lets ${name} fire`)].join("\n").slice(0, 20_000),
    );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `alerts: ${tests.length} PrometheusRules, ${scenarios.length} scenarios in promtool, ${ok ? "all as expected" : "FAILED"} (${seconds} s)`,
  );
  return ok ? 0 : 1;
}

/** Runs a program to its end. promtool makes a database for each scenario: in memory where there is such a folder. */
function run(
  program: string,
  args: readonly string[],
  scratch: string,
): Promise<{ readonly status: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, TMPDIR: existsSync("/dev/shm") ? "/dev/shm" : scratch };
    const child = spawn(program, args, { env });
    const output: Buffer[] = [];
    child.stdout.on("data", (data: Buffer) => output.push(data));
    child.stderr.on("data", (data: Buffer) => output.push(data));
    child.on("error", reject);
    child.on("close", (status) =>
      resolve({
        status,
        output: Buffer.concat(output)
          .toString()
          .replace(/\n{2,}/g, "\n"),
      }),
    );
  });
}

/** The alerts that some scenario waits for. */
function expectedAlerts(scenarios: readonly Scenario[]): readonly string[] {
  return scenarios.flatMap((scenario) =>
    scenario.promql_expr_test.flatMap((test) => test.exp_samples.map(({ labels }) => /alertname="(\w+)"/.exec(labels)?.[1] ?? "")),
  );
}

/** The PrometheusRules of a dist/, each with the objects of its unit. */
function rulesOfDist(dist: string): readonly WatchedRule[] {
  const clusters = readdirSync(dist, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  return clusters.flatMap(({ name: cluster }) =>
    readdirSync(join(dist, cluster)).flatMap((unit) => {
      const files = readdirSync(join(dist, cluster, unit), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"));
      return rulesOf(
        `${dist.split("/").slice(-2).join("/")}`,
        files.sort().map((file) => parse(readFileSync(join(dist, cluster, unit, file), "utf8")) as KubeObject),
      );
    }),
  );
}

interface Policy {
  readonly title: string;
  readonly duration: string;
  readonly renewBefore: string;
}

/** Lives of leaves and when they are renewed: what others do, the shortest that cert-manager accepts, and any. */
const POLICIES: readonly Policy[] = [
  { title: "StarlingX: 15 days before", duration: "2160h", renewBefore: "360h" },
  { title: "Kamaji: the day before", duration: "8760h", renewBefore: "24h" },
  { title: "a day", duration: "24h", renewBefore: "8h" },
  { title: "an hour", duration: "1h", renewBefore: "20m" },
  { title: "the shortest", duration: "1h", renewBefore: "5m" },
  ...fc
    .sample(
      fc
        .tuple(fc.integer({ min: 60, max: 60 * 24 * 365 }), fc.double({ min: 0.02, max: 0.9, noNaN: true }))
        .map(([life, share]) => ({ life: life * 60, slack: Math.max(5, Math.floor(life * share)) * 60 })),
      { seed: 250_003, numRuns: 8 },
    )
    .map(({ life, slack }) => ({ title: "any", duration: formatDuration(life), renewBefore: formatDuration(slack) })),
];

/** What is compiled for certificates of this policy. */
function rulesOfPolicy({ title, duration, renewBefore }: Policy): readonly WatchedRule[] {
  const cluster = {
    ...east,
    platform: { ...east.platform, prometheusOperator: "0.94" },
    alerts: { labels: {}, probe: { prober: { url: "blackbox:9115" }, module: "tls_connect", interval: "1m0s" } },
  };
  const leaves = { duration, renewBefore };
  const { manifests } = expand(
    topology([orders()], [], { clusters: { east: cluster }, authorities: { ordersNodes: { ...ordersNodes, leaves } } }),
    kinds,
  );
  return rulesOf(
    `${title} (${duration}, ${renewBefore})`,
    manifests.filter(({ unit }) => unit === "orders").map(({ object }) => object),
  );
}
