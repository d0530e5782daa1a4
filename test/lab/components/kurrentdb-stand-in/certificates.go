package main

import (
	"bytes"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Source: KurrentDB CertificateUtils.cs (files; in src/EventStore.Core before that was renamed), and in src/KurrentDB.Core
// Configuration/ClusterVNodeOptionsExtensions.cs (which are loaded), Certificates/OptionsCertificateProvider.cs (what they are checked
// for).

// Material is what the node's TLS works with: its certificate, its key, whom it trusts and which CN a node must have.
type Material struct {
	leaf          *x509.Certificate
	key           *rsa.PrivateKey
	intermediates []*x509.Certificate
	roots         []*x509.Certificate
	reservedName  string
}

// serverCertificate is what the node presents where it is dialled: with the intermediates.
func (m *Material) serverCertificate() *tls.Certificate {
	chain := [][]byte{m.leaf.Raw}
	for _, intermediate := range m.intermediates {
		chain = append(chain, intermediate.Raw)
	}
	return &tls.Certificate{Certificate: chain, PrivateKey: m.key, Leaf: m.leaf}
}

// clientCertificate is what the node presents where it dials: the leaf alone. .NET sends the intermediates of a client certificate on
// Linux only if they are in the user's certificate store; the server warns of that at its start (OptionsCertificateProvider.cs).
func (m *Material) clientCertificate() *tls.Certificate {
	return &tls.Certificate{Certificate: [][]byte{m.leaf.Raw}, PrivateKey: m.key, Leaf: m.leaf}
}

// loadMaterial reads the files that the options name, below root, and returns why the server would not take them.
func loadMaterial(o *Options, root string, now time.Time) (*Material, error) {
	if o.CertificateStore != "" {
		return nil, fmt.Errorf("the stand-in has no certificate store: %s", o.CertificateStore)
	}
	if o.CertificateFile == "" {
		return nil, errors.New("a certificate is required unless insecure mode (--insecure) is set")
	}
	m, err := loadNode(filepath.Join(root, o.CertificateFile), o.CertificatePrivateKeyFile, root)
	if err != nil {
		return nil, err
	}
	m.reservedName = o.CertificateReservedNodeCommonName
	if m.reservedName == "" {
		m.reservedName = subjectName(m.leaf)
	} else if !callerNameFits(subjectName(m.leaf), m.reservedName) {
		return nil, fmt.Errorf("certificate CN %s does not match CertificateReservedNodeCommonName %s",
			subjectName(m.leaf), m.reservedName)
	}
	if o.TrustedRootCertificatesPath == "" {
		return nil, errors.New("TrustedRootCertificatesPath must be specified unless insecure mode (--insecure) is set")
	}
	if m.roots, err = loadRoots(filepath.Join(root, o.TrustedRootCertificatesPath)); err != nil {
		return nil, err
	}
	if len(m.roots) == 0 {
		return nil, fmt.Errorf("no trusted root certificate files were loaded from the specified path: %s", o.TrustedRootCertificatesPath)
	}
	for _, intermediate := range m.intermediates {
		if bytes.Equal(intermediate.RawSubject, intermediate.RawIssuer) {
			return nil, fmt.Errorf("the bundle in CertificateFile holds %q, which is self-signed, so no intermediate", intermediate.Subject)
		}
	}
	for _, trusted := range m.roots {
		if !bytes.Equal(trusted.RawSubject, trusted.RawIssuer) {
			return nil, fmt.Errorf("the trusted certificates hold %q, which is not self-signed, so no root (issuer %q)",
				trusted.Subject, trusted.Issuer)
		}
	}
	if found := checkChain(m.leaf, m.intermediates, m.roots, now); found != nil {
		return nil, fmt.Errorf("no certificate chain from the node's own certificate up to a root: %w", found)
	}
	return m, nil
}

// loadNode reads the bundle (leaf first) and its key.
func loadNode(certificatePath, keyPath, root string) (*Material, error) {
	if keyPath == "" {
		return nil, errors.New("without CertificatePrivateKeyFile CertificateFile must be PKCS #12, which the stand-in does not read")
	}
	key, err := loadKey(filepath.Join(root, keyPath))
	if err != nil {
		return nil, fmt.Errorf("CertificatePrivateKeyFile: %w", err)
	}
	text, err := os.ReadFile(certificatePath)
	if err != nil {
		return nil, fmt.Errorf("CertificateFile: %w", err)
	}
	var bundle []*x509.Certificate
	for rest := text; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("CertificateFile: %w", err)
		}
		bundle = append(bundle, certificate)
	}
	if len(bundle) == 0 {
		certificate, err := x509.ParseCertificate(text)
		if err != nil {
			return nil, fmt.Errorf("CertificateFile: %w", err)
		}
		bundle = append(bundle, certificate)
	}
	public, isRsa := bundle[0].PublicKey.(*rsa.PublicKey)
	if !isRsa {
		return nil, fmt.Errorf("CertificateFile: the key of %q is no RSA key", bundle[0].Subject)
	}
	if !public.Equal(&key.PublicKey) {
		return nil, fmt.Errorf("the private key does not match the public key of %q", bundle[0].Subject)
	}
	return &Material{leaf: bundle[0], key: key, intermediates: bundle[1:]}, nil
}

