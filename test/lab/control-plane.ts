import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ModuleFiles } from "./crds.ts";
import { holds } from "./health.ts";
import type { KubeClient } from "./kube-client.ts";
import { kubeClient } from "./kube-client.ts";
import type { ClusterAddresses } from "./network/node-network.ts";
import type { Pki } from "./pki.ts";
import { kubeconfig, makePki } from "./pki.ts";
import type { Server } from "./server.ts";
import { startServer } from "./server.ts";
import { waitFor } from "./wait-for.ts";

/** What sets one control plane apart from the others that run beside it. */
export interface ControlPlaneOptions {
  readonly name: string;
  /** Where its servers listen, and what its node and pods are called by. */
  readonly addresses: ClusterAddresses;
  /** The cluster DNS Service's address: its /16 is the range of Services. */
  readonly dnsServiceIP: string;
  readonly certManagerNamespace: string;
  readonly trustNamespace: string;
  /** Whether what belongs to a removed object is removed too. */
  readonly collectsGarbage: boolean;
  /** An existing folder for its files. */
  readonly folder: string;
}

/** A running Kubernetes control plane, its PKI and its controllers. */
export interface ControlPlane extends ControlPlaneOptions {
  readonly client: KubeClient;
  readonly pki: Pki;
  readonly address: string;
  readonly port: number;
  readonly kubeconfig: string;
  /** Holds every controller still, so that only the applier changes objects, and lets them go on. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

export const NODE_NAME = "lab-node";
const PORT = 6443;

/** What of kube-controller-manager works on compiled objects; the rest would only take time. */
const CONTROLLERS = [
  "namespace-controller",
  "serviceaccount-controller",
  "serviceaccount-token-controller",
  "root-ca-certificate-publisher-controller",
  "statefulset-controller",
  "job-controller",
  "endpointslice-controller",
  "disruption-controller",
];

/** Starts etcd, the API server and all controllers, and installs CRDs, the controllers' namespaces and a fake node. */
export async function startControlPlane(
  options: ControlPlaneOptions,
  programs: ReadonlyMap<string, string>,
  modules: ModuleFiles,
  fail: (error: Error) => void,
): Promise<ControlPlane> {
  const { addresses, folder } = options;
  const address = addresses.plane;
  const server = `https://${address}:${PORT}`;
  const [first, second] = options.dnsServiceIP.split(".");
  const services = `${first}.${second}.0.0/16`;
  const file = (name: string): string => join(folder, name);
  const made = file("pki");
  mkdirSync(made);
  const pki = makePki(made, [address, `${first}.${second}.0.1`]);
  for (const user of ["admin", "controller-manager"]) writeFileSync(file(`${user}.kubeconfig`), kubeconfig(pki, server, user));
  const admin = file("admin.kubeconfig");

  const start = (name: string, args: readonly string[]): Server => {
    const program = programs.get(name);
    if (program === undefined) throw new Error(`no program ${name} was built`);
    return startServer(`${options.name}: ${name}`, program, args, file(`${name}.log`), fail);
  };
  const etcdUrl = `http://${address}:2379`;
  const etcd = start("etcd", [
    `--data-dir=${file("etcd")}`,
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    `--listen-peer-urls=http://${address}:2380`,
    "--unsafe-no-fsync",
    "--log-level=warn",
  ]);
  const apiserver = start("kube-apiserver", [
    `--etcd-servers=${etcdUrl}`,
    `--bind-address=${address}`,
    `--secure-port=${PORT}`,
    `--advertise-address=${address}`,
    "--endpoint-reconciler-type=none",
    `--tls-cert-file=${pki.crt("apiserver")}`,
    `--tls-private-key-file=${pki.key("apiserver")}`,
    `--client-ca-file=${pki.crt("ca")}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${file("pki/sa.pub")}`,
    `--service-account-signing-key-file=${pki.key("sa")}`,
    `--service-cluster-ip-range=${services}`,
    "--authorization-mode=Node,RBAC",
    "--allow-privileged=true",
    `--requestheader-client-ca-file=${pki.crt("ca")}`,
    "--requestheader-allowed-names=front-proxy-client",
    "--requestheader-username-headers=X-Remote-User",
    "--requestheader-group-headers=X-Remote-Group",
    "--requestheader-extra-headers-prefix=X-Remote-Extra-",
    `--proxy-client-cert-file=${pki.crt("front-proxy-client")}`,
    `--proxy-client-key-file=${pki.key("front-proxy-client")}`,
  ]);
  const client = kubeClient(server, pki);
  const isReady = (): Promise<true | undefined> =>
    client.send("GET", "/readyz").then(
      (answer) => (answer.status === 200 ? true : undefined),
      () => undefined,
    );
  await waitFor(`${options.name}: kube-apiserver ready`, 60, isReady, () => apiserver.log(10));

  for (const crd of modules.crds) await applyPlatform(client, crd);
  for (const name of new Set([options.certManagerNamespace, options.trustNamespace])) {
    await applyPlatform(client, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
  await waitFor("CustomResourceDefinitions served", 30, async () => {
    const found = await client.list("/apis/apiextensions.k8s.io/v1/customresourcedefinitions");
    const served = found.every((each) => holds(each, "Established"));
    return served && found.length >= modules.crds.length ? true : undefined;
  });

  const controllerManager = start("kube-controller-manager", [
    ...["kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig"].map(
      (flag) => `--${flag}=${file("controller-manager.kubeconfig")}`,
    ),
    `--bind-address=${address}`,
    "--leader-elect=false",
    `--controllers=${[...CONTROLLERS, ...(options.collectsGarbage ? ["garbage-collector-controller"] : [])].join(",")}`,
    "--use-service-account-credentials=true",
    `--service-account-private-key-file=${pki.key("sa")}`,
    `--root-ca-file=${pki.crt("ca")}`,
    `--cluster-signing-cert-file=${pki.crt("ca")}`,
    `--cluster-signing-key-file=${pki.key("ca")}`,
    `--cluster-cidr=${addresses.pods}.0.0/16`,
    "--allocate-node-cidrs=true",
    `--service-cluster-ip-range=${services}`,
  ]);
  writeFileSync(file("stages.yaml"), Object.values(modules.stages).join("---\n"));
  const kwok = start("kwok", [
    `--kubeconfig=${admin}`,
    `--config=${file("stages.yaml")}`,
    "--manage-all-nodes=false",
    "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
    `--cidr=${addresses.pods}.0.1/16`,
    `--node-ip=${addresses.node}`,
    "--node-lease-duration-seconds=40",
    `--server-address=${address}:10247`,
  ]);
  const resources = { cpu: "64", memory: "256Gi", pods: "500" };
  await applyPlatform(client, {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: NODE_NAME, annotations: { "kwok.x-k8s.io/node": "fake" }, labels: { "kubernetes.io/hostname": NODE_NAME } },
    status: { allocatable: resources, capacity: resources },
  });
  const certManager = start("cert-manager", [
    `--kubeconfig=${admin}`,
    `--cluster-resource-namespace=${options.certManagerNamespace}`,
    "-v=1",
  ]);
  const cainjector = start("cainjector", [`--kubeconfig=${admin}`]);
  const trustManager = start("trust-manager", [
    `--kubeconfig=${admin}`,
    "--leader-elect=false",
    `--trust-namespace=${options.trustNamespace}`,
    `--webhook-host=${address}`,
    "--webhook-port=6444",
    `--webhook-certificate-dir=${made}`,
    "--metrics-port=0",
    // Binds every address, whatever one says; the network namespace keeps it in.
    `--readiness-probe-port=${16060 + Number(address.split(".")[2])}`,
  ]);
  const controllers = [controllerManager, kwok, certManager, cainjector, trustManager];
  return {
    ...options,
    client,
    pki,
    address,
    port: PORT,
    kubeconfig: admin,
    pause: () => {
      for (const each of controllers) each.pause();
    },
    resume: () => {
      for (const each of controllers) each.resume();
    },
    stop: async () => {
      // The API server before etcd: without its store it can't end in order.
      for (const each of [...controllers, apiserver, etcd]) await each.stop();
      // A store takes some hundred megabytes of the run's memory, and a run may have more than a hundred planes.
      rmSync(file("etcd"), { recursive: true, force: true });
    },
  };
}

/** Applies an object of the platform, which Trueline does not write. */
export async function applyPlatform(client: KubeClient, object: unknown): Promise<void> {
  const given = object as { apiVersion: string; kind: string; metadata: { name: string; namespace?: string } };
  const path = await client.pathOf(given);
  const answer = await client.send("PATCH", `${path}?fieldManager=lab&force=true`, object, "application/apply-patch+yaml");
  if (answer.status >= 400)
    throw new Error(`${given.kind} ${given.metadata.name} of the platform: ${answer.status} ${answer.body["message"]}`);
}
