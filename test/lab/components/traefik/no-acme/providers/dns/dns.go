// Package dns is in place of lego's, whose providers' modules can't be had: see the module's README.
package dns

import "github.com/go-acme/lego/v4/challenge"

// NewDNSChallengeProviderByName knows none.
func NewDNSChallengeProviderByName(string) (challenge.Provider, error) {
	return nil, challenge.ErrNoACME
}
