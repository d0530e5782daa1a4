import { type Draft, draft } from "./fixture.ts";

const PODS = [0, 1, 2];

/** A load balancer for each pod, with a public name under the prefix that the cluster's external-dns reads. */
export function balancers(d: Draft): void {
  for (const pod of PODS) {
    d.add(`
apiVersion: v1
kind: Service
metadata: { name: ledger-${pod}-lb, namespace: data, annotations: { external-dns.kubernetes.io/hostname: ledger-${pod}.db.example.com } }
spec:
  type: LoadBalancer
  loadBalancerSourceRanges: [0.0.0.0/0]
  publishNotReadyAddresses: true
  selector: { statefulset.kubernetes.io/pod-name: ledger-${pod} }
  ports: [{ name: http, port: 2113 }, { name: repl, port: 1112 }]`);
  }
}

/** Nodes and clients dial public names that lead through the load balancers. */
export function fqdns(d: Draft): void {
  balancers(d);
  const hosts = PODS.map((pod) => `ledger-${pod}.db.example.com`);
  d.options({
    GOSSIP_SEED: hosts.map((host) => `${host}:2113`).join(","),
    NODE_HOST_ADVERTISE_AS: "$(POD).db.example.com",
    REPLICATION_HOST_ADVERTISE_AS: "$(POD).db.example.com",
  });
  d.certificate.dnsNames = hosts;
  d.client.connectionString = `kurrentdb://${hosts.map((host) => `${host}:2113`).join(",")}?tls=true&tlsCaFile=/trust/roots.pem`;
}

/** Public names, and a DNS sidecar that leads the nodes straight to each other. */
export function splitDns(d: Draft): void {
  fqdns(d);
  d.add(`
apiVersion: v1
kind: ConfigMap
metadata: { name: ledger-dns, namespace: data }
data:
  Corefile: |
    .:53 {
      bind 127.0.0.1
      errors
      rewrite name regex ^(ledger-[0-9]+)\\.db\\.example\\.com\\.$ {1}.data.svc.cluster.local answer auto
      forward . 10.0.0.10
      cache 5
      ready :8181
    }`);
  d.pod.dnsPolicy = "None";
  d.pod.dnsConfig = {
    nameservers: ["127.0.0.1"],
    searches: ["data.svc.cluster.local", "svc.cluster.local", "cluster.local"],
    options: [{ name: "ndots", value: "2" }],
  };
  d.pod.initContainers = [
    {
      name: "dns",
      image: "docker.io/coredns/coredns:1.14.7",
      args: ["-conf", "/etc/coredns/Corefile"],
      restartPolicy: "Always",
      startupProbe: { httpGet: { path: "/ready", port: 8181 } },
      volumeMounts: [{ name: "dns", mountPath: "/etc/coredns" }],
    },
  ];
  d.pod.volumes.push({ name: "dns", configMap: { name: "ledger-dns" } });
}

/** Replaces a part of the sidecar's Corefile. */
export function corefile(d: Draft, from: string | RegExp, to: string): void {
  const { data } = d.object("ConfigMap", "ledger-dns");
  const changed = data.Corefile.replace(from, to);
  if (changed === data.Corefile) throw new Error(`the Corefile has no ${from}`);
  data.Corefile = changed;
}

