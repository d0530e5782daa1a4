import { describe, expect, test } from "vitest";
import { readAnswers } from "../network/name-servers.ts";
import type { DialEvent } from "./seen.ts";
import { unwitnessed } from "./witness.ts";

const lost: DialEvent = {
  event: "dial",
  purpose: "gossip",
  host: "b.example.com",
  port: 2113,
  address: "",
  hop: "resolve",
  error: "name-not-found",
};
const seen = { kind: "started", dials: new Map([["gossip b.example.com:2113", [lost]]]) } as const;

test("a log of CoreDNS is read as answers", () => {
  const log = "CoreDNS-1.15.0\n[INFO] answer 10.161.0.10 B.example.com.svc. A NXDOMAIN\n[INFO] plugin/file: loaded\n";
  expect(readAnswers(log)).toEqual([{ from: "10.161.0.10", name: "b.example.com.svc", type: "A", code: "NXDOMAIN" }]);
});

describe("that a name does not exist", () => {
  const answer = (from: string, name: string, code: string) => ({ from, name, type: "A", code });
  test.each([
    ["was told to this pod", [answer("10.0.0.1", "b.example.com", "NXDOMAIN")], false, 0],
    ["was told of a name of the search list", [answer("10.0.0.1", "b.example.com.svc.cluster.local", "NXDOMAIN")], false, 0],
    ["was told to another pod", [answer("10.0.0.2", "b.example.com", "NXDOMAIN")], false, 1],
    ["was told of another name", [answer("10.0.0.1", "c.example.com", "NXDOMAIN")], false, 1],
    ["was told of the name that a sidecar asked for", [answer("10.0.0.1", "b.svc.cluster.local", "NXDOMAIN")], true, 0],
    ["was not told: the server failed", [answer("10.0.0.1", "b.example.com", "SERVFAIL")], false, 1],
    ["was not told at all", [], true, 1],
  ])("%s", (_, answers, rewritten, problems) => {
    expect(unwitnessed(seen, "10.0.0.1", answers, rewritten)).toHaveLength(problems);
  });

  test("a program that does not start has nothing to be witnessed", () => {
    expect(unwitnessed({ kind: "not-started", reason: "no Secret" }, "", [], false)).toEqual([]);
  });
});
