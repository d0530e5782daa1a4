import type { Values } from "./finding.ts";
import { row } from "./row.ts";

/** For a node's certificate without any common name. */
const NO_COMMON_NAME =
  "Let the certificate have a common name: of Let's Encrypt's profiles only `classic` keeps it, and a private authority signs the Certificate's commonName.";

/** PEM without any name is called by what it is already. */
function named(label: string): string {
  return label.startsWith("the certificate ") ? label : `the certificate ${label}`;
}

function ofNode({ certificate }: Values): string {
  return certificate === undefined ? "a node's certificate" : `${named(certificate)} of a node`;
}

function ofServer({ certificate }: Values): string {
  return certificate === undefined ? "the server's certificate" : `${named(certificate)} of a server`;
}

/** TL41xx: certificates and what their verifiers ask. TL42xx: trust. TL43xx: issuing. TL44xx: their lives. */
export const certificates = [
  row(
    "TL4101",
    "error",
    "the server has no certificate to present",
    "A TLS handshake without a server certificate fails.",
    "Mount the certificate's Secret where the server's options say that it is.",
  ),
  row(
    "TL4102",
    "error",
    "a certificate or root that somebody brings can't be read from the objects",
    "Its content is in a Secret that is made elsewhere, so nothing can be proven about the dials that use it.",
    "Let an authority of the topology sign, or vouch for the endpoint in assumptions.",
  ),
  row(
    "TL4103",
    "error",
    (v) => {
      const callers = v["purpose"] === "client" ? "clients" : "members";
      return v["certificate"] === undefined
        ? `the certificate does not hold the name that ${callers} dial`
        : `${named(v["certificate"])} lacks ${v["dialled"] ?? v["host"]}, which ${callers} dial`;
    },
    "The caller compares the name that it dialled with the names on the certificate, and hangs up when none fits. A wildcard covers exactly one label.",
    "Let the certificate hold the dialled name: list names by the fqdnTemplate, or dial by a name that it holds.",
  ),
  row(
    "TL4104",
    "error",
    (v) => `${ofServer(v)} may not be used by a server`,
    "Its extended key usage leaves out `server auth`, and callers refuse it.",
    "Add `server auth` to the Certificate's usages.",
  ),
  row(
    "TL4105",
    "error",
    (v) => {
      const use = v["usage"] === "server auth" ? "server" : "client";
      return v["certificate"] === undefined
        ? `nodes present a certificate that may not be used by a ${use}`
        : `nodes present ${named(v["certificate"])}, which may not be used by a ${use}`;
    },
    "Nodes authenticate each other by certificate. One that lists extended usages but not both `server auth` and `client auth` is refused; public authorities issue no `client auth` since 2026.",
    (v) =>
      v["usage"] === "server auth"
        ? "Add `server auth` to the Certificate's usages."
        : "Use a private authority for node certificates. With server 26.1 or newer a public one is possible, since it can be told not to look (with a weaker proof of who calls).",
  ),
  row(
    "TL4106",
    "error",
    (v) =>
      v["certificate"] && v["commonName"]
        ? `${named(v["certificate"])} has the common name ${v["commonName"]}, and its node's peers demand another`
        : "the common name of a node's certificate is not the one that its peers demand",
    "A node accepts as another node only a certificate with the reserved common name. Others are taken for anonymous callers, and their gossip is denied.",
    (v) =>
      v["commonName"] === ""
        ? NO_COMMON_NAME
        : "Make security.certificateReservedNodeCommonName and the Certificate's commonName the same (drop the one that was set by hand).",
  ),
  row(
    "TL4107",
    "error",
    (v) => `${ofNode(v)} lacks the key usages that its peers demand`,
    "A caller's certificate needs `digital signature`, and `key encipherment` or `key agreement`.",
    "Add both usages to the Certificate.",
  ),
  row(
    "TL4108",
    "error",
    (v) => `${ofNode(v)} holds no DNS name or address`,
    "Peers accept a caller's certificate only if it has at least one subject alternative name.",
    "Give the Certificate its dnsNames.",
  ),
  row(
    "TL4109",
    "error",
    "the caller presents no certificate, and the server demands one",
    "The server ends the handshake.",
    "Give the caller a certificate that the server trusts.",
  ),
  row(
    "TL4110",
    "error",
    "a node's own certificate does not carry the common name that the node demands",
    "The server checks its own certificate against the reserved common name and refuses to start.",
    (v) =>
      v["commonName"] === ""
        ? NO_COMMON_NAME
        : "Make the Certificate's commonName and the server's CertificateReservedNodeCommonName the same.",
  ),
  row(
    "TL4111",
    "error",
    (v) => `the server can't load a key of type ${v["algorithm"] ?? "this"}`,
    "KurrentDB loads RSA keys only; with any other it refuses to start.",
    'Set privateKey.algorithm to "RSA" on the Certificate.',
  ),
  row(
    "TL4112",
    "error",
    (v) => `a node does not trust the authority that signed its own certificate${v["why"] ? `: ${v["why"]}` : ""}`,
    "The server follows its own certificate to a root in its trust directory, and refuses to start when there is none. On a reload it keeps the old certificates.",
    (v) =>
      v["several"]
        ? "Give each root a file of its own."
        : "Let the nodes trust the generation that signs (`trusted`), or sign with one that they trust.",
  ),
  row(
    "TL4201",
    "error",
    (v) =>
      v["signer"] && v["certificate"]
        ? `callers do not trust ${v["signer"]}, which signed ${named(v["certificate"])}`
        : "the caller does not trust the authority that signed the server's certificate",
    "The caller builds a chain from the server's certificate to a root that it has, finds none, and hangs up.",
    "Let the caller trust the generation that signs (`trusts`, `trusted`), or sign with one that it trusts.",
  ),
  row(
    "TL4202",
    "error",
    (v) =>
      v["signer"] && v["certificate"]
        ? `nodes do not trust ${v["signer"]}, which signed ${named(v["certificate"])} of their peers`
        : "the server does not trust the authority that signed the caller's certificate",
    "Nodes authenticate each other by certificate: the callee finds no chain to a root in its own trust directory and refuses the caller. Callers send their leaf alone, so that only intermediates in the callee's own bundle count.",
    (v) =>
      v["intermediate"]
        ? `Let one intermediate sign the certificates of all nodes (this one is signed by ${v["intermediate"]}), or the root itself.`
        : "Let all nodes trust the generation that signs.",
  ),
  row(
    "TL4203",
    "error",
    (v) =>
      `the trust directory holds something that is not a single root${v["problem"] ? `: ${v["path"] ?? "a file"} ${v["problem"]}` : ""}`,
    "The server reads the first certificate of every file there, and refuses to start on one that is not self-signed. A leaf, an intermediate, or several roots in one file break it or are passed over.",
    "Give each root a file of its own, and nothing else in that directory.",
  ),
  row(
    "TL4204",
    "error",
    "the trust directory holds no root",
    "Without a trusted root the server refuses to start.",
    "Mount the authority's roots there.",
  ),
  row(
    "TL4205",
    "error",
    (v) => `the Bundle${v["bundle"] ? ` ${v["bundle"]}` : ""} hands out no trust${v["why"] ? `: ${v["why"]}` : ""}`,
    "trust-manager writes a Bundle's ConfigMaps only when all of its sources are there, in its trust namespace. Clients that mount them wait, or keep what they had.",
    "Let every source name a key that somebody writes into an object of the trust namespace.",
  ),
  row(
    "TL4206",
    "error",
    (v) => `the root in git is not the one that ${v["certificate"] ?? "the CA"} can have`,
    "Trust stands in git under this generation's name, and the CA that cert-manager makes for it has another name or another kind of key. Leaves that it signs would be refused.",
    (v) => `Fetch the root of this cluster again (trueline import-ca), and look at what was given: ${v["given"] ?? "the PEM"}.`,
  ),
  row(
    "TL4301",
    "error",
    (v) => `nobody signs this Certificate: ${v["why"] ?? "the issuer that it names is not there"}`,
    "cert-manager waits for the issuer, the Secret is never written, and pods that mount it never start.",
    "Name an Issuer of the same namespace, or a ClusterIssuer with kind: ClusterIssuer.",
  ),
  row(
    "TL4302",
    "error",
    (v) => `the Issuer can't sign: ${v["why"] ?? "its Secret is written by nobody"}`,
    "An Issuer of type ca signs with the key in its Secret. Without it, nothing is issued. A ClusterIssuer reads its Secret from cert-manager's own namespace.",
    "Make a CA Certificate with this secretName in the Issuer's namespace.",
  ),
  row(
    "TL4303",
    "error",
    (v) => `a public authority can't sign ${v["name"] ?? "a private name"}`,
    "Public authorities sign names in the public DNS only: no .svc names, no .local, no single labels. The order fails, the Secret is never written, and pods that mount it never start.",
    'Use a private authority, or strategies that advertise only FQDNs (internodeTrafficStrategy "SplitDNS" or "FQDN", clientTrafficStrategy "FQDN").',
  ),
  row(
    "TL4304",
    "error",
    (v) => `no solver of the issuer answers for ${v["name"] ?? "a name"}${v["http01"] ? ", which is a wildcard" : ""}`,
    "ACME asks for a proof of control over each name: over HTTP or by a record in its zone, for a wildcard only by a record. Without a solver whose selector holds the name, the order waits for ever.",
    (v) =>
      v["http01"]
        ? "Add a dns01 solver for its zone, or list the names one by one: http01 solvers can't prove wildcards."
        : "Add the name's zone to the authority's dnsZones, or a solver for it.",
  ),
  row(
    "TL4305",
    "error",
    (v) => `cert-manager makes nothing of this Certificate${v["why"] ? `: ${v["why"]}` : ""}`,
    "Its webhook checks lengths, durations and names and rejects the object, or its controller stops at it. The Secret is never written.",
    "Change the field to a value that it accepts.",
  ),
  row(
    "TL4311",
    "error",
    (v) => `the ACME server turns the order down${v["why"] ? `: ${v["why"]}` : ""}`,
    "A profile that the server does not have, more names than a profile allows, or an end that it does not know: cert-manager does not ask again, the Secret is never written, and pods that mount it never start.",
    (v) => v["change"] ?? "Ask for what the server issues.",
  ),
  row(
    "TL4313",
    "error",
    (v) => `the Issuer${v["issuer"] ? ` ${v["issuer"]}` : ""} has no credentials${v["provider"] ? ` for ${v["provider"]}` : ""}`,
    "Without a key of its own a solver takes the cloud's credentials of cert-manager's own pod. By default only a ClusterIssuer may use them: challenges of an Issuer fail, and nothing is issued.",
    'Give the solver a key by reference, or say scope: "ClusterIssuer". If cert-manager runs with --issuer-ambient-credentials, say issuerAmbientCredentials: true in platform.certManager.',
  ),
  row(
    "TL4314",
    "warning",
    (v) =>
      v["renewBefore"]
        ? `renewBefore is ${v["renewBefore"]}, and the certificate lives only ${v["lives"]}`
        : "renewBefore is longer than the certificate lives",
    "cert-manager passes over a renewBefore that does not fit into the life of what was issued, and renews when a third of that life is left. The margin that was asked for is not there.",
    (v) => `Write a renewBefore that fits${v["instead"] ? `, such as ${v["instead"]}, which is what counts now` : ""}.`,
  ),
  row(
    "TL4315",
    "warning",
    (v) => `${v["count"] ?? "more than five"} Certificates ask Let's Encrypt for the same names`,
    "It issues five certificates with exactly the same names in a week, then one in 34 hours, and grants no exception. If all of these are ordered in one week, the last ones wait, and so do the pods that mount them.",
    "Give each cluster names of its own, or roll out fewer than six in a week.",
  ),
  row(
    "TL4316",
    "warning",
    (v) => `${v["count"] ?? "more than fifty"} Certificates have names below ${v["domain"] ?? "one domain"}`,
    "Let's Encrypt issues fifty certificates of a registered domain in a week, then one in 202 minutes; renewals do not count. If all of these are ordered in one week, the last ones wait, and so do the pods that mount them.",
    "Put more names into one Certificate, use wildcards, or roll out over several weeks.",
  ),
  row(
    "TL4317",
    "error",
    (v) => `nobody answers at port 80 of ${v["names"] ?? "a name"}, where http01 is proven`,
    "The authority itself dials port 80 of each name. This one leads to a load balancer that does not listen there, so the challenge fails, and the certificate is never issued.",
    "Use a dns01 solver for names of load balancers.",
  ),
  row(
    "TL4401",
    "error",
    "the CA's Certificate names no duration, so the CA lives 90 days",
    "cert-manager's default is 90 days. When the CA is renewed, leaves are not issued anew, and clients that hold the old root stop trusting them when it ends.",
    "Write a duration of years on CA Certificates, and start a new generation instead of rotating one.",
  ),
  row(
    "TL4402",
    "error",
    "the CA's key is replaced whenever its certificate is renewed",
    "Since cert-manager 1.18 the default rotationPolicy is Always. A CA that gets a new key while its leaves stay signed by the old one breaks every dial between old and new.",
    "Write privateKey.rotationPolicy: Never on CA Certificates.",
  ),
  row(
    "TL4403",
    "warning",
    (v) => `nobody mounts the Secret${v["secret"] ? ` ${v["secret"]}` : ""} that this Certificate fills`,
    "A certificate that no pod, Issuer, Ingress or Gateway uses is either a leftover or, worse, the one that somebody forgot to mount.",
    "Mount the Secret, or drop the Certificate.",
  ),
  row(
    "TL4404",
    "error",
    (v) => `two Certificates write ${v["secret"] ? `the Secret ${v["secret"]}` : "one Secret"}`,
    "cert-manager issues for one, sees the other's certificate in the Secret, and issues again, without end.",
    "Give each Certificate a secretName of its own.",
  ),
  row(
    "TL4405",
    "error",
    "a leaf is signed by its own key",
    "A certificate straight from a selfSigned issuer has no root in common with any other: nobody can trust it but by holding that very certificate.",
    "Sign the CA with the selfSigned issuer, and leaves with an Issuer on the CA's Secret.",
  ),
  row(
    "TL4406",
    "error",
    "one root authenticates the callers of several workloads",
    "Whoever has a certificate from this root with the right common name is a node, with full access. Workloads that share it are one trust domain.",
    "Give each workload an authority of its own, or say `shared: { reason }` on the authority.",
  ),
  row(
    "TL4407",
    "warning",
    (v) => `nodes${v["workload"] ? ` of ${v["workload"]}` : ""} are authenticated by certificates that a public authority signs`,
    "Anybody who can get a certificate with this common name from any public authority, such as whoever controls a record in the zone, is taken for a node and has full access to the database.",
    "Prefer a private authority for node certificates; if not, keep the control of the zone as tight as the database.",
  ),
  row(
    "TL4408",
    "warning",
    (v) => `a renewed certificate does not reach the running server${v["why"] ? `: ${v["why"]}` : ""}`,
    "The server reads its certificate when it starts and on SIGHUP, and watches no file. Nothing here signals or restarts it, so it presents the old certificate until it expires.",
    (v) => `${v["why"] ? "Put that right, use" : "Use"} security.reload: "sidecar", or bump rollingRestartKey before every expiry.`,
  ),
  row(
    "TL4421",
    "warning",
    (v) => `a changed root does not reach the running server${v["why"] ? `: ${v["why"]}` : ""}`,
    "The server takes in a renewed certificate while it runs, or is restarted for it, but reads its trusted roots only when it starts. After a change of the authority it would refuse those who already have the new one.",
    "Let what signals or restarts the server watch its roots too.",
  ),
  row(
    "TL4422",
    "warning",
    "Reloader restarts pods by writing a variable into their container",
    "With its strategy env-vars Reloader adds an environment variable to the pod template, which no manifest has and every program in the container sees. Whatever replaces the object, instead of applying it, takes the variable out and restarts the pods once more.",
    "Run Reloader with --reload-strategy=annotations, and say so in platform.reloader.",
  ),
  row(
    "TL4423",
    "note",
    (v) => `${v["name"] ?? "this server"} has one pod, so that each restart is a short downtime`,
    "Kubernetes stops a pod before it starts it again. Here a restart is how a changed certificate, or whoever changes rollingRestartKey, gets to the server.",
    (v) =>
      v["by"] === "key"
        ? "Where the server only has to load its certificates again, change configReloadKey instead. Or run three nodes."
        : 'Use security.reload: "sidecar", which restarts nothing, or run three nodes.',
  ),
  row(
    "TL4409",
    "warning",
    (v) => `a renewal that fails leaves ${v["left"] ?? "a day"} until the certificate ends`,
    "cert-manager renews this long before the end, and retries with growing pauses. An issuer that is down over a weekend, or an alert that nobody sees at night, then ends in refused dials.",
    "Renew earlier: a longer renewBefore costs nothing but a renewal more in the certificate's life.",
  ),
] as const;
