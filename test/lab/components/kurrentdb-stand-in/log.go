package main

import (
	"encoding/json"
	"io"
	"sort"
	"sync"
)

// Log writes one JSON object a line. What is only worth a line when it changes is written through changed.
type Log struct {
	mutex sync.Mutex
	out   io.Writer
	last  map[string]string
}

func newLog(out io.Writer) *Log { return &Log{out: out, last: map[string]string{}} }

type (
	dialLine struct {
		Event   string `json:"event"`
		Purpose string `json:"purpose"`
		Host    string `json:"host"`
		Port    int    `json:"port"`
		Address string `json:"address"`
		Hop     string `json:"hop"`
		Error   string `json:"error"`
		Detail  string `json:"detail"`
	}
	roundLine struct {
		Event  string `json:"event"`
		Number int    `json:"number"`
		Dials  int    `json:"dials"`
	}
	readyLine struct {
		Event string `json:"event"`
		State string `json:"state"`
	}
	acceptedLine struct {
		Event   string `json:"event"`
		Purpose string `json:"purpose"`
		From    string `json:"from"`
	}
	deniedLine struct {
		Event   string `json:"event"`
		Purpose string `json:"purpose"`
		From    string `json:"from"`
		Reason  string `json:"reason"`
	}
	errorLine struct {
		Event string `json:"event"`
		Error string `json:"error"`
	}
	materialLine struct {
		Event  string   `json:"event"`
		Serial string   `json:"serial,omitempty"` // of the leaf, in hex
		Until  int64    `json:"until,omitempty"`  // until when it is valid, in milliseconds since 1970
		Roots  []string `json:"roots,omitempty"`  // the common names of the trusted roots, sorted
	}
)

// materialOf tells what a node works with from now on.
func materialOf(event string, m *Material) materialLine {
	line := materialLine{Event: event, Serial: serialOf(m.leaf), Until: endOf(m.leaf)}
	for _, root := range m.roots {
		line.Roots = append(line.Roots, subjectName(root))
	}
	sort.Strings(line.Roots)
	return line
}

// write writes a line.
func (l *Log) write(line any) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.encode(line)
}

// changed writes a line unless the last one under this key had the same state.
func (l *Log) changed(key, state string, line any) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if last, known := l.last[key]; known && last == state {
		return
	}
	l.last[key] = state
	l.encode(line)
}

func (l *Log) encode(line any) {
	encoder := json.NewEncoder(l.out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(line)
}
