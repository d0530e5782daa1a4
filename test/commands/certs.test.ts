import { cpSync, rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Project } from "./project.ts";

const CERTIFICATE = "dist/east/orders/kurrent/certificate.cert-manager.io-orders-node-tls.yaml";

describe("certs", () => {
  test("every certificate of the specs, in at most 80 columns", () => {
    const { code, out, err } = new Project().run(["certs"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const name of ["ordersNodes g1", "orders-node-tls", "orders-nodes-g1-anchor", "ledgerNodes g1", "ledger-replica-node-tls"]) {
      expect(out).toMatch(new RegExp(`^ *${name} \\(`, "m"));
    }
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(out.endsWith("\n\n21 certificates.\n")).toBe(true);
  });

  test.each([
    ["a workload", "orders", ["orders-node-tls"]],
    ["a pod", "ledger-replica-0", ["ledger-replica-node-tls"]],
    ["a certificate", "ledger-node-tls", ["ledger-node-tls"]],
    ["an authority and all below it", "ordersNodes", ["orders-node-tls", "ordersNodes g1", "orders-nodes-g1-anchor"]],
  ])("only those of %s", (_, name, expected) => {
    const { code, out } = new Project().run(["certs", name, "--format", "json"]);
    expect(code).toBe(0);
    const data = JSON.parse(out);
    expect(data).toMatchObject({ version: 1, kind: "certs", notIssued: [] });
    expect(data.certificates.map((each: { name: string }) => each.name)).toEqual(expected);
  });

  test("of anybody's manifests; one that is never issued, and why", () => {
    const project = new Project();
    project.run(["synth"]);
    project.edit(CERTIFICATE, "name: orders-nodes-g1\n", "name: nowhere\n");
    cpSync(project.path("dist"), project.path("copy"), { recursive: true });
    rmSync(project.path("specs"), { recursive: true });
    const { code, out } = project.run(["certs", "--manifests", "copy"]);
    expect(code).toBe(0);
    expect(out).toContain("never issued  orders-node-tls  (kurrent in east)\n");
    expect(out).toMatch(/there is no Issuer "nowhere" in namespace\s+kurrent/);
    expect(out).toContain("  trueline explain code TL43");
    expect(out.endsWith("\n20 certificates, 1 never issued.\n")).toBe(true);
  });

  test("as Markdown", () => {
    const { code, out } = new Project().run(["certs", "orders-node-tls", "--format", "markdown"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^## ordersNodes g1\n\n\| certificate \|/);
    expect(out).toMatch(/^\| orders-node-tls \| CN orders\.kurrent<br>orders-0\.kurrent\.svc\.cluster\.local<br>/m);
  });

  test("a name that means nothing, and a wrong spec, are exit 2", () => {
    const project = new Project();
    expect(project.run(["certs", "orders-node-tl"])).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringMatching(/Did you mean\s+"orders-node-tls"\?/),
    });
    project.edit("specs/orders.ts", 'cluster: "east"', 'cluster: "eats"');
    expect(project.run(["certs"])).toMatchObject({ code: 2, out: "", err: expect.stringContaining("specs/orders.ts:") });
  });
});
