/** Solvers of http01 challenges, with the fields of cert-manager's API (acme.cert-manager.io types of version 1.21). */
import type { ExactlyOne } from "./exactly-one.ts";

type ServiceType = "ClusterIP" | "NodePort";

/** A Gateway (or a listener of it) that leads challenges to their solver. */
export interface ParentRefSpec {
  readonly name: string;
  readonly namespace?: string;
  readonly kind?: string;
  readonly group?: string;
  readonly sectionName?: string;
  readonly port?: number;
}

/** Through Ingresses: new ones of a class, or one that is there, by its name. At most one of the three is given. */
export type Http01IngressSpec = {
  /** Of the solver's Service; cert-manager's default is NodePort. */ readonly serviceType?: ServiceType;
} & (
  | ExactlyOne<{ ingressClassName: string; class: string; name: string }>
  | { readonly ingressClassName?: never; readonly class?: never; readonly name?: never }
);

/** Through HTTPRoutes. cert-manager's support of the Gateway API has to be switched on. */
export interface Http01GatewaySpec {
  readonly parentRefs: readonly ParentRefSpec[];
  /** Of the HTTPRoutes. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly serviceType?: ServiceType;
}

/** How names are proven over HTTP on port 80. Not possible for wildcards. */
export type Http01Spec = ExactlyOne<{ ingress: Http01IngressSpec; gatewayHTTPRoute: Http01GatewaySpec }>;
