import { describe, expect, test } from "vitest";
import { kinds } from "../../../src/kinds/all.ts";
import { expand } from "../../../src/kinds/expand.ts";
import { at, find } from "../../fixtures/manifests.ts";
import { orders, shop, topology } from "../../fixtures/topologies.ts";

const BALANCED = { domain: "example.com", clientTrafficStrategy: "FQDN", loadBalancer: { enabled: true, allowedIPs: [] } } as const;

const made = (workload: Parameters<typeof orders>[0] = {}) => expand(topology([orders(workload)], [shop()]), kinds).manifests;
type Extra = NonNullable<NonNullable<Parameters<typeof orders>[0]>["extraMetadata"]>;
const withExtra = (extraMetadata: Extra) =>
  made({ extraMetadata, readOnlyReplicas: { replicas: 1 }, network: BALANCED, configuration: { CachedChunks: 1 } });

/** The objects, and what they make, that carry a label `x`, with its value. */
function labelled(extra: Extra): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const { object } of withExtra(extra)) {
    const add = (where: string, labels: unknown) => {
      const value = (labels as Record<string, unknown> | undefined)?.["x"];
      if (value !== undefined) found[`${object.kind} ${object.metadata.name}${where}`] = value;
    };
    add("", object.metadata.labels);
    add(" pods", at(object, "spec", "template", "metadata", "labels"));
    add(" claims", at(object, "spec", "volumeClaimTemplates", 0, "metadata", "labels"));
  }
  return found;
}

describe("extraMetadata", () => {
  test.each([
    ["configMaps", ["ConfigMap orders-configuration", "ConfigMap orders-reload", "ConfigMap orders-replica-configuration"]],
    ["statefulSets", ["StatefulSet orders", "StatefulSet orders-replica"]],
    ["headlessServices", ["Service orders", "Service orders-replica"]],
    ["headlessPodServices", ["Service orders-0", "Service orders-1", "Service orders-2", "Service orders-replica-0"]],
    ["loadBalancers", ["Service orders-0-lb", "Service orders-1-lb", "Service orders-2-lb", "Service orders-replica-0-lb"]],
    ["podDisruptionBudgets", ["PodDisruptionBudget orders"]],
    ["pods", ["StatefulSet orders pods", "StatefulSet orders-replica pods"]],
    ["persistentVolumeClaims", ["StatefulSet orders claims", "StatefulSet orders-replica claims"]],
  ] as const)("%s", (kind, expected) => {
    expect(Object.keys(labelled({ [kind]: { labels: { x: "y" } } })).sort()).toEqual([...expected]);
  });

  test("all means all of them but the claims, which Kubernetes would refuse to change", () => {
    const all = Object.keys(labelled({ all: { labels: { x: "y" } } }));
    expect(all).toHaveLength(18);
    expect(all.filter((each) => each.endsWith("claims"))).toEqual([]);
    expect(labelled({ all: { labels: { x: "y" } }, statefulSets: { labels: { x: "z" } } })).toMatchObject({
      "StatefulSet orders": "z",
      "Service orders": "y",
    });
  });

  test("fills in placeholders", () => {
    const value = "{name}.{namespace}.{domain}{nodeTypeSuffix}";
    expect(labelled({ statefulSets: { labels: { x: value } } })).toEqual({
      "StatefulSet orders": "orders.kurrent.example.com",
      "StatefulSet orders-replica": "orders.kurrent.example.com-replica",
    });
    expect(labelled({ loadBalancers: { labels: { x: "{podName}-{podOrdinal}" } } })).toMatchObject({ "Service orders-2-lb": "orders-2-2" });
  });

  test("adds annotations, keys with a slash too, and keeps those that are there", () => {
    const key = "service.beta.kubernetes.io/aws-load-balancer-type";
    const manifests = withExtra({
      loadBalancers: { annotations: { [key]: "external" } },
      pods: { annotations: { "a/b": "c" } },
      persistentVolumeClaims: { annotations: { "a/b": "c" } },
    });
    const balancer = find(manifests, "Service", "orders-0-lb").object.metadata.annotations;
    expect(balancer).toEqual({ "external-dns.kubernetes.io/hostname": "orders-0.orders.example.com", [key]: "external" });
    const set = find(manifests, "StatefulSet", "orders").object;
    expect(at(set, "spec", "template", "metadata", "annotations")).toMatchObject({
      "a/b": "c",
      "kubectl.kubernetes.io/default-container": "kurrentdb",
    });
    expect(at(set, "spec", "volumeClaimTemplates", 0, "metadata")).toEqual({ name: "data", annotations: { "a/b": "c" } });
  });

  test("what it adds leads back to it", () => {
    const { origin } = find(withExtra({ all: { labels: { x: "y" } } }), "StatefulSet", "orders");
    const added = origin.kind === "spec" ? origin.fields.filter(({ spec }) => spec.includes("extraMetadata")) : [];
    expect(added.map(({ path, spec }) => [path.join("."), spec.join(".")])).toEqual([
      ["metadata.labels.x", "workloads.orders.extraMetadata.all.labels.x"],
      ["spec.template.metadata.labels.x", "workloads.orders.extraMetadata.all.labels.x"],
    ]);
  });
});

describe("licenseSecret", () => {
  const variable = (manifests: ReturnType<typeof made>, name: string) =>
    (at(find(manifests, "StatefulSet", "orders").object, "spec", "template", "spec", "containers", 0, "env") as { name: string }[]).find(
      (each) => each.name === name,
    );
  const licenseSecret = { name: "license", key: "key" };

  test("is the variable that the server reads it from", () => {
    const valueFrom = { secretKeyRef: licenseSecret };
    expect(variable(made({ licenseSecret }), "KURRENTDB_LICENSING__LICENSE_KEY")).toMatchObject({ valueFrom });
    const image = "docker.eventstore.com/eventstore/eventstoredb-ee:24.10.6";
    expect(variable(made({ licenseSecret, image }), "EVENTSTORE_LICENSING__LICENSE_KEY")).toMatchObject({ valueFrom });
    expect(variable(made(), "KURRENTDB_LICENSING__LICENSE_KEY")).toBeUndefined();
  });
});
