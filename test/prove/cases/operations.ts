import type { Draft } from "../fixture.ts";
import { replica, replicaServer } from "../variants.ts";
import type { Case } from "./case.ts";

/** A PodMonitor that scrapes the nodes as it should. */
function monitored(d: Draft): void {
  d.facts.platform.prometheusOperator = "0.86";
  d.add(`
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: ledger, namespace: data }
spec:
  selector: { matchLabels: { app: ledger } }
  podMetricsEndpoints:
    - port: http
      path: /metrics
      scheme: https
      tlsConfig: { ca: { secret: { name: ledger-tls, key: ca.crt } }, serverName: ledger-0.data.svc.cluster.local }
      basicAuth: { username: { name: metrics-user, key: username }, password: { name: metrics-user, key: password } }`);
}

const endpoint = (d: Draft) => d.object("PodMonitor", "ledger").spec.podMetricsEndpoints[0];

/** A read-only replica of another version than the quorum's. */
const versions = (quorum: string, ofReplica: string) => (d: Draft) => {
  const image = (version: string) => `docker.kurrent.io/kurrent-lts/kurrentdb:${version}`;
  d.server.image = image(quorum);
  replicaServer(d).image = image(ofReplica);
};

/** The same before 25.0, when the product and its variables had other names. */
const oldVersions = (quorum: string, ofReplica: string) => (d: Draft) => {
  versions(quorum, ofReplica)(d);
  for (const name of ["ledger", "ledger-ro"]) {
    const { containers } = d.object("StatefulSet", name).spec.template.spec;
    for (const variable of containers[0].env) variable.name = variable.name.replace("KURRENTDB_", "EVENTSTORE_");
    containers[1].args[0] = containers[1].args[0].replace("kurrentd", "eventstored");
  }
};

/** The same by a Service. */
function byService(d: Draft): void {
  monitored(d);
  const monitor = d.object("PodMonitor", "ledger");
  monitor.kind = "ServiceMonitor";
  monitor.spec.endpoints = monitor.spec.podMetricsEndpoints;
  delete monitor.spec.podMetricsEndpoints;
}

export const operations: readonly Case[] = [
  {
    code: "TL5501",
    title: "volumes that begin as a snapshot, in a cluster without snapshots",
    given: (d) => {
      const [claim] = d.object("StatefulSet", "ledger").spec.volumeClaimTemplates;
      claim.spec.dataSource = { apiGroup: "snapshot.storage.k8s.io", kind: "VolumeSnapshot", name: "before" };
    },
    bad: () => {},
    twin: (d) => {
      d.facts.platform.volumeSnapshots = "v1";
    },
    at: "StatefulSet ledger spec.volumeClaimTemplates[0].spec.dataSource",
  },
  {
    code: "TL5501",
    title: "a snapshot by hand, in a cluster without them",
    given: (d) => {
      d.add(`
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshot
metadata: { name: before, namespace: data }
spec: { source: { persistentVolumeClaimName: data-ledger-0 } }`);
    },
    bad: () => {},
    twin: (d) => {
      d.facts.platform.volumeSnapshots = "v1";
    },
    at: "VolumeSnapshot before ",
  },
  {
    code: "TL5502",
    title: "a PodMonitor in another namespace than its pods",
    given: monitored,
    bad: (d) => {
      d.object("PodMonitor", "ledger").metadata.namespace = "apps";
    },
    twin: (d) => {
      d.object("PodMonitor", "ledger").spec.namespaceSelector = { matchNames: ["data"] };
    },
    at: "PodMonitor ledger spec.selector",
  },
  {
    code: "TL5502",
    title: "a ServiceMonitor by a label of pods that no Service carries",
    given: (d) => {
      byService(d);
      for (const name of ["ledger", "ledger-0", "ledger-1", "ledger-2"]) d.object("Service", name).metadata.labels = {};
    },
    bad: () => {},
    twin: (d) => {
      d.object("Service", "ledger").metadata.labels = { app: "ledger" };
    },
    at: "ServiceMonitor ledger spec.selector",
  },
  {
    code: "TL5503",
    title: "a port by a name that no container has",
    given: monitored,
    bad: (d) => {
      endpoint(d).port = "metrics";
    },
    at: "PodMonitor ledger spec.podMetricsEndpoints[0].port",
  },
  {
    code: "TL5503",
    title: "a ServiceMonitor's port by a name that no Service has",
    given: byService,
    bad: (d) => {
      d.object("ServiceMonitor", "ledger").spec.endpoints[0].port = "grpc";
    },
    at: "ServiceMonitor ledger spec.endpoints[0].port",
  },
  {
    code: "TL5504",
    title: "no scheme, which is http, and a server that speaks TLS",
    given: monitored,
    bad: (d) => {
      delete endpoint(d).scheme;
    },
    at: "PodMonitor ledger spec.podMetricsEndpoints[0].scheme",
  },
  {
    code: "TL5505",
    title: "no name for the certificate of pods that are dialled by address",
    given: monitored,
    bad: (d) => {
      delete endpoint(d).tlsConfig.serverName;
    },
    twin: (d) => {
      endpoint(d).tlsConfig = { insecureSkipVerify: true };
    },
    at: "PodMonitor ledger spec.podMetricsEndpoints[0].tlsConfig",
  },
  {
    code: "TL5505",
    title: "a name that the certificate does not hold",
    given: monitored,
    bad: (d) => {
      endpoint(d).tlsConfig.serverName = "ledger.data.svc";
    },
    at: "PodMonitor ledger spec.podMetricsEndpoints[0].tlsConfig.serverName",
  },
  {
    code: "TL5506",
    title: "no root for certificates of a private authority",
    given: monitored,
    bad: (d) => {
      delete endpoint(d).tlsConfig.ca;
    },
    at: "PodMonitor ledger spec.podMetricsEndpoints[0].tlsConfig",
  },
  {
    code: "TL5507",
    title: "no user for metrics that users alone may read",
    given: monitored,
    bad: (d) => {
      delete endpoint(d).basicAuth;
    },
    twin: (d) => {
      delete endpoint(d).basicAuth;
      d.options({ ALLOW_ANONYMOUS_ENDPOINT_ACCESS: "true" });
    },
    at: "PodMonitor ledger spec.podMetricsEndpoints[0]",
  },
  {
    code: "TL5510",
    title: "a read-only replica that is a version ahead",
    given: replica,
    bad: versions("26.0.1", "26.1.0"),
    twin: versions("26.0.1", "26.0.1"),
    at: "StatefulSet ledger spec.template.spec.containers[0].image",
  },
  {
    code: "TL5511",
    title: "a replica that writes what the quorum does not understand",
    given: replica,
    bad: oldVersions("23.10.5", "24.10.6"),
    twin: oldVersions("23.10.8", "24.10.6"),
    at: "StatefulSet ledger spec.template.spec.containers[0].image",
    twinHas: ["TL5510"],
  },
];
