package main

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// journalFile gets a line for every single dial, with the certificates that the two sides showed each other: for whoever wants to know
// that none failed, and from when on a certificate was served.
const journalFile = "/run/lab/dials.jsonl"

// A Journal writes one JSON object for each dial. One without a file writes nothing.
type Journal struct {
	mutex sync.Mutex
	file  *os.File
}

// openJournal opens the file of a journal; where it can't be made, as on a read-only root folder, the journal writes nothing.
func openJournal(path string) *Journal {
	_ = os.MkdirAll(filepath.Dir(path), 0o755)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return &Journal{}
	}
	return &Journal{file: file}
}

// A journalLine is one dial. Times are milliseconds since 1970; serial numbers are in hex, empty where no certificate was seen.
type journalLine struct {
	Event   string `json:"event"`
	Time    int64  `json:"time"` // when it was over
	Purpose string `json:"purpose"`
	Host    string `json:"host"`
	Port    int    `json:"port"`
	Address string `json:"address"`
	Hop     string `json:"hop"`
	Error   string `json:"error"`
	Detail  string `json:"detail"`
	Serial  string `json:"serial"` // of what the dialled side showed
	Until   int64  `json:"until"`  // until when that is valid
	Own     string `json:"own"`    // of what this side has to show
}

func (j *Journal) write(t target, ended outcome) {
	if j.file == nil {
		return
	}
	line := journalLine{Event: "dial", Time: time.Now().UnixMilli(), Purpose: t.purpose, Host: t.host, Port: t.port, Address: ended.address,
		Hop: ended.hop, Serial: serialOf(ended.shown), Until: endOf(ended.shown), Own: serialOf(ended.own)}
	if ended.fault != nil {
		line.Error, line.Detail = ended.fault.class, ended.fault.text
	}
	text, err := json.Marshal(line)
	if err != nil {
		return
	}
	j.mutex.Lock()
	defer j.mutex.Unlock()
	_, _ = j.file.Write(append(text, '\n'))
}

// serialOf writes a serial number as OpenSSL does: upper-case hex, an even number of digits.
func serialOf(certificate *x509.Certificate) string {
	if certificate == nil {
		return ""
	}
	return fmt.Sprintf("%X", certificate.SerialNumber.Bytes())
}

func endOf(certificate *x509.Certificate) int64 {
	if certificate == nil {
		return 0
	}
	return certificate.NotAfter.UnixMilli()
}
