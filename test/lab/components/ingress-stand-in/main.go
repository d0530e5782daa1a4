// Command ingress-stand-in stands for an Ingress controller, which the lab can't have: it takes TLS connections, picks a host by
// SNI, and either ends TLS and makes connections of its own, or passes on what it gets. What it forwards to, and how, stands in a
// file that the lab writes and that it reads again when it changes. It is no evidence for any real controller.
package main

import (
	"flag"
	"log"
	"net"
	"os"
	"time"
)

func main() {
	file := flag.String("config", "", "the file that says what is forwarded")
	address := flag.String("listen", ":443", "where TLS is spoken")
	flag.Parse()
	log.SetFlags(0)
	journal := newJournal(os.Stdout)
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	edge := newEdge(journal)
	edge.read(*file)
	go func() {
		for range time.Tick(300 * time.Millisecond) {
			edge.read(*file)
		}
	}()
	log.Fatal(edge.serve(listener))
}
