package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"log"
	"math/big"
	"net/http"
	"os"
	"strings"
	"time"
)

// Config is all that is forwarded.
type Config struct {
	Hosts []Host `json:"hosts"`
}

// Host is what is done with connections that ask for one name.
type Host struct {
	Name        string   `json:"name"`
	Passthrough bool     `json:"passthrough"`
	Certificate string   `json:"certificate"` // PEM; empty: one of the controller's own making
	Key         string   `json:"key"`
	Backends    []string `json:"backends"` // HOST:PORT of pods
	Missing     bool     `json:"missing"`  // there is no such Service, or it has no such port
	Protocol    string   `json:"protocol"` // HTTP, HTTPS, GRPC, GRPCS
	Verify      bool     `json:"verify"`
	Roots       string   `json:"roots"` // PEM
	ServerName  string   `json:"serverName"`
}

// route is a Host made ready.
type route struct {
	Host
	certificate *tls.Certificate
	transport   *http.Transport
}

// read takes the file anew if it has changed. A file that is not whole yet is left for the next look.
func (e *edge) read(file string) {
	text, err := os.ReadFile(file)
	if err != nil || bytes.Equal(text, e.text) {
		return
	}
	var config Config
	if err := json.Unmarshal(text, &config); err != nil {
		return
	}
	e.text = text
	routes := map[string]*route{}
	for _, host := range config.Hosts {
		made := &route{Host: host, certificate: e.fallback}
		if host.Certificate != "" {
			pair, err := tls.X509KeyPair([]byte(host.Certificate), []byte(host.Key))
			if err != nil {
				log.Printf("certificate of %s: %v", host.Name, err)
			} else {
				made.certificate = &pair
			}
		}
		made.transport = transportTo(host)
		routes[strings.ToLower(host.Name)] = made
	}
	e.routes.Store(&routes)
}

func transportTo(host Host) *http.Transport {
	trust := &tls.Config{ServerName: host.ServerName, InsecureSkipVerify: !host.Verify}
	if host.Roots != "" {
		trust.RootCAs = x509.NewCertPool()
		trust.RootCAs.AppendCertsFromPEM([]byte(host.Roots))
	}
	transport := &http.Transport{TLSClientConfig: trust, Protocols: new(http.Protocols), TLSHandshakeTimeout: 5 * time.Second,
		// What changes behind it shows at once.
		DisableKeepAlives: false, IdleConnTimeout: time.Second}
	switch host.Protocol {
	case "GRPC":
		transport.Protocols.SetUnencryptedHTTP2(true)
	case "GRPCS":
		transport.Protocols.SetHTTP2(true)
	default:
		transport.Protocols.SetHTTP1(true)
	}
	return transport
}

// ownCertificate is what is shown for names that have none, as controllers do.
func ownCertificate() *tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Ingress Stand-in Fake Certificate"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), DNSNames: []string{"ingress.local"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		log.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
