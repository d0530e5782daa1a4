import type { Rule } from "../../terms/evidence.ts";

const SOURCE = "github.com/kurrent-io/KurrentDB, src/";
const DOTNET = "github.com/dotnet/runtime, ";
const DOCS = "KurrentDB documentation, ";

/** What is known of the KurrentDB server, and where it was found. */
export const rules = {
  options: { id: "kurrentdb/options", evidence: "source", source: `${SOURCE}KurrentDB.Core/Configuration/ClusterVNodeOptions.cs` },
  metrics: {
    id: "kurrentdb/metrics",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/Services/Transport/Http/Controllers/MetricsController.cs: whoever may read statistics; AllowAnonymousEndpointAccess is off by default (its page on security options)`,
  },
  validation: {
    id: "kurrentdb/options-validation",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/Configuration/ClusterVNodeOptionsValidator.cs`,
  },
  renamedOptions: {
    id: "kurrentdb/renamed-options",
    evidence: "documentation",
    source: `${DOCS}configuration/networking: options renamed in 25.0`,
  },
  unknownOption: {
    id: "kurrentdb/unknown-option",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/Configuration/ClusterVNodeOptions.cs, UnknownOptions`,
  },
  configFile: {
    id: "kurrentdb/config-file",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/Configuration/KurrentConfiguration.cs: optional where none is named; Dockerfile: the image's own`,
  },
  gossipSeed: {
    id: "kurrentdb/gossip-seed",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/ClusterVNode.cs, gossipSeedSource; Services/Gossip/GossipServiceBase.cs`,
  },
  dnsDiscovery: {
    id: "kurrentdb/dns-discovery",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/Services/Gossip/DnsGossipSeedSource.cs; ClusterVNode.cs, otherNames`,
  },
  certificateRequired: {
    id: "kurrentdb/certificate-required",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/Configuration/ClusterVNodeOptionsExtensions.cs, LoadNodeCertificate`,
  },
  ready: {
    id: "kurrentdb/ready",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/ClusterVNodeStartup.cs, Services/UserManagement/UserManagementService.cs, Services/VNode/ClusterVNodeController.cs`,
  },
  rsaOnly: {
    id: "kurrentdb/rsa-only",
    evidence: "source",
    source: "github.com/kurrent-io/KurrentDB, issue 2524; src/KurrentDB.Common/Utils/CertificateExtensions.cs",
  },
  rootsDirectory: {
    id: "kurrentdb/roots-directory",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/CertificateUtils.cs, LoadAllCertificates; Certificates/OptionsCertificateProvider.cs, VerifyCertificates`,
  },
  reservedName: {
    id: "kurrentdb/reserved-node-common-name",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/Certificates/OptionsCertificateProvider.cs; KurrentDB.Common/Utils/CertificateExtensions.cs, ClientCertificateMatchesName`,
  },
  nodeUsages: {
    id: "kurrentdb/node-usages",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Common/Utils/CertificateExtensions.cs, IsServerCertificate`,
  },
  nodeAlternativeName: {
    id: "kurrentdb/node-alternative-name",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/Services/Transport/Http/Authentication/NodeCertificateAuthenticationProvider.cs`,
  },
  serverName: {
    id: "kurrentdb/server-name",
    evidence: "source",
    source: `${DOTNET}CertificateValidation.Unix.cs and openssl.c: OpenSSL's X509_check_host`,
  },
  clusterName: {
    id: "kurrentdb/cluster-name",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Common/Utils/EndpointExtensions.cs, WithClusterDns; CertificateExtensions.cs, MatchesName`,
  },
  ownChain: {
    id: "kurrentdb/own-chain",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/Certificates/OptionsCertificateProvider.cs, VerifyCertificates`,
  },
  chain: {
    id: "kurrentdb/chain",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/ClusterVNode.cs, ValidateCertificate; CertificateUtils.cs, BuildChain: custom root trust, no usage`,
  },
  dates: {
    id: "kurrentdb/dates",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/CertificateUtils.cs, BuildChain: no error of the chain is passed over; its tests, with_expired_root_certificate: NotTimeValid`,
  },
  constraints: {
    id: "kurrentdb/name-constraints",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/CertificateUtils.cs, BuildChain; ${DOTNET}OpenSslX509ChainProcessor.cs; OpenSSL 3, crypto/x509/x509_vfy.c, check_name_constraints: the root's too`,
  },
  leafAlone: {
    id: "kurrentdb/leaf-alone",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/Certificates/OptionsCertificateProvider.cs, ClusterVNode.cs (ValidateCertificate); ${DOTNET}SslStream.Protocol.cs, SslStreamCertificateContext.cs`,
  },
  replicationCallers: {
    id: "kurrentdb/replication-callers",
    evidence: "source",
    source: `${SOURCE}KurrentDB.Core/Services/Transport/Tcp/TcpService.cs, TcpConnectionManager.cs; AuthorizationGateway.cs`,
  },
} as const satisfies Record<string, Rule>;
