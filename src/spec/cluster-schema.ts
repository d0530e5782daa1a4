import { z } from "zod";
import { atLeast, parseVersion } from "../terms/version.ts";
import { alertsSchema } from "./alerts-schema.ts";
import { cidr, dnsName, domain, duration, ipAddress, label, pinnedImage, strict, text, version } from "./fields.ts";
import type { Cluster, Delivery } from "./topology.ts";

/** The CoreDNS that Trueline adds to pods where a cluster names no other: the one that its Corefiles were tried with. */
const COREDNS = "docker.io/coredns/coredns:1.15.0";

/** A repository path below its root, with forward slashes. */
const folder = z.string().superRefine((value, context) => {
  if (value === "" || value.startsWith("/") || value.split("/").includes("..")) {
    context.addIssue({
      code: "custom",
      message: `"${value}" is no folder of the repository.\nWrite it relative to the repository's root, as in "dist/east".`,
    });
  }
});

const certManager = z.union([
  version.transform((value) => ({ version: value, clusterResourceNamespace: "cert-manager" })),
  strict({ version, clusterResourceNamespace: label.default("cert-manager"), issuerAmbientCredentials: z.boolean().exactOptional() }),
]);

const trustManager = z.union([
  version.transform((value) => ({ version: value, trustNamespace: "cert-manager" })),
  strict({ version, trustNamespace: label.default("cert-manager") }),
]);

const annotationPrefix = z.string().superRefine((value, context) => {
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\/$/.test(value)) {
    context.addIssue({
      code: "custom",
      message: `"${value}" is no annotation prefix: it is a domain and a slash, as in "external-dns.kubernetes.io/".`,
    });
  }
});

/** external-dns reads `external-dns.kubernetes.io/` from 0.22 on, and read the `alpha` one before (its release notes, PR 6424). */
const externalDNS = strict({
  version,
  zones: z.array(domain).min(1),
  annotationPrefix: annotationPrefix.exactOptional(),
  sources: z.array(text).min(1).exactOptional(),
}).transform((given) => ({
  version: given.version,
  zones: given.zones,
  annotationPrefix: given.annotationPrefix ?? defaultPrefix(given.version),
  ...(given.sources === undefined ? {} : { sources: given.sources }),
}));

/** Where an Ingress controller's load balancer listens, whatever the port inside: no privilege of ours is needed. */
const edgePort = z.int().min(1).max(65535);

const ingressController = strict({
  controller: text,
  version,
  port: edgePort.default(443),
  namespace: label.exactOptional(),
  sslPassthrough: z.boolean().exactOptional(),
});

const gatewayAPI = strict({
  version,
  classes: z.record(dnsName, strict({ supportedFeatures: z.array(text), namespace: label.exactOptional() })),
});

function defaultPrefix(externalDNSVersion: string): string {
  const parsed = parseVersion(externalDNSVersion);
  return parsed && !atLeast(parsed, "0.22") ? "external-dns.alpha.kubernetes.io/" : "external-dns.kubernetes.io/";
}

/** Reloader's own default is `env-vars`, so its strategy has to be said. */
const reloader = strict({ version, strategy: z.enum(["annotations", "env-vars"]) });

/** Which versions of the vendor's operator are known, and why no others are. */
const operatorVersion = version.superRefine((value, context) => {
  const parsed = parseVersion(value);
  if (!parsed || (atLeast(parsed, "1.4") && !atLeast(parsed, "1.7"))) return;
  const why = atLeast(parsed, "1.4")
    ? "is newer than 1.6, the newest whose resources are known here."
    : "is older than 1.4, and does not know the traffic strategies by which nodes get their names.";
  const way = atLeast(parsed, "1.4") ? "" : "\nInstall 1.4 or newer: its Helm chart replaces the CustomResourceDefinitions.";
  context.addIssue({ code: "custom", message: `operator ${value} ${why}${way}` });
});

const kurrentdbOperator = z.union([
  operatorVersion.transform((value) => ({ version: value })),
  strict({
    version: operatorVersion,
    clusterDomain: dnsName.exactOptional(),
    baseResolver: ipAddress.exactOptional(),
    namespace: label.exactOptional(),
  }),
]);

const argocd = strict({
  kind: z.literal("argocd"),
  repository: text,
  path: folder,
  revision: text.exactOptional(),
  namespace: label.exactOptional(),
  project: dnsName.exactOptional(),
  server: text.exactOptional(),
  plugin: text.exactOptional(),
});

const flux = strict({
  kind: z.literal("flux"),
  repository: text,
  path: folder,
  branch: text.exactOptional(),
  namespace: label.exactOptional(),
  secretRef: dnsName.exactOptional(),
  interval: duration("1s", "Flux").exactOptional(),
  decryption: strict({ provider: z.literal("sops"), secretRef: dnsName.exactOptional() }).exactOptional(),
});

/** Schemas of a cluster's delivery by the function that makes it. */
export const deliverySchemas: Readonly<Record<string, z.ZodType<Delivery>>> = { argocd, flux };

/** A cluster without its name and its delivery, which is checked by its own kind. */
export const clusterSchema: z.ZodType<Omit<Cluster, "name">> = strict({
  platform: strict({
    kubernetes: version,
    certManager: certManager.exactOptional(),
    trustManager: trustManager.exactOptional(),
    clusterTrustBundles: z.enum(["v1beta1", "v1"]).exactOptional(),
    externalDNS: externalDNS.exactOptional(),
    prometheusOperator: version.exactOptional(),
    volumeSnapshots: z.enum(["v1"]).exactOptional(),
    reloader: reloader.exactOptional(),
    kurrentdbOperator: kurrentdbOperator.exactOptional(),
    cloud: z.enum(["aws", "azure", "gcp"]).exactOptional(),
    region: text.exactOptional(),
    loadBalancer: strict({ address: z.enum(["ip", "hostname"]), ipMode: z.enum(["VIP", "Proxy"]).exactOptional() }).exactOptional(),
    egress: z.array(cidr).min(1).exactOptional(),
    ingress: z.record(dnsName, ingressController).exactOptional(),
    gatewayAPI: gatewayAPI.exactOptional(),
  }),
  dns: strict({
    clusterDomain: dnsName.default("cluster.local"),
    serviceIP: ipAddress,
    customization: z.enum(["aks", "k3s", "kubeadm", "eks"]).exactOptional(),
    corefile: text.exactOptional(),
  }),
  delivery: z.custom<Delivery>().exactOptional(),
  images: strict({
    coredns: pinnedImage.exactOptional(),
    kubectl: pinnedImage.exactOptional(),
    backups: pinnedImage.exactOptional(),
  }).default({}),
  alerts: alertsSchema.exactOptional(),
}).transform(({ images, ...cluster }) => {
  const { major, minor } = parseVersion(cluster.platform.kubernetes) ?? { major: 1, minor: 0 };
  return {
    ...cluster,
    images: { ...images, coredns: images.coredns ?? COREDNS, kubectl: images.kubectl ?? `registry.k8s.io/kubectl:v${major}.${minor}.0` },
  };
});
