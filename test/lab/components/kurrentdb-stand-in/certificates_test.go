package main

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestReservedName(t *testing.T) {
	for _, row := range []struct {
		cn, reserved string
		fits         bool
	}{
		{"kurrentdb-node", "kurrentdb-node", true},
		{"kurrentdb-node", "KurrentDB-Node", true},
		{"kurrentdb-node", "other-node", false},
		{"a.t.com", "a.t.com", true},
		{"a.t.com", "*.t.com", true},
		{"a.b.t.com", "*.t.com", false},
		{"a.com", "*.com", false},
		{"*.t.com", "*.t.com", true},
		{"*.t.com", "a.t.com", false},
		{"*.t.com", "*.u.com", false},
		{"t.com", "*.t.com", false},
		{"a.t.com", "*a.t.com", false},
		{"", "", false},
		{"10.0.0.1", "10.0.0.1", true},
		{"10.0.0.1", "*.0.0.1", false},
	} {
		if got := callerNameFits(row.cn, row.reserved); got != row.fits {
			t.Errorf("CN %q, reserved %q: got %v", row.cn, row.reserved, got)
		}
	}
}

func TestHostMatches(t *testing.T) {
	for _, row := range []struct {
		names []string
		host  string
		fits  bool
	}{
		{[]string{"a.t.com"}, "a.t.com", true},
		{[]string{"a.t.com"}, "A.T.com.", true},
		{[]string{"a.t.com"}, "b.t.com", false},
		{[]string{"*.t.com"}, "b.t.com", true},
		{[]string{"*.t.com"}, "a.b.t.com", false},
		{[]string{"*.com"}, "t.com", false},
		{[]string{"10.0.0.1"}, "10.0.0.1", true},
		{[]string{"a.t.com"}, "10.0.0.1", false},
		{[]string{"10.0.0.1"}, "10.0.0.2", false},
		{nil, "the-cn", true},
		{[]string{"a.t.com"}, "the-cn", false},
		{[]string{"10.0.0.1"}, "the-cn", true}, // OpenSSL looks at the CN unless there is a name among the alternative names
	} {
		certificate := issue(t, "the-cn", rsaKeys(leafKey), nil, names(row.names...)).certificate
		if got := hostMatches(certificate, row.host); got != row.fits {
			t.Errorf("%v, host %q: got %v", row.names, row.host, got)
		}
	}
}

