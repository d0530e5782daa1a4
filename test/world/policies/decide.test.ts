import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { holds, mayBePrivate } from "../../../src/world/policies/address-block.ts";
import { type At, decide, type End, type PodEnd } from "../../../src/world/policies/decide.ts";
import { readNetworkPolicy } from "../../../src/world/policies/network-policy.ts";
import { policiesOf } from "../../../src/world/policies/policy-index.ts";
import { worldOf } from "../world-of.ts";

const policy = (name: string, spec: string) =>
  `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: ${name}, namespace: a }\nspec: ${spec}\n`;
const NAMESPACES =
  "apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: b, labels: { team: b } }\n";

const pod = (more: Partial<PodEnd> = {}): PodEnd => ({
  kind: "pod",
  label: "db-0",
  cluster: "east",
  namespace: "a",
  labels: { app: "db" },
  open: false,
  onNode: false,
  ...more,
});
const tcp = (port: number, ...names: string[]): At => ({ protocol: "TCP", port, names });
const from = (ranges?: readonly string[], provided?: string): End => ({
  kind: "addresses",
  label: "west",
  ...(ranges ? { ranges } : {}),
  ...(provided === undefined ? {} : { provided }),
});

/** What the policies say of one other end at port 2113: `admitted`, `admitted if …`, `denied` or `open`. */
function said(
  spec: string,
  other: End,
  self: PodEnd = pod(),
  at: At = tcp(2113, "http"),
  direction: "ingress" | "egress" = "ingress",
): string {
  const verdict = decide(policiesOf(worldOf(NAMESPACES + policy("p", spec))), direction, self, [other], at);
  if (verdict.kind !== "admitted") return verdict.kind;
  return verdict.provided.length === 0 ? "admitted" : `admitted if ${verdict.provided.join("; ")}`;
}

const web = pod({ label: "web", namespace: "b", labels: { app: "web" } });
const client = pod({ label: "shop", namespace: "shop", labels: {}, open: true });
const ingress = (rule: string) => `{ podSelector: {}, ingress: [${rule}] }`;
const IF_PLUGIN = "admitted if the network plugin counts the addresses of pods to 10.0.0.0/8";

const rows: readonly (readonly [what: string, spec: string, other: End, expected: string])[] = [
  ["a pod that no policy selects", "{ podSelector: { matchLabels: { app: other } } }", web, "open"],
  ["no rule at all", "{ podSelector: {} }", web, "denied"],
  ["an empty list of rules", "{ podSelector: {}, ingress: [] }", web, "denied"],
  ["an empty rule", ingress("{}"), web, "admitted"],
  ["an empty list of peers and of ports", ingress("{ from: [], ports: [] }"), web, "admitted"],
  ["a pod of another namespace by podSelector alone", ingress("{ from: [{ podSelector: { matchLabels: { app: web } } }] }"), web, "denied"],
  ["all pods of all namespaces", ingress("{ from: [{ namespaceSelector: {} }] }"), web, "admitted"],
  ["all pods of the policy's own namespace", ingress("{ from: [{ podSelector: {} }] }"), pod({ label: "other" }), "admitted"],
  [
    "both selectors in one peer",
    ingress("{ from: [{ namespaceSelector: { matchLabels: { team: b } }, podSelector: { matchLabels: { app: web } } }] }"),
    web,
    "admitted",
  ],
  [
    "both selectors, of which one fails",
    ingress("{ from: [{ namespaceSelector: { matchLabels: { team: b } }, podSelector: { matchLabels: { app: api } } }] }"),
    web,
    "denied",
  ],
  [
    "both selectors as two peers",
    ingress("{ from: [{ namespaceSelector: { matchLabels: { team: b } } }, { podSelector: { matchLabels: { app: api } } }] }"),
    web,
    "admitted",
  ],
  [
    "the name of a namespace",
    ingress("{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } } }] }"),
    client,
    "admitted",
  ],
  [
    "the name of another namespace",
    ingress("{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shops } } }] }"),
    client,
    "denied",
  ],
  [
    "a label of a namespace that is not among the objects",
    ingress("{ from: [{ namespaceSelector: { matchLabels: { team: b } } }] }"),
    client,
    "admitted if the namespace shop has the labels that NetworkPolicy p asks for",
  ],
  [
    "labels of pods that are not ours",
    ingress("{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: shop } } }] }"),
    client,
    "admitted if the pods of shop have the labels that NetworkPolicy p asks for",
  ],
  ["a pod of another cluster", ingress("{ from: [{ namespaceSelector: {} }] }"), pod({ cluster: "west", label: "far" }), "denied"],
  ["a peer that names nobody", ingress("{ from: [{}] }"), web, "denied"],
  [
    "an expression",
    ingress("{ from: [{ namespaceSelector: { matchExpressions: [{ key: team, operator: NotIn, values: [c] }] } }] }"),
    web,
    "admitted",
  ],
  ["a port's name", ingress("{ ports: [{ port: http }] }"), web, "admitted"],
  ["another port's name", ingress("{ ports: [{ port: https }] }"), web, "denied"],
  ["another port", ingress("{ ports: [{ port: 1112 }, { port: 2112 }] }"), web, "denied"],
  ["a range of ports", ingress("{ ports: [{ port: 2000, endPort: 3000 }] }"), web, "admitted"],
  ["the protocol, which is TCP where none is said", ingress("{ ports: [{ port: 2113 }] }"), web, "admitted"],
  ["another protocol", ingress("{ ports: [{ protocol: UDP, port: 2113 }] }"), web, "denied"],
  ["a block of addresses for a pod", ingress("{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }"), web, IF_PLUGIN],
  ["a public block for a pod", ingress("{ from: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }"), web, "denied"],
  [
    "a block that holds the caller's addresses",
    ingress("{ from: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }"),
    from(["203.0.113.7/32"]),
    "admitted",
  ],
  ["one that holds some of them", ingress("{ from: [{ ipBlock: { cidr: 203.0.113.0/28 } }] }"), from(["203.0.113.0/24"]), "denied"],
  [
    "one that leaves them out",
    ingress("{ from: [{ ipBlock: { cidr: 203.0.113.0/24, except: [203.0.113.0/29] } }] }"),
    from(["203.0.113.7/32"]),
    "denied",
  ],
  [
    "addresses that nobody declares",
    ingress("{ from: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }"),
    from(),
    "admitted if the address of west is in 203.0.113.0/24",
  ],
  [
    "addresses that nobody declares, and everybody is admitted",
    ingress("{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }"),
    from(),
    "admitted",
  ],
  [
    "an address that may be covered",
    ingress("{ from: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }"),
    from(["203.0.113.7/32"], "no node covers it"),
    "admitted if no node covers it",
  ],
  [
    "a node's address in place of the caller's",
    ingress("{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }"),
    from(["203.0.113.7/32"], "no node covers it"),
    "admitted if packets arrive from an address in 10.0.0.0/8",
  ],
  ["selectors for what comes from outside", ingress("{ from: [{ namespaceSelector: {} }] }"), from(["203.0.113.7/32"]), "denied"],
  [
    "a pod on its node's network, by selectors",
    ingress("{ from: [{ namespaceSelector: {} }] }"),
    pod({ label: "agent", onNode: true }),
    "denied",
  ],
  [
    "a pod on its node's network, by all addresses",
    ingress("{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }"),
    pod({ label: "agent", onNode: true }),
    "admitted",
  ],
];

