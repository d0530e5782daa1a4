// Package tlsalpn01 is in place of lego's: see the module's README.
package tlsalpn01

import (
	"time"

	"github.com/go-acme/lego/v4/challenge"
)

// ACMETLS1Protocol is what an ACME server asks for by ALPN (RFC 8737).
const ACMETLS1Protocol = "acme-tls/1"

// ChallengeOption sets nothing.
type ChallengeOption struct{}

// SetDelay sets nothing.
func SetDelay(time.Duration) ChallengeOption { return ChallengeOption{} }

// ChallengeBlocks refuses.
func ChallengeBlocks(_, _ string) (certificate, key []byte, err error) {
	return nil, nil, challenge.ErrNoACME
}
