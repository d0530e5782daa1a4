import { describe, expect, test } from "vitest";
import { Draft } from "./fixture.ts";
import { traefik } from "./variants-proxies.ts";

const TO_1 = "outside/laptop client ledger-1.db.example.com:443";
const ROUTER = "traefik.ingress.kubernetes.io/router.tls";

function trace(edit: (draft: Draft) => void) {
  const draft = new Draft();
  traefik(draft);
  edit(draft);
  const found = draft.prove().traces.find(({ dial }) => dial.id === TO_1);
  if (!found) throw new Error(`no dial ${TO_1}`);
  return found;
}

describe("whether Traefik's router takes TLS", () => {
  const annotations = (value: Readonly<Record<string, string>>) => (draft: Draft) => {
    draft.object("Ingress", "ledger-1").metadata.annotations = value;
  };

  test.each([
    ["as its Ingress says", { [ROUTER]: "true" }, "proven"],
    ["as its entry point has it, which nobody stated", {}, "assumed"],
    ["as its entry point has it, where the Ingress leaves it to that", { [ROUTER]: "false" }, "assumed"],
  ])("%s", (_, value, disposition) => {
    expect(trace(annotations(value)).disposition).toBe(disposition);
  });

  test("options of its TLS are what is not read then, and not the entry point", () => {
    const rules = (value: Readonly<Record<string, string>>) =>
      trace(annotations(value)).steps.flatMap((step) => step.rules.map(({ id }) => id));
    expect(rules({ [`${ROUTER}.options`]: "default-modern@kubernetescrd" })).not.toContain("traefik/entry-point-tls");
    expect(rules({ [ROUTER]: "false" })).toContain("traefik/entry-point-tls");
    expect(rules({ [ROUTER]: "true" })).not.toContain("traefik/entry-point-tls");
  });
});

test("of several roots, Traefik goes without those that are not there", () => {
  const roots = (more: readonly object[]) =>
    trace((draft) => {
      const { spec } = draft.object("ServersTransport", "ledger-1");
      spec.rootCAs = [{ secret: "nobody-makes-it" }, ...more];
    });
  expect(roots([{ configMap: "ledger-proxy-roots" }]).disposition).toBe("proven");
  expect(roots([]).steps.at(-1)).toMatchObject({ ok: false, failure: "backend-missing" });
});

test("a certificate of its own that is not there, Traefik does not present, and goes on", () => {
  const presented = trace((draft) => {
    draft.object("ServersTransport", "ledger-1").spec.certificatesSecrets = ["nobody-makes-it"];
  });
  expect(presented.disposition).toBe("proven");
});
