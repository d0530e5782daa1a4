// Package certificate is in place of lego's: see the module's README.
package certificate

import "github.com/go-acme/lego/v4/challenge"

// Resource is a certificate that was obtained.
type Resource struct {
	Domain      string
	PrivateKey  []byte
	Certificate []byte
}

// ObtainRequest says what is asked for.
type ObtainRequest struct {
	Domains        []string
	Bundle         bool
	EmailAddresses []string
	Profile        string
	PreferredChain string
}

// RenewOptions says how it is renewed.
type RenewOptions struct {
	Bundle         bool
	EmailAddresses []string
	Profile        string
	PreferredChain string
}

// Certifier obtains nothing.
type Certifier struct{}

// Obtain refuses.
func (Certifier) Obtain(ObtainRequest) (*Resource, error) { return nil, challenge.ErrNoACME }

// RenewWithOptions refuses.
func (Certifier) RenewWithOptions(Resource, *RenewOptions) (*Resource, error) {
	return nil, challenge.ErrNoACME
}
