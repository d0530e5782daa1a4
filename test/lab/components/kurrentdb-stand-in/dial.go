package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
	"time"
)

// dialTimeout bounds the connection, and then again all that follows on it.
const dialTimeout = 2 * time.Second

// An outcome is how far a dial of one address came.
type outcome struct {
	address string
	hop     string // resolve, route, accept, verify, authenticate or done
	fault   *fault // nil if done
	// What the dialled side showed, and what this side has to show; nil where it did not come to that.
	shown, own *x509.Certificate
}

func failed(hop, class, detail string) outcome {
	return outcome{hop: hop, fault: &fault{class, detail}}
}

// dial tries each address of a target once. An address literal is dialled as it is. Replication goes to IPv4 alone, as the server's
// does: KurrentDB src/KurrentDB.Core/Services/Transport/Tcp/TcpConnectionManager.cs, EndpointExtensions.cs (ResolveDnsToIPAddress).
// Of several addresses the server dials one until it answers; the stand-in dials all, for the lab wants to know of each.
func (n *Node) dial(ctx context.Context, t target) []outcome {
	var addresses []netip.Addr
	if literal, err := netip.ParseAddr(t.host); err == nil {
		addresses = []netip.Addr{literal}
	} else {
		var found *fault
		if addresses, found = n.lookup(ctx, t.host); found != nil {
			return []outcome{{hop: "resolve", fault: found}}
		}
	}
	if t.purpose == "replication" {
		var usable []netip.Addr
		for _, address := range addresses {
			if address.Unmap().Is4() {
				usable = append(usable, address)
			}
		}
		if len(usable) == 0 {
			return []outcome{failed("resolve", "name-not-found", "could not get an IPv4 address for "+t.host)}
		}
		addresses = usable
	}
	outcomes := make([]outcome, 0, len(addresses))
	results := make(chan outcome)
	pending := 0
	for _, address := range addresses {
		if t.everyone && (Endpoint{address.String(), t.port}).key() == n.members.self.Node.key() {
			continue
		}
		pending++
		go func() {
			result := n.dialAddress(ctx, t, address)
			result.address = address.String()
			results <- result
		}()
	}
	for ; pending > 0; pending-- {
		outcomes = append(outcomes, <-results)
	}
	return outcomes
}

func (n *Node) dialAddress(ctx context.Context, t target, address netip.Addr) (result outcome) {
	dialer := net.Dialer{Timeout: dialTimeout}
	connection, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(address.String(), strconv.Itoa(t.port)))
	if err != nil {
		if errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) {
			return failed("accept", "refused", err.Error())
		}
		return failed("route", "unreachable", err.Error())
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(dialTimeout))
	counted := &countingConnection{Conn: connection}
	connection = counted
	defer func() { result.shown, result.own = counted.shown, counted.own }()

	verified := n.options.clearText()
	if !verified {
		host := t.host
		if t.everyone {
			host = address.String()
		}
		secured, ended := n.handshake(ctx, counted, host, t.otherName)
		if secured == nil {
			return ended
		}
		connection, verified = secured, true
	}
	var done bool
	if t.purpose == "replication" {
		done, err = replicate(connection)
	} else {
		done, err = n.post(connection, t)
	}
	switch {
	case done:
		return outcome{hop: "done"}
	case errors.Is(err, errDenied):
		return failed("authenticate", "refused-by-server", err.Error())
	case errors.Is(err, errOtherService):
		return failed("accept", "wrong-protocol", err.Error())
	case n.options.clearText() && counted.read == 0 && !timedOut(err):
		return failed("accept", "refused", "closed before it answered: "+err.Error())
	case n.options.clearText():
		return failed("accept", "wrong-protocol", err.Error())
	}
	return failed("authenticate", "refused-by-server", err.Error())
}

