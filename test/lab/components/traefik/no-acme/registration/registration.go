// Package registration is in place of lego's: see the module's README.
package registration

import (
	"crypto"

	"github.com/go-acme/lego/v4/challenge"
)

// Resource is an account as an ACME server knows it.
type Resource struct{ URI string }

// User is who registers.
type User interface {
	GetEmail() string
	GetRegistration() *Resource
	GetPrivateKey() crypto.PrivateKey
}

// RegisterOptions says on what terms.
type RegisterOptions struct{ TermsOfServiceAgreed bool }

// RegisterEABOptions says on what terms, and by whose account.
type RegisterEABOptions struct {
	TermsOfServiceAgreed bool
	Kid                  string
	HmacEncoded          string
}

// Registrar registers nobody.
type Registrar struct{}

// Register refuses.
func (Registrar) Register(RegisterOptions) (*Resource, error) { return nil, challenge.ErrNoACME }

// RegisterWithExternalAccountBinding refuses.
func (Registrar) RegisterWithExternalAccountBinding(RegisterEABOptions) (*Resource, error) {
	return nil, challenge.ErrNoACME
}
