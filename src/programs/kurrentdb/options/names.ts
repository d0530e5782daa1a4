/** An option's name as all its spellings agree: `--node-ip`, `NODE_IP` and `NodeIp` are `nodeip`. */
export function normalOption(name: string): string {
  return name.replace(/[-_]/g, "").toLowerCase();
}

/** The options of the server (ClusterVNodeOptions.cs), which it refuses to start without knowing. */
const NAMES = `
  Help Version Config WhatIf AllowUnknownOptions DisableHttpCaching StatsPeriodSec WorkerThreads EnableHistograms LogHttpRequests
  LogFailedAuthenticationAttempts SkipIndexScanOnReads MaxAppendSize MaxAppendEventSize Insecure AllowAnonymousEndpointAccess
  AllowAnonymousStreamAccess OverrideAnonymousEndpointAccessForGossip TelemetryOptout Dev RemoveDevCerts DefaultAdminPassword
  DefaultOpsPassword Log LogConfig LogConsoleFormat LogFileSize LogFileInterval LogFileRetentionCount DisableLogFile LogLevel
  AuthorizationType AuthorizationConfig AuthenticationType AuthenticationConfig CertificateFile CertificatePrivateKeyFile
  CertificatePassword CertificatePrivateKeyPassword TrustedRootCertificatesPath CertificateReservedNodeCommonName
  CertificateStoreLocation CertificateStoreName CertificateSubjectName CertificateThumbprint TrustedRootCertificateStoreName
  TrustedRootCertificateStoreLocation TrustedRootCertificateSubjectName TrustedRootCertificateThumbprint StreamInfoCacheCapacity
  ClusterSize NodePriority DiscoverViaDns ClusterDns ClusterGossipPort GossipSeed GossipIntervalMs GossipAllowedDifferenceMs
  GossipTimeoutMs ReadOnlyReplica Archiver UnsafeAllowSurplusNodes DeadMemberRemovalPeriodSec LeaderElectionTimeoutMs MinFlushDelayMs
  DisableScavengeMerging ScavengeHistoryMaxAge CachedChunks ChunksCacheSize MaxMemTableSize HashCollisionReadLimit Db Index Transform
  MemDb UseIndexBloomFilters IndexCacheSize SkipDbVerify WriteThrough Unbuffered ChunkInitialReaderCount PrepareTimeoutMs
  CommitTimeoutMs WriteTimeoutMs UnsafeDisableFlushToDisk UnsafeIgnoreHardDelete SkipIndexVerify IndexCacheDepth
  ReduceFileCachePressure InitializationThreads ReaderThreadsCount MaxAutoMergeIndexLevel WriteStatsToDb MaxTruncation ChunkSize
  StatsStorage DbLogFormat StreamExistenceFilterSize ScavengeBackendPageSize ScavengeBackendCacheSize ScavengeHashUsersCacheCapacity
  KeepAliveInterval KeepAliveTimeout ReplicationIp NodeIp NodePort ReplicationPort NodeHostAdvertiseAs ReplicationHostAdvertiseAs
  AdvertiseHostToClientAs AdvertiseNodePortToClientAs NodePortAdvertiseAs ReplicationTcpPortAdvertiseAs ReplicationHeartbeatTimeout
  ReplicationHeartbeatInterval EnableUnixSocket ConnectionPendingSendBytesThreshold ConnectionQueueSizeThreshold DisableAdminUi
  DisableStatsOnHttp DisableGossipOnHttp EnableTrustedAuth EnableAtomPubOverHttp RunProjections StartStandardProjections
  ProjectionThreads ProjectionsQueryExpiry FaultOutOfOrderProjections ProjectionCompilationTimeout ProjectionExecutionTimeout
  MaxProjectionStateSize DisableClientAuthEkuValidation DisableTls ClusterSecret`;

/** By normal name, as the vendor writes it. */
export const KNOWN_OPTIONS: ReadonlyMap<string, string> = new Map(
  NAMES.trim()
    .split(/\s+/)
    .map((name) => [normalOption(name), name]),
);

/** Options that came after the oldest supported server, with the version. */
export const SINCE: ReadonlyMap<string, `${number}.${number}`> = new Map([
  ["disableclientauthekuvalidation", "26.1"],
  ["disabletls", "26.2"],
  ["clustersecret", "26.2"],
]);

/** Names that 25.0 removed, by normal name, and what they are called since (the vendor's networking page). */
export const RENAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    IntIp: "ReplicationIp",
    ExtIp: "NodeIp",
    HttpPort: "NodePort",
    IntTcpPort: "ReplicationPort",
    ExtHostAdvertiseAs: "NodeHostAdvertiseAs",
    IntHostAdvertiseAs: "ReplicationHostAdvertiseAs",
    HttpPortAdvertiseAs: "NodePortAdvertiseAs",
    IntTcpPortAdvertiseAs: "ReplicationTcpPortAdvertiseAs",
    AdvertiseHttpPortToClientAs: "AdvertiseNodePortToClientAs",
    IntTcpHeartbeatTimeout: "ReplicationHeartbeatTimeout",
    IntTcpHeartbeatInterval: "ReplicationHeartbeatInterval",
  }).map(([old, now]) => [normalOption(old), now]),
);

/** Options that are read from the environment only (marked EnvironmentOnly in ClusterVNodeOptions.cs). */
export const ENVIRONMENT_ONLY: ReadonlySet<string> = new Set(["telemetryoptout", "defaultadminpassword", "defaultopspassword"]);

/**
 * Sections that hold nested settings which change neither listeners nor dials. A file's keys are below the product's name already:
 * one more such section in it means nothing.
 */
export const HARMLESS_SECTIONS: ReadonlySet<string> = new Set([
  "licensing",
  "metrics",
  "logging",
  "opentelemetry",
  "autoscavenge",
  "connectors",
  "archive",
  "userprojections",
  "kurrentdb",
  "eventstore",
]);
