import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { wantedRewrites } from "../../src/plan/rewrites.ts";
import { rewritesText } from "../../src/report/rewrites-text.ts";

async function rewritesOf(name: string) {
  const compiled = await compile({ root: "test/golden", files: [`${name}/spec.ts`] });
  if (compiled.kind !== "compiled") throw new Error(`${name} is refused`);
  return wantedRewrites(compiled);
}

const LINES = `rewrite stop {
    name regex ^(orders-\\d+)\\.example\\.com\\.$ {1}.kurrent.svc.cluster.local
    answer auto
}
rewrite stop {
    name regex ^(orders-replica-\\d+)\\.example\\.com\\.$ {1}.kurrent.svc.cluster.local
    answer auto
}
`;

test("where an object brings rewrites nobody has to do anything but restart", async () => {
  const [wanted, ...others] = await rewritesOf("client-rewrites-k3s");
  expect(others).toEqual([]);
  expect(wanted).toMatchObject({ workload: "orders", cluster: "east", customization: "k3s", compiled: true, lines: LINES });
  const text = rewritesText(wanted ? [wanted] : []);
  expect(text).toContain("kubectl -n kube-system rollout restart deployment coredns");
  expect(text).not.toContain("state it");
});

test("where a person brings them, the lines, and whether the spec states them", async () => {
  const [wanted] = await rewritesOf("client-rewrites-kubeadm");
  expect(wanted).toMatchObject({ customization: "kubeadm", compiled: false, lines: LINES, stated: false });
  const text = rewritesText(wanted ? [wanted] : []);
  expect(text).toContain("    rewrite stop {\n        name regex ^(orders-\\d+)");
  expect(text).toContain("Then state it");
  expect(text.split("\n").every((line) => line.length <= 80 || /regex|kubectl|--configuration-values/.test(line))).toBe(true);
  expect(rewritesText(wanted ? [{ ...wanted, stated: true }] : [])).toContain("states a Corefile that has them");
});

test("a workload that asks for none has none", async () => {
  expect(await rewritesOf("service-name-service-name-private")).toEqual([]);
});
