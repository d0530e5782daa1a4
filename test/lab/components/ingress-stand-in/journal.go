package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
)

var (
	errNoBackend = errors.New("no pod is ready")
	errNoService = errors.New("no such Service or port")
	errHTTP1     = errors.New("answers by HTTP/1.1, over which gRPC does not get through")
)

// journal writes what becomes of connections to backends: one line of JSON when it changes for a host.
type journal struct {
	mutex sync.Mutex
	out   io.Writer
	last  map[string]string
}

type line struct {
	Event  string `json:"event"`
	Host   string `json:"host"`
	Hop    string `json:"hop"`
	Error  string `json:"error"`
	Detail string `json:"detail,omitempty"`
}

func newJournal(out io.Writer) *journal { return &journal{out: out, last: map[string]string{}} }

func (j *journal) upstream(host string, err error) {
	hop, class, detail := classify(err)
	text, _ := json.Marshal(line{"upstream", host, hop, class, detail})
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if j.last[host] != hop+class {
		j.last[host] = hop + class
		_, _ = j.out.Write(append(text, '\n'))
	}
}

// classify tells how far a connection to a backend came, in the words of the lab's other programs.
func classify(err error) (hop, class, detail string) {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var notTls tls.RecordHeaderError
	var timeout net.Error
	switch {
	case err == nil:
		return "done", "", ""
	case errors.Is(err, errNoBackend):
		return "route", "no-backend", err.Error()
	case errors.Is(err, errNoService):
		return "forward", "no-service", err.Error()
	case errors.As(err, &unknown):
		return "verify", "unknown-authority", err.Error()
	case errors.As(err, &name):
		return "verify", "name-mismatch", err.Error()
	case errors.As(err, &invalid):
		return "verify", "unusable-certificate", err.Error()
	case errors.As(err, &notTls), errors.Is(err, errHTTP1), strings.Contains(err.Error(), "HTTP"), strings.Contains(err.Error(), "http2"):
		return "accept", "wrong-protocol", err.Error()
	case errors.Is(err, syscall.ECONNREFUSED):
		return "accept", "refused", err.Error()
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, os.ErrDeadlineExceeded):
		return "route", "unreachable", err.Error()
	default:
		// A server that speaks TLS ends a connection of another kind without a word.
		return "accept", "wrong-protocol", err.Error()
	}
}
