// Command kurrentdb-stand-in stands for a KurrentDB server in the lab. See README.md.
package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// leaderFile, if it exists, holds the host and port of the member that clients shall be told leads.
const leaderFile = "/run/lab/leader"

func main() {
	log := newLog(os.Stdout)
	node, err := start(os.Args[1:], os.Environ(), "", log, getent, firstAddress)
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
		hangup := make(chan os.Signal, 1)
		signal.Notify(hangup, syscall.SIGHUP)
		go func() {
			for range hangup {
				node.reload()
			}
		}()
		err = node.serve(ctx)
		stop()
	}
	if err != nil {
		log.write(errorLine{"stopped", err.Error()})
		os.Exit(1)
	}
}

// start reads the configuration and the certificates below root, as the server does at its start, and returns a node that does not
// listen yet, or why the server would not start.
func start(argv, environment []string, root string, log *Log, lookup Lookup, ownAddress func() string) (*Node, error) {
	read := func() (*Options, error) {
		configuration, err := readConfiguration(argv, environment, root)
		if err != nil {
			return nil, err
		}
		return bind(configuration), nil
	}
	options, err := read()
	if err != nil {
		return nil, err
	}
	if err := validate(options); err != nil {
		return nil, err
	}
	self, err := describe(options, newInstanceId(), ownAddress)
	if err != nil {
		return nil, err
	}
	// A reload reads the configuration again, but only takes from it what concerns certificates.
	load := func() (*Material, error) {
		now, err := read()
		if err != nil {
			return nil, err
		}
		return loadMaterial(now, root, time.Now())
	}
	return newNode(options, self, log, openJournal(filepath.Join(root, journalFile)), lookup, filepath.Join(root, leaderFile), load)
}
