// Package http01 is in place of lego's: see the module's README.
package http01

import "time"

// ChallengeOption sets nothing.
type ChallengeOption struct{}

// SetDelay sets nothing.
func SetDelay(time.Duration) ChallengeOption { return ChallengeOption{} }

// ChallengePath is where a token is asked for.
func ChallengePath(token string) string { return "/.well-known/acme-challenge/" + token }
