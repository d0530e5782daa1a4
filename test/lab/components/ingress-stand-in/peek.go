package main

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
)

var errPeeked = errors.New("peeked")

// peek reads the name that a TLS client asks for, and gives a connection from which all can be read again.
func peek(connection net.Conn) (string, net.Conn, error) {
	read := &bytes.Buffer{}
	name, met := "", false
	err := tls.Server(readOnly{connection, io.TeeReader(connection, read)}, &tls.Config{
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			name, met = hello.ServerName, true
			return nil, errPeeked
		},
	}).Handshake()
	if !met {
		return "", nil, err
	}
	return name, replayed{connection, io.MultiReader(read, connection)}, nil
}

type readOnly struct {
	net.Conn
	reader io.Reader
}

func (r readOnly) Read(into []byte) (int, error) { return r.reader.Read(into) }
func (r readOnly) Write(_ []byte) (int, error)   { return 0, io.ErrClosedPipe }

type replayed struct {
	net.Conn
	reader io.Reader
}

func (r replayed) Read(into []byte) (int, error) { return r.reader.Read(into) }

// once is a listener that gives one connection, and ends with it.
type once struct {
	connection net.Conn
	given      sync.Once
}

func (o *once) Accept() (net.Conn, error) {
	var first net.Conn
	o.given.Do(func() { first = o.connection })
	if first == nil {
		return nil, io.EOF
	}
	return first, nil
}
func (o *once) Close() error   { return nil }
func (o *once) Addr() net.Addr { return o.connection.LocalAddr() }
