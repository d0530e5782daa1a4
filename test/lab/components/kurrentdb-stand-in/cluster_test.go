package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A logBuffer keeps what a node logs.
type logBuffer struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (b *logBuffer) Write(text []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(text)
}

// A line of the log, of any event.
type line struct {
	Event, Purpose, Host, Address, Hop, Error, Detail, State, From, Reason string
	Port, Number, Dials                                                    int
	Serial, Own                                                            string
	Roots                                                                  []string
}

func (b *logBuffer) lines(t *testing.T) (lines []line) {
	t.Helper()
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for text := range strings.Lines(b.text.String()) {
		var each line
		if err := json.Unmarshal([]byte(text), &each); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		lines = append(lines, each)
	}
	return lines
}

// eventually waits until the log has a line that fits.
func (b *logBuffer) eventually(t *testing.T, what string, fits func(line) bool) line {
	t.Helper()
	for range 400 {
		for _, each := range b.lines(t) {
			if fits(each) {
				return each
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("no line: %s\n%s", what, b.text.String())
	return line{}
}

// A stand is a place where nodes run: one address for each name, and one port for all.
type stand struct {
	t         *testing.T
	addresses map[string][]string
	node      int // the port of all nodes
	replica   int // the replication port of all nodes
	next      int
}

func newStand(t *testing.T) *stand {
	free := func() int {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		return listener.Addr().(*net.TCPAddr).Port
	}
	return &stand{t: t, addresses: map[string][]string{}, node: free(), replica: free()}
}

func (s *stand) lookup(_ context.Context, name string) ([]netip.Addr, *fault) {
	var found []netip.Addr
	for _, address := range s.addresses[name] {
		found = append(found, netip.MustParseAddr(address))
	}
	if found == nil {
		return nil, &fault{"name-not-found", name}
	}
	return found, nil
}

// place gives a name an address of its own.
func (s *stand) place(name string) string {
	s.next++
	s.addresses[name] = []string{fmt.Sprintf("127.77.%d.%d", os.Getpid()%250+1, s.next)}
	return s.addresses[name][0]
}

type running struct {
	node    *Node
	log     *logBuffer
	root    string
	address string
	stop    func()
}

// run starts a node under a name that has a place, with files below its root folder and argv.
func (s *stand) run(name string, files map[string]string, argv ...string) *running {
	s.t.Helper()
	root := s.t.TempDir()
	write(s.t, root, files)
	address := s.addresses[name][0]
	argv = append([]string{
		"--node-ip=" + address, "--replication-ip=" + address,
		fmt.Sprintf("--node-port=%d", s.node), fmt.Sprintf("--replication-port=%d", s.replica),
		"--node-host-advertise-as=" + name, "--replication-host-advertise-as=" + name,
		"--certificate-file=/leaf/tls.crt", "--certificate-private-key-file=/leaf/tls.key", "--trusted-root-certificates-path=/ca",
	}, argv...)
	log := &logBuffer{}
	node, err := start(argv, nil, root, newLog(log), s.lookup, func() string { return address })
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- node.serve(ctx) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			s.t.Error(err)
		}
	})
	s.t.Cleanup(stop)
	return &running{node, log, root, address, stop}
}

func (s *stand) seeds(names ...string) []string {
	var seeds []string
	for _, name := range names {
		seeds = append(seeds, fmt.Sprintf("%s:%d", name, s.node))
	}
	return []string{"--discover-via-dns=false", "--cluster-size=3", "--gossip-seed=" + strings.Join(seeds, ",")}
}

func nodeFiles(leaf *issued, key int, roots ...*issued) map[string]string {
	files := map[string]string{"/leaf/tls.crt": pemOf(leaf), "/leaf/tls.key": pkcs1(rsaKeys(key))}
	for i, root := range roots {
		files[fmt.Sprintf("/ca/%d.crt", i)] = pemOf(root)
	}
	return files
}

