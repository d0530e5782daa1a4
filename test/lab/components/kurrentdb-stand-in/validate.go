package main

import (
	"errors"
	"fmt"
	"strings"
)

// validate returns why the server would not start with these options, or nil.
// Source: KurrentDB src/KurrentDB/Program.cs (order, unknown options), src/KurrentDB.Core/Configuration/ConfigurationRootExtensions.cs
// (values of the wrong type), ClusterVNodeOptionsValidator.cs, and ClusterVNode.cs (gossip seeds). Sizes of appends are not looked at:
// their limits changed between releases.
func validate(o *Options) error {
	if len(o.refusedValues) > 0 {
		return errors.New(strings.Join(o.refusedValues, "; "))
	}
	if len(o.Unknown) > 0 && !o.AllowUnknownOptions {
		return fmt.Errorf("unknown options: %s; to continue anyway, set AllowUnknownOptions to true", strings.Join(o.Unknown, ", "))
	}
	if len(o.EnvironmentOnlyElsewhere) > 0 {
		return fmt.Errorf("only environment variables can set %s", strings.Join(o.EnvironmentOnlyElsewhere, ", "))
	}
	if o.Insecure || o.AuthenticationType != "internal" {
		if o.DefaultAdminPassword != "changeit" {
			return errors.New("cannot set default admin password when not using the internal authentication")
		}
		if o.DefaultOpsPassword != "changeit" {
			return errors.New("cannot set default ops password when not using the internal authentication")
		}
	}
	if o.DisableTls && !o.Insecure {
		return errors.New("the stand-in does not do DisableTls with ClusterSecret")
	}
	if o.ClusterSize <= 0 {
		return fmt.Errorf("ClusterSize must be greater than 0, is %d", o.ClusterSize)
	}
	if o.InitializationThreads <= 0 {
		return fmt.Errorf("InitializationThreads must be greater than 0, is %d", o.InitializationThreads)
	}
	if o.KeepAliveTimeout < 0 || o.KeepAliveInterval < 0 {
		return errors.New("KeepAliveInterval and KeepAliveTimeout must not be negative")
	}
	if o.DiscoverViaDns && strings.TrimSpace(o.ClusterDns) == "" {
		return errors.New("either DNS discovery must be disabled (and seeds specified), or a cluster DNS name must be provided")
	}
	if strings.HasPrefix(o.Db, "~") {
		return errors.New("the given database path starts with a '~', which is not expanded")
	}
	if o.Index != "" && o.Db != "" && samePath(o.Index, o.Db) {
		return fmt.Errorf("the given database and index paths cannot point to the same directory (%s)", o.Db)
	}
	if len(o.GossipSeed) > 1 && o.ClusterSize == 1 {
		return errors.New("ClusterSize is 1 but there are several gossip seeds")
	}
	if o.ReadOnlyReplica && o.ClusterSize <= 1 {
		return errors.New("a read-only replica needs a cluster: ClusterSize is 1")
	}
	if o.Archiver && !o.ReadOnlyReplica {
		return errors.New("the Archiver node must also be a Read Only Replica")
	}
	if o.Archiver && o.UnsafeIgnoreHardDelete {
		return errors.New("archiving is not compatible with UnsafeIgnoreHardDelete")
	}
	if !o.DiscoverViaDns && o.ClusterSize > 1 && len(o.GossipSeed) == 0 {
		return errors.New("DNS discovery is disabled, but no gossip seed endpoints have been specified")
	}
	return nil
}
