import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clusterRewrites } from "../../../src/kinds/kurrentdb/dns.ts";
import { layoutOf } from "../../../src/kinds/kurrentdb/layout.ts";
import { fqdn } from "../../../src/kinds/kurrentdb/node-names.ts";
import { rewriteLines } from "../../../src/parts/cluster-dns.ts";
import { applyRewrites } from "../../../src/programs/coredns/apply-rewrites.ts";
import { parseCorefile } from "../../../src/programs/coredns/corefile/parse.ts";
import { readDefaultBlock } from "../../../src/programs/coredns/default-block.ts";
import { rewritesText } from "../../../src/report/rewrites-text.ts";
import type { ObjectId } from "../../../src/terms/kube-object.ts";
import { place } from "../../../src/terms/place.ts";
import { east, orders, ordersNodes } from "../../fixtures/topologies.ts";

const layout = (name: string, fqdnTemplate: string, domain: string, replicas: 1 | 3 = 3) =>
  layoutOf(orders({ name, replicas, readOnlyReplicas: { replicas: 2 }, network: { clientRewrites: true, domain, fqdnTemplate } }), {
    cluster: east,
    authorities: { ordersNodes },
  });

/** The rewrites as CoreDNS reads the compiled lines. */
function compiled(made: ReturnType<typeof layout>) {
  const corefile = parseCorefile(`.:53 {\n${rewriteLines({ rules: clusterRewrites(made) })}}\n`);
  if (corefile.kind === "wrong") throw new Error(corefile.problem);
  const [server] = corefile.servers;
  const { steps, refused } = readDefaultBlock(server?.directives ?? [], place("x" as ObjectId, "data"));
  expect(refused).toBeUndefined();
  return { rewrites: steps.map((step) => (step.kind === "rewrite" ? step.rewrite : expect.unreachable("a rule is not read"))) };
}

const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
const domain = fc.array(label, { minLength: 2, maxLength: 3 }).map((labels) => labels.join("."));
const template = fc.constantFrom(
  "{podName}.{domain}",
  "{podName}.{name}{nodeTypeSuffix}.{domain}",
  "db-{podName}.{namespace}.{domain}",
  "{podName}.{podName}.{domain}",
);

describe("rewrites for clients", () => {
  test("lead each FQDN, in any case, to the pod's own Service, and answer under the name that was asked for", () => {
    fc.assert(
      fc.property(label, domain, template, fc.boolean(), (name, zone, names, shout) => {
        const made = layout(name, names, zone);
        const server = compiled(made);
        for (const type of made.nodeTypes) {
          for (const pod of type.pods) {
            const asked = fqdn(made, type, pod);
            const rewritten = applyRewrites(server, shout ? asked.toUpperCase() : asked);
            expect(rewritten).toMatchObject({ kind: "rewritten", to: `${pod}.kurrent.svc.cluster.local`, rewrite: { answers: true } });
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("leave alone names of other workloads, and what a search list makes of their own", () => {
    fc.assert(
      fc.property(label, label, domain, template, (name, other, zone, names) => {
        fc.pre(name !== other);
        const made = layout(name, names, zone);
        const server = compiled(made);
        const theirs = layout(other, names, zone);
        const own = new Set(made.nodeTypes.flatMap((type) => type.pods.map((pod) => fqdn(made, type, pod))));
        for (const type of theirs.nodeTypes) {
          for (const pod of type.pods) {
            const asked = fqdn(theirs, type, pod);
            // Two workloads may be called `a` and `a-replica`; then the names clash, which is a finding of its own.
            if (!own.has(asked)) expect(applyRewrites(server, asked).kind).toBe("unchanged");
          }
        }
        for (const each of own) {
          expect(applyRewrites(server, `${each}.kurrent.svc.cluster.local`).kind).toBe("unchanged");
          expect(applyRewrites(server, `x${each}`).kind).toBe("unchanged");
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("explain rewrites says who does what", () => {
  const text = (customization: "aks" | "k3s" | "kubeadm" | "eks", stated = false) =>
    rewritesText([
      {
        workload: "orders",
        cluster: "east",
        customization,
        compiled: customization === "aks" || customization === "k3s",
        lines: "rewrite x\n",
        stated,
      },
    ]);

  test.each(["aks", "k3s"] as const)("%s: compiled, with a warning about keys of others", (customization) => {
    expect(text(customization)).toContain("which is compiled");
    expect(text(customization).replace(/\s+/g, " ")).toContain("those set by kubectl apply would be deleted");
    expect(text(customization)).not.toContain("state it");
  });

  test.each([
    ["kubeadm", "edit configmap coredns"],
    ["eks", "configuration-values"],
  ] as const)("%s: a person does, and states it", (customization, how) => {
    expect(text(customization).replace(/\s+/g, " ")).toContain(how);
    expect(text(customization)).toContain("    rewrite x\n");
    expect(text(customization)).toContain("Then state it");
    expect(text(customization, true)).toContain("The spec states a Corefile that has them.");
  });
});