func ready(each line) bool { return each.Event == "ready" }

func dialled(purpose, host, hop, class string) func(line) bool {
	return func(each line) bool {
		return each.Event == "dial" && each.Purpose == purpose && each.Host == host && each.Hop == hop && each.Error == class
	}
}

func TestThreeNodesOverTls(t *testing.T) {
	root := issue(t, "root", rsaKeys(rootKey), nil, authority)
	leaf := issue(t, "node", rsaKeys(leafKey), root, names("*.lab.test"))
	s := newStand(t)
	all := map[string]*running{}
	hosts := []string{"a.lab.test", "b.lab.test", "c.lab.test"}
	for _, host := range hosts {
		s.place(host)
	}
	for i, host := range hosts {
		// Each knows the next only, so that the rest has to be learned.
		all[host] = s.run(host, nodeFiles(leaf, leafKey, root), append(s.seeds(hosts[(i+1)%3]),
			fmt.Sprintf("--advertise-host-to-client-as=%d.public.test", i), "--advertise-node-port-to-client-as=443")...)
	}
	for _, host := range hosts {
		// Who has the lowest name leads in the end; before all know it, another may.
		state := all[host].log.eventually(t, host+" ready", ready).State
		if state != "Leader" && state != "Follower" {
			t.Errorf("%s is %s", host, state)
		}
		for _, other := range hosts {
			for _, purpose := range []string{"gossip", "election", "replication"} {
				if other != host {
					all[host].log.eventually(t, host+" to "+other, dialled(purpose, other, "done", ""))
				}
			}
		}
		all[host].log.eventually(t, "a round of all dials", func(each line) bool { return each.Event == "round" && each.Dials == 6 })
		for _, each := range all[host].log.lines(t) {
			if each.Event == "denied" || each.Event == "dial" && each.Host == host {
				t.Errorf("%s: %+v", host, each)
			}
		}
	}
	c := all["c.lab.test"]
	if code := get(t, c, "/health/live"); code != http.StatusNoContent {
		t.Errorf("health: %d", code)
	}
	if code := get(t, c, "/health/live?liveCode=200"); code != http.StatusOK {
		t.Errorf("health: %d", code)
	}
	told := func() string { return strings.Join(readGossip(t, c), " ") }
	if got := told(); got != "0.public.test:443=8 1.public.test:443=6 2.public.test:443=6" {
		t.Errorf("clients are told %s", got)
	}
	write(t, c.root, map[string]string{leaderFile: "1.public.test:443\n"})
	if got := told(); got != "0.public.test:443=6 1.public.test:443=8 2.public.test:443=6" {
		t.Errorf("with a leader named, clients are told %s", got)
	}
	if status := callGrpc(t, c, "/event_store.client.streams.Streams/Read").Header.Get("Grpc-Status"); status != "12" {
		t.Errorf("a read: status %s", status)
	}
}

func TestNodeWithAnotherCommonName(t *testing.T) {
	root := issue(t, "root", rsaKeys(rootKey), nil, authority)
	leaf := issue(t, "node", rsaKeys(leafKey), root, names("*.lab.test"))
	other := issue(t, "other", rsaKeys(otherLeafKey), root, names("*.lab.test"))
	s := newStand(t)
	hosts := []string{"a.lab.test", "b.lab.test", "c.lab.test"}
	for _, host := range hosts {
		s.place(host)
	}
	a := s.run(hosts[0], nodeFiles(leaf, leafKey, root), s.seeds(hosts...)...)
	b := s.run(hosts[1], nodeFiles(leaf, leafKey, root), s.seeds(hosts...)...)
	c := s.run(hosts[2], nodeFiles(other, otherLeafKey, root), s.seeds(hosts...)...)
	a.log.eventually(t, "ready", ready)
	b.log.eventually(t, "ready", ready)
	c.log.eventually(t, "c is refused", dialled("gossip", hosts[0], "authenticate", "refused-by-server"))
	a.log.eventually(t, "c refuses too", dialled("gossip", hosts[2], "authenticate", "refused-by-server"))
	denied := a.log.eventually(t, "a denies c", func(each line) bool { return each.Event == "denied" })
	if denied.Purpose != "gossip" || denied.From != "other" || !strings.Contains(denied.Reason, "reserved CN node") {
		t.Errorf("%+v", denied)
	}
	c.log.eventually(t, "three rounds", func(each line) bool { return each.Event == "round" && each.Number == 3 })
	for _, each := range c.log.lines(t) {
		if ready(each) {
			t.Errorf("%+v", each)
		}
	}
	if code := get(t, c, "/health/live"); code != http.StatusServiceUnavailable {
		t.Errorf("health: %d", code)
	}
	if got := strings.Join(readGossip(t, c), " "); got != fmt.Sprintf("c.lab.test:%d=2", s.node) {
		t.Errorf("clients are told %s", got)
	}
}

