package main

import (
	"crypto/x509"
	"net/netip"
	"strings"
)

// Source: KurrentDB src/KurrentDB.Common/Utils/CertificateExtensions.cs for all but hostMatches.

// subjectName is what .NET calls the simple name of a certificate and the server the CN: the subject's CN, else OU, O or email.
func subjectName(certificate *x509.Certificate) string {
	for _, oid := range []string{"2.5.4.3", "2.5.4.11", "2.5.4.10", "1.2.840.113549.1.9.1"} {
		for _, attribute := range certificate.Subject.Names {
			if value, isText := attribute.Value.(string); isText && attribute.Type.String() == oid {
				return value
			}
		}
	}
	return ""
}

// alternativeNames returns the DNS names and addresses among the subject alternative names.
func alternativeNames(certificate *x509.Certificate) []string {
	names := append([]string{}, certificate.DNSNames...)
	for _, address := range certificate.IPAddresses {
		names = append(names, address.String())
	}
	return names
}

// matchesName says whether name fits one of the certificate's alternative names, or its CN if there are none. The server uses it for
// the other names of an endpoint only, that is for ClusterDns.
func matchesName(certificate *x509.Certificate, name string) bool {
	names := alternativeNames(certificate)
	if len(names) == 0 {
		return nameFits(subjectName(certificate), name)
	}
	for _, each := range names {
		if nameFits(each, name) {
			return true
		}
	}
	return false
}

// callerNameFits says whether a caller with this CN is taken for a node where the reserved name is reserved: a wildcard CN only if both
// are the same, any other CN if it fits the reserved name, which may be a wildcard.
func callerNameFits(cn, reserved string) bool {
	if strings.HasPrefix(cn, "*.") && nameFits(cn, "a"+cn[1:]) {
		return strings.EqualFold(cn, reserved)
	}
	return nameFits(reserved, cn)
}

// nameFits says whether name fits pattern. A wildcard stands for exactly the first label of at least three; addresses must be equal.
func nameFits(pattern, name string) bool {
	if pattern == "" || name == "" {
		return false
	}
	if isAddress(pattern) || isAddress(name) {
		return strings.EqualFold(pattern, name)
	}
	patterns, labels := strings.Split(pattern, "."), strings.Split(name, ".")
	if len(patterns) != len(labels) {
		return false
	}
	for i := range labels {
		if patterns[i] == "" || !isLabel(labels[i]) || !isLabel(patterns[i]) && (i > 0 || patterns[i] != "*") {
			return false
		}
		if wildcard := i == 0 && patterns[0] == "*"; !wildcard && !strings.EqualFold(patterns[i], labels[i]) {
			return false
		}
	}
	return patterns[0] != "*" || len(patterns) > 2
}

func isAddress(text string) bool {
	_, err := netip.ParseAddr(text)
	return err == nil
}

func isLabel(label string) bool {
	for _, c := range label {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' {
			return false
		}
	}
	return label != ""
}

// hostMatches is the check of the dialled host that .NET's SslStream makes on Linux: X509_check_host and X509_check_ip of OpenSSL. A
// name is looked for among the DNS names, and in the CN only if there are none; an address among the addresses alone.
// Source: dotnet/runtime CertificateValidation.Unix.cs; that today's pal_x509.c calls these two, and what they do (OpenSSL v3_utl.c),
// is from memory.
func hostMatches(certificate *x509.Certificate, host string) bool {
	if address, err := netip.ParseAddr(host); err == nil {
		for _, each := range certificate.IPAddresses {
			if other, ok := netip.AddrFromSlice(each); ok && other.Unmap() == address.Unmap() {
				return true
			}
		}
		return false
	}
	host = strings.TrimSuffix(host, ".")
	names := certificate.DNSNames
	if len(names) == 0 {
		names = []string{certificate.Subject.CommonName}
	}
	for _, name := range names {
		if strings.EqualFold(name, host) {
			return true
		}
		// OpenSSL takes a wildcard for one whole first label if at least two dots follow.
		if rest, wildcard := strings.CutPrefix(name, "*."); wildcard && strings.Contains(rest, ".") {
			if label, tail, found := strings.Cut(host, "."); found && label != "" && strings.EqualFold(tail, rest) {
				return true
			}
		}
	}
	return false
}
