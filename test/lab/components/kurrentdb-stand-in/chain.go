package main

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"time"
)

// A fault is why a certificate is not accepted: a class of the log, and the reason in words.
type fault struct {
	class, text string
}

func (f *fault) Error() string { return f.class + ": " + f.text }

const longestChain = 8

// checkChain returns nil if a chain leads from leaf, over certificates among extra, to one of roots, and each of its members is in
// force. Nothing else is trusted and nothing downloaded. Extended key usages play no part: the server clears the chain errors that
// .NET found (which would include them) and sets those of its own build, which asks for no usage.
// Source: KurrentDB CertificateUtils.cs (BuildChain; in src/EventStore.Core before that was renamed), src/KurrentDB.Core/ClusterVNode.cs
// (ValidateCertificate). What makes a link of a chain is OpenSSL's, under .NET: from memory.
func checkChain(leaf *x509.Certificate, extra, roots []*x509.Certificate, now time.Time) *fault {
	var worst *fault
	var walk func(chain []*x509.Certificate) bool
	walk = func(chain []*x509.Certificate) bool {
		last := chain[len(chain)-1]
		if contains(roots, last) && bytes.Equal(last.RawSubject, last.RawIssuer) {
			found := chainFault(chain, roots, now)
			if found == nil {
				return true
			}
			if worst == nil {
				worst = found
			}
		}
		if len(chain) == longestChain {
			return false
		}
		for _, pool := range [][]*x509.Certificate{roots, extra} {
			for _, issuer := range pool {
				if contains(chain, issuer) || !bytes.Equal(issuer.RawSubject, last.RawIssuer) ||
					issuer.CheckSignature(last.SignatureAlgorithm, last.RawTBSCertificate, last.Signature) != nil {
					continue
				}
				if walk(append(chain[:len(chain):len(chain)], issuer)) {
					return true
				}
			}
		}
		return false
	}
	if walk([]*x509.Certificate{leaf}) {
		return nil
	}
	if worst != nil {
		return worst
	}
	return &fault{"unknown-authority", fmt.Sprintf("no chain from %q, issued by %q, to a trusted root (%d roots, %d other certificates)",
		leaf.Subject, leaf.Issuer, len(roots), len(extra))}
}

// chainFault returns what is wrong with a chain that ends in a trusted root.
func chainFault(chain, roots []*x509.Certificate, now time.Time) *fault {
	for i, certificate := range chain {
		if now.Before(certificate.NotBefore) {
			return &fault{"expired", fmt.Sprintf("%q is not valid before %s", certificate.Subject, certificate.NotBefore.Format(time.RFC3339))}
		}
		if now.After(certificate.NotAfter) {
			return &fault{"expired", fmt.Sprintf("%q expired at %s", certificate.Subject, certificate.NotAfter.Format(time.RFC3339))}
		}
		if len(certificate.UnhandledCriticalExtensions) > 0 {
			return &fault{"unusable-certificate", fmt.Sprintf("%q has a critical extension that nobody knows", certificate.Subject)}
		}
		if i == 0 {
			continue
		}
		if !maySign(certificate) {
			return &fault{"unusable-certificate", fmt.Sprintf("%q may not sign certificates", certificate.Subject)}
		}
		if between := i - 1; certificate.BasicConstraintsValid && (certificate.MaxPathLen > 0 || certificate.MaxPathLenZero) &&
			between > certificate.MaxPathLen {
			return &fault{"unusable-certificate", fmt.Sprintf("%q allows %d intermediates, there are %d",
				certificate.Subject, certificate.MaxPathLen, between)}
		}
	}
	// What is left are name constraints.
	options := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), CurrentTime: now,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
	for _, root := range roots {
		options.Roots.AddCert(root)
	}
	for _, certificate := range chain[1:] {
		options.Intermediates.AddCert(certificate)
	}
	if _, err := chain[0].Verify(options); err != nil {
		return &fault{"unusable-certificate", err.Error()}
	}
	return nil
}

// maySign follows OpenSSL's check_ca: basic constraints decide; without them only an old self-issued certificate, or one whose key
// usage says so, is an authority.
func maySign(certificate *x509.Certificate) bool {
	if certificate.KeyUsage != 0 && certificate.KeyUsage&x509.KeyUsageCertSign == 0 {
		return false
	}
	if certificate.BasicConstraintsValid {
		return certificate.IsCA
	}
	return certificate.KeyUsage != 0 || certificate.Version == 1 && bytes.Equal(certificate.RawSubject, certificate.RawIssuer)
}

func contains(pool []*x509.Certificate, certificate *x509.Certificate) bool {
	for _, each := range pool {
		if each.Equal(certificate) {
			return true
		}
	}
	return false
}
