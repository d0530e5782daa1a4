import { beforeAll, describe, expect, it } from "vitest";
import { type Compiled, compile } from "../src/compile.ts";
import type { Trace } from "../src/prove/trace.ts";

/** Golden cases by name, compiled. */
const cases = ["service-name-service-name-private", "fqdn-fqdn-private", "split-dns-fqdn-private", "split-dns-fqdn-acme"] as const;
const compiled = new Map<string, Compiled>();

beforeAll(async () => {
  for (const name of cases) {
    const result = await compile({ root: "test/golden", files: [`${name}/spec.ts`] });
    if (result.kind === "compiled") compiled.set(name, result);
  }
});

function dials(name: (typeof cases)[number], from: "servers" | "clients"): readonly Trace[] {
  const { proof } = compiled.get(name) as Compiled;
  const traces = proof.traces.filter((trace) => (trace.dial.purpose === "client") === (from === "clients"));
  expect(traces.length).toBeGreaterThan(0);
  return traces;
}

const paths = (traces: readonly Trace[]) => [...new Set(traces.map((trace) => trace.path))].sort();

describe("what the vendor's page promises of each strategy", () => {
  it("ServiceName both ways in one cluster: no dial leaves it", () => {
    expect(paths(dials("service-name-service-name-private", "servers"))).toEqual(["direct"]);
    expect(paths(dials("service-name-service-name-private", "clients"))).toEqual(["direct"]);
  });

  it("SplitDNS: no server's dial is a hairpin, by whatever authority", () => {
    expect(paths(dials("split-dns-fqdn-private", "servers"))).toEqual(["direct"]);
    expect(paths(dials("split-dns-fqdn-acme", "servers"))).toEqual(["direct"]);
  });

  it("FQDN between servers: all their dials are hairpins", () => {
    expect(paths(dials("fqdn-fqdn-private", "servers"))).toEqual(["hairpin"]);
  });

  it("FQDN clients inside the cluster hairpin, those outside come across", () => {
    expect(paths(dials("split-dns-fqdn-private", "clients"))).toEqual(["across", "hairpin"]);
  });

  it("servers name what they dial: each strategy its own names", () => {
    const hosts = (name: (typeof cases)[number]) =>
      new Set(dials(name, "servers").map((trace) => trace.dial.to.host.replace(/^orders-\d\./, "")));
    expect(hosts("service-name-service-name-private")).toEqual(new Set(["kurrent.svc.cluster.local"]));
    expect(hosts("split-dns-fqdn-private")).toEqual(new Set(["orders.example.com"]));
    expect(hosts("fqdn-fqdn-private")).toEqual(new Set(["orders.example.com"]));
  });
});