func TestReplicaInClearText(t *testing.T) {
	s := newStand(t)
	hosts := []string{"a.lab.test", "b.lab.test", "c.lab.test", "replica.lab.test"}
	for _, host := range hosts {
		s.place(host)
	}
	all := map[string]*running{}
	for _, host := range hosts {
		argv := append(s.seeds(hosts[:3]...), "--insecure")
		if host == "replica.lab.test" {
			argv = append(argv, "--read-only-replica")
		}
		all[host] = s.run(host, nil, argv...)
	}
	replica := all["replica.lab.test"]
	if state := replica.log.eventually(t, "ready", ready).State; state != "ReadOnlyReplica" {
		t.Errorf("the replica is %s", state)
	}
	for _, host := range hosts[:3] {
		replica.log.eventually(t, "replication", dialled("replication", host, "done", ""))
		all[host].log.eventually(t, "gossip back", dialled("gossip", "replica.lab.test", "done", ""))
	}
	all["a.lab.test"].log.eventually(t, "a round of all dials", func(each line) bool { return each.Event == "round" && each.Dials == 7 })
	for host, each := range all {
		for _, line := range each.log.lines(t) {
			election := line.Event == "dial" && line.Purpose == "election" && (host == "replica.lab.test" || line.Host == "replica.lab.test")
			if election || line.Event == "dial" && line.Purpose == "replication" && line.Host == "replica.lab.test" {
				t.Errorf("%s: %+v", host, line)
			}
		}
	}
	if told := strings.Join(readGossip(t, replica), " "); !strings.Contains(told, fmt.Sprintf("replica.lab.test:%d=14", s.node)) {
		t.Errorf("clients are told %s", told)
	}
}

func TestDiscoveryByDns(t *testing.T) {
	root := issue(t, "root", rsaKeys(rootKey), nil, authority)
	leaf := issue(t, "node", rsaKeys(leafKey), root, names("*.lab.test", "cluster.test"))
	s := newStand(t)
	hosts := []string{"a.lab.test", "b.lab.test", "c.lab.test"}
	for _, host := range hosts {
		s.addresses["cluster.test"] = append(s.addresses["cluster.test"], s.place(host))
	}
	all := map[string]*running{}
	for _, host := range hosts {
		all[host] = s.run(host, nodeFiles(leaf, leafKey, root), "--cluster-size=3", "--cluster-dns=cluster.test",
			fmt.Sprintf("--cluster-gossip-port=%d", s.node))
	}
	for _, host := range hosts {
		all[host].log.eventually(t, host+" ready", ready)
		found := all[host].log.eventually(t, "an address", dialled("gossip", "cluster.test", "done", ""))
		if !strings.HasPrefix(found.Address, "127.77.") {
			t.Errorf("%+v", found)
		}
	}
}