func TestChain(t *testing.T) {
	root := issue(t, "root", rsaKeys(rootKey), nil, authority)
	twin := issue(t, "root", rsaKeys(otherRootKey), nil, authority) // the same name, another key
	middle := issue(t, "middle", rsaKeys(middleKey), root, authority)
	leaf := issue(t, "leaf", rsaKeys(leafKey), root, nil)
	deep := issue(t, "deep", rsaKeys(leafKey), middle, nil)
	oldRoot := issue(t, "root", rsaKeys(rootKey), nil, both(authority, expired))
	noAuthority := issue(t, "middle", rsaKeys(middleKey), root, nil)
	shallow := issue(t, "root", rsaKeys(rootKey), nil, both(authority, func(c *x509.Certificate) { c.MaxPathLenZero = true }))
	constrained := issue(t, "root", rsaKeys(rootKey), nil, both(authority, func(c *x509.Certificate) {
		c.PermittedDNSDomains = []string{"t.com"}
	}))
	list := func(all ...*issued) (certificates []*x509.Certificate) {
		for _, each := range all {
			certificates = append(certificates, each.certificate)
		}
		return certificates
	}
	for _, row := range []struct {
		name         string
		leaf         *issued
		extra, roots []*x509.Certificate
		class        string
	}{
		{"from the root", leaf, nil, list(root), ""},
		{"the root's twin is trusted", leaf, nil, list(twin), "unknown-authority"},
		{"both are trusted", leaf, nil, list(twin, root), ""},
		{"over an intermediate", deep, list(middle), list(root), ""},
		{"without the intermediate", deep, nil, list(root), "unknown-authority"},
		{"the intermediate is trusted alone", deep, nil, list(middle), "unknown-authority"},
		{"the leaf expired", issue(t, "leaf", rsaKeys(leafKey), root, expired), nil, list(root), "expired"},
		{"the leaf is of tomorrow", issue(t, "leaf", rsaKeys(leafKey), root, func(c *x509.Certificate) {
			c.NotBefore = time.Now().Add(time.Hour)
		}), nil, list(root), "expired"},
		{"the root expired", leaf, nil, list(oldRoot), "expired"},
		{"the root expired, its renewal with the same key is trusted", leaf, nil, list(oldRoot, root), ""},
		{"the intermediate is no authority",
			issue(t, "deep", rsaKeys(leafKey), noAuthority, nil), list(noAuthority), list(root), "unusable-certificate"},
		{"the root allows no intermediate", deep, list(middle), list(shallow), "unusable-certificate"},
		{"the root allows other names",
			issue(t, "leaf", rsaKeys(leafKey), constrained, names("a.u.com")), nil, list(constrained), "unusable-certificate"},
		{"the root allows this name",
			issue(t, "leaf", rsaKeys(leafKey), constrained, names("a.t.com")), nil, list(constrained), ""},
		{"a leaf for clients only", issue(t, "leaf", rsaKeys(leafKey), root, func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		}), nil, list(root), ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			found := checkChain(row.leaf.certificate, row.extra, row.roots, time.Now())
			if row.class == "" && found != nil || row.class != "" && (found == nil || found.class != row.class) {
				t.Errorf("got %v, want %q", found, row.class)
			}
		})
	}
}

func TestVerifyServer(t *testing.T) {
	root := issue(t, "root", rsaKeys(rootKey), nil, authority)
	middle := issue(t, "middle", rsaKeys(middleKey), root, authority)
	own := &Material{roots: []*x509.Certificate{root.certificate}}
	withMiddle := &Material{roots: own.roots, intermediates: []*x509.Certificate{middle.certificate}}
	named := issue(t, "n", rsaKeys(leafKey), root, names("a.t.com", "cluster.t.com"))
	deep := issue(t, "n", rsaKeys(leafKey), middle, names("a.t.com"))
	for _, row := range []struct {
		name            string
		material        *Material
		presented       []*issued
		host, otherName string
		class           string
	}{
		{"its name", own, []*issued{named}, "a.t.com", "", ""},
		{"another name", own, []*issued{named}, "b.t.com", "", "name-mismatch"},
		{"an address under DNS discovery", own, []*issued{named}, "10.0.0.1", "cluster.t.com", ""},
		{"an address under discovery by another name", own, []*issued{named}, "10.0.0.1", "other.t.com", "name-mismatch"},
		{"an address without discovery", own, []*issued{named}, "10.0.0.1", "", "name-mismatch"},
		{"it presents its intermediate", own, []*issued{deep, middle}, "a.t.com", "", ""},
		{"it presents its leaf alone", own, []*issued{deep}, "a.t.com", "", "unknown-authority"},
		{"it presents its leaf alone, the own bundle has the intermediate", withMiddle, []*issued{deep}, "a.t.com", "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			var presented []*x509.Certificate
			for _, each := range row.presented {
				presented = append(presented, each.certificate)
			}
			found := row.material.verifyServer(presented, row.host, row.otherName, time.Now())
			if row.class == "" && found != nil || row.class != "" && (found == nil || found.class != row.class) {
				t.Errorf("got %v, want %q", found, row.class)
			}
		})
	}
}

