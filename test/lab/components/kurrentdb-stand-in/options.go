package main

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// Endpoint is a host (name or address) and a port.
type Endpoint struct {
	Host string `json:"host"`
	Port int    `json:"port"`
}

func (e Endpoint) key() string { return strings.ToLower(e.Host) + ":" + strconv.Itoa(e.Port) }

// Options are the options that the stand-in acts upon, with the server's defaults.
// Source: KurrentDB src/KurrentDB.Core/Configuration/ClusterVNodeOptions.cs.
type Options struct {
	AllowUnknownOptions                      bool
	Insecure                                 bool
	DisableTls                               bool
	AllowAnonymousEndpointAccess             bool
	OverrideAnonymousEndpointAccessForGossip bool
	DefaultAdminPassword, DefaultOpsPassword string
	AuthenticationType                       string

	CertificateFile, CertificatePrivateKeyFile       string
	CertificateStore                                 string // the first of the options for a certificate store that is set
	TrustedRootCertificatesPath                      string
	CertificateReservedNodeCommonName                string
	DisableClientAuthEkuValidation                   bool
	ClusterSize                                      int
	DiscoverViaDns                                   bool
	ClusterDns                                       string
	ClusterGossipPort                                int
	GossipSeed                                       []Endpoint
	ReadOnlyReplica, Archiver                        bool
	DeadMemberRemovalPeriodSec                       int
	Db, Index                                        string
	UnsafeIgnoreHardDelete                           bool
	InitializationThreads                            int
	KeepAliveInterval, KeepAliveTimeout              int
	NodeIp, ReplicationIp                            netip.Addr
	NodePort, ReplicationPort                        int
	NodeHostAdvertiseAs, ReplicationHostAdvertiseAs  string
	NodePortAdvertiseAs                              int
	ReplicationTcpPortAdvertiseAs                    int
	AdvertiseHostToClientAs                          string
	AdvertiseNodePortToClientAs                      int
	EnvironmentOnlyElsewhere, Unknown, refusedValues []string
}

// bind turns a configuration into Options. A value of the wrong type is kept in refusedValues, for validate to report: .NET's binder
// takes "true" and "false" in any case, whole numbers and IP addresses, and refuses everything else, the empty string too.
func bind(c Configuration) *Options {
	o := &Options{}
	text := func(name, otherwise string) string {
		if setting, found := c[strings.ToLower(name)]; found {
			return setting.value
		}
		return otherwise
	}
	yes := func(name string, otherwise bool) bool {
		return strings.EqualFold(strings.TrimSpace(text(name, strconv.FormatBool(otherwise))), "true")
	}
	number := func(name string, otherwise int) int {
		value, err := strconv.Atoi(strings.TrimSpace(text(name, strconv.Itoa(otherwise))))
		if err != nil {
			return otherwise
		}
		return value
	}
	address := func(name, otherwise string) netip.Addr {
		value, err := netip.ParseAddr(text(name, otherwise))
		if err != nil {
			return netip.MustParseAddr(otherwise)
		}
		return value
	}
	for key, setting := range c {
		if why := refuses(knownOptions[key], setting.value); why != "" {
			o.refusedValues = append(o.refusedValues, fmt.Sprintf("option %s: %q is not %s", setting.key, setting.value, why))
		}
		for _, name := range environmentOnly {
			if strings.EqualFold(name, key) && !strings.HasPrefix(setting.source, "environment") {
				o.EnvironmentOnlyElsewhere = append(o.EnvironmentOnlyElsewhere, name)
			}
		}
	}
	sort.Strings(o.refusedValues)
	sort.Strings(o.EnvironmentOnlyElsewhere)
	o.Unknown = c.unknown()

	o.AllowUnknownOptions = yes("AllowUnknownOptions", false)
	o.Insecure = yes("Insecure", false)
	o.DisableTls = yes("DisableTls", false)
	o.AllowAnonymousEndpointAccess = yes("AllowAnonymousEndpointAccess", false)
	o.OverrideAnonymousEndpointAccessForGossip = yes("OverrideAnonymousEndpointAccessForGossip", true)
	o.DefaultAdminPassword = text("DefaultAdminPassword", "changeit")
	o.DefaultOpsPassword = text("DefaultOpsPassword", "changeit")
	o.AuthenticationType = text("AuthenticationType", "internal")
	o.CertificateFile = text("CertificateFile", "")
	o.CertificatePrivateKeyFile = text("CertificatePrivateKeyFile", "")
	for _, name := range []string{"CertificateStoreLocation", "CertificateStoreName",
		"TrustedRootCertificateStoreLocation", "TrustedRootCertificateStoreName"} {
		if o.CertificateStore == "" && strings.TrimSpace(text(name, "")) != "" {
			o.CertificateStore = name
		}
	}
	o.TrustedRootCertificatesPath = text("TrustedRootCertificatesPath", "/etc/ssl/certs")
	o.CertificateReservedNodeCommonName = text("CertificateReservedNodeCommonName", "")
	o.DisableClientAuthEkuValidation = yes("DisableClientAuthEkuValidation", false)
	o.ClusterSize = number("ClusterSize", 1)
	o.DiscoverViaDns = yes("DiscoverViaDns", true)
	o.ClusterDns = text("ClusterDns", "fake.dns")
	o.ClusterGossipPort = number("ClusterGossipPort", 2113)
	seeds, err := parseSeeds(c)
	if err != nil {
		o.refusedValues = append(o.refusedValues, "option GossipSeed: "+err.Error())
	}
	o.GossipSeed = seeds
	o.ReadOnlyReplica = yes("ReadOnlyReplica", false)
	o.Archiver = yes("Archiver", false)
	o.DeadMemberRemovalPeriodSec = number("DeadMemberRemovalPeriodSec", 1800)
	o.Db = text("Db", "/var/lib/kurrentdb")
	o.Index = text("Index", "")
	o.UnsafeIgnoreHardDelete = yes("UnsafeIgnoreHardDelete", false)
	o.InitializationThreads = number("InitializationThreads", 1)
	o.KeepAliveInterval = number("KeepAliveInterval", 10000)
	o.KeepAliveTimeout = number("KeepAliveTimeout", 10000)
	o.NodeIp = address("NodeIp", "127.0.0.1")
	o.ReplicationIp = address("ReplicationIp", "127.0.0.1")
	o.NodePort = number("NodePort", 2113)
	o.ReplicationPort = number("ReplicationPort", 1112)
	o.NodeHostAdvertiseAs = text("NodeHostAdvertiseAs", "")
	o.ReplicationHostAdvertiseAs = text("ReplicationHostAdvertiseAs", "")
	o.NodePortAdvertiseAs = number("NodePortAdvertiseAs", 0)
	o.ReplicationTcpPortAdvertiseAs = number("ReplicationTcpPortAdvertiseAs", 0)
	o.AdvertiseHostToClientAs = text("AdvertiseHostToClientAs", "")
	o.AdvertiseNodePortToClientAs = number("AdvertiseNodePortToClientAs", 0)
	return o
}

