/**
 * The public API: the language of specs, the constructs for anybody's cdk8s app, and the compiler as a function.
 */
export { type Compiled, type CompileResult, compile, proveManifests, type Refused } from "./compile.ts";
export { KurrentDB, type KurrentDBProps } from "./kinds/kurrentdb/construct.ts";
export type { KurrentDBSpec } from "./kinds/kurrentdb/spec.ts";
export { catalogue } from "./prove/findings/catalogue.ts";
export type { Finding, Severity } from "./prove/findings/finding.ts";
export type { Proof, ProveOptions } from "./prove/proof.ts";
export type { Disposition, Step, Trace } from "./prove/trace.ts";
export type { AcmeSpec } from "./spec/authorities/acme.ts";
export type { PrivateCASpec } from "./spec/authorities/private-ca.ts";
export * from "./spec/language.ts";
export type { ClientSpec, ClusterSpec } from "./spec/topology.ts";
export type { Environment } from "./terms/environment.ts";
export type { Evidence } from "./terms/evidence.ts";
export type { KubeObject } from "./terms/kube-object.ts";
export type { Manifest } from "./terms/manifest.ts";
