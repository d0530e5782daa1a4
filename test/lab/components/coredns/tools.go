//go:build tools

// Package coredns pins coredns.
package coredns

import _ "github.com/coredns/coredns"
