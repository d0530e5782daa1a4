package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// rsaKeys returns n RSA keys, made once: they are slow to make.
var rsaKeys = func() func(int) *rsa.PrivateKey {
	var mutex sync.Mutex
	made := map[int]*rsa.PrivateKey{}
	return func(n int) *rsa.PrivateKey {
		mutex.Lock()
		defer mutex.Unlock()
		if made[n] == nil {
			made[n], _ = rsa.GenerateKey(rand.Reader, 2048)
		}
		return made[n]
	}
}()

const (
	rootKey = iota
	otherRootKey
	middleKey
	leafKey
	otherLeafKey
)

// An issued certificate with its key.
type issued struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

var serial int64 = 1

// issue makes a certificate; by signs it, or the certificate itself if by is nil. change may alter the template.
func issue(t *testing.T, name string, key crypto.Signer, by *issued, change func(*x509.Certificate)) *issued {
	t.Helper()
	serial++
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if change != nil {
		change(template)
	}
	parent, signer := template, key
	if by != nil {
		parent, signer = by.certificate, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &issued{certificate, key}
}

func authority(template *x509.Certificate) {
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage, template.ExtKeyUsage = x509.KeyUsageCertSign, nil
}

// names sets the alternative names of a template.
func names(all ...string) func(*x509.Certificate) {
	return func(template *x509.Certificate) {
		for _, name := range all {
			if ip := net.ParseIP(name); ip != nil {
				template.IPAddresses = append(template.IPAddresses, ip)
			} else {
				template.DNSNames = append(template.DNSNames, name)
			}
		}
	}
}

func both(changes ...func(*x509.Certificate)) func(*x509.Certificate) {
	return func(template *x509.Certificate) {
		for _, change := range changes {
			change(template)
		}
	}
}

func expired(template *x509.Certificate) { template.NotAfter = time.Now().Add(-time.Minute) }

func pemOf(certificates ...*issued) string {
	text := ""
	for _, each := range certificates {
		text += string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: each.certificate.Raw}))
	}
	return text
}

func pkcs1(key *rsa.PrivateKey) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
}

func pkcs8(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func ecKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// write puts files, by path, below a folder.
func write(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for path, text := range files {
		path = filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
