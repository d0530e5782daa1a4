// Command external-dns runs external-dns's own sources for Services and Ingresses, and its plan, with upstream's options and their defaults, and writes
// the records that it would publish into a file in place of a provider. Upstream's main needs the providers of all clouds.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"sigs.k8s.io/external-dns/endpoint"
	"sigs.k8s.io/external-dns/pkg/apis/externaldns"
	"sigs.k8s.io/external-dns/plan"
	"sigs.k8s.io/external-dns/source"
	"sigs.k8s.io/external-dns/source/annotations"
	"sigs.k8s.io/external-dns/source/wrappers"
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "how to reach the API server")
	prefix := flag.String("annotation-prefix", annotations.DefaultAnnotationPrefix, "what the annotations that are read begin with")
	out := flag.String("out", "", "the zone file to write: a zone of the root, with absolute names")
	interval := flag.Duration("interval", time.Second, "how often to look")
	var zones []string
	flag.Func("zone", "publish names in this zone only; may be given several times", func(zone string) error {
		zones = append(zones, zone)
		return nil
	})
	var sources []string
	flag.Func("source", "what to read: service, ingress; may be given several times", func(source string) error {
		sources = append(sources, source)
		return nil
	})
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	args := []string{"--provider=inmemory", "--kubeconfig=" + *kubeconfig, "--annotation-prefix=" + *prefix}
	for _, source := range sources {
		args = append(args, "--source="+source)
	}
	for _, zone := range zones {
		args = append(args, "--domain-filter="+zone)
	}
	if err := run(ctx, args, *interval, *out); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run looks again and again; args are upstream's own.
func run(ctx context.Context, args []string, interval time.Duration, out string) error {
	options := externaldns.NewConfig()
	if err := options.ParseFlags(args); err != nil {
		return err
	}
	annotations.SetAnnotationPrefix(options.AnnotationPrefix)
	config, err := source.NewSourceConfig(options)
	if err != nil {
		return err
	}
	sources, err := wrappers.Build(ctx, config)
	if err != nil {
		return err
	}
	var published []*endpoint.Endpoint
	written := "nothing"
	for serial := 1; ; serial++ {
		if published, err = next(ctx, sources, options, published); err != nil {
			return err
		}
		if records := recordsOf(published); records != written {
			if err := write(out, serial, records); err != nil {
				return err
			}
			written = records
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(interval):
		}
	}
}

// next is what upstream's controller does in one round, with a registry that forgets nothing: of several Services that want one
// name, the one that has it keeps it.
func next(ctx context.Context, from source.Source, options *externaldns.Config, published []*endpoint.Endpoint) ([]*endpoint.Endpoint, error) {
	desired, err := from.Endpoints(ctx)
	if err != nil {
		return nil, err
	}
	calculated := (&plan.Plan{
		Policies:       []plan.Policy{&plan.SyncPolicy{}},
		Current:        published,
		Desired:        desired,
		DomainFilter:   endpoint.MatchAllDomainFilters{endpoint.NewDomainFilter(options.DomainFilter)},
		ManagedRecords: options.ManagedDNSRecordTypes,
	}).Calculate()
	changes := calculated.Changes
	kept := slices.DeleteFunc(slices.Clone(published), func(each *endpoint.Endpoint) bool {
		return slices.Contains(changes.Delete, each) || slices.Contains(changes.UpdateOld, each)
	})
	return slices.Concat(kept, changes.UpdateNew, changes.Create), nil
}

// recordsOf gives one line per target, in the form of RFC 1035.
func recordsOf(published []*endpoint.Endpoint) string {
	var lines []string
	for _, each := range published {
		for _, target := range each.Targets {
			if each.RecordType == endpoint.RecordTypeCNAME {
				target += "."
			}
			lines = append(lines, fmt.Sprintf("%s. 1 IN %s %s\n", each.DNSName, each.RecordType, target))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// write swaps the file in one step, with a serial that a name server takes for a newer one.
func write(file string, serial int, records string) error {
	soa := fmt.Sprintf(". 1 IN SOA ns.lab. lab.lab. %d 3600 600 86400 1\n. 1 IN NS ns.lab.\n", serial)
	if err := os.WriteFile(file+".next", []byte(soa+records), 0o644); err != nil {
		return err
	}
	return os.Rename(file+".next", file)
}