/** Public names signed by a public authority, on a server that need not see client auth. */
export function acme(d: Draft): void {
  fqdns(d);
  d.add(`
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: letsencrypt }
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    email: pki@example.com
    privateKeySecretRef: { name: letsencrypt-account }
    solvers: [{ selector: { dnsZones: [db.example.com] }, dns01: { route53: { region: eu-central-1 } } }]`);
  Object.assign(d.certificate, {
    commonName: "ledger-0.db.example.com",
    dnsNames: ["*.db.example.com", "ledger-0.db.example.com"],
    usages: ["digital signature", "key encipherment", "server auth"],
    issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: "letsencrypt" },
  });
  d.remove("Bundle", "ledger-roots");
  d.remove("ClusterIssuer", "ledger", "bootstrap");
  d.remove("Certificate", "ledger-root");
  d.server.image = "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0";
  d.options({
    TRUSTED_ROOT_CERTIFICATES_PATH: undefined,
    CERTIFICATE_RESERVED_NODE_COMMON_NAME: "ledger-0.db.example.com",
    DISABLE_CLIENT_AUTH_EKU_VALIDATION: "true",
  });
  for (const container of d.pod.containers)
    container.volumeMounts = container.volumeMounts.filter((each: { name: string }) => each.name !== "roots");
  d.pod.volumes = d.pod.volumes.filter((each: { name: string }) => each.name !== "roots");
  const { connectionString } = d.client;
  d.object("ConfigMap", "ledger-client").data = { connectionString: connectionString.replace("&tlsCaFile=/trust/roots.pem", "") };
}

/** No TLS anywhere, as in a test. */
export function insecure(d: Draft): void {
  if (d.environment) d.environment.test = true;
  d.options({
    INSECURE: "true",
    CERTIFICATE_FILE: undefined,
    CERTIFICATE_PRIVATE_KEY_FILE: undefined,
    TRUSTED_ROOT_CERTIFICATES_PATH: undefined,
    CERTIFICATE_RESERVED_NODE_COMMON_NAME: undefined,
    DEFAULT_ADMIN_PASSWORD: undefined,
    DEFAULT_OPS_PASSWORD: undefined,
  });
  d.remove("Certificate", "ledger-tls", "ledger-root");
  d.remove("ClusterIssuer", "ledger", "bootstrap");
  d.remove("Bundle", "ledger-roots");
  d.pod.containers.splice(1);
  d.server.volumeMounts.splice(1);
  d.pod.volumes = [];
  d.object("ConfigMap", "ledger-client").data = {
    connectionString: "kurrentdb://ledger-0.data.svc.cluster.local:2113,ledger-1.data.svc.cluster.local:2113?tls=false",
  };
}

/** A second root with its issuer, on which nothing depends yet. */
export function secondRoot(d: Draft): void {
  d.add(`
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: other-root, namespace: cert-manager }
spec:
  isCA: true
  commonName: Acme other root
  secretName: other-root
  duration: 87600h0m0s
  privateKey: { algorithm: RSA, rotationPolicy: Never }
  issuerRef: { group: cert-manager.io, kind: ClusterIssuer, name: bootstrap }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: other }
spec: { ca: { secretName: other-root } }`);
}

/** A Bundle named after its one key's file, into one namespace. */
export function bundle(d: Draft, name: string, key: string, namespace: string, roots: readonly string[]): void {
  d.add(`
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: { name: ${name} }
spec:
  sources: [${roots.map((root) => `{ secret: { name: ${root}, key: ca.crt } }`).join(", ")}]
  target: { configMap: { key: ${key} }, namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${namespace} } } }`);
}

/** Lets the nodes take their roots from these ConfigMaps. */
export function rootsFrom(d: Draft, ...configMaps: readonly string[]): void {
  const volume = d.pod.volumes.find((each: { name: string }) => each.name === "roots");
  delete volume.secret;
  volume.projected = { sources: configMaps.map((name) => ({ configMap: { name } })) };
}

/** A read-only replica of the cluster, as a StatefulSet of its own with its own certificate. */
export function replica(d: Draft): void {
  const other = draft();
  const set = other.object("StatefulSet", "ledger");
  set.metadata.name = "ledger-ro";
  set.spec.replicas = 1;
  set.spec.serviceName = "ledger-ro";
  set.spec.selector.matchLabels.app = "ledger-ro";
  set.spec.template.metadata.labels.app = "ledger-ro";
  other.objects = [set];
  set.spec.template.spec.containers[0].env.push({ name: "KURRENTDB_READ_ONLY_REPLICA", value: "true" });
  for (const volume of set.spec.template.spec.volumes) volume.secret.secretName = "ledger-ro-tls";
  d.objects.push(set);
  const certificate = structuredClone(d.object("Certificate", "ledger-tls"));
  certificate.metadata.name = "ledger-ro-tls";
  Object.assign(certificate.spec, { secretName: "ledger-ro-tls", dnsNames: ["ledger-ro-0.data.svc.cluster.local"] });
  d.objects.push(certificate);
  for (const [name, selector] of [
    ["ledger-ro", { app: "ledger-ro" }],
    ["ledger-ro-0", { "statefulset.kubernetes.io/pod-name": "ledger-ro-0" }],
  ] as const) {
    const service = structuredClone(d.object("Service", "ledger-0"));
    service.metadata.name = name;
    service.spec.selector = selector;
    d.objects.push(service);
  }
}

