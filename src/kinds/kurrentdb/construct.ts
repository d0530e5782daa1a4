import { Construct } from "constructs";
import { addAuthority } from "../../parts/authority.ts";
import { authorityUnit } from "../../parts/names.ts";
import { addNamespace } from "../../parts/namespace.ts";
import type { Authority, AuthoritySpec } from "../../spec/authority.ts";
import { authoritySchemas, namedAuthority } from "../../spec/authority-schema.ts";
import { clusterSchema } from "../../spec/cluster-schema.ts";
import { explainIssues } from "../../spec/explain-issue.ts";
import type { Cluster, ClusterSpec } from "../../spec/topology.ts";
import { formatPath } from "../../terms/place.ts";
import type { SpecProblem } from "../spec-problem.ts";
import type { NamedKurrentDB } from "./layout.ts";
import { problems } from "./problems.ts";
import { kurrentdbSchema } from "./schema.ts";
import type { KurrentDBSpec, SecuritySpec } from "./spec.ts";
import { addWorkloadObjects } from "./workload-objects.ts";

/** What the construct takes: a workload's spec, and as data what a topology would hold beside it. */
export interface KurrentDBProps extends Omit<KurrentDBSpec, "cluster" | "security" | "quorumOf"> {
  /** The workload's name; default: the construct's id. */
  readonly name?: string;
  /** Facts of the cluster that the objects are for. */
  readonly cluster: Omit<ClusterSpec, "delivery" | "alerts">;
  /** Signs the nodes' certificates; made by `privateCA()`, `acme()` and the like. Absent only with `security.insecure`. */
  readonly authority?: AuthoritySpec & { /** Default: the workload's name with `-nodes`. */ readonly name?: string };
  readonly security?: Omit<SecuritySpec, "authority">;
  /** Allows `security.insecure`. */
  readonly test?: boolean;
  /** Whether the authority's own objects are added too; default true. False where several workloads share it. */
  readonly createAuthority?: boolean;
}

/**
 * KurrentDB for anybody's cdk8s app: its objects, its authority's, and its Namespace if `namespace` says so (by default
 * it does). Checks what it is given as `trueline` checks a spec, and throws an Error that names every problem. It proves
 * nothing: `trueline check --manifests` does, on what the app writes.
 */
export class KurrentDB extends Construct {
  constructor(scope: Construct, id: string, props: KurrentDBProps) {
    super(scope, id);
    const { name = id, cluster: clusterSpec, authority: authoritySpec, test = false, createAuthority = true, ...own } = props;
    const cluster: Cluster = { name: "cluster", ...parsed(clusterSchema, clusterSpec, ["cluster"]) };
    const authority = authoritySpec && namedAuthorityOf(authoritySpec, name);
    const security = { ...own.security, ...(authority ? { authority: authority.name } : {}) };
    const input = { kind: "kurrentdb", cluster: cluster.name, ...own, security };
    const spec: NamedKurrentDB = { ...parsed(kurrentdbSchema, input, []), name };
    const authorities = authority ? { [authority.name]: authority } : {};
    const around = { clusters: { [cluster.name]: cluster }, peerings: {}, zones: {}, authorities, workloads: {}, clients: {} };
    const context = { cluster, authorities, test, around };
    refuse(problems(spec, context));

    if (spec.namespace.create) addNamespace(this, spec.namespace.name, ["workloads", name, "namespace"]);
    if (authority && createAuthority) {
      const rootsAs = spec.backend === "operator" ? (["Secret"] as const) : undefined;
      addAuthority(new Construct(this, "authority"), authority, spec.namespace.name, cluster, true, rootsAs);
    }
    addWorkloadObjects(this, spec, context);
  }
}

function namedAuthorityOf(given: NonNullable<KurrentDBProps["authority"]>, workload: string): Authority {
  const { name = `${workload}-nodes`, ...data } = given;
  const schema = authoritySchemas[data.kind];
  if (!schema) throw new Error(`authority: has to be made with ${Object.keys(authoritySchemas).join("(), ")}().`);
  return namedAuthority(name, authorityUnit(name), parsed(schema, data, ["authority"]));
}

interface Schema<T> {
  safeParse(data: unknown): { success: true; data: T } | { success: false; error: { issues: Parameters<typeof explainIssues>[0] } };
}

function parsed<T>(schema: Schema<T>, data: unknown, path: readonly string[]): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  refuse(explainIssues(result.error.issues, data).map((problem) => ({ ...problem, path: [...path, ...problem.path] })));
  throw new Error("a schema refused its input without saying why");
}

function refuse(found: readonly SpecProblem[]): void {
  if (found.length === 0) return;
  const lines = found.map(({ path, message, hint }) =>
    [path.length > 0 ? `${formatPath(path)}: ${message}` : message, hint].filter(Boolean).join(" "),
  );
  throw new Error(`KurrentDB can't be made from this:\n${lines.map((line) => `  ${line}`).join("\n")}`);
}
