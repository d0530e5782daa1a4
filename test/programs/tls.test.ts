import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chainToTrusted } from "../../src/programs/tls/chain.ts";
import { holdsHost, matchHostname } from "../../src/programs/tls/hostname.ts";
import { listNames } from "../../src/programs/tls/names.ts";
import { certificate, keyId, root, trusting } from "./support/container.ts";

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const hostname = fc
  .tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.array(label, { minLength: 1, maxLength: 4 }), fc.stringMatching(/^[a-z]{2,6}$/))
  .map(([first, middle, last]) => [first, ...middle, last].join("."));

describe("matchHostname", () => {
  test.each([
    ["a.example.com", "a.example.com", true],
    ["a.example.com", "A.Example.Com.", true],
    ["a.example.com", "b.example.com", false],
    ["*.example.com", "a.example.com", true],
    ["*.example.com", "a.b.example.com", false],
    ["*.example.com", "example.com", false],
    ["a*.example.com", "ab.example.com", false],
    ["*.com", "example.com", false],
    ["10.0.0.1", "10.0.0.1", false],
    ["*.example.com", "*.example.com", false],
  ])("%s for %s is %s", (pattern, host, expected) => expect(matchHostname(pattern, host)).toBe(expected));

  test("a name matches itself in any case", () => {
    fc.assert(fc.property(hostname, (host) => matchHostname(host.toUpperCase(), host) && matchHostname(host, `${host}.`)));
  });

  test("a wildcard stands for exactly one label", () => {
    fc.assert(
      fc.property(hostname, label, (parent, child) => {
        const pattern = `*.${parent}`;
        return (
          matchHostname(pattern, `${child}.${parent}`) && !matchHostname(pattern, parent) && !matchHostname(pattern, `x.${child}.${parent}`)
        );
      }),
    );
  });

  test("addresses match the certificate's addresses, not its names", () => {
    expect(holdsHost(certificate({ dnsNames: ["10.0.0.1"], ips: [] }), "10.0.0.1")).toBe(false);
    expect(holdsHost(certificate({ ips: ["10.0.0.1"] }), "10.0.0.1")).toBe(true);
  });
});

describe("chainToTrusted", () => {
  const leaf = certificate();
  const intermediate = certificate({ key: keyId("middle"), signedBy: root().key, ca: true, label: "middle" });
  const viaMiddle = certificate({ signedBy: keyId("middle") });
  test.each([
    ["the signer is a root", [leaf], trusting(root()), true],
    ["another generation is a root", [leaf], trusting(root("g2")), false],
    ["both are roots", [leaf], trusting(root("g2"), root()), true],
    ["nothing is trusted", [leaf], undefined, false],
    ["the intermediate is presented", [viaMiddle, intermediate], trusting(root()), true],
    ["the intermediate is missing", [viaMiddle], trusting(root()), false],
    ["the intermediate is no CA", [viaMiddle, { ...intermediate, ca: false }], trusting(root()), false],
    ["only an intermediate is in the store", [viaMiddle], trusting(intermediate), false],
    ["the root in the store is no CA", [leaf], trusting({ ...root(), ca: false }), false],
    ["a self-signed leaf is in the store", [certificate({ signedBy: leaf.key })], trusting(certificate({ signedBy: leaf.key })), true],
    [
      "a public authority signs and public roots are trusted",
      [certificate({ signedBy: keyId("public:letsencrypt") })],
      { ...trusting(), publicRoots: true },
      true,
    ],
    ["a public authority signs and they are not", [certificate({ signedBy: keyId("public:letsencrypt") })], trusting(root()), false],
    ["no certificate", [], trusting(root()), false],
  ])("%s", (_, chain, trust, trusted) => expect(chainToTrusted(chain, trust).trusted).toBe(trusted));

  test("ends for any tangle of signatures, and more trust never takes trust away", () => {
    const key = fc.constantFrom("a", "b", "c", "d").map(keyId);
    const any = fc.record({ key, signedBy: key, ca: fc.boolean() }).map((given) => certificate(given));
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 5 }), fc.array(any, { maxLength: 4 }), any, (chain, roots, more) => {
        const before = chainToTrusted(chain, trusting(...roots)).trusted;
        return !before || chainToTrusted(chain, trusting(...roots, more)).trusted;
      }),
    );
  });
});

test("listNames names three", () => {
  expect(listNames(["a", "b", "c"])).toBe("a, b, c");
  expect(listNames(["a", "b", "c", "d", "e"])).toBe("a, b, c and 2 more");
});