func TestHowDialsEnd(t *testing.T) {
	root := issue(t, "root", rsaKeys(rootKey), nil, authority)
	foreign := issue(t, "foreign root", rsaKeys(otherRootKey), nil, authority)
	leaf := issue(t, "node", rsaKeys(leafKey), root, names("*.lab.test"))
	s := newStand(t)
	put := func(name string) string { return s.place(name) }
	serve := func(host string, serving func(net.Conn)) {
		listener, err := net.Listen("tcp", fmt.Sprintf("%s:%d", s.addresses[host][0], s.node))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { listener.Close() })
		go func() {
			for {
				connection, err := listener.Accept()
				if err != nil {
					return
				}
				go func() {
					defer connection.Close()
					serving(connection)
				}()
			}
		}()
	}
	overTls := func(with *issued, key int, then func(net.Conn)) func(net.Conn) {
		return func(connection net.Conn) {
			secured := tls.Server(connection, &tls.Config{Certificates: []tls.Certificate{
				{Certificate: [][]byte{with.certificate.Raw}, PrivateKey: rsaKeys(key)}}, ClientAuth: tls.RequestClientCert})
			if secured.Handshake() == nil {
				then(secured)
			}
		}
	}
	nothing := func(net.Conn) {}
	for _, host := range []string{"me", "refusing", "closing", "plain", "wrongname", "foreign", "old", "other", "leaving"} {
		put(host + ".lab.test")
	}
	serve("closing.lab.test", nothing)
	serve("plain.lab.test", func(connection net.Conn) { io.WriteString(connection, "220 hello\r\n") })
	serve("wrongname.lab.test", overTls(issue(t, "node", rsaKeys(leafKey), root, names("a.other.test")), leafKey, nothing))
	serve("foreign.lab.test", overTls(issue(t, "node", rsaKeys(leafKey), foreign, names("*.lab.test")), leafKey, nothing))
	serve("old.lab.test", overTls(issue(t, "node", rsaKeys(leafKey), root, both(names("*.lab.test"), expired)), leafKey, nothing))
	serve("other.lab.test", overTls(leaf, leafKey, func(connection net.Conn) {
		io.WriteString(connection, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
		io.Copy(io.Discard, connection)
	}))
	serve("leaving.lab.test", overTls(leaf, leafKey, nothing))
	me := s.run("me.lab.test", nodeFiles(leaf, leafKey, root), s.seeds("missing.lab.test", "refusing.lab.test", "closing.lab.test",
		"plain.lab.test", "wrongname.lab.test", "foreign.lab.test", "old.lab.test", "other.lab.test", "leaving.lab.test", "me.lab.test")...)
	for _, row := range [][3]string{
		{"missing", "resolve", "name-not-found"},
		{"refusing", "accept", "refused"},
		{"closing", "accept", "refused"},
		{"plain", "accept", "wrong-protocol"},
		{"wrongname", "verify", "name-mismatch"},
		{"foreign", "verify", "unknown-authority"},
		{"old", "verify", "expired"},
		{"other", "accept", "wrong-protocol"},
		{"leaving", "authenticate", "refused-by-server"},
	} {
		me.log.eventually(t, row[0], dialled("gossip", row[0]+".lab.test", row[1], row[2]))
	}
	me.log.eventually(t, "a round", func(each line) bool { return each.Event == "round" && each.Dials == 9 })
}

