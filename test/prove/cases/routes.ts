import { acme, balancers, dial, fqdns, single } from "../variants.ts";
import type { Case } from "./case.ts";

export const routes: readonly Case[] = [
  {
    code: "TL3101",
    title: "the Service that clients dial selects no pod",
    given: (d) => {
      d.add(`
apiVersion: v1
kind: Service
metadata: { name: ledger-front, namespace: data }
spec: { selector: { app: ledger }, ports: [{ port: 2113 }] }`);
      d.certificate.dnsNames.push("ledger-front.data.svc.cluster.local");
      dial("ledger-front.data.svc.cluster.local:2113")(d);
    },
    bad: (d) => {
      d.object("Service", "ledger-front").spec.selector = { app: "ledgr" };
    },
    hops: ["route"],
    at: "Service ledger-front spec.selector",
  },
  {
    code: "TL3102",
    title: "load balancers without the replication port that nodes dial",
    given: fqdns,
    bad: (d) => {
      for (const pod of [0, 1, 2]) d.object("Service", `ledger-${pod}-lb`).spec.ports.splice(1);
    },
    hops: ["route"],
    at: "Service ledger-0-lb spec.ports",
    also: ["TL3102", "TL3102"],
  },
  {
    code: "TL3102",
    title: "a Service's targetPort names a port that no container has",
    given: balancers,
    bad: (d) => {
      const service = d.object("Service", "ledger-0-lb");
      service.spec.ports[0].targetPort = "grpc";
      d.certificate.dnsNames.push("ledger-0.db.example.com");
      dial("ledger-0.db.example.com:2113")(d);
    },
    twin: (d) => {
      const service = d.object("Service", "ledger-0-lb");
      service.spec.ports[0].targetPort = "http";
      d.certificate.dnsNames.push("ledger-0.db.example.com");
      dial("ledger-0.db.example.com:2113")(d);
    },
    hops: ["route"],
    at: "Service ledger-0-lb spec.ports[0].targetPort",
  },
  {
    code: "TL3103",
    title: "seeds with another port than the server's",
    bad: (d) =>
      d.options({
        GOSSIP_SEED: "ledger-0.data.svc.cluster.local:2114,ledger-1.data.svc.cluster.local:2114,ledger-2.data.svc.cluster.local:2114",
      }),
    twin: (d) => {
      d.options({
        GOSSIP_SEED: "ledger-0.data.svc.cluster.local:2114,ledger-1.data.svc.cluster.local:2114,ledger-2.data.svc.cluster.local:2114",
        NODE_PORT: "2114",
      });
      d.client.connectionString = d.client.connectionString.replaceAll("2113", "2114");
    },
    hops: ["accept"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_GOSSIP_SEED.value",
  },
  {
    code: "TL3103",
    title: "an own configuration file in place of the image's, which bound all addresses",
    given: (d) => {
      d.add(`
apiVersion: v1
kind: ConfigMap
metadata: { name: ledger-conf, namespace: data }
data: { kurrentdb.conf: "RunProjections: None\\n" }`);
      d.pod.volumes.push({ name: "conf", configMap: { name: "ledger-conf" } });
      d.server.volumeMounts.push({ name: "conf", mountPath: "/etc/kurrentdb" });
    },
    bad: () => {},
    twin: (d) => {
      d.object("ConfigMap", "ledger-conf").data["kurrentdb.conf"] = "NodeIp: 0.0.0.0\nReplicationIp: 0.0.0.0\nRunProjections: None\n";
    },
    hops: ["accept"],
    at: "StatefulSet ledger spec.template.spec.containers[0]",
  },
  {
    code: "TL3104",
    title: "a client that speaks cleartext to a TLS port",
    bad: (d) => {
      d.client.connectionString = "kurrentdb://ledger-0.data.svc.cluster.local:2113?tls=false";
    },
    hops: ["accept"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL3104",
    title: "a client of the replication port",
    bad: dial("ledger-0.data.svc.cluster.local:1112"),
    twin: dial("ledger-0.data.svc.cluster.local"),
    hops: ["accept"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL3105",
    title: "nodes that tell clients their pod's address, and a client outside",
    given: (d) => {
      fqdns(d);
      const { environment } = d;
      if (!environment) throw new Error("the base has an Environment");
      d.certificate.issuerRef.name = "ledger";
      d.ca.commonName = "root g1";
      environment.processes.splice(0, 1, {
        name: "laptop",
        program: "kurrentdb-client",
        reads: { cluster: "prod", namespace: "apps", configMap: "ledger-client" },
        trusts: [{ kind: "generations", authority: "root", generations: ["g1"] }],
      });
      d.client.connectionString = "kurrentdb://ledger-0.db.example.com:2113,ledger-1.db.example.com:2113?tls=true";
    },
    bad: (d) => {
      d.server.env.push({ name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } });
      d.options({ ADVERTISE_HOST_TO_CLIENT_AS: "$(IP)" });
    },
    hops: ["route"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_ADVERTISE_HOST_TO_CLIENT_AS.value",
  },
  {
    code: "TL3106",
    title: "an address instead of a name",
    given: (d) => {
      d.certificate.ipAddresses = ["203.0.113.7"];
    },
    bad: dial("203.0.113.7:2113"),
    twin: (d) => {
      dial("203.0.113.7:2113")(d);
      d.environment?.assumptions.push({ endpoint: "203.0.113.7", reason: "the address of the old load balancer", evidence: "assumed" });
    },
    hops: ["route"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL3103",
    title: "a lone node that advertises no name tells whoever asks to dial loopback",
    given: (d) => {
      single(d);
      d.client.connectionString = d.client.connectionString.replace("kurrentdb:", "kurrentdb+discover:");
    },
    bad: (d) => d.options({ NODE_HOST_ADVERTISE_AS: undefined }),
    hops: ["route"],
    at: "StatefulSet ledger spec.template.spec.containers[0]",
  },
  {
    code: "TL3103",
    title: "nodes that tell each other to dial loopback, where each would find itself",
    given: (d) => {
      d.certificate.ipAddresses = ["127.0.0.1"];
    },
    bad: (d) => d.options({ NODE_HOST_ADVERTISE_AS: "127.0.0.1", ADVERTISE_HOST_TO_CLIENT_AS: "$(POD).data.svc.cluster.local" }),
    hops: ["route"],
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_NODE_HOST_ADVERTISE_AS.value",
  },
  {
    code: "TL3106",
    title: "a client told by its own configuration to dial something beside it",
    bad: dial("127.0.0.1:2113"),
    twin: (d) => {
      dial("127.0.0.1:2113")(d);
      d.environment?.assumptions.push({ endpoint: "127.0.0.1:2113", reason: "a proxy in the client's pod", evidence: "assumed" });
    },
    hops: ["route"],
    at: "ConfigMap ledger-client data.connectionString",
  },
  {
    code: "TL3108",
    title: "nodes that dial each other through load balancers for ready pods only",
    given: fqdns,
    bad: (d) => {
      for (const pod of [0, 1, 2]) delete d.object("Service", `ledger-${pod}-lb`).spec.publishNotReadyAddresses;
    },
    hops: ["route"],
    at: "Service ledger-0-lb spec.publishNotReadyAddresses",
    also: ["TL3108", "TL3108"],
  },
  {
    code: "TL3108",
    title: "load balancers for ready pods only are fine for clients, but not for ACME's FQDN nodes",
    given: acme,
    bad: (d) => {
      // One alone would do: it joins the other two by its own dials, gets ready, and is reached.
      for (const pod of [1, 2]) delete d.object("Service", `ledger-${pod}-lb`).spec.publishNotReadyAddresses;
    },
    twin: (d) => {
      delete d.object("Service", "ledger-2-lb").spec.publishNotReadyAddresses;
    },
    hops: ["route"],
    at: "Service ledger-2-lb spec.publishNotReadyAddresses",
    also: ["TL3108", "TL4407"],
    twinHas: ["TL4407"],
  },
  {
    code: "TL1001",
    title: "one node, and nobody who dials it",
    given: single,
    bad: (d) => {
      d.environment?.processes.splice(0);
    },
    at: "StatefulSet ledger ",
  },
  {
    code: "TL1001",
    title: "no image is that of a known program",
    given: single,
    bad: (d) => {
      d.environment?.processes.splice(0);
      d.server.image = "registry.example.com/mirror/db:26.0.1";
    },
    at: "StatefulSet ledger ",
  },
];
