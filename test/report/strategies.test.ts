import { describe, expect, test } from "vitest";
import { changeInWords } from "../../src/report/strategies/change-words.ts";
import { groupRefused } from "../../src/report/strategies/group-refused.ts";
import type { Facts, Strategy, WorkloadStrategies } from "../../src/report/strategies/strategies.ts";
import { strategiesJson } from "../../src/report/strategies/strategies-json.ts";
import { strategiesMarkdown } from "../../src/report/strategies/strategies-markdown.ts";
import { strategiesText } from "../../src/report/strategies/strategies-text.ts";

const facts: Facts = {
  dials: { proven: { lab: 1, source: 2, documentation: 18 }, assumed: 0, unknown: 0, broken: 0, hairpins: 0 },
  hairpins: { servers: 0, clients: 3 },
  programs: 6,
  vouched: 0,
  trust: [{ who: "servers", roots: ["nodes g1"] }],
  publicNames: ["orders-0.example.com"],
  zoneControl: { asServer: [], toClients: [], sharedWith: [] },
  warnings: [],
};

function strategy(combination: string, over: Partial<Strategy> = {}): Strategy {
  const [internode = "", clients = "", authority = ""] = combination.split(" ");
  return {
    choice: { internode, clients, certificates: { by: "private", authority, declared: true } },
    current: false,
    changes: [],
    verdict: { kind: "admissible" },
    ...over,
  };
}

const broken = (code: string, title: string) => ({ verdict: { kind: "broken", code, title, dials: 1, others: [] } }) as const;

function table(strategies: readonly Strategy[], over: Partial<WorkloadStrategies> = {}): WorkloadStrategies {
  return { workload: "orders", cluster: "east", file: "specs/orders.ts", clients: 1, strategies, hairpins: [], ...over };
}

describe("groupRefused", () => {
  test("merges what fails for one reason, and nothing that does not", () => {
    const all = ["A", "B"].flatMap((a) => ["X", "Y"].flatMap((x) => ["p", "q"].map((p) => `${a} ${x} ${p}`)));
    const rows = all.map((each) =>
      strategy(each, each.includes("X") ? broken("TL1", "one") : each === "A Y q" ? broken("TL2", "two") : { facts }),
    );
    expect(groupRefused(rows).map(({ combinations }) => combinations)).toEqual([
      [{ internode: ["A", "B"], clients: ["X"], certificates: ["p", "q"] }],
      [{ internode: ["A"], clients: ["Y"], certificates: ["q"] }],
    ]);
  });

  test("what is no product stays in several rows that hold each combination once", () => {
    const rows = ["A X p", "A Y p", "B X p"].map((each) => strategy(each, broken("TL1", "one")));
    const [group] = groupRefused(rows);
    const held = group?.combinations.flatMap(({ internode, clients, certificates }) =>
      internode.flatMap((a) => clients.flatMap((x) => certificates.map((p) => `${a} ${x} ${p}`))),
    );
    expect(held?.sort()).toEqual(["A X p", "A Y p", "B X p"]);
  });
});

test.each([
  [{ path: ["workloads", "orders", "network", "domain"], after: "example.com" }, 'network.domain: "example.com"'],
  [{ path: ["workloads", "other", "replicas"], before: 1, after: 3 }, "workloads.other.replicas: 1 → 3"],
  [{ path: ["workloads", "orders", "security", "insecure"], before: true }, "security.insecure: leave out"],
  [{ path: ["authorities", "n"], after: { kind: "privateCA", generations: ["g1"] } }, 'authorities.n: privateCA({ generations: ["g1"] })'],
  [{ path: ["workloads", "orders", "network", "domain"], after: "x", toSay: "a domain" }, "network.domain: still to say, a domain"],
])("a change in words: %#", (change, words) => expect(changeInWords(change, "orders")).toBe(words));

