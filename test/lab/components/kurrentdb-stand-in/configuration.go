package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Source: KurrentDB src/KurrentDB.Core/Configuration/KurrentConfiguration.cs (which sources, in which order) and
// Configuration/Sources/KurrentConfigurationKeys.cs, KurrentDBCommandLineConfigurationSource.cs (how keys are spelt).

// defaultConfigFile is the path that the server reads if nothing names another: Locations.cs, DefaultFiles.cs.
const defaultConfigFile = "/etc/kurrentdb/kurrentdb.conf"

// A setting is one value of the configuration, with the source that won.
type setting struct {
	key, value, source string
}

// Configuration holds the settings by lower-case key, without the leading "KurrentDB:"; nested keys are joined by ":".
type Configuration map[string]setting

func (c Configuration) set(source, key, value string) {
	c[strings.ToLower(key)] = setting{key, value, source}
}

// readConfiguration reads argv (without the program's name), variables ("NAME=value") and the file that they name. Without one it
// reads defaultConfigFile below root; the image ships one that binds 0.0.0.0, so where its folder is missing that is assumed.
func readConfiguration(argv, environment []string, root string) (Configuration, error) {
	legacyEnvironment := environmentSettings(environment, "EVENTSTORE")
	ownEnvironment := environmentSettings(environment, "KURRENTDB")
	legacyArguments, arguments := argumentSettings(argv)
	upper := []struct {
		source string
		pairs  [][2]string
	}{
		{"environment (EVENTSTORE_)", legacyEnvironment},
		{"environment", ownEnvironment},
		{"arguments (EventStore)", legacyArguments},
		{"arguments", arguments},
	}

	path, named := filepath.Join(root, defaultConfigFile), false
	for _, layer := range upper {
		for _, pair := range layer.pairs {
			if strings.EqualFold(pair[0], "Config") {
				path, named = filepath.Join(root, pair[1]), true
			}
		}
	}

	configuration := Configuration{}
	text, err := os.ReadFile(path)
	switch {
	case err == nil:
		pairs, err := parseYaml(string(text))
		if err != nil {
			return nil, fmt.Errorf("configuration file %s: %w", path, err)
		}
		for _, pair := range pairs {
			configuration.set("file", pair[0], pair[1])
		}
	case named || !os.IsNotExist(err):
		return nil, fmt.Errorf("configuration file: %w", err)
	default:
		if _, err := os.Stat(filepath.Dir(path)); os.IsNotExist(err) {
			configuration.set("image", "NodeIp", "0.0.0.0")
			configuration.set("image", "ReplicationIp", "0.0.0.0")
		}
	}
	for _, layer := range upper {
		for _, pair := range layer.pairs {
			configuration.set(layer.source, pair[0], pair[1])
		}
	}
	return configuration, nil
}

// environmentSettings returns the settings of the variables that start with prefix and "_", in any case.
func environmentSettings(environment []string, prefix string) [][2]string {
	var pairs [][2]string
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		if len(name) > len(prefix) && strings.EqualFold(name[:len(prefix)+1], prefix+"_") {
			pairs = append(pairs, [2]string{normalize(name[len(prefix):]), value})
		}
	}
	return pairs
}

// argumentSettings returns the settings in argv: first those under "EventStore", then all others.
func argumentSettings(argv []string) (legacy, own [][2]string) {
	words := make([]string, len(argv))
	for i, word := range argv {
		if len(word) > 1 && word[0] == '-' && word[1] != '-' {
			word = "-" + word
		}
		switch {
		case !strings.HasPrefix(word, "--"):
		case strings.HasSuffix(word, "+"):
			word = strings.TrimSuffix(word, "+") + "=true"
		case strings.HasSuffix(word, "-"):
			word = strings.TrimSuffix(word, "-") + "=false"
		case strings.Contains(word, "="):
		case i != len(argv)-1 && !strings.HasPrefix(argv[i+1], "--"):
		default:
			word += "=true"
		}
		words[i] = word
	}
	// What follows is .NET's own reader of argv: --key=value, /key=value, --key value, key=value; other words count for nothing.
	for i := 0; i < len(words); i++ {
		word, option := words[i], false
		switch {
		case strings.HasPrefix(word, "--"):
			word, option = word[2:], true
		case strings.HasPrefix(word, "/"):
			word, option = word[1:], true
		}
		key, value, assigned := strings.Cut(word, "=")
		if !assigned {
			if !option || i == len(words)-1 {
				continue
			}
			i++
			value = words[i]
		}
		if len(key) > len("EventStore") && strings.EqualFold(key[:len("EventStore")], "EventStore") {
			legacy = append(legacy, [2]string{normalize(key[len("EventStore"):]), value})
		}
		if len(key) > len("KurrentDB") && strings.EqualFold(key[:len("KurrentDB")], "KurrentDB") && strings.ContainsAny(key, "-_:") {
			key = key[len("KurrentDB"):]
		}
		own = append(own, [2]string{normalize(key), value})
	}
	return legacy, own
}

// normalize spells a key as the server does: "_NODE_IP" and "node-ip" become "NodeIp", "LICENSING__LICENSE_KEY" "Licensing:LicenseKey".
func normalize(key string) string {
	key = strings.ReplaceAll(strings.ReplaceAll(key, "__", ":"), "-", "_")
	var parts []string
	for part := range strings.SplitSeq(key, ":") {
		if part == "" {
			continue
		}
		var name strings.Builder
		for word := range strings.SplitSeq(strings.ToLower(part), "_") {
			if word != "" {
				name.WriteString(strings.ToUpper(word[:1]) + word[1:])
			}
		}
		spelt, known := spelling[strings.ToLower(name.String())]
		if !known {
			spelt = name.String()
		}
		parts = append(parts, spelt)
	}
	return strings.Join(parts, ":")
}

// unknown returns the settings that are no options, sorted. Nested ones belong to plug-ins and are not looked at, nor is a flat one
// whose name starts like a nested section. Source: ClusterVNodeOptions.cs, UnknownOptions.
func (c Configuration) unknown() []string {
	var nested []string
	for key := range c {
		if section := strings.LastIndex(key, ":"); section >= 0 {
			nested = append(nested, key[:section])
		}
	}
	var names []string
	for key, setting := range c {
		if _, known := knownOptions[strings.ToLower(normalize(key))]; known || strings.Contains(key, ":") {
			continue
		}
		inside := false
		for _, section := range nested {
			inside = inside || strings.HasPrefix(key, section)
		}
		if !inside {
			names = append(names, setting.key)
		}
	}
	sort.Strings(names)
	return names
}
