import type { Path } from "../../terms/place.ts";
import type { Stop } from "../../world/program.ts";
import type { NotIssued } from "../../world/world.ts";
import type { Failure } from "../trace.ts";

type Code = `TL${number}`;

/** The code of a hop that fails. Hops that fail by a Stop take the Stop's. */
export const codeOfFailure: Readonly<Record<Exclude<Failure, "not-started" | "callee-not-started">, Code>> = {
  "name-does-not-exist": "TL2101",
  "name-only-when-ready": "TL2102",
  "name-in-private-zone": "TL2108",
  "name-not-published": "TL2109",
  "alias-of-address": "TL2111",
  "alias-in-circle": "TL2112",
  "alias-to-nowhere": "TL2113",
  "name-of-another-cluster": "TL2114",
  "name-not-declared": "TL2103",
  "name-not-documented": "TL5411",
  "resolver-silent": "TL2104",
  "resolver-unread": "TL2105",
  "answer-under-another-name": "TL2106",
  "ambiguous-nameservers": "TL2107",
  "service-without-pods": "TL3101",
  "service-without-port": "TL3102",
  "nobody-listens": "TL3103",
  "other-protocol": "TL3104",
  "cleartext-expected": "TL3104",
  "tls-expected": "TL3104",
  "pod-network-from-outside": "TL3105",
  "address-not-declared": "TL3106",
  "internal-load-balancer": "TL3110",
  "another-region": "TL3111",
  "source-range-denies": "TL3112",
  "network-policy-unread": "TL3107",
  "network-policy-denies": "TL3109",
  "route-only-when-ready": "TL3108",
  "proxy-without-port": "TL3301",
  "host-without-rule": "TL3302",
  "backend-missing": "TL3303",
  "backend-protocol": "TL3304",
  "proxy-not-known": "TL3305",
  "proxy-not-supported": "TL3306",
  "proxy-speaks-http": "TL3309",
  "upstream-untrusted": "TL4114",
  "upstream-name": "TL4115",
  "certificate-unread": "TL4102",
  "server-without-certificate": "TL4101",
  "name-not-on-certificate": "TL4103",
  "server-usage": "TL4104",
  "caller-client-auth": "TL4105",
  "caller-common-name": "TL4106",
  "caller-key-usage": "TL4107",
  "caller-without-san": "TL4108",
  "caller-without-certificate": "TL4109",
  "server-untrusted": "TL4201",
  "caller-untrusted": "TL4202",
  "server-leaf-expired": "TL4501",
  "caller-leaf-expired": "TL4502",
  "server-intermediate-expired": "TL4503",
  "caller-intermediate-expired": "TL4503",
  "server-root-expired": "TL4504",
  "caller-root-expired": "TL4505",
  "signer-not-known": "TL4508",
  "name-constraints": "TL4509",
};

/** The field of an object that a failure is about, where a hop knows only the object. */
export const fieldOfFailure: Readonly<Partial<Record<Failure, Path>>> = {
  "name-only-when-ready": ["spec", "publishNotReadyAddresses"],
  "route-only-when-ready": ["spec", "publishNotReadyAddresses"],
  "source-range-denies": ["spec", "loadBalancerSourceRanges"],
  "service-without-port": ["spec", "ports"],
  "service-without-pods": ["spec", "selector"],
  "name-not-on-certificate": ["spec", "dnsNames"],
  "server-usage": ["spec", "usages"],
  "server-untrusted": ["spec", "issuerRef"],
  "caller-client-auth": ["spec", "usages"],
  "caller-key-usage": ["spec", "usages"],
  "caller-common-name": ["spec", "commonName"],
  "caller-without-san": ["spec", "dnsNames"],
  "caller-untrusted": ["spec", "issuerRef"],
  "name-constraints": ["spec", "dnsNames"],
};

/** The code of what keeps a program from starting. */
export const codeOfStop: Readonly<Record<Exclude<Stop["reason"], "certificate-not-issued">, Code>> = {
  "missing-object": "TL5103",
  "bad-option": "TL5301",
  "service-links": "TL5108",
  "reserved-name-mismatch": "TL4110",
  "unusable-key": "TL4111",
  "own-certificate-untrusted": "TL4112",
  "unusable-root": "TL4203",
  "no-roots": "TL4204",
  "port-in-use": "TL5104",
  "no-privilege": "TL5105",
};

/** The code of why a Certificate is never issued. */
export const codeOfNotIssued: Readonly<Record<NotIssued["reason"], Code>> = {
  "no-issuer": "TL4301",
  "issuer-without-secret": "TL4302",
  "private-name-at-public-authority": "TL4303",
  "no-solver": "TL4304",
  "order-refused": "TL4311",
  "missing-credentials": "TL5103",
  "no-ambient-credentials": "TL4313",
  invalid: "TL4305",
};