// handshake makes the TLS handshake as a client. The caller's certificate is offered always; in TLS 1.3 the server judges it after the
// client is done, so a refusal only shows at the first read.
func (n *Node) handshake(ctx context.Context, connection *countingConnection, host, otherName string) (*tls.Conn, outcome) {
	material := n.material.Load()
	connection.own = material.leaf
	var found *fault
	verified := false
	config := &tls.Config{
		InsecureSkipVerify:   true, // VerifyConnection does all of it
		NextProtos:           []string{"http/1.1"},
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return material.clientCertificate(), nil },
		VerifyConnection: func(state tls.ConnectionState) error {
			if len(state.PeerCertificates) > 0 {
				connection.shown = state.PeerCertificates[0]
			}
			if found = material.verifyServer(state.PeerCertificates, host, otherName, time.Now()); found != nil {
				return found
			}
			verified = true
			return nil
		},
	}
	if !isAddress(host) {
		config.ServerName = host
	}
	secured := tls.Client(connection, config)
	err := secured.HandshakeContext(ctx)
	var notTls tls.RecordHeaderError
	switch {
	case err == nil:
		return secured, outcome{}
	case found != nil:
		return nil, outcome{hop: "verify", fault: found}
	case verified:
		return nil, failed("authenticate", "refused-by-server", err.Error())
	case errors.As(err, &notTls):
		return nil, failed("accept", "wrong-protocol", err.Error())
	case connection.read == 0 && !timedOut(err):
		return nil, failed("accept", "refused", "closed before it answered: "+err.Error())
	}
	var unparsable *tls.CertificateVerificationError
	if errors.As(err, &unparsable) {
		return nil, failed("verify", "unusable-certificate", err.Error())
	}
	return nil, failed("accept", "wrong-protocol", err.Error())
}

var (
	errDenied       = errors.New("denied")
	errOtherService = errors.New("another service answers")
)

// post sends what the node knows and takes in what comes back.
func (n *Node) post(connection net.Conn, t target) (done bool, err error) {
	path := gossipPath
	if t.purpose == "election" {
		path = electionPath
	}
	body, err := json.Marshal(exchange{n.self(), n.members.others()})
	if err != nil {
		return false, err
	}
	request, err := http.NewRequest(http.MethodPost, "http://"+Endpoint{t.host, t.port}.String()+path, bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	request.Close = true
	if err := request.Write(connection); err != nil {
		return false, err
	}
	reader := bufio.NewReader(connection)
	if first, err := reader.Peek(5); err == nil && string(first) != "HTTP/" {
		return false, fmt.Errorf("%w: no HTTP", errOtherService)
	}
	response, err := http.ReadResponse(reader, request)
	if err != nil {
		return false, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if response.Header.Get(standInHeader) != standInName {
		return false, fmt.Errorf("%w: HTTP %s", errOtherService, response.Status)
	}
	if response.StatusCode == http.StatusUnauthorized || response.StatusCode == http.StatusForbidden {
		return false, fmt.Errorf("%w: HTTP %s: %s", errDenied, response.Status, bytes.TrimSpace(answer))
	}
	if response.StatusCode != http.StatusOK {
		return false, fmt.Errorf("%w: HTTP %s", errOtherService, response.Status)
	}
	if err != nil {
		return false, err
	}
	if t.purpose == "gossip" {
		var told exchange
		if err := json.Unmarshal(answer, &told); err != nil {
			return false, fmt.Errorf("%w: %s", errOtherService, err)
		}
		n.members.learn(&told.From, told.Members)
	}
	return true, nil
}

// replicate greets and waits for the byte by which the other side says that it accepts the caller.
func replicate(connection net.Conn) (done bool, err error) {
	if _, err := io.WriteString(connection, replicationGreeting); err != nil {
		return false, err
	}
	answer := make([]byte, 1)
	if _, err := io.ReadFull(connection, answer); err != nil {
		return false, err
	}
	if answer[0] != replicationAnswer {
		return false, fmt.Errorf("%w: first byte 0x%02x", errOtherService, answer[0])
	}
	return true, nil
}

func timedOut(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}

// countingConnection counts what was received, to tell a peer that closes at once from one that answers something, and keeps the
// certificates of its handshake.
type countingConnection struct {
	net.Conn
	read       int
	shown, own *x509.Certificate
}

func (c *countingConnection) Read(into []byte) (int, error) {
	n, err := c.Conn.Read(into)
	c.read += n
	return n, err
}