/** The server's container of the read-only replica. */
export function replicaServer(d: Draft) {
  return d.object("StatefulSet", "ledger-ro").spec.template.spec.containers[0];
}

/** The replica's Secret is made elsewhere; its root it takes from the others' Secret. */
export function broughtReplica(d: Draft): void {
  d.remove("Certificate", "ledger-ro-tls");
  d.environment?.brought.push({
    cluster: "prod",
    namespace: "data",
    kind: "Secret",
    name: "ledger-ro-tls",
    keys: ["tls.crt", "tls.key"],
  });
  const { volumes } = d.object("StatefulSet", "ledger-ro").spec.template.spec;
  volumes[1].secret.secretName = "ledger-tls";
}

/** A single node instead of three. */
export function single(d: Draft): void {
  d.object("StatefulSet", "ledger").spec.replicas = 1;
  d.options({ CLUSTER_SIZE: undefined, GOSSIP_SEED: undefined, DISCOVER_VIA_DNS: undefined });
  d.remove("Service", "ledger-1", "ledger-2");
  d.client.connectionString = "kurrentdb://ledger-0.data.svc.cluster.local:2113?tls=true&tlsCaFile=/trust/roots.pem";
}

/** A second workload of one node that nobody of the first knows, with a certificate from the same issuer and a client. */
export function audit(d: Draft): void {
  const other = draft(single);
  const rename = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll("ledger-passwords", "PASSWORDS")
        .replaceAll("ledger", "audit")
        .replaceAll("kurrentdb-node", "audit-node")
        .replaceAll("PASSWORDS", "ledger-passwords"),
    );
  for (const [kind, name] of [
    ["StatefulSet", "ledger"],
    ["Certificate", "ledger-tls"],
    ["Service", "ledger"],
    ["Service", "ledger-0"],
    ["ServiceAccount", "ledger"],
  ] as const) {
    d.objects.push(rename(other.object(kind, name)));
  }
  d.object("Certificate", "audit-tls").spec.issuerRef.name = "ledger";
  const client = structuredClone(d.object("ConfigMap", "ledger-client"));
  client.metadata.name = "audit-client";
  client.data.connectionString = "kurrentdb://audit-0.data.svc.cluster.local:2113?tls=true&tlsCaFile=/trust/roots.pem";
  d.objects.push(client);
  d.environment?.processes.push({
    name: "auditor",
    program: "kurrentdb-client",
    cluster: "prod",
    namespace: "apps",
    reads: { cluster: "prod", namespace: "apps", configMap: "audit-client" },
  });
}

