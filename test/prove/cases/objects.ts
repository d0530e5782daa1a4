import { pki } from "../../fixtures/pki.ts";
import type { Draft } from "../fixture.ts";
import { foreign, insecure, rootsJob, rootsJobForClients, single, splitDns } from "../variants.ts";
import type { Case } from "./case.ts";

const note = (text: string) => (d: Draft) =>
  d.objects.push({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "notes", namespace: "apps" }, data: { text } });

const service = (name: string, spec: string) => (d: Draft) =>
  d.add(`
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: data }
spec: { ${spec}, selector: { app: ledger }, ports: [{ port: 2113 }] }`);

const placeholder = (text: string, like: string): Case => ({
  code: "TL5203",
  title: `the placeholder in ${JSON.stringify(text)}, not in ${JSON.stringify(like)}`,
  bad: note(text),
  twin: note(like),
  at: "ConfigMap notes data.text",
});

export const objects: readonly Case[] = [
  {
    code: "TL5101",
    title: "a serviceName without its Service",
    bad: (d) => {
      d.object("StatefulSet", "ledger").spec.serviceName = "ledger-headless";
    },
    twin: (d) => {
      d.object("StatefulSet", "ledger").spec.serviceName = "ledger-headless";
      service("ledger-headless", "clusterIP: None")(d);
    },
    at: "StatefulSet ledger spec.serviceName",
  },
  {
    code: "TL5101",
    title: "a serviceName that means a Service with an address",
    bad: (d) => {
      delete d.object("Service", "ledger").spec.clusterIP;
    },
    at: "StatefulSet ledger spec.serviceName",
  },
  {
    code: "TL5101",
    title: "a serviceName that means a headless Service of one pod only",
    bad: (d) => {
      d.object("StatefulSet", "ledger").spec.serviceName = "ledger-0";
    },
    at: "StatefulSet ledger spec.serviceName",
  },
  {
    code: "TL5102",
    title: "a PodDisruptionBudget of pods that are called otherwise",
    bad: (d) => {
      d.object("PodDisruptionBudget", "ledger").spec.selector.matchLabels = { "app.kubernetes.io/name": "ledger" };
    },
    twin: (d) => {
      d.object("PodDisruptionBudget", "ledger").spec.selector = { matchExpressions: [{ key: "app", operator: "In", values: ["ledger"] }] };
    },
    at: "PodDisruptionBudget ledger spec.selector",
  },
  {
    code: "TL5102",
    title: "a PodDisruptionBudget whose expressions match nothing",
    given: (d) => {
      d.object("PodDisruptionBudget", "ledger").spec.selector = { matchExpressions: [{ key: "app", operator: "In", values: ["ledger"] }] };
    },
    bad: (d) => {
      d.object("PodDisruptionBudget", "ledger").spec.selector.matchExpressions[0].operator = "NotIn";
    },
    at: "PodDisruptionBudget ledger spec.selector",
  },
  {
    code: "TL5102",
    title: "a Service of a fourth pod, of three",
    bad: (d) => {
      const extra = structuredClone(d.object("Service", "ledger-2"));
      extra.metadata.name = "ledger-3";
      extra.spec.selector["statefulset.kubernetes.io/pod-name"] = "ledger-3";
      d.objects.push(extra);
    },
    twin: (d) => {
      const extra = structuredClone(d.object("Service", "ledger-2"));
      extra.metadata.name = "ledger-3";
      extra.spec.selector = { "apps.kubernetes.io/pod-index": "2" };
      d.objects.push(extra);
    },
    at: "Service ledger-3 spec.selector",
  },
  {
    code: "TL5103",
    title: "a ConfigMap that nobody makes",
    bad: (d) => {
      d.server.envFrom = [{ configMapRef: { name: "ledger-options" } }];
    },
    twin: (d) => {
      d.server.envFrom = [{ configMapRef: { name: "ledger-options", optional: true } }];
    },
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.containers[0].envFrom[0].configMapRef.name",
  },
  {
    code: "TL5103",
    title: "a Secret that the Environment does not name",
    bad: (d) => {
      d.environment?.brought.splice(0);
    },
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_DEFAULT_ADMIN_PASSWORD.valueFrom.secretKeyRef",
  },
  {
    code: "TL5103",
    title: "a key that the Secret does not have",
    bad: (d) => {
      d.pod.volumes[1].secret.items[0].key = "root.crt";
    },
    hops: ["resolve", "start"],
    at: "StatefulSet ledger spec.template.spec.volumes[1].secret.items[0].key",
  },
  {
    code: "TL5103",
    title: "a ServiceAccount that nobody makes",
    bad: (d) => d.remove("ServiceAccount", "ledger"),
    twin: (d) => {
      d.remove("ServiceAccount", "ledger");
      d.pod.serviceAccountName = "default";
    },
    hops: ["resolve", "start"],
    at: "StatefulSet ledger spec.template.spec.serviceAccountName",
  },
  {
    code: "TL5103",
    title: "a ServiceAccount in foreign manifests is counted, not blamed",
    given: foreign,
    bad: (d) => d.remove("ServiceAccount", "ledger"),
    severity: "note",
    hops: ["start"],
    at: "StatefulSet ledger spec.template.spec.serviceAccountName",
    also: ["TL4603"],
    twinHas: ["TL4603"],
  },
  {
    code: "TL5103",
    title: "a Secret in foreign manifests is counted, not blamed",
    given: foreign,
    bad: (d) => d.remove("ExternalSecret", "ledger-passwords"),
    severity: "note",
    hops: ["start"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_DEFAULT_ADMIN_PASSWORD.valueFrom.secretKeyRef",
    also: ["TL4603"],
    twinHas: ["TL4603"],
  },
  {
    code: "TL5103",
    title: "a binding to a ServiceAccount that nobody makes",
    given: rootsJob,
    bad: (d) => d.object("RoleBinding", "copy-roots").subjects.push({ kind: "ServiceAccount", name: "copier", namespace: "data" }),
    at: "RoleBinding copy-roots subjects[1].name",
  },
  {
    code: "TL5103",
    title: "a trust ConfigMap that the Bundle hands to another namespace",
    bad: (d) => {
      d.object("Bundle", "ledger-roots").spec.target.namespaceSelector.matchLabels["kubernetes.io/metadata.name"] = "app";
    },
    twin: (d) => {
      d.object("Bundle", "ledger-roots").spec.target.namespaceSelector = {};
    },
    hops: ["start"],
    at: "ConfigMap ledger-client data.trustConfigMap",
  },
  {
    code: "TL5103",
    title: "a certificate file that is not mounted",
    bad: (d) => d.options({ CERTIFICATE_FILE: "/certs/tls.crt" }),
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_CERTIFICATE_FILE.value",
  },
  {
    code: "TL5104",
    title: "a sidecar that takes the server's port",
    given: splitDns,
    bad: (d) => {
      d.object("ConfigMap", "ledger-dns").data.Corefile = d
        .object("ConfigMap", "ledger-dns")
        .data.Corefile.replace("errors", "errors\n  prometheus :1112");
    },
    twin: (d) => {
      d.object("ConfigMap", "ledger-dns").data.Corefile = d
        .object("ConfigMap", "ledger-dns")
        .data.Corefile.replace("errors", "errors\n  prometheus :9153");
    },
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.containers[0]",
  },
  {
    code: "TL5105",
    title: "a DNS sidecar without the capability that its binary carries",
    given: splitDns,
    bad: (d) => {
      d.pod.initContainers[0].securityContext = { capabilities: { drop: ["ALL"] } };
    },
    twin: (d) => {
      d.pod.initContainers[0].securityContext = { capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } };
    },
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.initContainers[0].securityContext.capabilities",
  },
  {
    code: "TL5105",
    title: "a DNS sidecar whose file capability has no effect",
    given: splitDns,
    bad: (d) => {
      d.pod.initContainers[0].securityContext = { allowPrivilegeEscalation: false };
    },
    twin: (d) => {
      d.pod.initContainers[0].securityContext = { allowPrivilegeEscalation: false };
      d.pod.securityContext.sysctls = [{ name: "net.ipv4.ip_unprivileged_port_start", value: "53" }];
    },
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.initContainers[0].securityContext.allowPrivilegeEscalation",
  },
  {
    code: "TL5106",
    title: "a namespace that nobody declares",
    bad: (d) => d.remove("Namespace", "data"),
    twin: (d) => {
      d.remove("Namespace", "data");
      d.environment?.brought.push({ cluster: "prod", namespace: "", kind: "Namespace", name: "data", keys: [] });
    },
    at: "Certificate ledger-tls metadata.namespace",
  },
  {
    code: "TL5107",
    title: "the DNS sidecar as one container among others",
    given: splitDns,
    bad: (d) => {
      const [dns] = d.pod.initContainers.splice(0);
      delete dns.restartPolicy;
      d.pod.containers.push(dns);
    },
    at: "StatefulSet ledger spec.template.spec.containers[2]",
  },
  {
    code: "TL5107",
    title: "an init container before the DNS sidecar",
    given: splitDns,
    bad: (d) =>
      d.pod.initContainers.unshift({ name: "chown", image: "docker.io/library/busybox:1.37", command: ["chown", "-R", "1001", "/data"] }),
    twin: (d) =>
      d.pod.initContainers.push({ name: "chown", image: "docker.io/library/busybox:1.37", command: ["chown", "-R", "1001", "/data"] }),
    at: "StatefulSet ledger spec.template.spec.initContainers[1]",
  },
  {
    code: "TL5107",
    title: "a DNS sidecar that nothing waits for",
    given: splitDns,
    bad: (d) => {
      delete d.pod.initContainers[0].startupProbe;
    },
    at: "StatefulSet ledger spec.template.spec.initContainers[0]",
  },
  {
    code: "TL5108",
    title: "a Service named kurrentdb, and service links",
    given: (d) => {
      delete d.pod.enableServiceLinks;
    },
    bad: service("kurrentdb", "type: ClusterIP"),
    twin: service("kurrentdb", "clusterIP: None"),
    hops: ["start", "accept"],
    at: "StatefulSet ledger spec.template.spec.enableServiceLinks",
  },
  {
    code: "TL5108",
    title: "a Service named eventstore-ui, and service links",
    bad: (d) => {
      service("eventstore-ui", "type: NodePort")(d);
      d.pod.enableServiceLinks = true;
    },
    twin: service("eventstore-ui", "type: NodePort"),
    hops: ["start", "accept"],
    at: "StatefulSet ledger spec.template.spec.enableServiceLinks",
  },
  {
    code: "TL5108",
    title: "a Service named kurrentdb, where the server does not mind unknown options",
    given: (d) => {
      delete d.pod.enableServiceLinks;
      service("kurrentdb", "type: ClusterIP")(d);
    },
    bad: () => {},
    twin: (d) => d.options({ ALLOW_UNKNOWN_OPTIONS: "true" }),
    hops: ["start", "accept"],
    at: "StatefulSet ledger spec.template.spec.enableServiceLinks",
  },
  {
    code: "TL5109",
    title: "a Job whose Role is for another ConfigMap",
    given: rootsJob,
    bad: (d) => {
      d.object("Role", "copy-roots").rules[1].resourceNames = ["ledger-roots"];
    },
    hops: ["resolve", "start"],
    at: "Job copy-roots spec.template.spec.containers[0]",
  },
  {
    code: "TL5109",
    title: "a Job that nobody binds to its Role",
    given: rootsJob,
    bad: (d) => {
      d.object("RoleBinding", "copy-roots").subjects[0].name = "default";
    },
    hops: ["resolve", "start"],
    at: "Job copy-roots spec.template.spec.containers[0]",
  },
  {
    code: "TL5103",
    title: "a Job that never writes the roots, since it looks for its kustomization elsewhere",
    given: rootsJob,
    bad: (d) => {
      d.object("Job", "copy-roots").spec.template.spec.containers[0].args[3] = "/job";
    },
    hops: ["resolve", "start"],
    at: "Job copy-roots spec.template.spec.containers[0].args[3]",
    also: ["TL5103"],
  },
  {
    code: "TL5103",
    title: "a Job that never writes the roots, since its ServiceAccount is not there",
    given: rootsJob,
    bad: (d) => d.remove("ServiceAccount", "copy-roots"),
    hops: ["resolve", "start"],
    at: "Job copy-roots spec.template.spec.serviceAccountName",
    also: ["TL5103"],
  },
  {
    code: "TL5109",
    title: "a Job that may not write what the clients' Bundle takes up",
    given: rootsJobForClients,
    bad: (d) => d.remove("RoleBinding", "copy-roots-to-trust"),
    hops: ["start"],
    at: "Job copy-roots spec.template.spec.containers[0]",
  },
  {
    code: "TL5201",
    title: "insecure in a topology that is no test",
    given: insecure,
    bad: (d) => {
      if (d.environment) d.environment.test = false;
    },
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_INSECURE.value",
  },
  {
    code: "TL3104",
    title: "a TLS client of an insecure server",
    given: insecure,
    bad: (d) => {
      d.client.connectionString = "kurrentdb://ledger-0.data.svc.cluster.local:2113?tls=true";
    },
    hops: ["accept"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL5202",
    title: "no password of its own for the operators",
    bad: (d) => d.options({ DEFAULT_OPS_PASSWORD: undefined }),
    at: "StatefulSet ledger spec.template.spec.containers[0]",
  },
  {
    code: "TL5202",
    title: "the public default, written down",
    bad: (d) => d.options({ DEFAULT_ADMIN_PASSWORD: "changeit" }),
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_DEFAULT_ADMIN_PASSWORD.value",
    also: ["TL5204"],
  },
  placeholder("email: { email }", "email: ${EMAIL}"),
  placeholder("https://{domain}/", "https://${domain}/"),
  placeholder("user <name>", "^(?<name>[a-z]+)$"),
  placeholder("host: <your host>", "a < b and c > d"),
  placeholder("ledger.your-domain.com", "ledger.yours.example"),
  placeholder("https://yourdomain.example.org", "you are in our domain"),
  placeholder("rewrite {podName}.db", "rewrite name regex (.*)\\.db {1}.svc"),
  placeholder("{ zone id }", ".:53 {\n  forward . 10.0.0.10\n}"),
  placeholder("<cluster-name>", "(?P<cluster>[a-z]+)"),
  placeholder("{host}", "{{ .Values.host }}"),
  placeholder("Ann <your name>", "Ann <ann@example.com>"),
  {
    ...placeholder("level: <level>", '<?xml version="1.0"?>\n<configuration>\n  <logger name="db" />\n</configuration>\n'),
  },
  {
    code: "TL5203",
    title: "a placeholder, but not in the description of a resource definition",
    bad: note("dial <host>"),
    twin: (d) =>
      d.add(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: dials.example.com }
spec: { versions: [{ name: v1, schema: { openAPIV3Schema: { description: "An address of the form <host>:<port>, or {host}." } } }] }`),
    at: "ConfigMap notes data.text",
  },
  {
    code: "TL5203",
    title: "the vendor's example with its e-mail address unfilled",
    given: (d) =>
      d.add(`
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: letsencrypt }
spec: { acme: { server: https://acme-v02.api.letsencrypt.org/directory, email: pki@example.com, privateKeySecretRef: { name: key }, solvers: [{ http01: { ingress: {} } }] } }`),
    bad: (d) => {
      d.object("ClusterIssuer", "letsencrypt").spec.acme.email = "{ email }";
    },
    at: "ClusterIssuer letsencrypt spec.acme.email",
  },
  {
    code: "TL5203",
    title: "a placeholder in a name that is dialled, which does not exist either",
    bad: (d) => d.options({ GOSSIP_SEED: "{podName}.data.svc.cluster.local:2113" }),
    twin: (d) => d.options({ GOSSIP_SEED: "ledger-0.data.svc.cluster.local:2113" }),
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_GOSSIP_SEED.value",
    also: ["TL2101"],
  },
  {
    code: "TL5204",
    title: "a Secret with its data",
    bad: (d) =>
      d.add(
        "{ apiVersion: v1, kind: Secret, metadata: { name: ledger-passwords, namespace: data }, stringData: { admin: hunter2, ops: hunter3 } }",
      ),
    twin: (d) =>
      d.add("{ apiVersion: v1, kind: Secret, metadata: { name: token, namespace: data }, type: kubernetes.io/service-account-token }"),
    at: "Secret ledger-passwords stringData",
  },
  {
    code: "TL5204",
    title: "a Secret that is not encrypted by SOPS",
    bad: (d) => d.add("{ apiVersion: v1, kind: Secret, metadata: { name: web, namespace: apps }, stringData: { token: hunter2 } }"),
    twin: (d) =>
      d.add(`
apiVersion: v1
kind: Secret
metadata: { name: web, namespace: apps }
stringData: { token: "ENC[AES256_GCM,data:8Jk=,iv:9x=,tag:Qz==,type:str]" }
sops: { age: [{ recipient: age1acme }], mac: "ENC[AES256_GCM,data:77=,type:str]", version: 3.9.0 }`),
    at: "Secret web stringData",
  },
  {
    code: "TL5204",
    title: "a Secret of SOPS of which one value was left in clear",
    given: (d) =>
      d.add(`
apiVersion: v1
kind: Secret
metadata: { name: web, namespace: apps }
stringData: { token: "ENC[AES256_GCM,data:8Jk=,iv:9x=,tag:Qz==,type:str]", empty: "", user_unencrypted: web }
sops: { age: [{ recipient: age1acme }], mac: "ENC[AES256_GCM,data:77=,type:str]", version: 3.9.0 }`),
    bad: (d) => {
      d.object("Secret", "web").stringData.password = "hunter2";
    },
    at: "Secret web stringData.password",
  },
  {
    code: "TL5204",
    title: "a password in a variable",
    bad: (d) => d.options({ DEFAULT_OPS_PASSWORD: undefined, DEFAULT_ADMIN_PASSWORD: "hunter2" }),
    twin: (d) => d.server.env.push({ name: "ADMIN_PASSWORD_FILE", value: "/run/secrets/admin" }),
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_DEFAULT_ADMIN_PASSWORD.value",
    also: ["TL5202"],
  },
  {
    code: "TL5204",
    title: "a connection string with a password",
    bad: (d) => {
      d.client.connectionString = d.client.connectionString.replace("://", "://admin:changeit@");
    },
    twin: (d) => {
      d.client.connectionString = d.client.connectionString.replace("://", "://admin:$(PASSWORD)@");
    },
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL5204",
    title: "a key of a ConfigMap that is a password by its name",
    bad: (d) => d.add("{ apiVersion: v1, kind: ConfigMap, metadata: { name: notes, namespace: apps }, data: { db-password: hunter2 } }"),
    twin: (d) =>
      d.add("{ apiVersion: v1, kind: ConfigMap, metadata: { name: notes, namespace: apps }, data: { db-secret: ledger-passwords } }"),
    at: "ConfigMap notes data.db-password",
  },
  {
    code: "TL5204",
    title: "a private key in base64 in the binary data of a ConfigMap",
    bad: (d) =>
      d.objects.push({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "notes", namespace: "apps" },
        binaryData: { pem: Buffer.from("-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----").toString("base64") },
      }),
    twin: (d) =>
      d.objects.push({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "notes", namespace: "apps" },
        binaryData: { pem: Buffer.from("-----BEGIN PUBLIC KEY-----\nMHcC\n-----END PUBLIC KEY-----, twice").toString("base64") },
      }),
    at: "ConfigMap notes binaryData.pem",
  },
  {
    code: "TL5204",
    title: "a token in an annotation; the id of an AWS key is none",
    bad: (d) => {
      d.object("StatefulSet", "ledger").metadata.annotations = { "acme.example/ci": `glpat-${"aB3".repeat(7)}` };
    },
    twin: (d) => {
      d.object("StatefulSet", "ledger").metadata.annotations = { "acme.example/ci": "AKIAIOSFODNN7EXAMPLE" };
    },
    at: 'StatefulSet ledger metadata.annotations["acme.example/ci"]',
  },
  {
    code: "TL5204",
    title: "a private key in a ConfigMap",
    bad: note("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"),
    twin: note(`${pki("corp-root")}no PRIVATE KEY here`),
    at: "ConfigMap notes data.text",
  },
  {
    code: "TL5204",
    title: "an encrypted private key in an environment variable",
    bad: (d) => d.server.env.push({ name: "KEY", value: "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIF" }),
    twin: (d) => d.server.env.push({ name: "KEY", value: "-----BEGIN PUBLIC KEY-----\nMIIF" }),
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KEY.value",
  },
  {
    code: "TL5301",
    title: "several seeds for a cluster of one",
    given: single,
    bad: (d) => d.options({ GOSSIP_SEED: "ledger-0.data.svc.cluster.local:2113,ledger-1.data.svc.cluster.local:2113" }),
    hops: ["accept"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_GOSSIP_SEED.value",
  },
  {
    code: "TL5301",
    title: "an option of 26.1 on a server of 26.0",
    bad: (d) => d.options({ DISABLE_CLIENT_AUTH_EKU_VALIDATION: "true" }),
    twin: (d) => {
      d.options({ DISABLE_CLIENT_AUTH_EKU_VALIDATION: "true" });
      d.server.image = "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0";
    },
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_DISABLE_CLIENT_AUTH_EKU_VALIDATION.value",
  },
  {
    code: "TL5301",
    title: "a read-only replica of a cluster of one",
    given: single,
    bad: (d) => d.options({ READ_ONLY_REPLICA: "true" }),
    hops: ["accept"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_READ_ONLY_REPLICA.value",
  },
  {
    code: "TL5301",
    title: "DNS discovery off, and no seeds",
    bad: (d) => d.options({ GOSSIP_SEED: undefined }),
    hops: ["accept"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_DISCOVER_VIA_DNS.value",
  },
  {
    code: "TL5301",
    title: "the name that an option had before 25.0",
    bad: (d) => d.options({ EXT_HOST_ADVERTISE_AS: "$(POD).data.svc.cluster.local" }),
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_EXT_HOST_ADVERTISE_AS.value",
  },
  {
    code: "TL5301",
    title: "the key of another certificate",
    given: (d) =>
      d.add(`
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: second, namespace: data }
spec: { secretName: second, commonName: second, issuerRef: { name: ledger, kind: ClusterIssuer } }`),
    bad: (d) => {
      d.pod.volumes[0] = {
        name: "node-tls",
        projected: {
          sources: [
            { secret: { name: "ledger-tls", items: [{ key: "tls.crt", path: "tls.crt" }] } },
            { secret: { name: "second", items: [{ key: "tls.key", path: "tls.key" }] } },
          ],
        },
      };
    },
    twin: (d) => {
      d.pod.volumes[0] = {
        name: "node-tls",
        projected: {
          sources: [
            {
              secret: {
                name: "ledger-tls",
                items: [
                  { key: "tls.crt", path: "tls.crt" },
                  { key: "tls.key", path: "tls.key" },
                ],
              },
            },
            { secret: { name: "second", items: [{ key: "tls.key", path: "second.key" }] } },
          ],
        },
      };
    },
    hops: ["accept", "start"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_CERTIFICATE_PRIVATE_KEY_FILE.value",
  },
];
