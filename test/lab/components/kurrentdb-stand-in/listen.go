package main

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"
)

// serverTls returns the TLS settings of a listener, taken anew for each handshake.
// Source: KurrentDB src/KurrentDB/KestrelHelpers.cs (node port: a client certificate is asked for, not needed, but if there is one its
// chain must hold), src/KurrentDB.Transport.Tcp/TcpConnectionSsl.cs (replication: needed).
func (n *Node) serverTls(purpose string, protocols []string, demand tls.ClientAuthType) *tls.Config {
	return &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		material := n.material.Load()
		return &tls.Config{
			Certificates:           []tls.Certificate{*material.serverCertificate()},
			NextProtos:             protocols,
			ClientAuth:             demand,
			SessionTicketsDisabled: true,
			VerifyConnection: func(state tls.ConnectionState) error {
				if len(state.PeerCertificates) == 0 {
					return nil
				}
				if found := material.verifyCaller(state.PeerCertificates, time.Now()); found != nil {
					n.denied(purpose, subjectName(state.PeerCertificates[0]), found.Error())
					return found
				}
				return nil
			},
		}, nil
	}}
}

// serveHttp serves the node port: HTTP/2 and HTTP/1.1, over TLS or both in clear text.
// Source of the latter: KurrentDB src/KurrentDB.Core/Services/Transport/Http/ClearTextHttpMultiplexingMiddleware.cs.
func (n *Node) serveHttp(listener net.Listener) {
	server := &http.Server{
		Handler:           n.routes(),
		ErrorLog:          log.New(io.Discard, "", 0),
		ReadHeaderTimeout: 5 * time.Second,
		Protocols:         new(http.Protocols),
	}
	server.Protocols.SetHTTP1(true)
	if n.options.clearText() {
		server.Protocols.SetUnencryptedHTTP2(true)
		_ = server.Serve(listener)
		return
	}
	server.Protocols.SetHTTP2(true)
	server.TLSConfig = n.serverTls("connect", []string{"h2", "http/1.1"}, tls.RequestClientCert)
	_ = server.ServeTLS(listener, "", "")
}

func (n *Node) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/health/live", n.health)
	mux.HandleFunc("POST "+gossipPath, n.fromNode("gossip"))
	mux.HandleFunc("POST "+electionPath, n.fromNode("election"))
	mux.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		if strings.HasPrefix(request.Header.Get("Content-Type"), "application/grpc") {
			n.grpc(response, request)
			return
		}
		http.NotFound(response, request)
	})
	return mux
}

// fromNode answers gossip and elections of other nodes. Who is not authenticated as a node is anonymous, and may neither update gossip
// nor elect. Source: KurrentDB, the services behind src/Protos/Grpc/cluster.proto, each of which asks for access first.
func (n *Node) fromNode(purpose string) http.HandlerFunc {
	return func(response http.ResponseWriter, request *http.Request) {
		response.Header().Set(standInHeader, standInName)
		caller := ""
		if !n.options.clearText() {
			reason := "no client certificate"
			if len(request.TLS.PeerCertificates) > 0 {
				certificate := request.TLS.PeerCertificates[0]
				caller = subjectName(certificate)
				reason = n.material.Load().notANode(certificate, n.options.DisableClientAuthEkuValidation)
			}
			if reason != "" {
				n.denied(purpose, caller, reason)
				http.Error(response, "anonymous: "+reason, http.StatusForbidden)
				return
			}
		}
		var told exchange
		if err := json.NewDecoder(io.LimitReader(request.Body, 1<<20)).Decode(&told); err != nil {
			http.Error(response, err.Error(), http.StatusBadRequest)
			return
		}
		n.accepted(purpose, caller)
		if purpose == "gossip" {
			n.members.learn(&told.From, told.Members)
		} else {
			n.mutex.Lock()
			n.heard[told.From.Node.key()] = time.Now()
			n.mutex.Unlock()
		}
		n.judgeReady()
		response.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(response).Encode(exchange{n.self(), n.members.others()})
	}
}

// serveReplication serves the replication port. Of the caller's certificate the server checks the chain alone there: neither CN nor
// usages. Source: KurrentDB src/KurrentDB.Core/Services/Transport/Tcp/TcpService.cs, TcpConnectionManager.cs (no authentication beyond
// TLS), TcpConnectionSsl.cs.
func (n *Node) serveReplication(listener net.Listener) {
	var settings *tls.Config
	if !n.options.clearText() {
		settings = n.serverTls("replication", nil, tls.RequireAnyClientCert)
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			_ = connection.SetDeadline(time.Now().Add(dialTimeout))
			caller := ""
			talk := connection
			if settings != nil {
				secured := tls.Server(connection, settings)
				if err := secured.Handshake(); err != nil {
					var notTls tls.RecordHeaderError
					if errors.As(err, &notTls) && notTls.Conn != nil {
						// Say something, so that a caller in clear text knows.
						_, _ = io.WriteString(notTls.Conn, "TLS is spoken here\n")
					}
					if strings.Contains(err.Error(), "didn't provide a certificate") {
						n.denied("replication", "", "no client certificate")
					}
					return
				}
				caller = subjectName(secured.ConnectionState().PeerCertificates[0])
				talk = secured
			}
			greeting, err := bufio.NewReaderSize(talk, 64).ReadSlice('\n')
			if err != nil || string(greeting) != replicationGreeting {
				// Not a node. Say something that is no TLS, so that a caller who speaks TLS knows.
				_, _ = io.WriteString(talk, "no replication\n")
				return
			}
			n.accepted("replication", caller)
			_, _ = talk.Write([]byte{replicationAnswer})
		}()
	}
}

func (n *Node) accepted(purpose, caller string) {
	n.log.changed("caller "+purpose+" "+caller, "accepted", acceptedLine{"accepted", purpose, caller})
}

func (n *Node) denied(purpose, caller, reason string) {
	n.log.changed("caller "+purpose+" "+caller, "denied "+reason, deniedLine{"denied", purpose, caller, reason})
}
