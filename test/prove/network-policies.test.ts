import { describe, expect, it } from "vitest";
import { rowOf } from "../../src/prove/findings/catalogue.ts";
import { type Draft, draft } from "./fixture.ts";

const deny = (direction: "Ingress" | "Egress", namespace = "data") => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: ${namespace} }
spec: { podSelector: {}, policyTypes: [${direction}] }`;

const changes = (...edits: readonly ((made: Draft) => void)[]) =>
  draft(...edits)
    .prove()
    .findings.filter((each) => each.code === "TL3109")
    .map((each) => rowOf(each.code).change(each.values));

describe("a dial that a NetworkPolicy denies", () => {
  it("says the rules that are missing, those of all dials that it denies", () => {
    expect(changes((d) => d.add(deny("Ingress")))).toEqual([
      "Add to spec.ingress of deny, or of another policy that selects ledger-1: " +
        '- { from: [{ podSelector: { matchLabels: { app: "ledger" } } }], ports: [{ protocol: TCP, port: 2113 }] } ' +
        '- { from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: "apps" } } }], ports: [{ protocol: TCP, port: 2113 }] }. ' +
        "In a spec: network.networkPolicy: { ingress: [...] }.",
    ]);
  });

  it("says that of the cluster's DNS first", () => {
    expect(changes((d) => d.add(deny("Egress", "apps")))).toEqual([
      "Add to spec.egress of deny, or of another policy that selects web: " +
        '- { to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: "kube-system" } }, podSelector: { matchLabels: { k8s-app: "kube-dns" } } }], ' +
        "ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }] }. In a spec: network.networkPolicy: { egress: [...] }.",
    ]);
  });

  it("is one hop after the route, and an admitted one names the policy", () => {
    const { traces } = draft((d) => d.add(deny("Ingress"))).prove();
    expect(
      traces.every((trace) => trace.disposition === "denied" && trace.steps.map(({ hop }) => hop).join() === "resolve,route,route"),
    ).toBe(true);
    const open = draft((d) => d.add(deny("Ingress").replace("policyTypes", "ingress: [{}], policyTypes"))).prove();
    expect(new Set(open.traces.map((trace) => trace.steps[2]?.text))).toEqual(new Set(["NetworkPolicy deny admits it"]));
    expect(open.traces.every((trace) => trace.disposition === "proven")).toBe(true);
  });

  it("is assumed where labels decide that nobody tells", () => {
    const { traces, findings } = draft((d) => {
      d.add(
        deny("Ingress").replace(
          "policyTypes",
          "ingress: [{ from: [{ podSelector: {} }, { namespaceSelector: {}, podSelector: { matchLabels: { app: web } } }] }], policyTypes",
        ),
      );
    }).prove();
    expect(findings).toEqual([]);
    expect(
      new Set(traces.filter((trace) => trace.dial.purpose === "seed" || trace.dial.from.includes("/web/")).map((each) => each.disposition)),
    ).toEqual(new Set(["assumed"]));
  });
});