func TestNotANode(t *testing.T) {
	root := issue(t, "root", rsaKeys(rootKey), nil, authority)
	material := &Material{roots: []*x509.Certificate{root.certificate}, reservedName: "node"}
	usages := func(usage x509.KeyUsage, extended ...x509.ExtKeyUsage) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.KeyUsage, c.ExtKeyUsage = usage, extended }
	}
	const sign, encipher, agree = x509.KeyUsageDigitalSignature, x509.KeyUsageKeyEncipherment, x509.KeyUsageKeyAgreement
	const server, client = x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth
	for _, row := range []struct {
		name, cn          string
		change            func(*x509.Certificate)
		withoutClientAuth bool
		reason            string
	}{
		{"all as it should be", "node", names("a"), false, ""},
		{"another CN", "other", names("a"), false, "CN other does not match"},
		{"no alternative name", "node", nil, false, "alternative names"},
		{"an address as alternative name", "node", names("10.0.0.1"), false, ""},
		{"no signing", "node", both(names("a"), usages(encipher, server, client)), false, "Digital Signature"},
		{"signing alone", "node", both(names("a"), usages(sign, server, client)), false, "Key Encipherment"},
		{"agreement in place of encipherment", "node", both(names("a"), usages(sign|agree, server, client)), false, ""},
		{"for clients alone", "node", both(names("a"), usages(sign|encipher, client)), false, "Server Authentication"},
		{"for servers alone", "node", both(names("a"), usages(sign|encipher, server)), false, "Client Authentication"},
		{"for servers alone, and that is allowed", "node", both(names("a"), usages(sign|encipher, server)), true, ""},
		{"for clients alone, and the other is allowed", "node", both(names("a"), usages(sign|encipher, client)), true, "Server Authentication"},
		{"no extended usages", "node", both(names("a"), usages(sign|encipher)), false, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			reason := material.notANode(issue(t, row.cn, rsaKeys(leafKey), root, row.change).certificate, row.withoutClientAuth)
			if row.reason == "" && reason != "" || !strings.Contains(reason, row.reason) {
				t.Errorf("got %q, want %q", reason, row.reason)
			}
		})
	}
}

