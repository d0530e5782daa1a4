//go:build tools

// Package trustmanager pins trust-manager.
package trustmanager

import _ "github.com/cert-manager/trust-manager/cmd/trust-manager"
