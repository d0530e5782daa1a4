package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// pause is the time between two dials of one target.
const pause = 1200 * time.Millisecond

// poll is how often a round looks whether it is over.
const poll = 20 * time.Millisecond

// A Node is one running stand-in.
type Node struct {
	options    *Options
	log        *Log
	journal    *Journal
	lookup     Lookup
	leaderFile string
	load       func() (*Material, error) // reads configuration and certificates anew
	material   atomic.Pointer[Material]  // nil if nothing is encrypted
	members    *Members
	ready      atomic.Bool

	mutex       sync.Mutex
	replication map[string]bool      // by endpoint, whether the last replication dial was done
	elections   map[string]bool      // by endpoint, whether the last election dial was done
	heard       map[string]time.Time // by endpoint, when that member last dialled for an election
	finished    map[string]time.Time // by target, when the last dial that has ended was begun
	outcomes    map[string]int       // by target, how many addresses it tried
	loops       map[string]context.CancelFunc
}

// newNode makes a node that neither listens nor dials yet.
func newNode(o *Options, self Member, log *Log, journal *Journal, lookup Lookup, leaderFile string, load func() (*Material, error)) (*Node, error) {
	n := &Node{options: o, log: log, journal: journal, lookup: together(lookup), leaderFile: leaderFile, load: load, members: newMembers(self, o),
		replication: map[string]bool{}, elections: map[string]bool{}, heard: map[string]time.Time{}, finished: map[string]time.Time{}, outcomes: map[string]int{},
		loops: map[string]context.CancelFunc{}}
	if o.clearText() {
		return n, nil
	}
	material, err := load()
	if err != nil {
		return nil, err
	}
	n.material.Store(material)
	n.log.write(materialOf("loaded", material))
	return n, nil
}

// reload takes certificates, roots and the reserved name anew; if that fails the old ones stay.
// Source: KurrentDB src/KurrentDB.Core/ClusterVNode.cs, Handle(ReloadConfig).
func (n *Node) reload() {
	if n.options.clearText() {
		n.log.write(materialLine{Event: "reloaded"})
		return
	}
	material, err := n.load()
	if err != nil {
		n.log.write(errorLine{"reload-failed", err.Error()})
		return
	}
	n.material.Store(material)
	n.log.write(materialOf("reloaded", material))
}

// run dials until the context ends. Each target has a loop of its own, so that one that hangs does not hold up the others; a round is
// over when each target that was known at its start has been dialled since.
func (n *Node) run(ctx context.Context) {
	for number := 1; ctx.Err() == nil; number++ {
		start := time.Now()
		waiting := n.startLoops(ctx)
		alone := len(waiting) == 0
		dials := 0
		for len(waiting) > 0 && sleep(ctx, poll) {
			// Who is learned meanwhile does not wait for the next round, and nobody waits for who is gone.
			current := map[string]bool{}
			for _, t := range n.startLoops(ctx) {
				current[t.key()] = true
			}
			var still []target
			for _, t := range waiting {
				began, addresses := n.lastDial(t)
				switch {
				case !current[t.key()]:
				case began.Before(start):
					still = append(still, t)
				default:
					dials += addresses
				}
			}
			waiting = still
		}
		n.judgeReady()
		if ctx.Err() == nil {
			n.log.write(roundLine{"round", number, dials})
		}
		if alone {
			sleep(ctx, pause)
		}
	}
}

// startLoops starts a loop for each target that has none, ends those of endpoints that are gone, and returns all targets.
func (n *Node) startLoops(ctx context.Context) []target {
	wanted := targets(n.options, n.members.self, n.members.others())
	n.mutex.Lock()
	defer n.mutex.Unlock()
	keep := map[string]bool{}
	for _, t := range wanted {
		keep[t.key()] = true
		if _, running := n.loops[t.key()]; !running {
			loop, stop := context.WithCancel(ctx)
			n.loops[t.key()] = stop
			go n.loop(loop, t)
		}
	}
	for key, stop := range n.loops {
		if !keep[key] {
			stop()
			delete(n.loops, key)
		}
	}
	return wanted
}