// clearText says whether nothing is encrypted.
func (o *Options) clearText() bool { return o.Insecure || o.DisableTls }

// refuses returns what a value should be, if it is not that.
func refuses(kind optionType, value string) string {
	switch kind {
	case "yes-no":
		if trimmed := strings.TrimSpace(value); !strings.EqualFold(trimmed, "true") && !strings.EqualFold(trimmed, "false") {
			return "true or false"
		}
	case "number":
		if _, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64); err != nil {
			return "a whole number"
		}
	case "address":
		if _, err := netip.ParseAddr(value); err != nil {
			return "an IP address"
		}
	}
	return ""
}

// parseSeeds reads GossipSeed: "host:port,host:port", or the items of a sequence. Source: TypeConverters.cs.
func parseSeeds(c Configuration) ([]Endpoint, error) {
	var seeds []Endpoint
	if setting, found := c["gossipseed"]; found {
		if strings.ContainsAny(setting.value, ";\t") {
			return nil, fmt.Errorf("invalid delimiter for gossip seed value: %s", setting.value)
		}
		for part := range strings.SplitSeq(setting.value, ",") {
			if part == "" {
				continue
			}
			seed, err := parseEndpoint(part)
			if err != nil {
				return nil, err
			}
			seeds = append(seeds, seed)
		}
	}
	for i := 0; ; i++ {
		setting, found := c["gossipseed:"+strconv.Itoa(i)]
		if !found {
			return seeds, nil
		}
		seed, err := parseEndpoint(setting.value)
		if err != nil {
			return nil, err
		}
		seeds = append(seeds, seed)
	}
}

func parseEndpoint(text string) (Endpoint, error) {
	colon := strings.LastIndex(text, ":")
	if colon < 0 {
		return Endpoint{}, fmt.Errorf("you must specify the port number: %s", text)
	}
	port, err := strconv.Atoi(strings.TrimSpace(text[colon+1:]))
	if err != nil || port < 0 || port > 65535 {
		return Endpoint{}, fmt.Errorf("invalid format for the port number: %s", text)
	}
	host := strings.TrimSpace(text[:colon])
	if inner, bracketed := strings.CutPrefix(host, "["); bracketed {
		host = strings.TrimSuffix(inner, "]")
		if _, err := netip.ParseAddr(host); err != nil {
			return Endpoint{}, fmt.Errorf("invalid IPv6 address: %s", text)
		}
	} else if strings.Contains(host, ":") {
		return Endpoint{}, fmt.Errorf("an IPv6 address must be in brackets: %s", text)
	}
	return Endpoint{host, port}, nil
}

// samePath says whether two paths name the same folder, however they are written.
func samePath(a, b string) bool { return filepath.Clean(a) == filepath.Clean(b) }
