package main

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httputil"
	"strings"
	"sync/atomic"
	"time"
)

const patience = 5 * time.Second

type edge struct {
	journal  *journal
	fallback *tls.Certificate
	text     []byte
	routes   atomic.Pointer[map[string]*route]
}

func newEdge(journal *journal) *edge {
	e := &edge{journal: journal, fallback: ownCertificate()}
	e.routes.Store(&map[string]*route{})
	return e
}

// routeTo gives the route for a name: its own, or that of a wildcard one label above.
func (e *edge) routeTo(name string) *route {
	routes := *e.routes.Load()
	name = strings.ToLower(name)
	if found := routes[name]; found != nil {
		return found
	}
	_, above, _ := strings.Cut(name, ".")
	return routes["*."+above]
}

func (e *edge) serve(listener net.Listener) error {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		go e.take(connection)
	}
}

// take reads the first message of TLS, which names the host, and gives the connection to whom it is for.
func (e *edge) take(connection net.Conn) {
	_ = connection.SetReadDeadline(time.Now().Add(patience))
	name, replayed, err := peek(connection)
	_ = connection.SetReadDeadline(time.Time{})
	if err != nil {
		_ = connection.Close()
		return
	}
	if found := e.routeTo(name); found != nil && found.Passthrough {
		e.pass(found, replayed)
		return
	}
	e.end(name, replayed)
}

// pass hands bytes on, both ways.
func (e *edge) pass(to *route, from net.Conn) {
	defer from.Close()
	backend, err := to.dial(context.Background(), &net.Dialer{Timeout: patience})
	if err != nil {
		e.journal.upstream(to.Name, err)
		return
	}
	defer backend.Close()
	e.journal.upstream(to.Name, nil)
	done := make(chan struct{}, 2)
	for _, each := range [][2]net.Conn{{from, backend}, {backend, from}} {
		go func() {
			_, _ = io.Copy(each[1], each[0])
			done <- struct{}{}
		}()
	}
	<-done
}

// end ends TLS, and forwards requests over connections of its own.
func (e *edge) end(name string, from net.Conn) {
	found := e.routeTo(name)
	certificate := e.fallback
	if found != nil {
		certificate = found.certificate
	}
	server := &http.Server{ErrorLog: log.New(io.Discard, "", 0), Protocols: new(http.Protocols), Handler: http.HandlerFunc(
		func(response http.ResponseWriter, request *http.Request) {
			if found == nil {
				http.NotFound(response, request)
				return
			}
			e.forward(found, response, request)
		})}
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetHTTP2(true)
	server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*certificate}, NextProtos: []string{"h2", "http/1.1"}}
	_ = server.ServeTLS(&once{connection: from}, "", "")
}

func (e *edge) forward(to *route, response http.ResponseWriter, request *http.Request) {
	scheme := "http"
	if strings.HasSuffix(to.Protocol, "S") {
		scheme = "https"
	}
	if len(to.Backends) == 0 {
		e.journal.upstream(to.Name, to.without())
		http.Error(response, "no backend", http.StatusServiceUnavailable)
		return
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(each *httputil.ProxyRequest) {
			each.Out.URL.Scheme, each.Out.URL.Host = scheme, to.Backends[rand.IntN(len(to.Backends))]
			each.Out.Host = request.Host
		},
		Transport:     to.transport,
		FlushInterval: -1,
		ErrorLog:      log.New(io.Discard, "", 0),
		ModifyResponse: func(answer *http.Response) error {
			// gRPC gets through over HTTP/2 alone: without it there is no status at the end.
			if strings.HasPrefix(request.Header.Get("Content-Type"), "application/grpc") && answer.ProtoMajor < 2 {
				return errHTTP1
			}
			e.journal.upstream(to.Name, nil)
			return nil
		},
		ErrorHandler: func(response http.ResponseWriter, _ *http.Request, err error) {
			e.journal.upstream(to.Name, err)
			response.WriteHeader(http.StatusBadGateway)
		},
	}
	proxy.ServeHTTP(response, request)
}

// without says why there is nobody to forward to.
func (r *route) without() error {
	if r.Missing {
		return errNoService
	}
	return errNoBackend
}

func (r *route) dial(ctx context.Context, dialer *net.Dialer) (net.Conn, error) {
	if len(r.Backends) == 0 {
		return nil, r.without()
	}
	return dialer.DialContext(ctx, "tcp", r.Backends[rand.IntN(len(r.Backends))])
}