describe("a NetworkPolicy, by the way in", () => {
  it.each(rows)("%s", (_, spec, other, expected) => {
    expect(said(spec, other)).toBe(expected);
  });

  it("leaves alone what is on its node's network, as far as known", () => {
    expect(said("{ podSelector: {} }", web, pod({ onNode: true }))).toBe(
      "admitted if NetworkPolicies leave pods on the node's network alone, as db-0 is (p)",
    );
  });

  it("adds up with others", () => {
    const both = policy("deny", "{ podSelector: {} }") + policy("allow", ingress("{ from: [{ namespaceSelector: {} }] }"));
    const verdict = decide(policiesOf(worldOf(NAMESPACES + both)), "ingress", pod(), [web], tcp(2113));
    expect(verdict).toMatchObject({ kind: "admitted", provided: [] });
    const denied = decide(policiesOf(worldOf(NAMESPACES + both)), "ingress", pod(), [from()], tcp(2113));
    expect(denied.kind === "denied" && denied.policies.map((each) => each.name)).toEqual(["deny", "allow"]);
  });
});

describe("a NetworkPolicy, by the way out", () => {
  it("says nothing of it without policyTypes and without rules", () => {
    expect(said("{ podSelector: {}, egress: [] }", web, pod(), tcp(80), "egress")).toBe("open");
    expect(said("{ podSelector: {}, egress: [{ ports: [{ port: 443 }] }] }", web, pod(), tcp(80), "egress")).toBe("denied");
    expect(said("{ podSelector: {}, policyTypes: [Egress] }", web, pod(), tcp(80), "egress")).toBe("denied");
    expect(said("{ podSelector: {}, policyTypes: [Egress] }", web)).toBe("open");
  });

  it("may select a client whose labels nobody tells", () => {
    const own = pod({ label: "shop", labels: {}, open: true });
    expect(said("{ podSelector: {}, policyTypes: [Egress] }", web, own, tcp(80), "egress")).toBe("denied");
    expect(said("{ podSelector: { matchLabels: { app: x } }, policyTypes: [Egress] }", web, own, tcp(80), "egress")).toBe(
      "admitted if no NetworkPolicy selects the pods of shop (p may), or it admits them",
    );
  });
});

it("is read with care, since anybody may have written it", () => {
  for (const spec of [
    "null",
    "[]",
    "{ ingress: {} }",
    "{ ingress: [null, 1, { from: 1, ports: x }] }",
    "{ ingress: [{ from: [{ ipBlock: { cidr: x } }, { ipBlock: 1 }] }] }",
  ]) {
    const object = parse(`{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: p, namespace: a }, spec: ${spec} }`);
    expect(readNetworkPolicy("east/networking.k8s.io/NetworkPolicy/a/p" as Parameters<typeof readNetworkPolicy>[0], object).name).toBe("p");
  }
});

describe("blocks of addresses", () => {
  it("hold ranges of their family", () => {
    const block = { cidr: "2001:db8::/32", except: ["2001:db8:1::/48"] };
    expect(holds(block, "2001:db8:2::/48")).toBe(true);
    expect(holds(block, "2001:db8:1:2::/64")).toBe(false);
    expect(holds(block, "2001:db8::/31")).toBe(false);
    expect(holds(block, "10.0.0.0/8")).toBe(false);
  });

  it("may hold pods where they are private, or wide enough", () => {
    expect(
      ["10.1.0.0/16", "8.0.0.0/5", "0.0.0.0/0", "100.64.0.0/10", "fd00::/8"].map((cidr) => mayBePrivate({ cidr, except: [] })),
    ).toEqual(Array(5).fill(true));
    expect(["203.0.113.0/24", "11.0.0.0/8", "2001:db8::/32"].map((cidr) => mayBePrivate({ cidr, except: [] }))).toEqual(
      Array(3).fill(false),
    );
  });
});
