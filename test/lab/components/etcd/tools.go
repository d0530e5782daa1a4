//go:build tools

// Package etcd pins etcd. Its own go.mod has replace directives, so that `go install` refuses it.
package etcd

import _ "go.etcd.io/etcd/server/v3"
