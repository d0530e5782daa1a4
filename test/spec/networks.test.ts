import { describe, expect, test } from "vitest";
import { environmentOf } from "../../src/spec/environment.ts";
import { check, checked, cluster, kinds, topology } from "./topologies.ts";

const ZONE = "backbone.example.internal";
const clusters = {
  east: cluster({
    platform: { kubernetes: "1.33", certManager: "1.21", trustManager: "0.25", externalDNS: { version: "0.22", zones: [ZONE] } },
  }),
  west: cluster(),
  south: cluster(),
};
const backbone = { joins: ["east", "west"] };
const zone = (changes: object): Record<string, unknown> => ({
  clusters,
  peerings: { backbone },
  zones: { [ZONE]: { peering: "backbone", ...changes } },
});

/** What is wrong, the topology's changes that make it so, the problem's beginning, and the changes of the good twin. */
const rows: readonly (readonly [string, Record<string, unknown>, string, Record<string, unknown>])[] = [
  [
    "a peering of one cluster",
    { clusters, peerings: { backbone: { joins: ["east"] } } },
    "peerings.backbone.joins: has to name at least two clusters.",
    { clusters, peerings: { backbone } },
  ],
  [
    "a cluster twice",
    { clusters, peerings: { backbone: { joins: ["east", "east"] } } },
    'peerings.backbone.joins: names "east" twice.',
    { clusters, peerings: { backbone } },
  ],
  [
    "a peering with a cluster that is not there",
    { clusters, peerings: { backbone: { joins: ["east", "wset"] } } },
    'peerings.backbone.joins.1: no cluster "wset". Did you mean "west"?',
    { clusters, peerings: { backbone } },
  ],
  ["a zone of a peering that is not there", zone({ peering: "bakcbone" }), `zones.${ZONE}.peering: no peering "bakcbone".`, zone({})],
  ["a zone's owner that is not there", zone({ owner: "esat" }), `zones.${ZONE}.owner: no cluster "esat".`, zone({ owner: "east" })],
  [
    "an owner that does not see the zone",
    zone({ owner: "south" }),
    `zones.${ZONE}.owner: south is no cluster of the peering backbone, whose clusters alone know this zone.`,
    zone({ owner: "east" }),
  ],
  [
    "an owner whose external-dns does not write there",
    zone({ owner: "west" }),
    `zones.${ZONE}.owner: the external-dns of west does not write into ${ZONE}, as far as its platform says. Add "${ZONE}"`,
    zone({ owner: "east" }),
  ],
  [
    "a zone that is a URL",
    { zones: { "https://example.com": {} } },
    'zones.https://example.com: "https://example.com" is a URL, and a domain is wanted.',
    { zones: { "example.com": {} } },
  ],
  [
    "a record elsewhere",
    zone({ records: { "orders-0.example.com": "10.20.0.5" } }),
    `zones.${ZONE}.records.orders-0.example.com: is no name in ${ZONE}. Write it in full, as in orders-0.${ZONE}.`,
    zone({ records: { [`orders-0.${ZONE}`]: "10.20.0.5" } }),
  ],
  [
    "a record that is no address",
    zone({ records: { [`orders-0.${ZONE}`]: "orders" } }),
    `zones.${ZONE}.records.orders-0.${ZONE}: "orders" is no IP address.`,
    zone({ records: { [`orders-0.${ZONE}`]: "10.20.0.5" } }),
  ],
];

describe("peerings and zones", () => {
  test.each(rows)("%s", (_, bad, beginning, good) => {
    const said = check(topology(bad));
    expect(
      said.some((each) => each.startsWith(beginning)),
      said.join("\n"),
    ).toBe(true);
    expect(check(topology(good))).toEqual([]);
  });

  test("reach the Environment as they are", () => {
    const whole = checked(topology({ ...zone({ sharedWith: ["marketing"], records: { [`orders-0.${ZONE}`]: "10.20.0.5" } }) }));
    const { peerings, zones } = environmentOf(whole, kinds);
    expect(peerings).toEqual([{ name: "backbone", joins: ["east", "west"], podNetworks: false }]);
    expect(zones).toEqual([{ name: ZONE, peering: "backbone", sharedWith: ["marketing"], records: { [`orders-0.${ZONE}`]: "10.20.0.5" } }]);
  });

  test("leave no trace in the Environment of a topology without them", () => {
    const environment = environmentOf(checked(topology()), kinds);
    expect(environment).not.toHaveProperty("peerings");
    expect(environment).not.toHaveProperty("zones");
  });
});
