import { describe, expect, it } from "vitest";
import { rowOf } from "../../src/prove/findings/catalogue.ts";
import { type Draft, draft } from "./fixture.ts";
import { farDials, fqdns, peering, west } from "./variants.ts";

type Edit = (draft: Draft) => void;

/** The client in west dials a name that the servers in prod tell clients, and that nothing publishes. */
const unpublished: Edit = (d) => {
  west(d);
  farDials("ledger-0.db.example.com")(d);
  d.options({ ADVERTISE_HOST_TO_CLIENT_AS: "$(POD).db.example.com" });
  for (const pod of [0, 1, 2]) d.remove("Service", `ledger-${pod}-lb`);
};
const zone =
  (said: object): Edit =>
  (d) => {
    if (d.environment) d.environment.zones = [{ name: "db.example.com", ...said }];
  };

/** What TL2101 says to change, of dials of the far client if there is one. */
function advice(...edits: readonly Edit[]): string {
  const { findings } = draft(...edits).prove();
  const all = findings.filter((each) => each.code === "TL2101");
  const found = all.find(({ traces }) => traces[0]?.dial.from.startsWith("west/")) ?? all[0];
  if (!found) throw new Error(`no TL2101 among ${findings.map((each) => each.code).join(", ") || "nothing"}`);
  return rowOf("TL2101").change(found.values);
}

describe("a name that does not exist, dialled from another cluster than that of the servers that say it", () => {
  it("is to be carried in the peering that joins the two", () => {
    expect(advice(unpublished, peering("prod", "west"))).toBe(
      'The peering backbone joins west and prod: let internal load balancers carry the name there, network.peering: { name: "backbone" } (docs/several-clusters.md); zones: { "db.example.com": { peering: "backbone" } } says that only its clusters see the name.',
    );
  });

  it("is in the peering's zone already", () => {
    expect(advice(unpublished, peering("prod", "west"), zone({ peering: "backbone" }))).toBe(
      'The peering backbone joins west and prod: let internal load balancers carry the name there, network.peering: { name: "backbone" } (docs/several-clusters.md).',
    );
  });

  it("needs a peering to be declared, or public addresses", () => {
    expect(advice(unpublished)).toMatch(
      /^No peering joins west and prod\. If there is one, declare it, peerings: \{ <name>: \{ joins: \["prod", "west"\] \} \}.*network\.loadBalancer, over public/,
    );
  });
});

it("a name that does not exist in a declared zone is to get a record there", () => {
  const gone: Edit = (d) => d.remove("Service", "ledger-0-lb");
  const here = advice(fqdns, gone);
  expect(here).toContain("give this one a record in the zone db.example.com: by network.loadBalancer, which external-dns reads");
  expect(here).toContain('zones: { "db.example.com": { records: { "ledger-0.db.example.com": "<address>" } } }');
  expect(advice(fqdns, gone, peering("prod", "west"), zone({ peering: "backbone" }))).toContain('by network.peering: { name: "backbone" }');
});

it("a name in no zone is to be published", () => {
  expect(advice((d) => d.options({ GOSSIP_SEED: "ledger-0.data.svc.cluster.local:2113,ledger-3.data.svc.cluster.local:2113" }))).toMatch(
    /^Dial a name that exists, or publish this one: enable network\.loadBalancer and declare/,
  );
});
