import { existsSync, readdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Compiled, compile } from "../../src/compile.ts";
import { candidates } from "../../src/plan/candidates.ts";
import { compareStrategies } from "../../src/plan/compare.ts";
import { workloadsOf } from "../../src/plan/given.ts";
import { tryingFor } from "../../src/plan/try.ts";
import type { Strategy, WorkloadStrategies } from "../../src/report/strategies/strategies.ts";
import { countDials } from "../../src/report/summary.ts";
import { endOf } from "./specs.ts";

/** The golden cases of 3 internode x 2 client strategies x 2 authorities, by the combination that each is. */
const names: Readonly<Record<string, string>> = { ServiceName: "service-name", FQDN: "fqdn", SplitDNS: "split-dns" };
const combinations = ["ServiceName", "FQDN", "SplitDNS"].flatMap((internode) =>
  ["ServiceName", "FQDN"].flatMap((clients) =>
    (["private", "public"] as const).map((by) => ({
      key: `${internode} ${clients} ${by}`,
      internode,
      clients,
      by,
      folder: `${names[internode]}-${names[clients]}-${by === "public" ? "acme" : "private"}`,
    })),
  ),
);

const cases = new Map<string, { readonly compiled: Compiled; readonly table: WorkloadStrategies }>();

beforeAll(async () => {
  for (const { key, folder } of combinations) {
    const compiled = (await compile({ root: "test/golden", files: [`${folder}/spec.ts`] })) as Compiled;
    const [given] = workloadsOf(compiled);
    if (given) cases.set(key, { compiled, table: await compareStrategies(given, compiled) });
  }
}, 60_000);

const keyOf = ({ choice }: Strategy) => `${choice.internode} ${choice.clients} ${choice.certificates.by}`;
const caseOf = (key: string) => cases.get(key) as NonNullable<ReturnType<typeof cases.get>>;

/** What a golden case itself says: its first error, or that it has none. */
function endOfCase(key: string): string {
  const [error] = caseOf(key).compiled.proof.findings.filter(({ severity }) => severity === "error");
  return error?.code ?? "admissible";
}

describe("the row of what a spec says now is what its own proof says", () => {
  it.each(combinations.map(({ key }) => key))("%s", (key) => {
    const { compiled, table } = caseOf(key);
    const now = table.strategies.filter(({ current }) => current);
    expect(now.map(keyOf)).toEqual([key]);
    const [row] = now as [Strategy];
    expect(endOf(row)).toBe(endOfCase(key));
    expect(row.changes).toEqual([]);
    if (row.facts) expect(row.facts.dials).toEqual(countDials(compiled.proof.traces));
  });
});

describe("from each golden case, every other combination ends as the golden case that is that combination", () => {
  it.each(combinations)("$key", ({ key, clients: clientsNow, by: byNow }) => {
    const { table } = caseOf(key);
    const rows = table.strategies.filter(({ choice }) => choice.clients !== "SplitDNS" && choice.certificates.by !== "both");
    expect(rows.map(keyOf).sort()).toEqual(combinations.map((each) => each.key).sort());
    for (const row of rows) {
      const { clients, by } = combinations.find((each) => each.key === keyOf(row)) as (typeof combinations)[number];
      const said = endOfCase(keyOf(row));
      // Two things are not the same in all of these cases: the server of those with a private CA is too old for a public
      // one, and a client outside of the cluster is there only where clients dial FQDNs.
      const tooOld = byNow === "private" && by === "public" && said === "admissible";
      const outside = clientsNow === "FQDN" && clients === "ServiceName" && said === "admissible";
      expect(`${keyOf(row)} ${endOf(row)}`).toBe(`${keyOf(row)} ${tooOld ? "TL4105" : outside ? "TL2114" : said}`);
      // As in the golden case: how many of servers' dials are hairpins does not depend on the clients.
      if (row.facts) expect(row.facts.hairpins.servers).toBe(hairpinsOfServers(keyOf(row)));
    }
  });
});

function hairpinsOfServers(key: string): number {
  return caseOf(key).compiled.proof.traces.filter(({ path, dial }) => path === "hairpin" && dial.from.startsWith("east/kurrent/orders-"))
    .length;
}

describe("private certificates on servers and a public one on a proxy in front of them", () => {
  it.each(combinations.map(({ key }) => key))("from %s", (key) => {
    const rows = caseOf(key).table.strategies.filter(({ choice }) => choice.certificates.by === "both");
    const ends = Object.fromEntries(rows.map((row) => [`${row.choice.internode} ${row.choice.clients}`, endOf(row)]));
    expect(ends).toEqual({
      "ServiceName FQDN": "admissible",
      "SplitDNS FQDN": "admissible",
      "FQDN FQDN": "exit 2",
      ...Object.fromEntries(
        Object.keys(names).flatMap((internode) => [`${internode} ServiceName`, `${internode} SplitDNS`].map((each) => [each, "exit 2"])),
      ),
    });
    for (const { facts, changes, choice } of rows) {
      if (!facts) continue;
      // The zone's owner can pass for a server towards clients, and not towards servers.
      expect(facts.zoneControl).toMatchObject({ asServer: [], toClients: ["example.com"] });
      expect(facts.hairpins.servers).toBe(0);
      const proxy = changes.find(({ path }) => path.join(".") === "workloads.orders.network.ingress");
      expect(proxy?.after).toEqual({ ingressClassName: "traefik", authority: choice.certificates.edge });
    }
  });
});

