import { describe, expect, test } from "vitest";
import { checkTogether } from "../../src/spec/check-together.ts";
import { ca, checked, cluster, database, kinds, topology } from "./topologies.ts";

const orders = checked(topology({ clients: { shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: [] } } }), "orders");
const stockParts = { authorities: { stockNodes: ca() }, workloads: { stock: database({ security: { authority: "stockNodes" } }) } };
const stock = (changes: object = {}, name = "stock") => checked(topology({ ...stockParts, ...changes }), name);

describe("topologies together", () => {
  test("two that share a cluster and agree about it", () => expect(checkTogether([orders, stock()], kinds)).toEqual([]));

  test("two that disagree name the field, in the later file", () => {
    const other = cluster({ dns: { serviceIP: "10.0.0.10" } });
    const [problem, ...more] = checkTogether([orders, stock({ clusters: { east: other } })], kinds);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ file: "specs/stock.ts", path: ["clusters", "east", "dns", "serviceIP"] });
    expect(problem?.message).toBe(
      'specs/orders.ts says otherwise about cluster east: dns.serviceIP is "10.0.0.10" here and "10.96.0.10" there.',
    );
  });

  test("a field that only one of them has", () => {
    const platform = { kubernetes: "1.33", certManager: "1.21", trustManager: "0.25" };
    const messages = checkTogether([orders, stock({ clusters: { east: cluster({ platform }) } })], kinds).map(({ message }) => message);
    expect(messages).toEqual([
      "specs/orders.ts says otherwise about cluster east: platform.externalDNS is absent here and an object there.",
    ]);
  });

  describe("peerings and zones", () => {
    const ZONE = "backbone.example.internal";
    const joins = (...clusters: string[]) => ({ peerings: { backbone: { joins: clusters } } });
    const records = (address: string, pod = "orders-0") => ({ records: { [`${pod}.${ZONE}`]: address } });
    const of = (zone: object, peering = joins("east", "west"), name = "stock") =>
      checked(
        topology({
          ...(name === "stock" ? stockParts : {}),
          clusters: { east: cluster(), west: cluster(), south: cluster() },
          ...peering,
          zones: { [ZONE]: { peering: "backbone", ...zone } },
        }),
        name,
      );
    const first = of(records("10.20.0.5"), joins("east", "west"), "orders");
    const said = (other: ReturnType<typeof of>) =>
      checkTogether([first, other], kinds).map(({ file, path, message }) => `${file} ${path.join("/")}: ${message}`);

    test.each<[string, ReturnType<typeof of>, string, ReturnType<typeof of>]>([
      [
        "a peering of other clusters",
        of({}, joins("east", "south")),
        'specs/stock.ts peerings/backbone/joins/1: specs/orders.ts says otherwise about peering backbone: joins[1] is "south" here and "west" there.',
        of({}, joins("east", "west")),
      ],
      [
        "a zone that others see",
        of({ peering: undefined }),
        `specs/stock.ts zones/${ZONE}/peering: specs/orders.ts says otherwise about zone ${ZONE}: peering is absent here and "backbone" there.`,
        of({ sharedWith: ["marketing"] }),
      ],
      [
        "a record of another address",
        of(records("10.20.0.6")),
        `specs/stock.ts zones/${ZONE}/records/orders-0.${ZONE}: specs/orders.ts keeps this record too, and says 10.20.0.5.`,
        of(records("10.20.0.6", "stock-0")),
      ],
    ])("%s", (_, bad, message, good) => {
      expect(said(bad)).toEqual([message]);
      expect(said(good)).toEqual([]);
    });
  });

  test("two of one name", () => {
    const again = { ...stock(), name: "orders", file: "specs/east/orders.ts" };
    expect(checkTogether([orders, again], kinds)).toMatchObject([{ file: "specs/east/orders.ts", path: [] }]);
  });

  test.each([
    [
      "a workload",
      { authorities: { stockNodes: ca() }, workloads: { orders: database({ security: { authority: "stockNodes" } }) } },
      ["workloads", "orders"],
    ],
    ["a client", { clients: { shop: { outside: true, dials: "stock", trusts: [] } } }, ["clients", "shop"]],
    ["an authority", { authorities: { ordersNodes: ca() }, workloads: { stock: database() } }, ["authorities", "ordersNodes"]],
  ])("%s that both have in one cluster", (what, changes, path) => {
    const problems = checkTogether([orders, stock(changes)], kinds);
    expect(problems).toMatchObject([{ file: "specs/stock.ts", path }]);
    expect(problems[0]?.message).toContain(`specs/orders.ts has ${what} of this name in cluster east too`);
  });

  test("the same names in another cluster are no clash", () => {
    const west = checked(topology({ clusters: { west: cluster() }, workloads: { orders: database({ cluster: "west" }) } }), "west");
    expect(checkTogether([orders, west], kinds)).toEqual([]);
  });
});
