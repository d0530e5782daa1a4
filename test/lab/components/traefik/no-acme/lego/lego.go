// Package lego is in place of lego's own: see the module's README.
package lego

import (
	"crypto/x509"
	"net/http"

	"github.com/go-acme/lego/v4/certcrypto"
	"github.com/go-acme/lego/v4/certificate"
	"github.com/go-acme/lego/v4/challenge"
	"github.com/go-acme/lego/v4/challenge/dns01"
	"github.com/go-acme/lego/v4/challenge/http01"
	"github.com/go-acme/lego/v4/challenge/tlsalpn01"
	"github.com/go-acme/lego/v4/registration"
)

// LEDirectoryProduction is where Traefik's default ACME server is; nothing here dials it.
const LEDirectoryProduction = "https://acme-v02.api.letsencrypt.org/directory"

// Config is what a Client would be made with.
type Config struct {
	CADirURL    string
	UserAgent   string
	HTTPClient  *http.Client
	Certificate struct {
		KeyType           certcrypto.KeyType
		DisableCommonName bool
	}
}

// NewConfig gives an empty one.
func NewConfig(registration.User) *Config { return &Config{} }

// Client does nothing.
type Client struct {
	Certificate  certificate.Certifier
	Challenge    Challenges
	Registration registration.Registrar
}

// NewClient refuses.
func NewClient(*Config) (*Client, error) { return nil, challenge.ErrNoACME }

// CreateCertPool refuses.
func CreateCertPool([]string, bool) (*x509.CertPool, error) { return nil, challenge.ErrNoACME }

// Challenges answers none.
type Challenges struct{}

// SetDNS01Provider refuses.
func (Challenges) SetDNS01Provider(challenge.Provider, ...dns01.ChallengeOption) error {
	return challenge.ErrNoACME
}

// SetHTTP01Provider refuses.
func (Challenges) SetHTTP01Provider(challenge.Provider, ...http01.ChallengeOption) error {
	return challenge.ErrNoACME
}

// SetTLSALPN01Provider refuses.
func (Challenges) SetTLSALPN01Provider(challenge.Provider, ...tlsalpn01.ChallengeOption) error {
	return challenge.ErrNoACME
}
