//go:build tools

// Package traefik pins Traefik. Its go.mod has replace directives, which are repeated in ours; lego is replaced by no-acme.
package traefik

import _ "github.com/traefik/traefik/v3/cmd/traefik"
