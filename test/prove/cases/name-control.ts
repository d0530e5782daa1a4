import { type Draft, draft, type Loose } from "../fixture.ts";
import { acme, audit, fqdns } from "../variants.ts";
import type { Case } from "./case.ts";

const PUBLIC = { also: ["TL4407"], twinHas: ["TL4407"] } as const;

/** Says who else controls names of the database's zone. */
function sharedWith(...teams: readonly string[]): (d: Draft) => void {
  return (d) => {
    if (d.environment) d.environment.zones = [{ name: "db.example.com", sharedWith: [...teams] }];
  };
}

/** The nodes' common name, on their certificate and as what they demand. */
function commonName(d: Draft, name: string): void {
  d.certificate.commonName = name;
  d.options({ CERTIFICATE_RESERVED_NODE_COMMON_NAME: name });
}

/** A client that knows servers by public certificates alone, beside nodes of a private authority. */
function publicClient(d: Draft): void {
  fqdns(d);
  trustPublicRoots(d);
}

function trustPublicRoots(d: Draft): void {
  const { connectionString } = d.client;
  d.object("ConfigMap", "ledger-client").data = { connectionString: connectionString.replace("&tlsCaFile=/trust/roots.pem", "") };
}

/** Whom servers and callers take each other for, and who else controls those names. */
export const nameControl: readonly Case[] = [
  {
    code: "TL4605",
    title: "nodes of public certificates in a zone that another team controls too",
    given: acme,
    bad: sharedWith("marketing"),
    twin: sharedWith(),
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME.value",
    // Clients know the servers by such certificates too.
    also: ["TL4608"],
    twinHas: ["TL4407"],
  },
  {
    code: "TL4605",
    title: "a shared zone around the database's, whose own nobody shares",
    given: acme,
    bad: (d) => {
      if (d.environment) d.environment.zones = [{ name: "example.com", sharedWith: ["marketing", "sales"] }];
    },
    twin: (d) => {
      if (d.environment) d.environment.zones = [{ name: "example.com", sharedWith: ["marketing"] }, { name: "db.example.com" }];
    },
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME.value",
    also: ["TL4608"],
    twinHas: ["TL4407"],
  },
  {
    code: "TL4605",
    title: "a shared zone and nodes of public certificates, unless callers have to be certified as such",
    given: (d) => {
      acme(d);
      sharedWith("marketing")(d);
    },
    bad: () => {},
    twin: (d) => d.options({ DISABLE_CLIENT_AUTH_EKU_VALIDATION: undefined }),
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME.value",
    also: ["TL4608"],
    // Then the nodes refuse each other, since public authorities certify no callers.
    twinHas: ["TL4105", "TL4407", "TL4608"],
  },
  {
    code: "TL4606",
    title: "a wildcard as the nodes' name, with public certificates",
    given: acme,
    bad: (d) => commonName(d, "*.db.example.com"),
    twin: (d) => commonName(d, "ledger-0.db.example.com"),
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME.value",
    ...PUBLIC,
  },
  {
    code: "TL4606",
    title: "a wildcard as the nodes' name, unless a private authority alone is trusted",
    given: (d) => {
      acme(d);
      commonName(d, "*.db.example.com");
    },
    bad: () => {},
    twin: (d) => {
      Object.assign(d, { objects: [] });
      d.objects.push(...draft(fqdns).objects);
      d.certificate.dnsNames = ["*.db.example.com"];
      commonName(d, "*.db.example.com");
    },
    at: "StatefulSet ledger spec.template.spec.containers[0].env.KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME.value",
    also: ["TL4407"],
  },
  {
    code: "TL4607",
    title: "two workloads of one shared authority and one common name",
    given: (d) => {
      audit(d);
      d.ca.commonName = "nodes g1";
      if (d.environment) Object.assign(d.environment, { shared: [{ authority: "nodes", reason: "one team runs both" }] });
    },
    bad: (d) => {
      d.object("Certificate", "audit-tls").spec.commonName = "kurrentdb-node";
      const { env } = d.object("StatefulSet", "audit").spec.template.spec.containers[0];
      env.find((each: Loose) => each.name === "KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME").value = "kurrentdb-node";
    },
    at: "StatefulSet audit spec.template.spec.containers[0].env.KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME.value",
  },
  {
    code: "TL4608",
    title: "a client that trusts public authorities for names that others control",
    given: publicClient,
    bad: sharedWith("marketing"),
    twin: sharedWith(),
    at: "ConfigMap ledger-client ",
    also: ["TL4201"],
    twinHas: ["TL4201"],
  },
  {
    code: "TL4608",
    title: "names that others control, unless the client trusts a private authority alone",
    given: (d) => {
      fqdns(d);
      sharedWith("marketing")(d);
    },
    bad: trustPublicRoots,
    at: "ConfigMap ledger-client ",
    also: ["TL4201"],
  },
  {
    code: "TL4609",
    title: "load balancers that say nothing of who may come",
    given: fqdns,
    bad: (d) => {
      for (const pod of [0, 1, 2]) delete d.object("Service", `ledger-${pod}-lb`).spec.loadBalancerSourceRanges;
    },
    at: "Service ledger-0-lb ",
  },
];