func (n *Node) loop(ctx context.Context, t target) {
	for ctx.Err() == nil {
		began := time.Now()
		outcomes := n.dial(ctx, t)
		if ctx.Err() != nil {
			return
		}
		done := false
		for _, each := range outcomes {
			line := dialLine{Event: "dial", Purpose: t.purpose, Host: t.host, Port: t.port, Address: each.address, Hop: each.hop}
			if each.fault != nil {
				line.Error, line.Detail = each.fault.class, each.fault.text
			}
			done = done || each.fault == nil
			n.journal.write(t, each)
			n.log.changed("dial "+t.key()+" "+each.address, each.hop+" "+line.Error, line)
		}
		n.mutex.Lock()
		n.finished[t.key()], n.outcomes[t.key()] = began, len(outcomes)
		switch t.purpose {
		case "replication":
			n.replication[Endpoint{t.host, t.port}.key()] = done
		case "election":
			n.elections[Endpoint{t.host, t.port}.key()] = done
		}
		n.mutex.Unlock()
		n.judgeReady()
		sleep(ctx, pause)
	}
}

func (n *Node) lastDial(t target) (began time.Time, addresses int) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	return n.finished[t.key()], n.outcomes[t.key()]
}

// self is what the node tells of itself by now.
func (n *Node) self() Member {
	member := n.members.self
	n.mutex.Lock()
	defer n.mutex.Unlock()
	mutual := 1
	for _, other := range quorum(n.members.others()) {
		if key := other.Node.key(); n.elections[key] && time.Since(n.heard[key]) < aliveFor {
			mutual++
		}
	}
	member.Electable = !member.ReadOnly && mutual >= n.members.majority()
	return member
}

// judgeReady makes the node ready, once and for good: when it leads, or reaches the leader for replication. The leader is, of the
// members of the quorum that a majority reaches and that reach it, the one with the lowest advertised name: a stand-in for the
// server's elections, which need messages both ways, and no model of whom they choose.
// Source of what ready means: KurrentDB src/KurrentDB.Core/ClusterVNodeStartup.cs, Services/VNode/ClusterVNodeController.cs.
func (n *Node) judgeReady() {
	if n.ready.Load() {
		return
	}
	self := n.self()
	var candidates []Member
	for _, member := range quorum(append(n.members.others(), self)) {
		if member.Electable && time.Duration(member.AgeMs)*time.Millisecond < aliveFor {
			candidates = append(candidates, member)
		}
	}
	leader := lowest(candidates)
	if leader == nil {
		return
	}
	state := "Leader"
	if leader.InstanceId != self.InstanceId {
		n.mutex.Lock()
		follows := n.replication[leader.Replication.key()]
		n.mutex.Unlock()
		if !follows {
			return
		}
		state = "Follower"
		if self.ReadOnly {
			state = "ReadOnlyReplica"
		}
	}
	if n.ready.CompareAndSwap(false, true) {
		n.log.write(readyLine{"ready", state})
	}
}

// sleep waits and says whether the context is still alive.
func sleep(ctx context.Context, duration time.Duration) bool {
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// newInstanceId returns a random UUID.
func newInstanceId() string {
	bytes := make([]byte, 16)
	_, _ = rand.Read(bytes)
	bytes[6], bytes[8] = bytes[6]&0x0f|0x40, bytes[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", bytes[:4], bytes[4:6], bytes[6:8], bytes[8:10], bytes[10:])
}

// serve starts all listeners and the dials, and returns when the context ends or a listener cannot start.
func (n *Node) serve(ctx context.Context) error {
	node, err := net.Listen("tcp", Endpoint{n.options.NodeIp.String(), n.options.NodePort}.String())
	if err != nil {
		return err
	}
	defer node.Close()
	go n.serveHttp(node)
	if n.options.ClusterSize > 1 {
		replication, err := net.Listen("tcp", Endpoint{n.options.ReplicationIp.String(), n.options.ReplicationPort}.String())
		if err != nil {
			return err
		}
		defer replication.Close()
		go n.serveReplication(replication)
	}
	n.run(ctx)
	return nil
}
