import { describe, expect, it } from "vitest";
import { type KubeObject, type ObjectId, objectId } from "../../src/terms/kube-object.ts";
import { type RuleQuestion, readGrants, ruleAllows } from "../../src/world/roles/grants.ts";

const RBAC = "rbac.authorization.k8s.io";

function role(name: string, rules: readonly object[], more: object = {}, labels: Readonly<Record<string, string>> = {}): KubeObject {
  return { apiVersion: `${RBAC}/v1`, kind: "ClusterRole", metadata: { name, labels }, rules, ...more };
}

function bind(name: string, kind = "ClusterRole"): KubeObject {
  const subjects = [{ kind: "User", name: "ann" }];
  return { apiVersion: `${RBAC}/v1`, kind: "RoleBinding", metadata: { name: "b", namespace: "data" }, roleRef: { kind, name }, subjects };
}

function may(question: RuleQuestion, objects: readonly KubeObject[], hasCertManager = true): boolean {
  const byId = new Map<ObjectId, KubeObject>(objects.map((object) => [objectId("east", object), object]));
  return readGrants(byId, () => hasCertManager).some(({ rules }) => rules.some((rule) => ruleAllows(rule, question)));
}

const SECRETS = { apiGroup: "", resource: "secrets", verb: "get" };
const READS = [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }];
const MINT = { apiGroup: "cert-manager.io", resource: "certificates", verb: "create" };
const selecting = (label: string) => ({ aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label]: "true" } }] } });

describe("a binding to", () => {
  it.each<[title: string, question: RuleQuestion, bound: string, allowed: boolean]>([
    ["cluster-admin allows anything", { apiGroup: "acme.example", resource: "things/part", verb: "conquer" }, "cluster-admin", true],
    ["admin writes roles", { apiGroup: RBAC, resource: "roles", verb: "create" }, "admin", true],
    ["edit writes no roles", { apiGroup: RBAC, resource: "roles", verb: "create" }, "edit", false],
    ["admin has what edit has", SECRETS, "admin", true],
    ["edit reads Secrets", SECRETS, "edit", true],
    ["view reads no Secrets", SECRETS, "view", false],
    ["edit has what view has", { apiGroup: "", resource: "configmaps", verb: "list" }, "edit", true],
    ["edit creates Certificates", MINT, "edit", true],
    ["admin creates Certificates", MINT, "admin", true],
    ["view only reads Certificates", MINT, "view", false],
    ["view reads Certificates", { ...MINT, verb: "watch" }, "view", true],
    ["edit does not approve", { apiGroup: "cert-manager.io", resource: "signers", verb: "approve" }, "edit", false],
    ["a role that nobody makes allows nothing", SECRETS, "operators", false],
  ])("%s", (_, question, bound, allowed) => {
    expect(may(question, [bind(bound)])).toBe(allowed);
  });

  it("edit creates no Certificates where there is no cert-manager", () => {
    expect(may(MINT, [bind("edit")], false)).toBe(false);
  });

  it.each<[title: string, objects: readonly KubeObject[], allowed: boolean]>([
    ["a role of its own", [bind("own"), role("own", READS)], true],
    ["a role that aggregates", [bind("sum"), role("sum", [], selecting("x")), role("part", READS, {}, { x: "true" })], true],
    ["… another one", [bind("sum"), role("sum", [], selecting("x")), role("part", READS, {}, { x: "false" })], false],
    ["… whose own rules the controller overwrites", [bind("sum"), role("sum", READS, selecting("x"))], false],
    [
      "… a role that aggregates",
      [
        bind("sum"),
        role("sum", [], selecting("x")),
        role("middle", [], selecting("y"), { x: "true" }),
        role("part", READS, {}, { y: "true" }),
      ],
      true,
    ],
    ["… itself", [bind("sum"), role("sum", READS, selecting("x"), { x: "true" })], false],
    ["what is added to view", [bind("view"), role("more", READS, {}, { [`${RBAC}/aggregate-to-view`]: "true" })], true],
    ["a role in place of a built-in one", [bind("edit"), role("edit", [])], false],
    ["a Role of another kind", [bind("own", "Role"), role("own", READS)], false],
  ])("%s", (_, objects, allowed) => {
    expect(may(SECRETS, objects)).toBe(allowed);
  });
});

describe("a rule", () => {
  const rule = (resources: string[], resourceNames: string[] = []) => ({ apiGroups: [""], resources, verbs: ["get"], resourceNames });
  it.each<[title: string, given: ReturnType<typeof rule>, asked: Partial<RuleQuestion>, allowed: boolean]>([
    ["for all resources", rule(["*"]), {}, true],
    ["for the resource is not for its part", rule(["pods"]), { resource: "pods/exec" }, false],
    ["for a part of all resources", rule(["*/exec"]), { resource: "pods/exec" }, true],
    ["for one object", rule(["secrets"], ["a"]), { name: "a" }, true],
    ["for another object", rule(["secrets"], ["a"]), { name: "b" }, false],
    ["for one object, where any will do", rule(["secrets"], ["a"]), {}, true],
    ["of another group", rule(["secrets"]), { apiGroup: "apps" }, false],
    ["for another verb", rule(["secrets"]), { verb: "list" }, false],
  ])("%s", (_, given, asked, allowed) => {
    expect(ruleAllows(given, { ...SECRETS, ...asked })).toBe(allowed);
  });
});
