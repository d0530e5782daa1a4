// Package dns01 is in place of lego's: see the module's README.
package dns01

import (
	"strings"
	"time"
)

// ChallengeOption sets nothing.
type ChallengeOption struct{}

// AddRecursiveNameservers sets nothing.
func AddRecursiveNameservers([]string) ChallengeOption { return ChallengeOption{} }

// RecursiveNSsPropagationRequirement sets nothing.
func RecursiveNSsPropagationRequirement() ChallengeOption { return ChallengeOption{} }

// DisableAuthoritativeNssPropagationRequirement sets nothing.
func DisableAuthoritativeNssPropagationRequirement() ChallengeOption { return ChallengeOption{} }

// PropagationWait sets nothing.
func PropagationWait(time.Duration, bool) ChallengeOption { return ChallengeOption{} }

// UnFqdn gives a name without its trailing dot. Traefik asks it of every certificate's names, so it does what lego's does.
func UnFqdn(name string) string { return strings.TrimSuffix(name, ".") }
