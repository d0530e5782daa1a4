package main

import "strings"

// Source: KurrentDB src/KurrentDB.Core/Configuration/ClusterVNodeOptions.cs. The names are those of releases 25.1 to 26.1 together,
// and of main before 26.2 what concerns TLS, so that a stand-in does not need to know which release it stands for.

// sections are the names of the option groups. They only matter for how the server spells a key.
const sections = "Application DevMode DefaultUser Logging Auth Certificate CertificateFile CertificateStore Cluster Database Grpc " +
	"Interface Projection"

const textOptions = `
	Config
	AuthorizationType AuthorizationConfig AuthenticationType AuthenticationConfig
	DefaultAdminPassword DefaultOpsPassword
	Log LogConfig LogLevel LogConsoleFormat LogFileInterval
	CertificateFile CertificatePrivateKeyFile CertificatePassword CertificatePrivateKeyPassword
	TrustedRootCertificatesPath CertificateReservedNodeCommonName
	CertificateStoreLocation CertificateStoreName CertificateSubjectName CertificateThumbprint
	TrustedRootCertificateStoreName TrustedRootCertificateStoreLocation
	TrustedRootCertificateSubjectName TrustedRootCertificateThumbprint
	ClusterDns GossipSeed ClusterSecret
	Db Index Transform StatsStorage DbLogFormat MinFlushDelayMs
	NodeHostAdvertiseAs ReplicationHostAdvertiseAs AdvertiseHostToClientAs
	RunProjections`

const addressOptions = "ReplicationIp NodeIp"

const yesNoOptions = `
	Help Version WhatIf AllowUnknownOptions DisableHttpCaching EnableHistograms LogHttpRequests LogFailedAuthenticationAttempts
	SkipIndexScanOnReads Insecure DisableTls AllowAnonymousEndpointAccess AllowAnonymousStreamAccess
	OverrideAnonymousEndpointAccessForGossip TelemetryOptout
	Dev RemoveDevCerts DisableLogFile DisableClientAuthEkuValidation
	DiscoverViaDns ReadOnlyReplica Archiver UnsafeAllowSurplusNodes
	DisableScavengeMerging MemDb UseIndexBloomFilters SkipDbVerify WriteThrough Unbuffered UnsafeDisableFlushToDisk
	UnsafeIgnoreHardDelete SkipIndexVerify ReduceFileCachePressure WriteStatsToDb
	EnableUnixSocket DisableAdminUi DisableStatsOnHttp DisableGossipOnHttp EnableTrustedAuth EnableAtomPubOverHttp
	StartStandardProjections FaultOutOfOrderProjections`

const numberOptions = `
	StatsPeriodSec WorkerThreads MaxAppendSize MaxAppendEventSize
	LogFileSize LogFileRetentionCount
	StreamInfoCacheCapacity ClusterSize NodePriority ClusterGossipPort GossipIntervalMs GossipAllowedDifferenceMs GossipTimeoutMs
	DeadMemberRemovalPeriodSec LeaderElectionTimeoutMs QuorumSize
	ScavengeHistoryMaxAge CachedChunks ChunksCacheSize MaxMemTableSize HashCollisionReadLimit IndexCacheSize
	ChunkInitialReaderCount PrepareTimeoutMs CommitTimeoutMs WriteTimeoutMs IndexCacheDepth InitializationThreads
	ReaderThreadsCount MaxAutoMergeIndexLevel MaxTruncation ChunkSize StreamExistenceFilterSize ScavengeBackendPageSize
	ScavengeBackendCacheSize ScavengeHashUsersCacheCapacity
	KeepAliveInterval KeepAliveTimeout
	NodePort ReplicationPort AdvertiseNodePortToClientAs NodePortAdvertiseAs ReplicationTcpPortAdvertiseAs
	ReplicationHeartbeatTimeout ReplicationHeartbeatInterval ConnectionPendingSendBytesThreshold ConnectionQueueSizeThreshold
	ProjectionThreads ProjectionsQueryExpiry ProjectionCompilationTimeout ProjectionExecutionTimeout MaxProjectionStateSize
	MaxPartitionStateCacheSize`

// environmentOnly are the options that the server refuses from a file or from argv (attribute EnvironmentOnly in the source).
var environmentOnly = []string{"DefaultAdminPassword", "DefaultOpsPassword", "TelemetryOptout"}

// optionType says how a value is read: "text", "address", "yes-no" or "number".
type optionType string

// knownOptions maps the lower-case name of each option to its type.
var knownOptions = func() map[string]optionType {
	known := map[string]optionType{}
	for kind, names := range map[optionType]string{
		"text": textOptions, "address": addressOptions, "yes-no": yesNoOptions, "number": numberOptions,
	} {
		for _, name := range strings.Fields(names) {
			known[strings.ToLower(name)] = kind
		}
	}
	return known
}()

// spelling maps lower-case names of options and sections to the server's spelling.
var spelling = func() map[string]string {
	names := map[string]string{}
	for _, list := range []string{sections, textOptions, addressOptions, yesNoOptions, numberOptions} {
		for _, name := range strings.Fields(list) {
			names[strings.ToLower(name)] = name
		}
	}
	return names
}()