// In TLS 1.3 a caller whose certificate is refused has ended its handshake by then.
func TestCallerOfAnUnknownAuthority(t *testing.T) {
	root := issue(t, "root", rsaKeys(rootKey), nil, authority)
	foreign := issue(t, "foreign root", rsaKeys(otherRootKey), nil, authority)
	leaf := issue(t, "node", rsaKeys(leafKey), root, names("*.lab.test"))
	strange := issue(t, "node", rsaKeys(otherLeafKey), foreign, names("*.lab.test"))
	s := newStand(t)
	for _, host := range []string{"a.lab.test", "b.lab.test"} {
		s.place(host)
	}
	a := s.run("a.lab.test", nodeFiles(leaf, leafKey, root), s.seeds("a.lab.test")...)
	b := s.run("b.lab.test", nodeFiles(strange, otherLeafKey, foreign, root), s.seeds("a.lab.test")...)
	b.log.eventually(t, "gossip", dialled("gossip", "a.lab.test", "authenticate", "refused-by-server"))
	b.node.members.learn(&a.node.members.self, nil)
	b.log.eventually(t, "replication", dialled("replication", "a.lab.test", "authenticate", "refused-by-server"))
	for _, purpose := range []string{"connect", "replication"} {
		a.log.eventually(t, purpose, func(each line) bool {
			return each.Event == "denied" && each.Purpose == purpose && strings.Contains(each.Reason, "unknown-authority")
		})
	}
}

// The replication port judges the chain of a caller's certificate, and nothing else of it.
func TestReplicationTakesAnyCommonName(t *testing.T) {
	root := issue(t, "root", rsaKeys(rootKey), nil, authority)
	s := newStand(t)
	for _, host := range []string{"a.lab.test", "b.lab.test"} {
		s.place(host)
	}
	a := s.run("a.lab.test", nodeFiles(issue(t, "node", rsaKeys(leafKey), root, names("*.lab.test")), leafKey, root),
		s.seeds("a.lab.test")...)
	b := s.run("b.lab.test", nodeFiles(issue(t, "other", rsaKeys(otherLeafKey), root, names("*.lab.test")), otherLeafKey, root),
		s.seeds("a.lab.test")...)
	b.node.members.learn(&a.node.members.self, nil)
	b.log.eventually(t, "replication", dialled("replication", "a.lab.test", "done", ""))
	b.log.eventually(t, "gossip", dialled("gossip", "a.lab.test", "authenticate", "refused-by-server"))
	b.log.eventually(t, "election", dialled("election", "a.lab.test", "authenticate", "refused-by-server"))
}

func TestClearTextAgainstTls(t *testing.T) {
	root := issue(t, "root", rsaKeys(rootKey), nil, authority)
	leaf := issue(t, "node", rsaKeys(leafKey), root, names("*.lab.test"))
	s := newStand(t)
	for _, host := range []string{"clear.lab.test", "tls.lab.test"} {
		s.place(host)
	}
	clear := s.run("clear.lab.test", nil, append(s.seeds("tls.lab.test"), "--insecure")...)
	secure := s.run("tls.lab.test", nodeFiles(leaf, leafKey, root), s.seeds("clear.lab.test")...)
	clear.node.members.learn(&secure.node.members.self, nil)
	secure.node.members.learn(&clear.node.members.self, nil)
	for _, purpose := range []string{"gossip", "election", "replication"} {
		clear.log.eventually(t, purpose, dialled(purpose, "tls.lab.test", "accept", "wrong-protocol"))
		secure.log.eventually(t, purpose, dialled(purpose, "clear.lab.test", "accept", "wrong-protocol"))
	}
}

