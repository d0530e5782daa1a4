import { expect, test } from "vitest";
import { readTraefikLog } from "./traefik-log.ts";

const access = (rest: object) => ({
  level: "info",
  RequestHost: "a.example.com",
  RouterName: "n-a@kubernetes",
  DownstreamStatus: 200,
  ...rest,
});
const failed = (error: string, status = 500) => [
  { level: "error", error, message: `${status} Internal Server Error` },
  access({ DownstreamStatus: status, OriginStatus: status }),
];
const unrouted = access({ RouterName: undefined, DownstreamStatus: 404 });
const provider = { level: "error", providerName: "kubernetes", namespace: "n", ingress: "a" };

test.each([
  ["an answer", [access({ OriginStatus: 200 })], "done", ""],
  [
    "roots of others",
    failed("tls: failed to verify certificate: x509: certificate signed by unknown authority"),
    "verify",
    "unknown-authority",
  ],
  ["another name", failed("tls: failed to verify certificate: x509: certificate is valid for b, not a"), "verify", "name-mismatch"],
  [
    "no name",
    failed("tls: failed to verify certificate: x509: cannot validate certificate for 10.0.0.1 because it doesn't contain any IP SANs"),
    "verify",
    "name-mismatch",
  ],
  [
    "a certificate for callers",
    failed("tls: failed to verify certificate: x509: certificate specifies an incompatible key usage"),
    "verify",
    "unusable-certificate",
  ],
  ["nobody listens", failed("dial tcp 10.0.0.1:2113: connect: connection refused", 502), "accept", "refused"],
  ["a server that hangs up", failed("EOF", 502), "accept", "wrong-protocol"],
  ["HTTP where TLS is spoken", [access({ DownstreamStatus: 400, OriginStatus: 400 })], "accept", "wrong-protocol"],
  ["no endpoints", [{ ...provider, message: "Skipping service: no endpoints found" }, unrouted], "route", "no-backend"],
  ["no such port", [{ ...provider, message: "Cannot create service", error: "service port not found" }, unrouted], "forward", "no-service"],
  ["no router", [unrouted], "forward", "no-service"],
  ["a failure, and then an answer", [...failed("EOF", 502), access({ OriginStatus: 200 })], "done", ""],
])("what became of a request: %s", (_, lines, hop, error) => {
  const log = ["noise", ...lines.map((line) => JSON.stringify(line))].join("\n");
  expect(readTraefikLog(log, new Map([["a.example.com", ["n/a"]]])).get("a.example.com")).toMatchObject({ hop, error });
});

test("a client that went away says nothing of the backend", () => {
  const log = [...failed("context canceled", 499), ...failed("EOF", 502)].map((line) => JSON.stringify(line)).join("\n");
  expect(readTraefikLog(log, new Map()).get("a.example.com")).toMatchObject({ detail: "EOF" });
});
