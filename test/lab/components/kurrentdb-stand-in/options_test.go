package main

import (
	"slices"
	"strings"
	"testing"
)

func TestConfigurationSourcesAndSpelling(t *testing.T) {
	for _, row := range []struct {
		name        string
		argv, env   []string
		files       map[string]string
		key, value  string
		from        string
		brokenOnes  []string // names that are no options
		unreadable  string   // part of the error
		wantMissing bool
	}{
		{name: "an environment variable", env: []string{"KURRENTDB_CLUSTER_SIZE=3"}, key: "ClusterSize", value: "3", from: "environment"},
		{name: "one with two underscores", env: []string{"KURRENTDB__CLUSTER_SIZE=3"}, key: "ClusterSize", value: "3", from: "environment"},
		{name: "one under the old prefix", env: []string{"EVENTSTORE_CLUSTER_SIZE=3"}, key: "ClusterSize", value: "3",
			from: "environment (EVENTSTORE_)"},
		{name: "the new prefix wins", env: []string{"KURRENTDB_CLUSTER_SIZE=3", "EVENTSTORE_CLUSTER_SIZE=5"}, key: "ClusterSize", value: "3",
			from: "environment"},
		{name: "another program's variable", env: []string{"CLUSTER_SIZE=3"}, key: "ClusterSize", wantMissing: true},
		{name: "an option of a plug-in", env: []string{"KURRENTDB_LICENSING__LICENSE_KEY=x"}, key: "Licensing:LicenseKey", value: "x",
			from: "environment"},
		{name: "argv with =", argv: []string{"--cluster-size=3"}, key: "ClusterSize", value: "3", from: "arguments"},
		{name: "argv in two words", argv: []string{"--cluster-size", "3"}, key: "ClusterSize", value: "3", from: "arguments"},
		{name: "argv in the spelling of the documentation", argv: []string{"--ClusterSize", "3"}, key: "ClusterSize", value: "3",
			from: "arguments"},
		{name: "argv with one dash", argv: []string{"-cluster-size", "3"}, key: "ClusterSize", value: "3", from: "arguments"},
		{name: "a flag alone", argv: []string{"--insecure"}, key: "Insecure", value: "true", from: "arguments"},
		{name: "a flag before another", argv: []string{"--insecure", "--mem-db"}, key: "Insecure", value: "true", from: "arguments"},
		{name: "a flag with a minus", argv: []string{"--insecure-"}, key: "Insecure", value: "false", from: "arguments"},
		{name: "argv wins over the environment", argv: []string{"--cluster-size=3"}, env: []string{"KURRENTDB_CLUSTER_SIZE=5"},
			key: "ClusterSize", value: "3", from: "arguments"},
		{name: "the environment wins over the file", env: []string{"KURRENTDB_CLUSTER_SIZE=5"},
			files: map[string]string{defaultConfigFile: "ClusterSize: 3\n"}, key: "ClusterSize", value: "5", from: "environment"},
		{name: "the default file", files: map[string]string{defaultConfigFile: "ClusterSize: 3\n"},
			key: "ClusterSize", value: "3", from: "file"},
		{name: "a named file", env: []string{"KURRENTDB_CONFIG=/a.conf"}, files: map[string]string{"/a.conf": "ClusterSize: 3\n"},
			key: "ClusterSize", value: "3", from: "file"},
		{name: "argv names the file", argv: []string{"--config", "/b.conf"}, env: []string{"KURRENTDB_CONFIG=/a.conf"},
			files: map[string]string{"/b.conf": "ClusterSize: 3\n"}, key: "ClusterSize", value: "3", from: "file"},
		{name: "a named file that is missing", env: []string{"KURRENTDB_CONFIG=/a.conf"}, unreadable: "/a.conf"},
		{name: "the image's own file", key: "NodeIp", value: "0.0.0.0", from: "image"},
		{name: "a named file instead of the image's", env: []string{"KURRENTDB_CONFIG=/a.conf"},
			files: map[string]string{"/a.conf": "ClusterSize: 3\n"}, key: "NodeIp", wantMissing: true},
		{name: "a mount that hides the image's file", files: map[string]string{"/etc/kurrentdb/other": ""}, key: "NodeIp", wantMissing: true},
		{name: "a known option only", env: []string{"KURRENTDB_NODE_PORT=2113"}, key: "NodePort", value: "2113", from: "environment"},
		{name: "a Service's link", env: []string{"KURRENTDB_SERVICE_HOST=10.0.0.1", "KURRENTDB_PORT_2113_TCP=tcp://10.0.0.1:2113"},
			key: "ServiceHost", value: "10.0.0.1", from: "environment", brokenOnes: []string{"Port2113Tcp", "ServiceHost"}},
		{name: "a link under the old prefix", env: []string{"EVENTSTORE_PORT=tcp://10.0.0.1:2113"}, key: "Port", value: "tcp://10.0.0.1:2113",
			from: "environment (EVENTSTORE_)", brokenOnes: []string{"Port"}},
		{name: "an option of before 25.0", argv: []string{"--int-ip=10.0.0.1"}, key: "IntIp", value: "10.0.0.1", from: "arguments",
			brokenOnes: []string{"IntIp"}},
		{name: "a misspelt option in the file", files: map[string]string{defaultConfigFile: "ClusterSise: 3\n"}, key: "ClusterSise",
			value: "3", from: "file", brokenOnes: []string{"ClusterSise"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			root := t.TempDir()
			write(t, root, row.files)
			configuration, err := readConfiguration(row.argv, row.env, root)
			if row.unreadable != "" {
				if err == nil || !strings.Contains(err.Error(), row.unreadable) {
					t.Fatalf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			setting, found := configuration[strings.ToLower(row.key)]
			if found == row.wantMissing || setting.value != row.value || setting.source != row.from {
				t.Errorf("%s: got %+v, found %v", row.key, setting, found)
			}
			if unknown := configuration.unknown(); !slices.Equal(unknown, row.brokenOnes) {
				t.Errorf("unknown: got %v, want %v", unknown, row.brokenOnes)
			}
		})
	}
}

func TestYaml(t *testing.T) {
	good := "# c\n---\nClusterSize: 3 # three\nNodeIp: \"0.0.0.0\"\nDb: '/it''s'\nGossipSeed:\n- a:1\n- b:2\nLicensing:\n  LicenseKey: k\n" +
		"Index:\nList: [x, 'y']\nInsecure: false\n"
	pairs, err := parseYaml(good)
	if err != nil {
		t.Fatal(err)
	}
	want := [][2]string{{"ClusterSize", "3"}, {"NodeIp", "0.0.0.0"}, {"Db", "/it's"}, {"GossipSeed:0", "a:1"}, {"GossipSeed:1", "b:2"},
		{"Licensing:LicenseKey", "k"}, {"Index", ""}, {"List:0", "x"}, {"List:1", "y"}, {"Insecure", "false"}}
	if !slices.Equal(pairs, want) {
		t.Errorf("got %v", pairs)
	}
	for _, bad := range []string{"ClusterSize: 3\nclustersize: 4\n", "ClusterSize 3\n", "A: |\n  x\n", "A: 'x\n", "\tA: 1\n", "- a\n",
		"A: [x\n", "A: 1\n  B: 2\n"} {
		if pairs, err := parseYaml(bad); err == nil {
			t.Errorf("%q: got %v", bad, pairs)
		}
	}
}

func TestValidate(t *testing.T) {
	seeds := []string{"--discover-via-dns=false", "--gossip-seed=a:2113,b:2113"}
	for _, row := range []struct {
		name      string
		good, bad []string // argv
		env       []string // of both
		error     string
	}{
		{name: "an unknown option", good: []string{"--nonsense=1", "--allow-unknown-options"},
			bad: []string{"--nonsense=1"}, error: "Nonsense"},
		{name: "a Service's link", env: []string{"KURRENTDB_SERVICE_PORT=2113"}, good: []string{"--allow-unknown-options=true"},
			error: "unknown options: ServicePort"},
		{name: "a size that is no number", good: []string{"--cluster-size=3"}, bad: []string{"--cluster-size=three"}, error: "ClusterSize"},
		{name: "a switch that is neither", good: []string{"--insecure=TRUE"}, bad: []string{"--insecure=yes"}, error: "Insecure"},
		{name: "an empty switch", good: []string{"--insecure=false"}, bad: []string{"--insecure="}, error: "Insecure"},
		{name: "an address that is a name", good: []string{"--node-ip=10.0.0.1"}, bad: []string{"--node-ip=localhost"}, error: "NodeIp"},
		{name: "ClusterSize 0", good: []string{"--cluster-size=1"}, bad: []string{"--cluster-size=0"}, error: "greater than 0"},
		{name: "no seeds", good: append(seeds, "--cluster-size=3"), bad: []string{"--discover-via-dns=false", "--cluster-size=3"},
			error: "no gossip seed"},
		{name: "no DNS name", good: []string{"--cluster-size=3", "--cluster-dns=c"}, bad: []string{"--cluster-size=3", "--cluster-dns="},
			error: "cluster DNS name"},
		{name: "a seed without a port", good: seeds[:1], bad: []string{"--gossip-seed=a"}, error: "port number"},
		{name: "seeds with a wrong delimiter", good: append(seeds, "--cluster-size=3"),
			bad: []string{"--gossip-seed=a:1;b:1", "--cluster-size=3"}, error: "delimiter"},
		{name: "an IPv6 seed without brackets", good: []string{"--gossip-seed=[::1]:2113"}, bad: []string{"--gossip-seed=::1:2113"},
			error: "brackets"},
		{name: "several seeds for one node", good: []string{"--gossip-seed=a:1"}, bad: []string{"--gossip-seed=a:1,b:1"},
			error: "several gossip seeds"},
		{name: "a replica alone", good: append(seeds, "--cluster-size=3", "--read-only-replica"), bad: []string{"--read-only-replica"},
			error: "needs a cluster"},
		{name: "an archiver that is no replica", good: append(seeds, "--cluster-size=3", "--read-only-replica", "--archiver"),
			bad: append(seeds, "--cluster-size=3", "--archiver"), error: "Archiver"},
		{name: "Index in Db", good: []string{"--db=/a", "--index=/a/index"},
			bad: []string{"--db=/a", "--index=/a/"}, error: "same directory"},
		{name: "a tilde", good: []string{"--db=/a"}, bad: []string{"--db=~/a"}, error: "'~'"},
		{name: "a password without authentication", env: []string{"KURRENTDB_DEFAULT_ADMIN_PASSWORD=p"}, bad: []string{"--insecure"},
			error: "admin password"},
		{name: "a password in argv", good: nil, bad: []string{"--default-ops-password=p"}, error: "DefaultOpsPassword"},
	} {
		t.Run(row.name, func(t *testing.T) {
			check := func(argv []string) error {
				configuration, err := readConfiguration(argv, row.env, t.TempDir())
				if err != nil {
					t.Fatal(err)
				}
				return validate(bind(configuration))
			}
			if err := check(row.good); err != nil {
				t.Errorf("the good twin: %v", err)
			}
			if err := check(row.bad); err == nil || !strings.Contains(err.Error(), row.error) {
				t.Errorf("got %v, want %s", err, row.error)
			}
		})
	}
}

func TestDescribe(t *testing.T) {
	for _, row := range []struct {
		name                      string
		argv                      []string
		node, replication, client string
		fails                     bool
	}{
		{name: "all advertised", argv: []string{"--node-host-advertise-as=n", "--replication-host-advertise-as=r",
			"--advertise-host-to-client-as=c", "--node-port-advertise-as=1", "--replication-tcp-port-advertise-as=2",
			"--advertise-node-port-to-client-as=3"}, node: "n:1", replication: "r:2", client: "c:3"},
		{name: "clients are told the node's name", argv: []string{"--node-host-advertise-as=n"}, node: "n:2113", client: "n:2113",
			replication: "127.0.0.1:1112"},
		{name: "a bound address", argv: []string{"--node-ip=10.1.1.1", "--replication-ip=10.1.1.2"}, node: "10.1.1.1:2113",
			client: "10.1.1.1:2113", replication: "10.1.1.2:1112"},
		{name: "any address, in a cluster", argv: []string{"--cluster-size=3"}, node: "10.9.9.9:2113", client: "10.9.9.9:2113",
			replication: "10.9.9.9:1112"},
		{name: "any address, but none to be had", argv: []string{"--cluster-size=3", "--node-port=1"}, fails: true},
	} {
		t.Run(row.name, func(t *testing.T) {
			configuration, err := readConfiguration(row.argv, nil, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			member, err := describe(bind(configuration), newInstanceId(), func() string {
				if row.fails {
					return ""
				}
				return "10.9.9.9"
			})
			if (err != nil) != row.fails {
				t.Fatal(err)
			}
			if err == nil && (member.Node.key() != row.node || member.Replication.key() != row.replication ||
				member.Client.key() != row.client) {
				t.Errorf("got %+v", member)
			}
		})
	}
}
