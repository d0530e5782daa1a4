// Package log is in place of lego's: see the module's README.
package log

// StdLogger is what lines are written to.
type StdLogger interface {
	Fatal(args ...any)
	Fatalln(args ...any)
	Fatalf(format string, args ...any)
	Print(args ...any)
	Println(args ...any)
	Printf(format string, args ...any)
}

// Logger gets no lines: nothing here writes any.
var Logger StdLogger
