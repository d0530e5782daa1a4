import { row } from "./row.ts";

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
    (v) => `the certificate does not hold the name that ${v["purpose"] === "client" ? "clients" : "members"} dial`,
    "The caller compares the name that it dialled with the names on the certificate, and hangs up when none fits. A wildcard covers exactly one label.",
    "Let the certificate hold the dialled name: list names by the fqdnTemplate, or dial by a name that it holds.",
  ),
  row(
    "TL4104",
    "error",
    "the server's certificate may not be used by a server",
    "Its extended key usage leaves out `server auth`, and callers refuse it.",
    "Add `server auth` to the Certificate's usages.",
  ),
  row(
    "TL4105",
    "error",
    (v) => `nodes present a certificate that may not be used by a ${v["usage"] === "server auth" ? "server" : "client"}`,
    "Nodes authenticate each other by certificate. One that lists extended usages but not both `server auth` and `client auth` is refused; public authorities issue no `client auth` since 2026.",
    (v) =>
      v["usage"] === "server auth"
        ? "Add `server auth` to the Certificate's usages."
        : "Use a private authority for node certificates. With server 26.1 or newer a public one is possible, since it can be told not to look (with a weaker proof of who calls).",
  ),
  row(
    "TL4106",
    "error",
    "the common name of a node's certificate is not the one that its peers demand",
    "A node accepts as another node only a certificate with the reserved common name. Others are taken for anonymous callers, and their gossip is denied.",
    "Make security.certificateReservedNodeCommonName and the Certificate's commonName the same (drop the one that was set by hand).",
  ),
  row(
    "TL4107",
    "error",
    "a node's certificate lacks the key usages that its peers demand",
    "A caller's certificate needs `digital signature`, and `key encipherment` or `key agreement`.",
    "Add both usages to the Certificate.",
  ),
  row(
    "TL4108",
    "error",
    "a node's certificate holds no DNS name or address",
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
    "Make the Certificate's commonName and the server's CertificateReservedNodeCommonName the same.",
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
    "the caller does not trust the authority that signed the server's certificate",
    "The caller builds a chain from the server's certificate to a root that it has, finds none, and hangs up.",
    "Let the caller trust the generation that signs (`trusts`, `trusted`), or sign with one that it trusts.",
  ),
  row(
    "TL4202",
    "error",
    "the server does not trust the authority that signed the caller's certificate",
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
    (v) => `no solver of the issuer answers for ${v["name"] ?? "a name"}`,
    "ACME asks for a proof of control over each name. Without a solver whose zones hold the name, the order waits for ever.",
    "Add the name's zone to the authority's dnsZones.",
  ),
  row(
    "TL4305",
    "error",
    (v) => `cert-manager makes nothing of this Certificate${v["why"] ? `: ${v["why"]}` : ""}`,
    "Its webhook checks lengths, durations and names and rejects the object, or its controller stops at it. The Secret is never written.",
    "Change the field to a value that it accepts.",
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
    "nodes are authenticated by certificates that a public authority signs",
    "Anybody who can get a certificate with this common name from any public authority, such as whoever controls a record in the zone, is taken for a node and has full access to the database.",
    "Prefer a private authority for node certificates; if not, keep the control of the zone as tight as the database.",
  ),
  row(
    "TL4408",
    "warning",
    "a renewed certificate does not reach the running server",
    "The server reads its certificate when it starts and on SIGHUP, and watches no file. Nothing here signals or restarts it, so it presents the old certificate until it expires.",
    'Use security.reload: "sidecar", or bump rollingRestartKey before every expiry.',
  ),
  row(
    "TL4409",
    "warning",
    (v) => `a renewal that fails leaves ${v["left"] ?? "a day"} until the certificate ends`,
    "cert-manager renews this long before the end, and retries with growing pauses. An issuer that is down over a weekend, or an alert that nobody sees at night, then ends in refused dials.",
    "Renew earlier: a longer renewBefore costs nothing but a renewal more in the certificate's life.",
  ),
] as const;