/** A Job that copies the root out of the nodes' Secret into a ConfigMap, from which the nodes take it. */
export function rootsJob(d: Draft): void {
  d.add(`
apiVersion: v1
kind: ConfigMap
metadata: { name: copy-roots, namespace: data }
data:
  kustomization.yaml: |
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    generatorOptions: { disableNameSuffixHash: true }
    configMapGenerator:
      - name: ledger-root
        namespace: data
        files: [root.crt=ca.crt]
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: copy-roots, namespace: data }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: copy-roots, namespace: data }
rules:
  - { apiGroups: [""], resources: [configmaps], verbs: [create] }
  - { apiGroups: [""], resources: [configmaps], resourceNames: [ledger-root], verbs: [get, patch] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: copy-roots, namespace: data }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: copy-roots }
subjects: [{ kind: ServiceAccount, name: copy-roots, namespace: data }]
---
apiVersion: batch/v1
kind: Job
metadata: { name: copy-roots, namespace: data }
spec:
  template:
    metadata: { labels: { app: copy-roots } }
    spec:
      serviceAccountName: copy-roots
      restartPolicy: OnFailure
      containers:
        - name: kubectl
          image: registry.k8s.io/kubectl:v1.33.0
          args: [apply, --server-side, -k, /work]
          volumeMounts: [{ name: work, mountPath: /work }]
      volumes:
        - name: work
          projected:
            sources:
              - configMap: { name: copy-roots }
              - secret: { name: ledger-tls, items: [{ key: ca.crt, path: ca.crt }] }`);
  rootsFrom(d, "ledger-root");
}

/** Lets the client dial this host. */
export function dial(host: string): (d: Draft) => void {
  return (d) => {
    d.client.connectionString = `kurrentdb://${host}?tls=true&tlsCaFile=/trust/roots.pem`;
  };
}

/** Foreign manifests, of which no Environment says anything. */
export function foreign(d: Draft): void {
  d.environment = undefined;
  d.add(`
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: ledger-passwords, namespace: data }
spec: { data: [{ secretKey: admin }, { secretKey: ops }] }`);
}

/** The Job writes the root into the trust namespace, too, where the clients' Bundle takes it up. */
export function rootsJobForClients(d: Draft): void {
  rootsJob(d);
  d.object("ConfigMap", "copy-roots").data["kustomization.yaml"] += `  - name: ledger-root
    namespace: cert-manager
    files: [root.crt=ca.crt]
`;
  d.add(`
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: copy-roots-to-trust, namespace: cert-manager }
rules:
  - { apiGroups: [""], resources: [configmaps], verbs: [create] }
  - { apiGroups: [""], resources: [configmaps], resourceNames: [ledger-root], verbs: [get, patch] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: copy-roots-to-trust, namespace: cert-manager }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: copy-roots-to-trust }
subjects: [{ kind: ServiceAccount, name: copy-roots, namespace: data }]`);
  d.object("Bundle", "ledger-roots").spec.sources = [{ configMap: { name: "ledger-root", key: "root.crt" } }];
}

/** A second cluster with a client that dials the nodes of `prod` without TLS: `far`, in the namespace apps of west. */
export function west(d: Draft): void {
  insecure(d);
  balancers(d);
  const { environment } = d;
  if (!environment) throw new Error("the base has an Environment");
  environment.clusters["west"] = {
    platform: { kubernetes: "1.33" },
    dns: { clusterDomain: "cluster.local", serviceIP: "10.1.0.10" },
  };
  environment.processes.push({
    name: "far",
    program: "kurrentdb-client",
    cluster: "west",
    namespace: "apps",
    reads: { cluster: "west", namespace: "apps", configMap: "far-client" },
  });
  d.add(
    `
apiVersion: v1
kind: Namespace
metadata: { name: apps }
---
apiVersion: v1
kind: Namespace
metadata: { name: data }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: far-client, namespace: apps }
data: { connectionString: "kurrentdb://ledger-0.db.example.com:2113?tls=false" }`,
    "west",
  );
}

/** Lets the client in west dial this host. */
export function farDials(host: string): (d: Draft) => void {
  return (d) => {
    d.object("ConfigMap", "far-client").data.connectionString = `kurrentdb://${host}:2113?tls=false`;
  };
}

/** Declares that a peering joins these clusters. */
export function peering(...joins: string[]): (d: Draft) => void {
  return (d) => {
    if (d.environment) d.environment.peerings = [{ name: "backbone", joins, podNetworks: false }];
  };
}

/** Makes a pod's load balancer an internal one of Google Cloud. */
export function internal(d: Draft, pod = 0): void {
  d.object("Service", `ledger-${pod}-lb`).metadata.annotations["networking.gke.io/load-balancer-type"] = "Internal";
}