describe("as text", () => {
  const rows = [
    strategy("ServiceName ServiceName ordersNodes", { facts, rank: 1, reasons: ["because"], current: true }),
    strategy("SplitDNS FQDN ordersNodes", {
      facts,
      rank: 2,
      reasons: ["because"],
      changes: [{ path: ["workloads", "orders", "network", "domain"], after: "x", toSay: "a domain" }],
    }),
    strategy("ServiceName FQDN ordersNodes", broken("TL2101", "a name does not exist")),
    strategy("SplitDNS ServiceName ordersNodes", {
      verdict: { kind: "refused", path: ["workloads", "orders"], message: "is not possible.", hint: "Choose another." },
    }),
  ];

  test("the table, what is refused, and why", () => {
    expect(strategiesText([table(rows)])).toBe(`orders  east  specs/orders.ts

     servers      clients      certificates  dials  hairpins  public names
* 1  ServiceName  ServiceName  ordersNodes   21     3         1
 2+  SplitDNS     FQDN         ordersNodes   21     3         1
     * what the spec says now; + needs what the spec does not say yet

  Refused
     ServiceName  FQDN         ordersNodes   TL2101
       a name does not exist.
     SplitDNS     ServiceName  ordersNodes   exit 2
       is not possible.

  Why in this order, and what to change
* 1  because
  2  as 1
     - network.domain: still to say, a domain
`);
  });

  test("what the spec says now is marked also where it is refused", () => {
    const [, , refused] = rows as [Strategy, Strategy, Strategy];
    const text = strategiesText([table([{ ...refused, current: true }])]);
    expect(text).toContain("  Nothing is admissible as the spec stands.\n");
    expect(text).toContain("*    ServiceName  FQDN         ordersNodes   TL2101\n");
  });

  test("a name that only stands for what the spec does not say is explained where it is shown", () => {
    const changes = [{ path: ["workloads", "orders", "network", "domain"], after: "nodes.example.com", toSay: "a domain" }];
    const text = (title: string) => strategiesText([table([strategy("SplitDNS FQDN n", { ...broken("TL1", title), changes })])]);
    expect(text("orders-0.nodes.example.com is wrong")).toContain(
      "     Here nodes.example.com stands for a domain, which the spec does not say.\n",
    );
    expect(text("something is wrong")).not.toContain("stands for");
  });

  test("long names of authorities stay in 80 columns", () => {
    const long = "aVeryLongNameOfAnAuthorityThatSomebodyChose";
    const text = strategiesText([table([strategy(`ServiceName ServiceName ${long}`, { facts, rank: 1, reasons: ["because"] })])]);
    expect(text).toContain("aVeryLongNameOfAn…");
    expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  test("without a client it says what is not proven, in every format", () => {
    const alone = table(rows, { clients: 0 });
    expect(strategiesText([alone])).toContain("  No client of it is declared, so nothing is proven of the names that clients\n  dial.\n\n");
    expect(strategiesMarkdown([alone])).toContain("No client of it is declared");
    expect(strategiesMarkdown([table(rows)])).not.toContain("No client of it is declared");
  });

  test("hairpins with a cure, and without", () => {
    const changes = [{ path: ["workloads", "orders", "network", "clientTrafficStrategy"], before: "FQDN", after: "ServiceName" }];
    const cured = table(rows, {
      hairpins: [{ of: "clients", count: 3, cures: [{ removes: 3, of: "clients", changes, facts }], tried: [] }],
    });
    expect(strategiesText([cured])).toContain(
      '  To remove the 3 hairpins of clients, proven:\n     - network.clientTrafficStrategy: "FQDN" → "ServiceName"\n',
    );
    const verdict = { kind: "broken", code: "TL2101", title: "no such name", dials: 1, others: [] } as const;
    const incurable = table(rows, { hairpins: [{ of: "clients", count: 1, cures: [], tried: [{ changes, verdict }] }] });
    expect(strategiesText([incurable])).toContain(
      '  Nothing that was tried removes the 1 hairpin of clients:\n     ✗ network.clientTrafficStrategy: "FQDN" → "ServiceName"  TL2101\n',
    );
    const leaves = { servers: 0, clients: 3 };
    const useless = { changes, verdict: { kind: "admissible" }, leaves } as const;
    const tried = table(rows, { hairpins: [{ of: "clients", count: 3, cures: [], tried: [useless] }] });
    expect(strategiesText([tried])).toContain('"FQDN" → "ServiceName"\n       leaves 3 of clients\n');
    const other = table(rows, {
      hairpins: [{ of: "clients", count: 3, cures: [], tried: [{ ...useless, leaves: { servers: 18, clients: 0 } }] }],
    });
    expect(strategiesText([other])).toContain("leaves 18 of servers\n");
    expect(JSON.parse(strategiesJson([tried]))).toMatchObject({
      workloads: [{ hairpins: [{ tried: [{ verdict: { kind: "admissible" }, leaves }] }] }],
    });
  });

  test("as Markdown a bar in a name does not end a cell", () => {
    const markdown = strategiesMarkdown([table([strategy("ServiceName FQDN n", { facts, rank: 1, reasons: ["a|b"], current: true })])]);
    expect(markdown).toContain("| 1 (now) | ServiceName | FQDN | n | 3 | a\\|b | nothing |");
  });
});
