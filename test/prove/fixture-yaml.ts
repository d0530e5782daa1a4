const SERVICE_PER_POD = [0, 1, 2]
  .map(
    (index) => `
---
apiVersion: v1
kind: Service
metadata: { name: ledger-${index}, namespace: data, labels: { app: ledger } }
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector: { statefulset.kubernetes.io/pod-name: ledger-${index} }
  ports: [{ name: http, port: 2113 }, { name: repl, port: 1112 }]`,
  )
  .join("");

/**
 * A KurrentDB of three nodes as somebody writes it by hand: a root in cert-manager's namespace, a ClusterIssuer on it,
 * one certificate for all nodes with its ca.crt mounted as the trusted root, a headless Service per pod, a sidecar that
 * signals, and a client that gets the root by a Bundle.
 */
export const BASE = `
apiVersion: v1
kind: Namespace
metadata: { name: data }
---
apiVersion: v1
kind: Namespace
metadata: { name: apps }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: bootstrap }
spec: { selfSigned: {} }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: ledger-root, namespace: cert-manager }
spec:
  isCA: true
  commonName: Acme ledger root
  secretName: ledger-root
  duration: 87600h0m0s
  privateKey: { algorithm: RSA, size: 4096, rotationPolicy: Never }
  issuerRef: { group: cert-manager.io, kind: ClusterIssuer, name: bootstrap }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: ledger }
spec: { ca: { secretName: ledger-root } }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: ledger-tls, namespace: data }
spec:
  secretName: ledger-tls
  commonName: kurrentdb-node
  duration: 2160h0m0s
  renewBefore: 720h0m0s
  privateKey: { algorithm: RSA, rotationPolicy: Always }
  usages: [digital signature, key encipherment, server auth, client auth]
  dnsNames:
    - ledger-0.data.svc.cluster.local
    - ledger-1.data.svc.cluster.local
    - ledger-2.data.svc.cluster.local
  issuerRef: { group: cert-manager.io, kind: ClusterIssuer, name: ledger }
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: { name: ledger-roots }
spec:
  sources: [{ secret: { name: ledger-root, key: ca.crt } }]
  target:
    configMap: { key: roots.pem }
    namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: apps } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ledger-client, namespace: apps }
data:
  connectionString: kurrentdb://ledger-0.data.svc.cluster.local:2113,ledger-1.data.svc.cluster.local:2113?tls=true&tlsCaFile=/trust/roots.pem
  trustConfigMap: ledger-roots
  trustPath: /trust
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: ledger, namespace: data }
---
apiVersion: v1
kind: Service
metadata: { name: ledger, namespace: data, labels: { app: ledger } }
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector: { app: ledger }
  ports: [{ name: http, port: 2113 }, { name: repl, port: 1112 }]${SERVICE_PER_POD}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: ledger, namespace: data }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: ledger } } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: ledger, namespace: data, labels: { app: ledger } }
spec:
  replicas: 3
  serviceName: ledger
  podManagementPolicy: Parallel
  selector: { matchLabels: { app: ledger } }
  template:
    metadata: { labels: { app: ledger } }
    spec:
      serviceAccountName: ledger
      enableServiceLinks: false
      shareProcessNamespace: true
      securityContext: { runAsUser: 1001, runAsGroup: 1001, fsGroup: 1001 }
      containers:
        - name: kurrentdb
          image: docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1
          ports: [{ name: http, containerPort: 2113 }, { name: repl, containerPort: 1112 }]
          readinessProbe: { httpGet: { path: /health/live, port: http, scheme: HTTPS } }
          env:
            - { name: POD, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
            - { name: KURRENTDB_CLUSTER_SIZE, value: "3" }
            - { name: KURRENTDB_DISCOVER_VIA_DNS, value: "false" }
            - { name: KURRENTDB_GOSSIP_SEED, value: "ledger-0.data.svc.cluster.local:2113,ledger-1.data.svc.cluster.local:2113,ledger-2.data.svc.cluster.local:2113" }
            - { name: KURRENTDB_NODE_HOST_ADVERTISE_AS, value: $(POD).data.svc.cluster.local }
            - { name: KURRENTDB_REPLICATION_HOST_ADVERTISE_AS, value: $(POD).data.svc.cluster.local }
            - { name: KURRENTDB_CERTIFICATE_FILE, value: /certs/node/tls.crt }
            - { name: KURRENTDB_CERTIFICATE_PRIVATE_KEY_FILE, value: /certs/node/tls.key }
            - { name: KURRENTDB_TRUSTED_ROOT_CERTIFICATES_PATH, value: /certs/roots }
            - { name: KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME, value: kurrentdb-node }
            - { name: KURRENTDB_DEFAULT_ADMIN_PASSWORD, valueFrom: { secretKeyRef: { name: ledger-passwords, key: admin } } }
            - { name: KURRENTDB_DEFAULT_OPS_PASSWORD, valueFrom: { secretKeyRef: { name: ledger-passwords, key: ops } } }
          volumeMounts:
            - { name: data, mountPath: /var/lib/kurrentdb }
            - { name: node-tls, mountPath: /certs/node, readOnly: true }
            - { name: roots, mountPath: /certs/roots, readOnly: true }
        - name: hup
          image: docker.io/library/busybox:1.37
          command: [sh, -c]
          args:
            - 'last=; while sleep 30; do now=$(cat "$@" 2>/dev/null | md5sum); [ "$now" = "$last" ] || pkill -HUP kurrentd; last=$now; done'
            - hup
            - /certs/node
            - /certs/roots
          volumeMounts:
            - { name: node-tls, mountPath: /certs/node, readOnly: true }
            - { name: roots, mountPath: /certs/roots, readOnly: true }
      volumes:
        - { name: node-tls, secret: { secretName: ledger-tls, items: [{ key: tls.crt, path: tls.crt }, { key: tls.key, path: tls.key }] } }
        - { name: roots, secret: { secretName: ledger-tls, items: [{ key: ca.crt, path: ca.crt }] } }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 10Gi } } }
`;
