// Package certcrypto is in place of lego's: see the module's README.
package certcrypto

// KeyType names an algorithm.
type KeyType string

// The algorithms that Traefik names.
const (
	EC256   = KeyType("P256")
	EC384   = KeyType("P384")
	RSA2048 = KeyType("2048")
	RSA4096 = KeyType("4096")
	RSA8192 = KeyType("8192")
)