func TestReload(t *testing.T) {
	root := issue(t, "root", rsaKeys(rootKey), nil, authority)
	old := issue(t, "node", rsaKeys(leafKey), root, names("a.lab.test"))
	s := newStand(t)
	s.place("a.lab.test")
	a := s.run("a.lab.test", nodeFiles(old, leafKey, root), "--cluster-size=1")
	serial := func() int64 {
		connection, err := tls.Dial("tcp", fmt.Sprintf("%s:%d", a.address, s.node), &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		return connection.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
	}
	a.log.eventually(t, "ready", ready)
	for _, row := range []struct {
		leaf  *issued
		key   int
		taken bool
	}{
		{issue(t, "node", rsaKeys(otherLeafKey), root, names("a.lab.test")), otherLeafKey, true},
		{issue(t, "node", rsaKeys(leafKey), root, both(names("a.lab.test"), expired)), leafKey, false},
	} {
		before := serial()
		write(t, a.root, nodeFiles(row.leaf, row.key, root))
		if serial() != before {
			t.Error("files were read without a signal")
		}
		a.node.reload()
		if now := serial(); (now == row.leaf.certificate.SerialNumber.Int64()) != row.taken {
			t.Errorf("serial %d", now)
		}
	}
	reloaded := a.log.eventually(t, "reloaded", func(each line) bool { return each.Event == "reloaded" })
	if reloaded.Serial != fmt.Sprintf("%X", a.node.material.Load().leaf.SerialNumber.Bytes()) || strings.Join(reloaded.Roots, ",") != "root" {
		t.Errorf("%+v", reloaded)
	}
	failed := a.log.eventually(t, "reload-failed", func(each line) bool { return each.Event == "reload-failed" })
	if !strings.Contains(failed.Error, "expired") {
		t.Errorf("%+v", failed)
	}
}

// client dials a node by its address, over HTTP/2.
func client(node *running) (*http.Client, string) {
	protocols := new(http.Protocols)
	scheme := "https"
	if node.node.options.Insecure {
		scheme = "http"
		protocols.SetUnencryptedHTTP2(true)
	} else {
		protocols.SetHTTP2(true)
	}
	transport := &http.Transport{Protocols: protocols, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	return &http.Client{Transport: transport, Timeout: 5 * time.Second},
		fmt.Sprintf("%s://%s:%d", scheme, node.address, node.node.options.NodePort)
}

func get(t *testing.T, node *running, path string) int {
	t.Helper()
	caller, url := client(node)
	defer caller.CloseIdleConnections()
	response, err := caller.Get(url + path)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

type grpcAnswer struct {
	*http.Response
	body []byte
}

func callGrpc(t *testing.T, node *running, method string) grpcAnswer {
	t.Helper()
	caller, url := client(node)
	defer caller.CloseIdleConnections()
	response, err := caller.Post(url+method, "application/grpc", bytes.NewReader(make([]byte, 5)))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.ProtoMajor != 2 || response.StatusCode != 200 {
		t.Fatalf("%s: %v", response.Status, err)
	}
	return grpcAnswer{response, body}
}

// readGossip reads the client gossip of a node: "host:port=state" of each member that is alive.
func readGossip(t *testing.T, node *running) (members []string) {
	t.Helper()
	answer := callGrpc(t, node, "/event_store.client.gossip.Gossip/Read")
	if status := answer.Trailer.Get("Grpc-Status"); status != "0" {
		t.Fatalf("status %q", status)
	}
	for _, member := range fields(t, answer.body[5:]) {
		var host, state, port string
		alive := false
		for _, field := range fields(t, member.bytes) {
			switch field.number {
			case 1:
				if id := fields(t, fields(t, field.bytes)[0].bytes); len(id) != 2 {
					t.Errorf("instance id: %v", id)
				}
			case 3:
				state = fmt.Sprint(field.value)
			case 4:
				alive = field.value == 1
			case 5:
				endpoint := fields(t, field.bytes)
				host, port = string(endpoint[0].bytes), fmt.Sprint(endpoint[1].value)
			}
		}
		if alive {
			members = append(members, host+":"+port+"="+state)
		}
	}
	return members
}

type protoField struct {
	number int
	value  uint64
	bytes  []byte
}

// fields reads a protobuf message.
func fields(t *testing.T, message []byte) (all []protoField) {
	t.Helper()
	number := func() (value uint64) {
		for shift := 0; ; shift += 7 {
			if len(message) == 0 {
				t.Fatal("a message ends early")
			}
			first := message[0]
			message = message[1:]
			value |= uint64(first&0x7f) << shift
			if first < 0x80 {
				return value
			}
		}
	}
	for len(message) > 0 {
		tag := number()
		field := protoField{number: int(tag >> 3)}
		if field.value = number(); tag&7 == 2 {
			field.bytes, message = message[:field.value], message[field.value:]
		}
		all = append(all, field)
	}
	return all
}

func TestGetent(t *testing.T) {
	if _, err := os.Stat("/usr/bin/getent"); err != nil {
		t.Skip("no getent")
	}
	addresses, found := getent(t.Context(), "localhost")
	if found != nil || len(addresses) == 0 || !addresses[0].IsLoopback() {
		t.Errorf("localhost: %v, %v", addresses, found)
	}
	if _, found := getent(t.Context(), "no-such-name.invalid"); found == nil || found.class != "name-not-found" {
		t.Errorf("got %v", found)
	}
}

func TestMembersAreKeyedByWhatTheyAdvertise(t *testing.T) {
	self := Member{InstanceId: "self", Node: Endpoint{"a", 1}}
	members := newMembers(self, &Options{ClusterSize: 3, DeadMemberRemovalPeriodSec: 60})
	members.learn(&Member{InstanceId: "1", Node: Endpoint{"b", 1}, Client: Endpoint{"old", 1}}, []Member{
		{InstanceId: "9", Node: Endpoint{"A", 1}},                   // another's idea of ourselves
		{InstanceId: "2", Node: Endpoint{"c", 1}, AgeMs: 61 * 1000}, // dead for too long
		{InstanceId: "3", Node: Endpoint{"d", 1}, AgeMs: 30 * 1000},
	})
	members.learn(&Member{InstanceId: "4", Node: Endpoint{"B", 1}, Client: Endpoint{"new", 1}}, nil)
	var told []string
	for _, member := range members.forClients(filepath.Join(t.TempDir(), "none")) {
		told = append(told, fmt.Sprintf("%s %s %v", member.InstanceId, member.State, member.Alive))
	}
	if got := strings.Join(told, ", "); got != "self Leader true, 4 Follower true, 3 Follower false" {
		t.Error(got)
	}
}

func TestJournal(t *testing.T) {
	root := issue(t, "root", rsaKeys(rootKey), nil, authority)
	leaf := issue(t, "node", rsaKeys(leafKey), root, names("*.lab.test"))
	stranger := issue(t, "stranger", rsaKeys(otherRootKey), nil, authority)
	foreign := issue(t, "node", rsaKeys(otherLeafKey), stranger, names("*.lab.test"))
	s := newStand(t)
	for _, host := range []string{"a.lab.test", "b.lab.test", "c.lab.test"} {
		s.place(host)
	}
	a := s.run("a.lab.test", nodeFiles(leaf, leafKey, root), s.seeds("b.lab.test", "c.lab.test")...)
	s.run("b.lab.test", nodeFiles(leaf, leafKey, root), s.seeds("a.lab.test")...)
	s.run("c.lab.test", nodeFiles(foreign, otherLeafKey, stranger), s.seeds("a.lab.test")...)
	hex := func(each *issued) string { return serialOf(each.certificate) }
	for _, row := range []struct{ host, hop, serial string }{
		{"b.lab.test", "done", hex(leaf)},
		{"c.lab.test", "verify", hex(foreign)},
	} {
		// Each dial has a line, also where nothing changes.
		var found []journalLine
		for range 400 {
			found = nil
			text, _ := os.ReadFile(filepath.Join(a.root, journalFile))
			for text := range strings.Lines(string(text)) {
				var each journalLine
				if json.Unmarshal([]byte(text), &each) == nil && each.Host == row.host && each.Purpose == "gossip" {
					found = append(found, each)
				}
			}
			if len(found) >= 2 {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if len(found) < 2 {
			t.Fatalf("%s: %d lines", row.host, len(found))
		}
		last := found[len(found)-1]
		if last.Hop != row.hop || last.Serial != row.serial || last.Own != hex(leaf) || last.Until == 0 || last.Time < found[0].Time {
			t.Errorf("%+v", last)
		}
	}
}
