package main

import (
	"fmt"
	"strconv"
	"strings"
)

// parseYaml reads the part of YAML that a configuration file of the server needs: mappings, sequences of scalars, comments, plain and
// quoted scalars. It returns keys and values in order; nested keys are joined by ":", items of a sequence are numbered from 0, as in
// .NET's YAML source. Anything else is an error, so that a file is never half understood.
func parseYaml(text string) ([][2]string, error) {
	type level struct {
		indent int
		path   string
		items  int
	}
	var pairs [][2]string
	seen := map[string]bool{}
	stack := []level{{indent: 0}}
	open := "" // the key above, if its value may follow on deeper lines
	openIndent := 0
	add := func(number int, path, value string) error {
		if seen[strings.ToLower(path)] {
			return fmt.Errorf("line %d: key %s appears twice", number, path)
		}
		seen[strings.ToLower(path)] = true
		pairs = append(pairs, [2]string{path, value})
		return nil
	}
	finish := func(number int) error {
		if open == "" {
			return nil
		}
		path := open
		open = ""
		return add(number, path, "")
	}
	for i, line := range strings.Split(text, "\n") {
		number := i + 1
		line = strings.TrimRight(line, " \t\r")
		content := strings.TrimLeft(line, " ")
		if content == "" || content[0] == '#' || line == "---" {
			continue
		}
		if content[0] == '\t' {
			return nil, fmt.Errorf("line %d: a tab indents it", number)
		}
		indent := len(line) - len(content)
		item := content == "-" || strings.HasPrefix(content, "- ")
		if open != "" && (indent > openIndent || item && indent == openIndent) {
			stack = append(stack, level{indent: indent, path: open})
			open = ""
		} else if err := finish(number); err != nil {
			return nil, err
		}
		for len(stack) > 1 && (indent < stack[len(stack)-1].indent ||
			!item && stack[len(stack)-1].items > 0 && indent == stack[len(stack)-1].indent) {
			stack = stack[:len(stack)-1]
		}
		top := &stack[len(stack)-1]
		if indent != top.indent {
			return nil, fmt.Errorf("line %d: unexpected indentation", number)
		}
		prefix := top.path
		if prefix != "" {
			prefix += ":"
		}
		if item {
			if top.path == "" {
				return nil, fmt.Errorf("line %d: a sequence without a key", number)
			}
			value, err := scalar(strings.TrimPrefix(content, "-"))
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
			if err := add(number, prefix+strconv.Itoa(top.items), value); err != nil {
				return nil, err
			}
			top.items++
			continue
		}
		key, rest, found := splitKey(content)
		if !found {
			return nil, fmt.Errorf("line %d: not a key and a value", number)
		}
		rest = strings.TrimSpace(rest)
		if rest == "" || rest[0] == '#' {
			open, openIndent = prefix+key, indent
			continue
		}
		if strings.HasPrefix(rest, "[") {
			inner, closed := strings.CutSuffix(strings.TrimPrefix(rest, "["), "]")
			if !closed {
				return nil, fmt.Errorf("line %d: a sequence that does not end on its line", number)
			}
			n := 0
			for part := range strings.SplitSeq(inner, ",") {
				if strings.TrimSpace(part) == "" {
					continue
				}
				value, err := scalar(part)
				if err != nil {
					return nil, fmt.Errorf("line %d: %w", number, err)
				}
				if err := add(number, prefix+key+":"+strconv.Itoa(n), value); err != nil {
					return nil, err
				}
				n++
			}
			continue
		}
		value, err := scalar(rest)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if err := add(number, prefix+key, value); err != nil {
			return nil, err
		}
	}
	return pairs, finish(0)
}

func splitKey(content string) (key, rest string, found bool) {
	if content[0] == '"' || content[0] == '\'' {
		end := strings.IndexByte(content[1:], content[0])
		if end < 0 || !strings.HasPrefix(content[end+2:], ":") {
			return "", "", false
		}
		return content[1 : end+1], content[end+3:], true
	}
	if key, found := strings.CutSuffix(content, ":"); found && !strings.Contains(key, ": ") {
		return key, "", true
	}
	return strings.Cut(content, ": ")
}

// scalar reads one plain or quoted scalar and drops a comment behind it. null and ~ are empty.
func scalar(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	switch text[0] {
	case '\'':
		end := 1
		var value strings.Builder
		for ; end < len(text); end++ {
			if text[end] == '\'' {
				if end+1 < len(text) && text[end+1] == '\'' {
					end++
				} else {
					return value.String(), onlyComment(text[end+1:])
				}
			}
			value.WriteByte(text[end])
		}
		return "", fmt.Errorf("a quote is not closed")
	case '"':
		for end := 1; end < len(text); end++ {
			switch text[end] {
			case '\\':
				end++
			case '"':
				value, err := strconv.Unquote(text[:end+1])
				if err != nil {
					return "", fmt.Errorf("a quoted value cannot be read: %s", text[:end+1])
				}
				return value, onlyComment(text[end+1:])
			}
		}
		return "", fmt.Errorf("a quote is not closed")
	case '|', '>', '&', '*', '!', '{', '[', '@', '`', '%':
		return "", fmt.Errorf("a value starts with %q, which this reader does not know", text[0])
	}
	if comment := strings.Index(text, " #"); comment >= 0 {
		text = strings.TrimSpace(text[:comment])
	}
	if text == "~" || text == "null" {
		return "", nil
	}
	return text, nil
}

func onlyComment(rest string) error {
	if rest = strings.TrimSpace(rest); rest != "" && rest[0] != '#' {
		return fmt.Errorf("text after a quoted value: %s", rest)
	}
	return nil
}
