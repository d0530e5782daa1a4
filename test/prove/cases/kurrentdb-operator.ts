import type { Draft, Loose } from "../fixture.ts";
import type { Case } from "./case.ts";

type Edit = (draft: Draft) => void;

const LEDGER = `
apiVersion: kubernetes.kurrent.io/v1
kind: KurrentDB
metadata: { name: ledger, namespace: data }
spec:
  replicas: 3
  image: docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1
  resources: {}
  storage: { resources: { requests: { storage: 10Gi } } }
  network:
    domain: db.example.com
    fqdnTemplate: "{podName}.{domain}"
    internodeTrafficStrategy: ServiceName
    clientTrafficStrategy: ServiceName
    loadBalancer: { enabled: false }
  security:
    certificateReservedNodeCommonName: kurrentdb-node
    certificateSecret: { name: ledger-tls, keyName: tls.crt, privateKeyName: tls.key }
    certificateAuthoritySecret: { name: ledger-tls, keyName: ca.crt }
  users:
    adminPasswordSecret: { name: ledger-passwords, key: admin }
    opsPasswordSecret: { name: ledger-passwords, key: ops }
`;

/** The base with the vendor's operator in place of objects written by hand. */
const operated =
  (version: string | undefined): Edit =>
  (d) => {
    d.remove("StatefulSet", "ledger");
    d.remove("Service", "ledger", "ledger-0", "ledger-1", "ledger-2");
    d.remove("PodDisruptionBudget", "ledger");
    d.add(LEDGER);
    d.certificate.dnsNames = ["*.ledger.data.svc.cluster.local", "*.ledger-replica.data.svc.cluster.local", "*.db.example.com"];
    d.client.connectionString = d.client.connectionString.replace(/(ledger-\d)\.data/g, "$1.ledger.data");
    if (version !== undefined) d.facts.platform.kurrentdbOperator = { version };
  };
const newest = operated("1.6");

const ledger = (d: Draft): Loose => d.object("KurrentDB", "ledger").spec;
const spec =
  (edit: (spec: Loose) => void): Edit =>
  (d) =>
    edit(ledger(d));

function refused(title: string, bad: (spec: Loose) => void, at: string, twin?: (spec: Loose) => void, more: Partial<Case> = {}): Case {
  const place = `KurrentDB ledger spec${at}`;
  return { code: "TL5401", title, given: newest, bad: spec(bad), ...(twin ? { twin: spec(twin) } : {}), at: place, ...more };
}

/** A field that only newer operators have. The older one takes the users out, which it does not know either. */
function newer(field: string, edit: (spec: Loose) => void, since: string, without: string): Case {
  const withoutUsers = (version: string): Edit => {
    return (d) => {
      operated(version)(d);
      if (version.startsWith("1.4")) delete ledger(d).users;
      edit(ledger(d));
    };
  };
  return {
    code: "TL5403",
    title: `${field} before ${since}`,
    bad: withoutUsers(without),
    twin: withoutUsers(since),
    at: `KurrentDB ledger spec.${field}`,
    ...(without.startsWith("1.4") ? { also: ["TL5202"] } : {}),
  };
}

const backup = `
apiVersion: kubernetes.kurrent.io/v1
kind: KurrentDBBackup
metadata: { name: monday, namespace: data }
spec: { clusterName: ledger, ttl: 1d12h }
`;
const schedule = `
apiVersion: kubernetes.kurrent.io/v1
kind: KurrentDBBackupSchedule
metadata: { name: nightly, namespace: data }
spec: { schedule: "0 2 * * *", keep: 7, template: { spec: { clusterName: ledger } } }
`;
const adding =
  (yaml: string): Edit =>
  (d) => {
    newest(d);
    d.add(yaml);
  };
const ofKind =
  (kind: string, edit: (spec: Loose) => void): Edit =>
  (d) =>
    edit(d.objects.find((each) => each.kind === kind).spec);

