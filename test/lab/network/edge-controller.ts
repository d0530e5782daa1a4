import type { IngressControllerFacts } from "../../../src/terms/environment.ts";
import type { ControlPlane } from "../control-plane.ts";

/** What became of a proxy's own connection to a backend, in the words of programs that dial. */
export interface Upstream {
  readonly host: string;
  readonly hop: string;
  readonly error: string;
  readonly detail?: string;
}

/** An Ingress controller that runs. */
export interface Controller {
  /** One look at the cluster, several times a second. */
  look(): Promise<void>;
  /** What became last of connections for a host; undefined if none was made. */
  upstream(host: string): Upstream | undefined;
  stop(): Promise<void>;
}

/** What an Ingress controller is started with. */
export interface ControllerOptions {
  readonly plane: ControlPlane;
  readonly className: string;
  readonly facts: IngressControllerFacts;
  /** The Service of type LoadBalancer in front of it, `NAMESPACE/NAME`. */
  readonly service: string;
  /** An existing folder of its own. */
  readonly folder: string;
  /** The network namespace of its pod. */
  readonly network: string;
  readonly programs: ReadonlyMap<string, string>;
  readonly fail: (error: Error) => void;
}
