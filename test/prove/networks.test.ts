import { describe, expect, it } from "vitest";
import { type Draft, draft } from "./fixture.ts";
import { farDials, insecure, internal, peering, splitDns, west } from "./variants.ts";

type Edit = (draft: Draft) => void;

/** How the dial of the client in west went: its disposition, its path and the text of its route. */
function far(...edits: readonly Edit[]) {
  const trace = draft(west, ...edits)
    .prove()
    .traces.find((each) => each.dial.from.startsWith("west/"));
  if (!trace) throw new Error("the client in west dials nobody");
  return {
    is: trace.disposition,
    path: trace.path,
    route: trace.steps.find((each) => each.hop === "route")?.text,
    last: trace.steps.at(-1),
  };
}

const platform = (cluster: string, more: object) => (d: Draft) => {
  Object.assign(d.environment?.clusters[cluster]?.platform ?? {}, more);
};
const records =
  (address: string, more: object = {}): Edit =>
  (d) => {
    if (d.environment) d.environment.zones = [{ name: "lan.example.net", records: { "db.lan.example.net": address }, ...more }];
    farDials("db.lan.example.net")(d);
  };
const asks =
  (address: string): Edit =>
  (d) => {
    d.object("Service", "ledger-0-lb").spec.loadBalancerIP = address;
  };

describe("a dial between clusters", () => {
  it("goes over public addresses where the load balancer is public", () => {
    expect(far()).toMatchObject({ is: "proven", path: "across", route: "load balancer, by its public address → pod ledger-0" });
  });

  it("names the peering that it crosses", () => {
    const dial = far(internal, peering("prod", "west"));
    expect(dial).toMatchObject({ is: "assumed", path: "across" });
    expect(dial.route).toBe("internal load balancer, over the peering backbone, if west and prod are in one region → pod ledger-0");
  });

  it("crosses regions of Google Cloud only with global access", () => {
    const regions =
      (east: string): Edit =>
      (d) => {
        platform("prod", { region: "europe-west3" })(d);
        platform("west", { region: east })(d);
      };
    expect(far(internal, peering("prod", "west"), regions("europe-west3"))).toMatchObject({
      is: "proven",
      route: "internal load balancer, over the peering backbone → pod ledger-0",
    });
    expect(far(internal, peering("prod", "west"), regions("us-east1"))).toMatchObject({ is: "no-route" });
  });

  it("reaches pods of the other cluster where the peering joins pod networks, and not otherwise", () => {
    // A name for the pod itself, by hand, in a zone that both see: its address is the pod's.
    const advertised: Edit = (d) => {
      d.server.env.push({ name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } });
      d.options({ ADVERTISE_HOST_TO_CLIENT_AS: "$(IP)" });
      d.object("ConfigMap", "far-client").data.connectionString =
        "kurrentdb://ledger-0.db.example.com:2113,ledger-1.db.example.com:2113?tls=false";
    };
    const pods =
      (podNetworks: boolean): Edit =>
      (d) => {
        if (d.environment) d.environment.peerings = [{ name: "backbone", joins: ["prod", "west"], podNetworks }];
      };
    const told = (edit: Edit) =>
      draft(west, advertised, edit)
        .prove()
        .traces.filter((each) => each.dial.from.startsWith("west/") && each.dial.to.host.startsWith("pod:"));
    expect(told(pods(true)).map((each) => [each.disposition, each.path, each.steps[1]?.text])).toEqual(
      [0, 1, 2].map(() => ["proven", "across", "pod network of prod, over the peering backbone"]),
    );
    expect(told(pods(false)).map((each) => each.steps.at(-1)?.failure)).toEqual([0, 1, 2].map(() => "pod-network-from-outside"));
  });

  it.each([
    ["a load balancer asks for it", "203.0.113.9", [asks("203.0.113.9")], "proven"],
    [
      "its status has it",
      "203.0.113.9",
      [
        (d: Draft) => {
          d.object("Service", "ledger-0-lb").status = { loadBalancer: { ingress: [{ ip: "203.0.113.9" }] } };
        },
      ],
      "proven",
    ],
    ["nobody asks for it", "203.0.113.9", [], "unknown"],
    ["a private address of joined networks", "10.20.0.5", [asks("10.20.0.5"), peering("prod", "west")], "proven"],
    ["a private address of networks that nothing joins", "10.20.0.5", [asks("10.20.0.5")], "unknown"],
  ] as const)("finds the load balancer behind a record that a person keeps: %s", (_, address, edits, is) => {
    expect(far(records(address), ...(edits as readonly Edit[])).is).toBe(is);
  });

  it("takes the load balancer that it reaches where two have one address", () => {
    const twice: Edit = (d) => {
      asks("10.20.0.5")(d);
      d.add(
        "apiVersion: v1\nkind: Service\nmetadata: { name: other, namespace: data }\nspec: { type: LoadBalancer, loadBalancerIP: 10.20.0.5, ports: [{ port: 2113 }] }",
        "third",
      );
      d.objects.unshift(d.objects.pop());
    };
    expect(far(records("10.20.0.5"), twice, peering("prod", "west")).is).toBe("proven");
  });

  it.each([
    ["within the ranges", ["198.51.100.0/24"], ["198.51.100.7/32"], "proven"],
    ["in none of them", ["198.51.100.0/24"], ["203.0.113.7/32"], "denied"],
    ["partly", ["198.51.100.0/24"], ["198.51.100.7/32", "203.0.113.7/32"], "denied"],
    ["wider than they are", ["198.51.100.0/24"], ["198.51.0.0/16"], "denied"],
    ["not declared", ["198.51.100.0/24"], undefined, "assumed"],
    ["of another family only", ["198.51.100.0/24"], ["2001:db8::/32"], "denied"],
    ["of both families", ["198.51.100.0/24"], ["198.51.100.7/32", "2001:db8::/32"], "proven"],
    ["anywhere, for everybody", ["0.0.0.0/0"], ["203.0.113.7/32"], "proven"],
  ] as const)("is let in by source ranges where its traffic comes from is %s", (_, ranges, egress, is) => {
    const edit: Edit = (d) => {
      d.object("Service", "ledger-0-lb").spec.loadBalancerSourceRanges = ranges;
      platform("west", egress === undefined ? {} : { egress })(d);
    };
    expect(far(edit).is).toBe(is);
  });

  it("says which alias would make a far Service's name exist", () => {
    const { last } = far(farDials("ledger-0.data.svc.cluster.local"));
    expect(last?.values).toMatchObject({
      service: "ledger-0",
      namespace: "data",
      here: "west",
      cluster: "prod",
      target: "ledger-0.db.example.com",
    });
  });
});