// loadKey reads a private key as the server does: the first line says the format, all lines but the first and the last are Base64.
func loadKey(path string) (*rsa.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), "\n")
	if len(lines) < 3 {
		return nil, errors.New("no private key")
	}
	bytes, err := base64.StdEncoding.DecodeString(strings.Join(lines[1:len(lines)-1], ""))
	if err != nil {
		return nil, err
	}
	switch header := strings.ReplaceAll(lines[0], "-", ""); header {
	case "BEGIN PRIVATE KEY":
		key, err := x509.ParsePKCS8PrivateKey(bytes)
		if err != nil {
			return nil, err
		}
		rsaKey, isRsa := key.(*rsa.PrivateKey)
		if !isRsa {
			return nil, fmt.Errorf("no RSA key: %T", key)
		}
		return rsaKey, nil
	case "BEGIN RSA PRIVATE KEY":
		return x509.ParsePKCS1PrivateKey(bytes)
	case "BEGIN ENCRYPTED PRIVATE KEY":
		return nil, errors.New("the stand-in does not read encrypted keys")
	default:
		return nil, fmt.Errorf("unsupported private key file format: %s", header)
	}
}

var certificateSuffixes = []string{".crt", ".cert", ".cer", ".pem", ".der"}

// loadRoots reads the first certificate of each file of a directory whose suffix says that it is one. Links to files count, links to
// directories (a kubelet's "..data") do not; a link that leads nowhere is read, and fails, as any file that cannot be read.
func loadRoots(directory string) ([]*x509.Certificate, error) {
	entries, err := os.ReadDir(directory)
	if err != nil {
		return nil, fmt.Errorf("TrustedRootCertificatesPath: %w", err)
	}
	var roots []*x509.Certificate
	for _, entry := range entries {
		path := filepath.Join(directory, entry.Name())
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			continue
		}
		if !slices.Contains(certificateSuffixes, filepath.Ext(entry.Name())) {
			continue
		}
		certificate, err := firstCertificate(path)
		if err != nil {
			return nil, fmt.Errorf("error loading certificate file %s: %w", path, err)
		}
		roots = append(roots, certificate)
	}
	return roots, nil
}

func firstCertificate(path string) (*x509.Certificate, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for rest := text; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return x509.ParseCertificate(text)
		}
		if block.Type == "CERTIFICATE" || block.Type == "TRUSTED CERTIFICATE" || block.Type == "X509 CERTIFICATE" {
			return x509.ParseCertificate(block.Bytes)
		}
	}
}
