import { dirname } from "node:path";
import type { KubeObject } from "../../../src/terms/kube-object.ts";
import type { ClientProgram } from "../dials/clients.ts";
import type { Images } from "../kubelet/images.ts";

const STEADY = "lab/steady-client";
const OFFICIAL = "lab/official-client";

/** The images of applications: Node with the lab's programs, and with the packages of the official client. */
export function applicationImages(client: Pick<ClientProgram, "folder" | "modules">): Images {
  const folders = new Map([
    ["/lab/components", dirname(client.folder)],
    ["/lab/client-modules", client.modules],
  ]);
  const image = { program: process.execPath, path: "/lab/node", base: "debian", folders } as const;
  return new Map([
    [STEADY, image],
    [OFFICIAL, image],
  ]);
}

/** Which client an application is, and by what it trusts. */
export interface ApplicationSpec {
  readonly name: string;
  readonly namespace: string;
  /** The ConfigMap with the connection string, in that namespace. */
  readonly configMap: string;
  /** Where the roots are mounted, and from what. */
  readonly roots: { readonly path: string; readonly volume: object; readonly subPath?: string };
  readonly official?: boolean;
  readonly args?: readonly string[];
}

/** The pod of an application: as a user would write it, with what the compiled ConfigMap of the client tells to mount. */
export function application({ name, namespace, configMap, roots, official = false, args = [] }: ApplicationSpec): KubeObject {
  const own = official ? ["again.mjs", "--modules", "/lab/client-modules"] : ["steady.mjs"];
  const { path, volume, subPath } = roots;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsUser: 65534, runAsGroup: 65534, fsGroup: 65534 },
      containers: [
        {
          name: "application",
          image: `${official ? OFFICIAL : STEADY}:1`,
          command: ["/lab/node", `/lab/components/steady-client/${own[0]}`, ...own.slice(1), ...args],
          env: [{ name: "CONNECTION_STRING", valueFrom: { configMapKeyRef: { name: configMap, key: "connectionString" } } }],
          volumeMounts: [{ name: "roots", mountPath: path, readOnly: true, ...(subPath === undefined ? {} : { subPath }) }],
        },
      ],
      volumes: [{ name: "roots", ...volume }],
    },
  };
}