func TestLoadMaterial(t *testing.T) {
	root := issue(t, "root", rsaKeys(rootKey), nil, authority)
	otherRoot := issue(t, "other root", rsaKeys(otherRootKey), nil, authority)
	middle := issue(t, "middle", rsaKeys(middleKey), root, authority)
	leaf := issue(t, "node", rsaKeys(leafKey), root, names("a"))
	deep := issue(t, "node", rsaKeys(leafKey), middle, names("a"))
	curve := ecKey(t)
	curved := issue(t, "node", curve, root, names("a"))
	good := map[string]string{"/leaf/tls.crt": pemOf(leaf), "/leaf/tls.key": pkcs8(t, rsaKeys(leafKey)), "/ca/ca.crt": pemOf(root)}
	for _, row := range []struct {
		name   string
		files  map[string]string // in place of the good ones; "" removes one
		change func(*Options)
		error  string
	}{
		{name: "good"},
		{name: "PKCS #1", files: map[string]string{"/leaf/tls.key": pkcs1(rsaKeys(leafKey))}},
		{name: "a bundle", files: map[string]string{"/leaf/tls.crt": pemOf(deep, middle)}},
		{name: "a bundle without the intermediate", files: map[string]string{"/leaf/tls.crt": pemOf(deep)}, error: "no certificate chain"},
		{name: "a bundle with the root", files: map[string]string{"/leaf/tls.crt": pemOf(leaf, root)}, error: "no intermediate"},
		{name: "a bundle with the leaf last", files: map[string]string{"/leaf/tls.crt": pemOf(middle, deep)},
			error: "does not match the public key"},
		{name: "an EC key", files: map[string]string{"/leaf/tls.crt": pemOf(curved), "/leaf/tls.key": pkcs8(t, curve)},
			error: "no RSA key"},
		{name: "another's key", files: map[string]string{"/leaf/tls.key": pkcs8(t, rsaKeys(otherLeafKey))},
			error: "does not match the public key"},
		{name: "a key that is none", files: map[string]string{"/leaf/tls.key": pemOf(leaf)}, error: "unsupported private key"},
		{name: "no leaf", files: map[string]string{"/leaf/tls.crt": ""}, error: "CertificateFile"},
		{name: "no certificate at all", change: func(o *Options) { o.CertificateFile = "" }, error: "a certificate is required"},
		{name: "no key named", change: func(o *Options) { o.CertificatePrivateKeyFile = "" }, error: "PKCS #12"},
		{name: "an expired leaf", files: map[string]string{
			"/leaf/tls.crt": pemOf(issue(t, "node", rsaKeys(leafKey), root, both(names("a"), expired)))},
			error: "expired"},
		{name: "an unknown root", files: map[string]string{"/ca/ca.crt": pemOf(otherRoot)}, error: "unknown-authority"},
		{name: "two roots in two files", files: map[string]string{"/ca/other.pem": pemOf(otherRoot)}},
		{name: "two roots in one file, ours second", files: map[string]string{"/ca/ca.crt": pemOf(otherRoot, root)},
			error: "unknown-authority"},
		{name: "two roots in one file, ours first", files: map[string]string{"/ca/ca.crt": pemOf(root, otherRoot)}},
		{name: "an intermediate among the roots", files: map[string]string{"/ca/middle.crt": pemOf(middle)}, error: "not self-signed"},
		{name: "an intermediate in a file of another suffix", files: map[string]string{"/ca/middle.txt": pemOf(middle)}},
		{name: "a leaf's Secret as roots", files: map[string]string{"/ca/tls.crt": pemOf(leaf)}, error: "not self-signed"},
		{name: "a root that cannot be read", files: map[string]string{"/ca/broken.pem": "no certificate"}, error: "broken.pem"},
		{name: "a root in a folder below", files: map[string]string{"/ca/ca.crt": "", "/ca/more/ca.crt": pemOf(root)},
			error: "no trusted root"},
		{name: "a suffix in capitals", files: map[string]string{"/ca/ca.crt": "", "/ca/ca.CRT": pemOf(root)}, error: "no trusted root"},
		{name: "no folder of roots", change: func(o *Options) { o.TrustedRootCertificatesPath = "/nowhere" },
			error: "TrustedRootCertificatesPath"},
		{name: "the reserved name", change: func(o *Options) { o.CertificateReservedNodeCommonName = "node" }},
		{name: "another reserved name", change: func(o *Options) { o.CertificateReservedNodeCommonName = "other" }, error: "does not match"},
	} {
		t.Run(row.name, func(t *testing.T) {
			root := t.TempDir()
			write(t, root, good)
			write(t, root, row.files)
			for path, text := range row.files {
				if text == "" {
					if err := os.Remove(filepath.Join(root, path)); err != nil {
						t.Fatal(err)
					}
				}
			}
			options := &Options{CertificateFile: "/leaf/tls.crt", CertificatePrivateKeyFile: "/leaf/tls.key", TrustedRootCertificatesPath: "/ca"}
			if row.change != nil {
				row.change(options)
			}
			_, err := loadMaterial(options, root, time.Now())
			if row.error == "" && err != nil || row.error != "" && (err == nil || !strings.Contains(err.Error(), row.error)) {
				t.Errorf("got %v, want %q", err, row.error)
			}
		})
	}
}

// A kubelet lays a volume out as links to a folder behind "..data", which itself is a link.
func TestRootsOnAKubeletsVolume(t *testing.T) {
	root := issue(t, "root", rsaKeys(rootKey), nil, authority)
	directory := t.TempDir()
	write(t, directory, map[string]string{"..2026/ca.crt": pemOf(root)})
	link := func(to, name string) {
		if err := os.Symlink(to, filepath.Join(directory, name)); err != nil {
			t.Fatal(err)
		}
	}
	link("..2026", "..data")
	link("..2026", "folder.crt")
	link("..data/ca.crt", "ca.crt")
	roots, err := loadRoots(directory)
	if err != nil || len(roots) != 1 {
		t.Fatalf("got %d roots, %v", len(roots), err)
	}
	link("..data/gone.crt", "gone.crt")
	if _, err := loadRoots(directory); err == nil {
		t.Error("a link that leads nowhere was passed over")
	}
}
