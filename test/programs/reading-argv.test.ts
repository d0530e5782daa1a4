import { describe, expect, test } from "vitest";
import { argvPlace } from "../../src/programs/container-spec.ts";
import { imageName, repositoryOf } from "../../src/programs/image.ts";
import { signallerOf } from "../../src/programs/reload/signals.ts";
import { absolutePath, shellScript } from "../../src/programs/shell.ts";
import { container } from "./support/container.ts";

test.each([
  ["a/b/kurrentdb:26.0.1", "a/b/kurrentdb", "kurrentdb"],
  ["localhost:5000/kurrentdb", "localhost:5000/kurrentdb", "kurrentdb"],
  ["localhost:5000/kurrentdb:26.1.0-jammy", "localhost:5000/kurrentdb", "kurrentdb"],
  ["x/kurrentdb:26.0.1@sha256:abc", "x/kurrentdb", "kurrentdb"],
])("image %s", (image, repository, name) => expect([repositoryOf(image), imageName(image)]).toEqual([repository, name]));

test.each([
  ["/a/./b//c/", "/a/b/c"],
  ["../b", "/base/b"],
  ["/../..", "/"],
])("path %s", (path, expected) => expect(absolutePath(path, "/base/dir")).toBe(expected));

describe("shells", () => {
  test.each<[string, string[], unknown]>([
    ["script and arguments", ["/bin/sh", "-c", "echo", "me", "a", "b"], { script: "echo", index: 2, positional: ["a", "b"] }],
    ["clustered options", ["bash", "-euc", "echo"], { script: "echo", index: 2, positional: [] }],
    ["an option with a word", ["bash", "-o", "pipefail", "-c", "echo"], { script: "echo", index: 4, positional: [] }],
    ["a script file", ["sh", "/run.sh"], undefined],
    ["no shell", ["env", "-c", "x"], undefined],
  ])("%s", (_, argv, expected) => expect(shellScript(argv)).toEqual(expected));

  test.each<[string, string, boolean]>([
    ["by name", 'kill -s HUP "$pid"', true],
    ["with the prefix", "kill -SIGHUP 1", true],
    ["by number", "kill -1 7", true],
    ["pkill", "pkill -HUP kurrentd", true],
    ["another signal", "kill -s TERM 1", false],
    ["signal ten", "kill -10 1", false],
    ["none", "sleep 1", false],
  ])("%s", (_, script, expected) => expect(signallerOf(["sh", "-c", script]) !== undefined).toBe(expected));

  test("processes and folders", () => {
    expect(signallerOf(["sh", "-c", "kill -HUP $(pidof eventstored)", "x", "kurrentd", "/a/", "/b"])).toEqual({
      processes: ["kurrentd", "eventstored"],
      folders: ["/a", "/b"],
    });
  });
});

test("an argument's place is in command, then in args", () => {
  const given = container({ command: ["a", "b"], args: ["c"] });
  expect([0, 1, 2].map((i) => argvPlace(given, i).path.slice(-2))).toEqual([
    ["command", 0],
    ["command", 1],
    ["args", 0],
  ]);
  expect(argvPlace(given, 3)).toEqual(given.place);
});
