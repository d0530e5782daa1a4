/** A program of the lab, built from its own Go module. */
export interface Component {
  /** The program's name, and its file's in the cache. */
  readonly name: string;
  /** The folder below `components/` whose go.mod and go.sum pin it. */
  readonly folder: string;
  /** What `go build` builds there. */
  readonly package: string;
  readonly linkerFlags?: string;
  /** Go's build tags. */
  readonly tags?: string;
}

// Without these kube-apiserver calls itself v0.0.0, and clients such as Helm and Argo CD choose by that version.
const KUBERNETES_VERSION = ["gitVersion=v1.36.3", "gitMajor=1", "gitMinor=36"]
  .map((each) => `-X k8s.io/component-base/version.${each}`)
  .join(" ");

/** All programs of the lab, in the order in which they are built. */
export const COMPONENTS: readonly Component[] = [
  { name: "etcd", folder: "etcd", package: "go.etcd.io/etcd/server/v3" },
  ...["kube-apiserver", "kube-controller-manager", "kube-proxy", "kubectl"].map((name) => ({
    name,
    folder: "kubernetes",
    package: `k8s.io/kubernetes/cmd/${name}`,
    linkerFlags: KUBERNETES_VERSION,
  })),
  { name: "kwok", folder: "kwok", package: "sigs.k8s.io/kwok/cmd/kwok" },
  { name: "cert-manager", folder: "cert-manager", package: "." },
  { name: "cainjector", folder: "cert-manager", package: "./cainjector" },
  { name: "trust-manager", folder: "trust-manager", package: "github.com/cert-manager/trust-manager/cmd/trust-manager" },
  { name: "traefik", folder: "traefik", package: "github.com/traefik/traefik/v3/cmd/traefik" },
  { name: "ingress-stand-in", folder: "ingress-stand-in", package: "." },
  { name: "kurrentdb-stand-in", folder: "kurrentdb-stand-in", package: "." },
  { name: "coredns", folder: "coredns", package: "github.com/coredns/coredns" },
  { name: "external-dns", folder: "external-dns", package: "." },
  // Without service discovery by any cloud: their clients would be half of it.
  { name: "promtool", folder: "promtool", package: "github.com/prometheus/prometheus/cmd/promtool", tags: "remove_all_sd" },
];
