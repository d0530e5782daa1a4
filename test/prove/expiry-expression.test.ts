import { describe, expect, test } from "vitest";
import { leadOf, prometheusSeconds, selectorsOf } from "../../src/prove/checks/expiry-expression.ts";

const END = "certmanager_certificate_expiration_timestamp_seconds";
const RENEWAL = "certmanager_certificate_renewal_timestamp_seconds";

describe("how long before the end an expression becomes true", () => {
  test.each<[string, ReturnType<typeof leadOf>]>([
    [`${END} - time() < 3600`, { kind: "seconds", seconds: 3600 }],
    [`avg by (name) (${END}{name="a"}) - time() < (21 * 24 * 3600)`, { kind: "seconds", seconds: 1_814_400 }],
    [`((${END} - time()) / 60 / 60 / 24) <= 7`, { kind: "seconds", seconds: 604_800 }],
    ["certmanager_certificate_not_after_timestamp_seconds - time() < 60", { kind: "seconds", seconds: 60 }],
    [`(${END} > 0)\n - time()\n< 0.5 * (${END} - ${RENEWAL})`, { kind: "share", share: 0.5 }],
    // Not understood, so nothing is said about it.
    [`${END} - time() < 3600 and on (name) up == 1`, undefined],
    [`${END} - time() < scalar(x)`, undefined],
    [`${END} - time() < bool 3600`, undefined],
    [`${END} < time() + 3600`, undefined],
    ["probe_ssl_earliest_cert_expiry - time() < 3600", undefined],
    [`${END} - time() > 3600`, undefined],
  ])("%s", (expr, lead) => {
    expect(leadOf(expr)).toEqual(lead);
  });
});

describe("the Certificates that an expression's selectors name", () => {
  test.each<[string, ReturnType<typeof selectorsOf>]>([
    [END, [{}]],
    [`${END}{name="a"}`, [{ names: ["a"] }]],
    [`${END}{exported_namespace="x",name=~"a|b\\\\.c"}`, [{ names: ["a", "b.c"], namespace: "x" }]],
    [`${END}{exported_namespace="",namespace="x", name="a", } > 0`, [{ names: ["a"], namespace: "x" }]],
    // May be where cert-manager runs.
    [`${END}{namespace="x",name="a"}`, [{ names: ["a"] }]],
    [`${END}{name="a"} or ${RENEWAL}{name="b"}`, [{ names: ["a"] }, { names: ["b"] }]],
    // May be fewer than the objects tell.
    [`${END}{issuer_name="x"}`, []],
    [`${END}{name!="a"}`, []],
    [`${END}{name=~"a.*"}`, []],
    [`${END}{name='a'}`, []],
    ["up == 0", []],
  ])("%s", (expr, selectors) => {
    expect(selectorsOf(expr)).toEqual(selectors);
  });
});

test.each([
  ["10m", 600],
  ["1d12h", 129_600],
  ["1w", 604_800],
  ["500ms", 0.5],
  ["0", 0],
  ["", undefined],
  ["10", undefined],
  ["1.5h", undefined],
])("the duration %j", (text, seconds) => {
  expect(prometheusSeconds(text)).toBe(seconds);
});
