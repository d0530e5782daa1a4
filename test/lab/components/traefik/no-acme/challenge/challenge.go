// Package challenge is in place of lego's: see the module's README.
package challenge

import "errors"

// ErrNoACME is what all that would speak to an ACME server ends with.
var ErrNoACME = errors.New("this Traefik is built without ACME")

// Provider answers a challenge.
type Provider interface {
	Present(domain, token, keyAuth string) error
	CleanUp(domain, token, keyAuth string) error
}