describe("a load balancer dialled from its own cluster", () => {
  const inside = (...edits: readonly Edit[]) => {
    const trace = draft(splitDns, ...edits)
      .prove()
      .traces.find((each) => each.dial.purpose === "client");
    return { path: trace?.path, is: trace?.disposition, route: trace?.steps.find((each) => each.hop === "route")?.text };
  };
  it.each([
    ["not declared", undefined, "hairpin", /^load balancer, hairpin: out of the cluster and back, unless kube-proxy/],
    ["an IP address", { address: "ip" }, "direct", /^the load balancer's address, which kube-proxy answers inside/],
    ["an IP address, ipMode VIP", { address: "ip", ipMode: "VIP" }, "direct", /kube-proxy answers inside/],
    [
      "an IP address, ipMode Proxy",
      { address: "ip", ipMode: "Proxy" },
      "hairpin",
      /^load balancer, hairpin: out of the cluster and back →/,
    ],
    ["a hostname", { address: "hostname" }, "hairpin", /^load balancer, hairpin: out of the cluster and back →/],
  ] as const)("whose address is %s", (_, loadBalancer, path, route) => {
    const made = inside(platform("prod", { loadBalancer }));
    expect(made).toMatchObject({ path, is: "proven" });
    expect(made.route).toMatch(route);
  });

  it("is let in by source ranges only if they hold its pods, where kube-proxy answers", () => {
    const among =
      (...ranges: readonly string[]): Edit =>
      (d) => {
        for (const i of [0, 1, 2]) d.object("Service", `ledger-${i}-lb`).spec.loadBalancerSourceRanges = ["198.51.100.0/24", ...ranges];
      };
    const ranged: Edit = (d) => {
      among()(d);
      platform("prod", { egress: ["198.51.100.7/32"] })(d);
    };
    expect(inside(ranged, platform("prod", { loadBalancer: { address: "hostname" } })).is).toBe("proven");
    const answered = platform("prod", { loadBalancer: { address: "ip" } });
    expect(inside(ranged, answered).is).toBe("denied");
    // A range of private addresses may hold the pods.
    expect(inside(ranged, among("10.244.0.0/16"), answered).is).toBe("assumed");
  });
});

it("without TLS a base is proven, so that what is above is about the network alone", () => {
  expect(draft(insecure).prove().findings).toEqual([]);
  expect(draft(west).prove().findings).toEqual([]);
});
