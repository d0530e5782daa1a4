package main

import "strings"

// The stand-in has a protocol of its own between nodes, JSON over HTTP/1.1, in place of the server's gRPC services of cluster.proto.
const (
	gossipPath   = "/lab/gossip"
	electionPath = "/lab/election"
	// standInHeader marks answers of a stand-in, so that a caller knows that it reached one.
	standInHeader = "X-Lab-Stand-In"
	standInName   = "kurrentdb"
	// replicationGreeting and replicationAnswer are what the two sides of a replication connection write first.
	replicationGreeting = "lab replication\n"
	replicationAnswer   = 'K'
)

// An exchange is what both sides of gossip tell each other.
type exchange struct {
	From    Member   `json:"from"`
	Members []Member `json:"members"`
}

// A target is one endpoint that the node dials for one purpose: "gossip", "election" or "replication".
type target struct {
	purpose   string
	host      string
	port      int
	otherName string // ClusterDns, where that name may stand for an address
	everyone  bool   // host is ClusterDns: each address behind it is an endpoint of its own
}

func (t target) key() string {
	return t.purpose + " " + Endpoint{t.host, t.port}.key()
}

// targets returns whom the node dials: its seeds, and of each member what it advertises. A seed that is the own endpoint is passed
// over. Replicas take no part in elections, and nobody follows them. A node alone dials nobody.
// Source: KurrentDB src/KurrentDB.Core/Services/Gossip/GossipServiceBase.cs, DnsGossipSeedSource.cs, ElectionsService.cs,
// src/KurrentDB.Core/Services/Replication/ReplicaService.cs, src/KurrentDB.Common/Utils/EndpointExtensions.cs (WithClusterDns).
func targets(o *Options, self Member, others []Member) []target {
	if o.ClusterSize == 1 {
		return nil
	}
	var all []target
	seen := map[string]bool{}
	add := func(purpose string, endpoint Endpoint, everyone bool) {
		t := target{purpose: purpose, host: endpoint.Host, port: endpoint.Port, everyone: everyone}
		if o.DiscoverViaDns && (everyone || isAddress(endpoint.Host)) {
			t.otherName = strings.TrimSuffix(o.ClusterDns, ".")
		}
		if !seen[t.key()] {
			seen[t.key()] = true
			all = append(all, t)
		}
	}
	if o.DiscoverViaDns {
		add("gossip", Endpoint{o.ClusterDns, o.ClusterGossipPort}, true)
	} else {
		for _, seed := range o.GossipSeed {
			if seed.key() != self.Node.key() {
				add("gossip", seed, false)
			}
		}
	}
	for _, member := range others {
		add("gossip", member.Node, false)
		if !member.ReadOnly && !self.ReadOnly {
			add("election", member.Node, false)
		}
		if !member.ReadOnly {
			add("replication", member.Replication, false)
		}
	}
	return all
}