export const kurrentdbOperator: readonly Case[] = [
  {
    code: "TL5401",
    title: "five nodes with operator 1.4",
    given: (d) => delete ledgerOf(d).users,
    bad: (d) => {
      ledger(d).replicas = 5;
    },
    at: "KurrentDB ledger spec.replicas",
    also: ["TL5202"],
    twinHas: ["TL5202"],
  },
  refused(
    "four nodes",
    (s) => {
      s.replicas = 4;
    },
    ".replicas",
    (s) => {
      s.replicas = 5;
    },
  ),
  refused(
    "read-only replicas of one node",
    (s) => {
      s.replicas = 1;
      s.readOnlyReplicas = { replicas: 1 };
    },
    ".readOnlyReplicas.replicas",
    (s) => {
      s.readOnlyReplicas = { replicas: 1 };
    },
    { also: ["TL2101", "TL5301"] },
  ),
  refused(
    "a quorum here and one elsewhere",
    (s) => {
      s.quorumNodes = ["ledger-0.db.example.com:2113"];
    },
    ".quorumNodes",
  ),
  refused(
    "load balancers without saying whether",
    (s) => {
      s.network.loadBalancer = { allowedIPs: ["10.0.0.0/8"] };
    },
    ".network.loadBalancer.enabled",
  ),
  refused(
    "a strategy that there is not",
    (s) => {
      s.network.internodeTrafficStrategy = "serviceName";
    },
    ".network.internodeTrafficStrategy",
  ),
  refused(
    "users without TLS",
    (s) => {
      delete s.security;
    },
    ".users",
    undefined,
    { also: ["TL3104", "TL4403", "TL5201"], hops: [] },
  ),
  refused(
    "an archiver whose image stands behind a port",
    (s) => {
      s.archiver = { enabled: true };
      s.image = "registry.example.com:5000/kurrentdb:26.0.1";
    },
    ".image",
    (s) => {
      s.image = "registry.example.com:5000/kurrentdb:26.0.1";
    },
    { also: ["TL4103"] },
  ),
  {
    code: "TL5401",
    title: "a time to keep a backup in another order",
    given: adding(backup),
    bad: ofKind("KurrentDBBackup", (s) => {
      s.ttl = "12h1d";
    }),
    at: "KurrentDBBackup monday spec.ttl",
  },
  {
    code: "TL5402",
    title: "allowedIps, as the documents spell it",
    given: newest,
    bad: spec((s) => {
      s.network.loadBalancer = { enabled: false, allowedIps: ["10.0.0.0/8"] };
    }),
    twin: spec((s) => {
      s.network.loadBalancer = { enabled: false, allowedIPs: ["10.0.0.0/8"] };
    }),
    at: "KurrentDB ledger spec.network.loadBalancer.allowedIps",
  },
  {
    code: "TL5402",
    title: "enable, as the page on networking says",
    given: newest,
    bad: spec((s) => {
      s.network.loadBalancer = { enabled: false, enable: true };
    }),
    at: "KurrentDB ledger spec.network.loadBalancer.enable",
  },
  {
    code: "TL5402",
    title: "allowInsecure, which there is not",
    given: newest,
    bad: spec((s) => {
      s.network.allowInsecure = true;
    }),
    at: "KurrentDB ledger spec.network.allowInsecure",
  },
  newer("archiver", (s) => Object.assign(s, { archiver: { enabled: false } }), "1.5", "1.4.3"),
  newer("rollingRestartKey", (s) => Object.assign(s, { rollingRestartKey: "1" }), "1.5", "1.4.3"),
  newer("podDisruptionBudgets", (s) => Object.assign(s, { podDisruptionBudgets: { disable: true } }), "1.6", "1.5.0"),
  {
    code: "TL5404",
    title: "a KurrentDB in a cluster without the operator",
    given: operated(undefined),
    bad: () => undefined,
    twin: (d) => {
      d.facts.platform.kurrentdbOperator = { version: "1.6" };
    },
    at: "KurrentDB ledger ",
    also: ["TL2101", "TL4403"],
  },
  {
    code: "TL5405",
    title: "a placeholder that the operator does not know",
    given: newest,
    bad: spec((s) => {
      s.network.fqdnTemplate = "{pod}.{domain}";
    }),
    at: "KurrentDB ledger spec.network.fqdnTemplate",
  },
  {
    code: "TL5405",
    title: "a pod's name on an object of all pods",
    given: newest,
    bad: spec((s) => {
      s.extraMetadata = { configMaps: { annotations: { "example.com/of": "{podName}" } } };
    }),
    twin: spec((s) => {
      s.extraMetadata = { headlessPodServices: { annotations: { "example.com/of": "{podName}" } } };
    }),
    at: 'KurrentDB ledger spec.extraMetadata.configMaps.annotations["example.com/of"]',
  },
  {
    code: "TL5406",
    title: "one name for all pods",
    given: newest,
    bad: spec((s) => {
      s.network.internodeTrafficStrategy = "SplitDNS";
      s.network.fqdnTemplate = "{name}.{domain}";
    }),
    twin: spec((s) => {
      s.network.internodeTrafficStrategy = "SplitDNS";
    }),
    at: "KurrentDB ledger spec.network.fqdnTemplate",
  },
  {
    code: "TL5407",
    title: "extra rules with Service names",
    given: (d) => {
      newest(d);
      ledger(d).network.splitDNSExtraRules = [{ host: "far.example.com", result: "10.1.2.3" }];
    },
    bad: () => undefined,
    twin: spec((s) => {
      s.network.internodeTrafficStrategy = "SplitDNS";
    }),
    at: "KurrentDB ledger spec.network.splitDNSExtraRules",
  },
  {
    code: "TL5408",
    title: "a schedule for a database of another name",
    given: adding(schedule),
    bad: ofKind("KurrentDBBackupSchedule", (s) => {
      s.template.spec.clusterName = "ledgers";
    }),
    at: "KurrentDBBackupSchedule nightly spec.template.spec.clusterName",
  },
  {
    code: "TL5410",
    title: "a Service of a pod besides the operator's",
    given: newest,
    bad: (d) => {
      d.add(`
apiVersion: v1
kind: Service
metadata: { name: ledger-0, namespace: data }
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector: { statefulset.kubernetes.io/pod-name: ledger-0 }
  ports: [{ name: http, port: 2113 }]
`);
    },
    at: "Service ledger-0 ",
  },
  {
    code: "TL5103",
    title: "a key that the certificate's Secret lacks, of the operator's resource",
    given: newest,
    bad: spec((s) => {
      s.security.certificateSecret.keyName = "server.crt";
    }),
    hops: ["start", "resolve"],
    at: "KurrentDB ledger spec.security.certificateSecret",
  },
  {
    code: "TL4203",
    title: "a Secret of roots that holds a leaf, of the operator's resource",
    given: newest,
    bad: spec((s) => {
      delete s.security.certificateAuthoritySecret.keyName;
    }),
    hops: ["start", "accept"],
    at: "KurrentDB ledger spec.security.certificateAuthoritySecret",
  },
];

/** The resource of a draft that gets operator 1.4 first. */
function ledgerOf(d: Draft): Loose {
  operated("1.4.3")(d);
  return ledger(d);
}
