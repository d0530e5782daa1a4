package main

import (
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"strings"
	"time"
)

// verifyServer is the dialling side's check of what the dialled side presents (leaf first). otherName, if not empty, may stand for the
// host: it is ClusterDns, for an endpoint that is an address and was found by DNS discovery.
// Source: KurrentDB src/KurrentDB.Core/ClusterVNode.cs, ValidateServerCertificate; the node's own intermediates count too.
func (m *Material) verifyServer(presented []*x509.Certificate, host, otherName string, now time.Time) *fault {
	if len(presented) == 0 {
		return &fault{"unusable-certificate", "no certificate was provided by the server"}
	}
	leaf := presented[0]
	if !hostMatches(leaf, host) && (otherName == "" || !matchesName(leaf, otherName)) {
		names := alternativeNames(leaf)
		if len(names) == 0 {
			names = []string{"CN " + subjectName(leaf)}
		}
		wanted := host
		if otherName != "" {
			wanted += " or " + otherName
		}
		return &fault{"name-mismatch", fmt.Sprintf("dialled %s, the certificate is for %s", wanted, strings.Join(names, ", "))}
	}
	return checkChain(leaf, append(append([]*x509.Certificate{}, m.intermediates...), presented[1:]...), m.roots, now)
}

// verifyCaller is the dialled side's check of a caller's certificate within the TLS handshake: the chain, nothing else.
// Source: KurrentDB src/KurrentDB.Core/ClusterVNode.cs, ValidateClientCertificate.
func (m *Material) verifyCaller(presented []*x509.Certificate, now time.Time) *fault {
	return checkChain(presented[0], append(append([]*x509.Certificate{}, m.intermediates...), presented[1:]...), m.roots, now)
}

// notANode returns why an HTTP request from a caller with this certificate is anonymous, or "" if it comes from a node.
// Source: KurrentDB src/KurrentDB.Core/Services/Transport/Http/Authentication/NodeCertificateAuthenticationProvider.cs (26.0), and
// src/KurrentDB.Common/Utils/CertificateExtensions.cs, IsServerCertificate.
func (m *Material) notANode(certificate *x509.Certificate, withoutClientAuth bool) string {
	if certificate == nil {
		return "no client certificate"
	}
	if cn := subjectName(certificate); !callerNameFits(cn, m.reservedName) {
		return fmt.Sprintf("its CN %s does not match the reserved CN %s", cn, m.reservedName)
	}
	if len(alternativeNames(certificate)) == 0 {
		return "its certificate does not have any IP or DNS subject alternative names"
	}
	if certificate.KeyUsage&x509.KeyUsageDigitalSignature == 0 {
		return "missing key usage: Digital Signature"
	}
	if certificate.KeyUsage&(x509.KeyUsageKeyEncipherment|x509.KeyUsageKeyAgreement) == 0 {
		return "missing key usage: Key Encipherment and/or Key Agreement"
	}
	if usages, present := extendedUsages(certificate); present {
		if !usages["1.3.6.1.5.5.7.3.1"] {
			return "missing extended key usage: Server Authentication"
		}
		if !usages["1.3.6.1.5.5.7.3.2"] && !withoutClientAuth {
			return "missing extended key usage: Client Authentication"
		}
	}
	return ""
}

// extendedUsages returns the object identifiers of the certificate's extended key usages, and whether it has the extension.
func extendedUsages(certificate *x509.Certificate) (usages map[string]bool, present bool) {
	usages = map[string]bool{}
	for _, extension := range certificate.Extensions {
		if extension.Id.String() != "2.5.29.37" {
			continue
		}
		present = true
		var identifiers []asn1.ObjectIdentifier
		if _, err := asn1.Unmarshal(extension.Value, &identifiers); err != nil {
			return usages, true
		}
		for _, identifier := range identifiers {
			usages[identifier.String()] = true
		}
	}
	return usages, present
}
