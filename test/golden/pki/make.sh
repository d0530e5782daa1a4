#!/usr/bin/env bash
# Made the public certificates of this folder, with openssl; their keys were thrown away. Run it again only to change
# what they hold: every byte of them changes then, and so do the golden cases.
set -euo pipefail
cd "$(dirname "$0")"
keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
days=36500

# ca NAME SUBJECT: a self-signed CA.
ca() {
  openssl req -x509 -newkey rsa:2048 -nodes -days "$days" -keyout "$keys/$1.key" -out "$1.pem" -subj "$2" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,digitalSignature,keyCertSign,cRLSign 2>/dev/null
}

# leaf NAME CA SUBJECT SANS: a certificate of a node, good for both ends of a dial.
leaf() {
  openssl req -newkey rsa:2048 -nodes -keyout "$keys/$1.key" -out "$keys/$1.csr" -subj "$3" 2>/dev/null
  openssl x509 -req -in "$keys/$1.csr" -CA "$2.pem" -CAkey "$keys/$2.key" -CAcreateserial -CAserial "$keys/serial" -days "$days" -out "$1.pem" \
    -extfile <(printf 'keyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=%s\n' "$4") 2>/dev/null
}

ca corporate-root "/O=Example/CN=Example Corporate Root"
ca other-root "/O=Example/CN=Another Root"
ca nodes-g1 "/CN=nodes g1"
leaf orders-nodes corporate-root "/O=Example/CN=orders-node" \
  "DNS:*.kurrent.svc.cluster.local,DNS:orders.kurrent.svc.cluster.local"