describe("in every golden case the row of what the spec says now is what its proof says", () => {
  const folders = readdirSync("test/golden").filter((name) => existsSync(`test/golden/${name}/spec.ts`));
  it.each(folders)("%s", async (folder) => {
    const compiled = await compile({ root: "test/golden", files: [`${folder}/spec.ts`] });
    // What the language refuses has no table.
    if (compiled.kind === "refused") return expect(existsSync(`test/golden/${folder}/problems.txt`)).toBe(true);
    const errors = compiled.proof.findings.flatMap(({ severity, code }) => (severity === "error" ? [code as string] : []));
    const all = workloadsOf(compiled);
    expect(all.length).toBeGreaterThan(0);
    const ends: string[] = [];
    for (const given of all) {
      const now = candidates(given).filter(({ current }) => current);
      expect(now).toMatchObject([{ changes: [] }]);
      ends.push(endOf(await tryingFor(given, compiled, {})([])));
    }
    if (errors.length === 0) expect(new Set(ends)).toEqual(new Set(["admissible"]));
    else expect(errors).toContain(ends.find((end) => end !== "admissible"));
  });
});

describe("a database in two clusters", () => {
  it("both workloads have the same rows, and change together", async () => {
    const compiled = (await compile({ root: "test/golden", files: ["fleet-service-name-peering/spec.ts"] })) as Compiled;
    const [east, west] = await Promise.all(workloadsOf(compiled).map((given) => compareStrategies(given, compiled)));
    const rows = (table: WorkloadStrategies | undefined) => table?.strategies.map((row) => `${keyOf(row)} ${endOf(row)}`);
    expect(rows(east)?.length).toBeGreaterThan(0);
    expect(rows(west)).toEqual(rows(east));
    const row = east?.strategies.find((each) => keyOf(each) === "SplitDNS ServiceName private");
    expect(row).toMatchObject({ verdict: { kind: "admissible" }, facts: { hairpins: { servers: 0, clients: 0 } } });
    const fields = row?.changes.map(({ path }) => path.slice(1).join("."));
    for (const workload of ["orders", "orders-west"]) expect(fields).toContain(`${workload}.network.internodeTrafficStrategy`);
    // Of the zones that the cluster publishes into, the first belongs to a peering, where nobody else looks names up.
    expect(row?.changes.find(({ path }) => path.at(-1) === "domain")).toMatchObject({ after: "example.com" });
  });
});

describe("SplitDNS for clients is refused by the language, whatever the rest", () => {
  it.each(combinations.map(({ key }) => key))("from %s", (key) => {
    const rows = caseOf(key).table.strategies.filter(({ choice }) => choice.clients === "SplitDNS");
    expect(rows).toHaveLength(9);
    for (const { verdict } of rows) {
      expect(verdict).toMatchObject({
        kind: "refused",
        path: ["workloads", "orders", "network", "clientTrafficStrategy"],
        message: expect.stringContaining("not to those of clients"),
      });
    }
  });
});

describe("the vendor's advice comes out of derived facts", () => {
  it("one cluster, all clients inside: ServiceName both ways by a private CA is first, without a hairpin or a public name", () => {
    for (const key of ["ServiceName ServiceName private", "FQDN ServiceName private", "SplitDNS ServiceName public"]) {
      const [first] = caseOf(key).table.strategies as [Strategy];
      expect(first.facts).toMatchObject({
        hairpins: { servers: 0, clients: 0 },
        zoneControl: { asServer: [], toClients: [], sharedWith: [] },
      });
      expect([first.choice.clients, first.choice.certificates.by]).toEqual(["ServiceName", "private"]);
      expect(first.facts?.publicNames).toEqual([]);
    }
    const [first] = caseOf("ServiceName ServiceName private").table.strategies as [Strategy];
    expect(keyOf(first)).toBe("ServiceName ServiceName private");
  });

  it("with a client outside: SplitDNS or ServiceName for servers and FQDN for clients are left without hairpins of servers", () => {
    const { strategies } = caseOf("FQDN FQDN private").table;
    const clean = strategies.filter(({ facts }) => facts?.hairpins.servers === 0);
    const directly = clean.filter(({ choice }) => choice.certificates.by !== "both");
    expect(directly.map(keyOf)).toEqual(["ServiceName FQDN private", "SplitDNS FQDN private"]);
    // Whoever comes through a proxy knows it by a public certificate, so that those who control names could pass for it.
    expect(clean.map(keyOf)).toEqual([...directly.map(keyOf), "ServiceName FQDN both", "SplitDNS FQDN both"]);
  });

  it("with a public authority whoever controls the zone can become a server; with a private one nobody can by DNS", () => {
    for (const { table } of cases.values()) {
      for (const { choice, facts } of table.strategies) {
        if (!facts) continue;
        const { by } = choice.certificates;
        const asServer = by === "public" ? ["example.com"] : [];
        const toClients = by === "private" ? [] : ["example.com"];
        expect(facts.zoneControl).toEqual({ asServer, toClients, sharedWith: [] });
      }
    }
  });

  it("the order is that of the facts: no admissible row stands below one that is worse in all", () => {
    for (const { table } of cases.values()) {
      const rows = table.strategies.filter(({ facts }) => facts !== undefined);
      const asServer = rows.map(({ facts }) => facts?.zoneControl.asServer.length);
      expect(asServer).toEqual([...asServer].sort());
      expect(rows.map(({ rank }) => rank)).toEqual(rows.map((_, index) => index + 1));
    }
  });
});
