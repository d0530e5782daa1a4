package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// resolveTimeout bounds one look-up. glibc asks each nameserver twice for 5 s by default.
const resolveTimeout = 12 * time.Second

// A Lookup returns the addresses of a name in the order of the resolver, or a fault.
type Lookup func(ctx context.Context, name string) ([]netip.Addr, *fault)

// getent resolves as a program on glibc does, .NET included: by getaddrinfo, with /etc/resolv.conf, /etc/hosts and nsswitch.conf of
// the root folder that the stand-in runs in. getent's exit code 2 stands for every failure of getaddrinfo, so that a nameserver that
// does not answer looks like a name that does not exist, unless it takes longer than resolveTimeout.
func getent(ctx context.Context, name string) ([]netip.Addr, *fault) {
	ctx, cancel := context.WithTimeout(ctx, resolveTimeout)
	defer cancel()
	output, err := exec.CommandContext(ctx, "/usr/bin/getent", "ahosts", name).Output()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, &fault{"resolver-failed", fmt.Sprintf("no answer within %s", resolveTimeout)}
	case errors.As(err, &exit) && exit.ExitCode() == 2:
		return nil, &fault{"name-not-found", fmt.Sprintf("getaddrinfo finds no address of %s", name)}
	case err != nil:
		return nil, &fault{"resolver-failed", err.Error()}
	}
	var addresses []netip.Addr
	for line := range strings.Lines(string(output)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[1] == "STREAM" {
			if address, err := netip.ParseAddr(fields[0]); err == nil {
				addresses = append(addresses, address)
			}
		}
	}
	if len(addresses) == 0 {
		return nil, &fault{"name-not-found", fmt.Sprintf("getaddrinfo finds no address of %s", name)}
	}
	return addresses, nil
}

// together makes look-ups of one name that overlap in time share one answer. No answer is kept.
func together(lookup Lookup) Lookup {
	type call struct {
		done      chan struct{}
		addresses []netip.Addr
		found     *fault
	}
	var mutex sync.Mutex
	under := map[string]*call{}
	return func(ctx context.Context, name string) ([]netip.Addr, *fault) {
		mutex.Lock()
		running, shared := under[name]
		if !shared {
			running = &call{done: make(chan struct{})}
			under[name] = running
		}
		mutex.Unlock()
		if shared {
			<-running.done
			return running.addresses, running.found
		}
		running.addresses, running.found = lookup(ctx, name)
		mutex.Lock()
		delete(under, name)
		mutex.Unlock()
		close(running.done)
		return running.addresses, running.found
	}
}
