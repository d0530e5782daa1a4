package main

import (
	"errors"
	"net"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Member is what a node tells the others of itself and of those that it knows.
type Member struct {
	InstanceId  string   `json:"instanceId"`
	Node        Endpoint `json:"node"`        // what other nodes dial for gossip and elections
	Replication Endpoint `json:"replication"` // what followers dial
	Client      Endpoint `json:"client"`      // what clients dial
	ReadOnly    bool     `json:"readOnly"`    // a read-only replica, no member of the quorum
	Electable   bool     `json:"electable"`   // whether it and a majority reach each other for elections
	AgeMs       int64    `json:"ageMs"`       // how long ago somebody last heard of it
}

// describe returns the node's own Member. Advertised hosts default to the bound address; for 0.0.0.0 to the first IPv4 address that is
// no loopback, or to loopback if the node is alone. Source: KurrentDB src/KurrentDB.Core/ClusterVNode.cs, GetGossipAdvertiseInfo;
// src/KurrentDB.Common/Utils/IPFinder.cs; for clients src/KurrentDB.Core/Services/Gossip/GossipServiceBase.cs.
func describe(o *Options, instanceId string, ownAddress func() string) (Member, error) {
	host := func(advertised, bound string) (string, error) {
		switch {
		case advertised != "":
			return advertised, nil
		case bound != "0.0.0.0":
			return bound, nil
		case o.ClusterSize == 1:
			return "127.0.0.1", nil
		}
		if address := ownAddress(); address != "" {
			return address, nil
		}
		return "", errors.New("no address to advertise: there is no IPv4 address but loopback")
	}
	port := func(advertised, bound int) int {
		if advertised > 0 {
			return advertised
		}
		return bound
	}
	node, err := host(o.NodeHostAdvertiseAs, o.NodeIp.String())
	if err != nil {
		return Member{}, err
	}
	replication, err := host(o.ReplicationHostAdvertiseAs, o.ReplicationIp.String())
	if err != nil {
		return Member{}, err
	}
	member := Member{
		InstanceId:  instanceId,
		Node:        Endpoint{node, port(o.NodePortAdvertiseAs, o.NodePort)},
		Replication: Endpoint{replication, port(o.ReplicationTcpPortAdvertiseAs, o.ReplicationPort)},
		ReadOnly:    o.ReadOnlyReplica,
	}
	member.Client = member.Node
	if o.AdvertiseHostToClientAs != "" {
		member.Client.Host = o.AdvertiseHostToClientAs
	}
	if o.AdvertiseNodePortToClientAs != 0 {
		member.Client.Port = o.AdvertiseNodePortToClientAs
	}
	return member, nil
}

// firstAddress returns the first IPv4 address of this machine that is no loopback, or "".
func firstAddress() string {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	for _, address := range addresses {
		if network, isNetwork := address.(*net.IPNet); isNetwork && network.IP.To4() != nil && !network.IP.IsLoopback() {
			return network.IP.String()
		}
	}
	return ""
}

// aliveFor is how long a member counts as alive after somebody reached it.
const aliveFor = 5 * time.Second

type knownMember struct {
	Member
	heard time.Time // when anybody last heard of it
}

// Members is what a node knows of its cluster. They are keyed by what they advertise to nodes.
// Source: KurrentDB src/KurrentDB.Core/Services/Gossip/GossipServiceBase.cs, MergeClusters.
type Members struct {
	self    Member
	size    int
	keepFor time.Duration

	mutex sync.Mutex
	known map[string]*knownMember
}

func newMembers(self Member, o *Options) *Members {
	return &Members{self: self, size: o.ClusterSize, keepFor: time.Duration(o.DeadMemberRemovalPeriodSec) * time.Second,
		known: map[string]*knownMember{}}
}

// learn takes in what another node tells: itself, if they talked directly, and those that it knows.
func (m *Members) learn(direct *Member, told []Member) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	now := time.Now()
	if direct != nil {
		member := *direct
		member.AgeMs = 0
		m.take(member, now)
	}
	for _, member := range told {
		m.take(member, now)
	}
}

func (m *Members) take(member Member, now time.Time) {
	key := member.Node.key()
	if member.InstanceId == m.self.InstanceId || key == m.self.Node.key() {
		return // we know ourselves better
	}
	heard := now.Add(-time.Duration(member.AgeMs) * time.Millisecond)
	entry, found := m.known[key]
	if !found {
		if now.Sub(heard) > m.keepFor {
			return
		}
		entry = &knownMember{}
		m.known[key] = entry
	}
	if !found || heard.After(entry.heard) {
		entry.Member, entry.heard = member, heard
	}
}

// others returns the members that the node knows besides itself, sorted by their advertised endpoint.
func (m *Members) others() []Member {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	now := time.Now()
	var members []Member
	for key, entry := range m.known {
		if now.Sub(entry.heard) > m.keepFor {
			delete(m.known, key)
			continue
		}
		member := entry.Member
		member.AgeMs = now.Sub(entry.heard).Milliseconds()
		members = append(members, member)
	}
	sort.Slice(members, func(i, j int) bool { return members[i].Node.key() < members[j].Node.key() })
	return members
}

// majority is how many members of the quorum must agree.
func (m *Members) majority() int { return m.size/2 + 1 }

// quorum returns the members that take part in elections.
func quorum(members []Member) []Member {
	var taking []Member
	for _, member := range members {
		if !member.ReadOnly {
			taking = append(taking, member)
		}
	}
	return taking
}

// lowest returns the member with the lowest advertised name, or nil.
func lowest(members []Member) *Member {
	var first *Member
	for i := range members {
		if first == nil || members[i].Node.key() < first.Node.key() {
			first = &members[i]
		}
	}
	return first
}

// A ClientMember is a member as clients are told of it.
type ClientMember struct {
	Member
	State string
	Alive bool
}

// forClients returns all members with their states. Who leads is a stand-in's own affair, and no rule of the server: the member that
// the file leaderFile names ("host:port", as clients are told), else the living member of the quorum with the lowest name, if a
// majority lives. Without a leader the states are those of the server: Unknown and ReadOnlyLeaderless.
func (m *Members) forClients(leaderFile string) []ClientMember {
	members := append([]Member{m.self}, m.others()...)
	sort.Slice(members, func(i, j int) bool { return members[i].Node.key() < members[j].Node.key() })
	alive := func(member Member) bool { return time.Duration(member.AgeMs)*time.Millisecond < aliveFor }
	var voters []Member
	for _, member := range quorum(members) {
		if alive(member) {
			voters = append(voters, member)
		}
	}
	var leader *Member
	if text, err := os.ReadFile(leaderFile); err == nil {
		wanted := strings.ToLower(strings.TrimSpace(string(text)))
		for i := range members {
			if !members[i].ReadOnly && members[i].Client.key() == wanted {
				leader = &members[i]
			}
		}
	}
	if leader == nil && len(voters) >= m.majority() {
		leader = lowest(voters)
	}
	var told []ClientMember
	for _, member := range members {
		state := "Follower"
		switch {
		case leader == nil && member.ReadOnly:
			state = "ReadOnlyLeaderless"
		case leader == nil:
			state = "Unknown"
		case member.ReadOnly:
			state = "ReadOnlyReplica"
		case member.InstanceId == leader.InstanceId:
			state = "Leader"
		}
		told = append(told, ClientMember{member, state, alive(member)})
	}
	return told
}

func (e Endpoint) String() string { return net.JoinHostPort(e.Host, strconv.Itoa(e.Port)) }
