import type { ControlPlane } from "../control-plane.ts";
import type { NodeNetwork } from "../network/node-network.ts";
import type { Images } from "./images.ts";
import type { NodeNames } from "./resolv-conf.ts";

/** What the lab's kubelet works with. */
export interface KubeletContext {
  readonly plane: ControlPlane;
  readonly network: NodeNetwork;
  readonly names: NodeNames;
  /** The nameservers of a machine outside of all clusters. */
  readonly outsideNameservers: readonly string[];
  readonly images: Images;
  /** An existing folder for volumes and root folders. */
  readonly folder: string;
  /** Roots that images bring, as PEM: those of public authorities, or what the lab has in their place. */
  systemRoots(): Promise<string>;
}
