import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { credentialIn } from "../../src/prove/credentials/encoded.ts";
import { namedCredential } from "../../src/prove/credentials/named.ts";

// Put together here, so that no scanner of repositories takes a row for the real thing.
const LETTERS = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0fG";
const some = (length: number): string => LETTERS.repeat(Math.ceil(length / LETTERS.length)).slice(0, length);
const hex = (length: number): string => "0123456789abcdef".repeat(Math.ceil(length / 16)).slice(0, length);
const bech32 = (length: number): string => "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".repeat(2).slice(0, length);
const armor = (what: string): string => `-----BEGIN ${what}-----\nMIIE${some(60)}\n-----END ${what}-----\n`;
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const url = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (header: object): string =>
  `${url(header)}.${url({ iss: "kubernetes/serviceaccount", sub: "system:serviceaccount:data:web" })}.${some(86)}`;
const GITHUB = `ghp_${some(36)}`;

/** What a text gives away, and a text much like it that gives nothing away. */
const texts: readonly (readonly [what: string, bad: string, twin: string])[] = [
  ["a private key", armor("RSA PRIVATE KEY"), armor("RSA PUBLIC KEY")],
  ["a private key", armor("ENCRYPTED PRIVATE KEY"), armor("CERTIFICATE")],
  [
    "a private key",
    JSON.stringify({ type: "service_account", private_key: armor("PRIVATE KEY") }),
    JSON.stringify({ private_key: "PRIVATE KEY" }),
  ],
  ["a PGP private key", armor("PGP PRIVATE KEY BLOCK"), armor("PGP PUBLIC KEY BLOCK")],
  ["an age secret key", `key: AGE-SECRET-KEY-1${bech32(58)}`, `recipient: age1${bech32(58).toLowerCase()}`],
  ["a GitHub token", GITHUB, `ghp_${some(20)}`],
  ["a GitHub token", `https://x-access-token@github.com gho_${some(36)}`, "ghp_<token>"],
  ["a GitHub token", `github_pat_${some(22)}_${some(59)}`, `github_pat_${some(22)}`],
  ["a GitLab token", `glpat-${some(20)}`, "glpat-token"],
  ["a GitLab token", `glrt-${some(20)}`, `glib-${some(20)}`],
  ["a Slack token", `xoxb-123456789012-123456789012-${some(24)}`, "xoxb-your-token"],
  ["a Slack webhook", `https://hooks.slack.com/services/T0123ABCD/B0123ABCD/${some(24)}`, "https://hooks.slack.com/services/"],
  ["an npm token", `//registry.npmjs.org/:_authToken=npm_${some(36)}`, "//registry.npmjs.org/:_authToken=${NPM_TOKEN}"],
  ["a Google API key", `AIza${some(35)}`, `AIza${some(40)}`],
  ["a Google client secret", `GOCSPX-${some(28)}`, `GOCSPX-${some(10)}`],
  ["a Vault token", `hvs.${some(24)}`, "hvs.token"],
  ["a DigitalOcean token", `dop_v1_${hex(64)}`, `dop_v1_${hex(32)}`],
  [
    "an AWS secret access key",
    `[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${some(40)}\n`,
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
  ],
  [
    "an AWS secret access key",
    `{"SecretAccessKey": "${some(40)}"}`,
    '{"secretAccessKeySecretRef": {"name": "aws-route53-credentials", "key": "secretAccessKey"}}',
  ],
  ["an Azure storage key", `AccountName=a;AccountKey=${some(86)}==`, "AccountName=a;AccountKey=$(KEY)"],
  ["a signed token (JWT)", `Bearer ${jwt({ alg: "RS256", kid: "k" })}`, jwt({ alg: "none" })],
  ["a signed token (JWT)", jwt({ alg: "ES256" }), `eyJ${some(20)}.eyJ${some(20)}.${some(40)}`],
  ["a password in a URL", "postgres://app:hunter2@db.data.svc:5432/app", "postgres://app@db.data.svc:5432/app"],
  ["a password in a URL", "kurrentdb+discover://admin:changeit@ledger:2113", "kurrentdb://ledger-0:2113,ledger-1:2113?tls=true"],
  ["a password in a URL", "redis://:hunter2@cache:6379", "redis://:$(REDIS_PASSWORD)@cache:6379"],
  ["a password in a URL", "https://ann:hunter2@git.example.com/a.git", "https://ann:${PASSWORD}@git.example.com/a.git"],
  ["a password in a URL", "see amqp://a:b@c", "see git@github.com:acme/a.git and http://[fd00::1]:80/@x"],
  [
    "a password in a URL",
    "jdbc:postgresql://db/app?user=app&password=hunter2",
    "jdbc:postgresql://db/app?user=app&password={{ .password }}",
  ],
  [
    "a password in a connection string",
    "Server=db;Database=app;User Id=app;Password=hunter2;",
    "Server=db;Database=app;User Id=app;Password=$(PASSWORD);",
  ],
  ["a password in a connection string", "host=db user=app password=hunter2", "password=hunter2"],
  ["a password in a connection string", "host=a password=$(A)\nhost=b password=hunter2", "host=a password=$(A)\nhost=b password=***"],
];

/** Behind base64, also compressed. */
const encoded: readonly (readonly [what: string, bad: string, twin: string])[] = [
  ["a private key in base64", base64(armor("EC PRIVATE KEY")), base64(armor("CERTIFICATE"))],
  ["a private key in base64", base64(`Bag Attributes\n${armor("PRIVATE KEY")}`), base64(`Bag Attributes\n${armor("PUBLIC KEY")}`)],
  ["a private key in base64", `tls.key: ${base64(`x${armor("PRIVATE KEY")}`)}\n`, `tls.crt: ${base64(`x${armor("CERTIFICATE")}`)}\n`],
  [
    "a private key in base64",
    `a: b\ntls.key: ${base64(`xy${armor("PRIVATE KEY")}`)}`,
    `a: b\nca.crt: ${base64(`xy${armor("CERTIFICATE")}`)}`,
  ],
  ["a GitHub token in base64", base64(`//token ${GITHUB}\n`), base64(`//token ghp_${some(20)} and more of it\n`)],
  [
    "a password in a URL in base64",
    base64("postgres://app:hunter2@db.data.svc:5432/application"),
    base64("postgres://app@db.data.svc:5432/application"),
  ],
  [
    "a private key in base64",
    gzipSync(JSON.stringify({ manifest: `data: { tls.key: ${base64(armor("PRIVATE KEY"))} }` })).toString("base64"),
    gzipSync(JSON.stringify({ manifest: `data: { tls.crt: ${base64(armor("CERTIFICATE"))} }` })).toString("base64"),
  ],
  [
    "a private key in base64",
    base64(armor("RSA PRIVATE KEY")).replace(/.{64}/g, "$&\n"),
    Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 97) % 256)).toString("base64"),
  ],
];

describe.each([...texts, ...encoded])("%s", (what, bad, twin) => {
  it("is found", () => {
    expect(credentialIn(bad)).toBe(what);
  });
  it("has a twin without it", () => {
    expect(credentialIn(twin)).toBeUndefined();
  });
});

it("a text that is encrypted or sealed is none", () => {
  const sealed = Buffer.from(Array.from({ length: 600 }, (_, i) => (i * 89 + 13) % 256)).toString("base64");
  expect(credentialIn(sealed)).toBeUndefined();
  expect(credentialIn(`ENC[AES256_GCM,data:${some(400)}=,iv:${some(43)}=,tag:${some(22)}==,type:str]`)).toBeUndefined();
  expect(
    credentialIn("-----BEGIN AGE ENCRYPTED FILE-----\nYWdlLWVuY3J5cHRpb24ub3JnL3Yx\n-----END AGE ENCRYPTED FILE-----"),
  ).toBeUndefined();
});

it("takes no long time for a long text without line ends", () => {
  const long = ["password=", "://", "a+", "eyJ.", "LS0tLS1CRUdJTi"].map((part) => part.repeat(20_000)).join("");
  const start = performance.now();
  credentialIn(long);
  expect(performance.now() - start).toBeLessThan(2000);
});

describe("by its name", () => {
  it.each<[name: string, value: string, what: string | undefined]>([
    ["KURRENTDB_DEFAULT_ADMIN_PASSWORD", "hunter2", "a password"],
    ["PGPASSWORD", "hunter2", "a password"],
    ["dbPassword", "hunter2", "a password"],
    ["redis-password", "s3cret-enough", "a password"],
    ["SSH_PASSPHRASE", "correct horse", "a password"],
    ["API_TOKEN", "a8f5f167f44f4964e6c998dee827110c", "a token or secret"],
    ["OIDC_CLIENT_SECRET", "Zm9vYmFyYmF6", "a token or secret"],
    ["clientSecret", "Zm9vYmFyYmF6", "a token or secret"],
    ["AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI", "a token or secret"],
    ["STRIPE_API_KEY", "sk_test_1", "a token or secret"],
    // A file, a reference, an expansion, an encrypted value, a switch, an address, a mask.
    ["ADMIN_PASSWORD_FILE", "/run/secrets/admin", undefined],
    ["ADMIN_PASSWORD", "/run/secrets/admin", undefined],
    ["ADMIN_PASSWORD", "$(PASSWORD)", undefined],
    ["ADMIN_PASSWORD", "prefix-${PASSWORD}", undefined],
    ["ADMIN_PASSWORD", "{{ .Values.password }}", undefined],
    ["ADMIN_PASSWORD", "vault:secret/data/db#password", undefined],
    ["ADMIN_PASSWORD", "ref+vault://secret/db", undefined],
    ["ADMIN_PASSWORD", "ENC[AES256_GCM,data:8Jk=,iv:9x=,tag:Qz==,type:str]", undefined],
    ["ADMIN_PASSWORD", "<path:secret/data/db#password>", undefined],
    ["ADMIN_PASSWORD", "********", undefined],
    ["ADMIN_PASSWORD", "", undefined],
    ["ALLOW_EMPTY_PASSWORD", "yes", undefined],
    ["MAX_TOKEN", "4096", undefined],
    ["TOKEN", "https://auth.example.com/token", undefined],
    // The names of objects.
    ["TLS_SECRET", "orders-node-tls", undefined],
    ["WEBHOOK_SECRET", "webhook-server-cert", undefined],
    ["PULL_SECRET", "regcred", undefined],
    // Not the thing itself.
    ["AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE", undefined],
    ["TOKENIZER", "a8f5f167f44f4964e6c998dee827110c", undefined],
    ["SECRETARY", "a8f5f167f44f4964e6c998dee827110c", undefined],
    ["PASSWORD_MIN_LENGTH", "twelve!", undefined],
  ])("%s: %s", (name, value, what) => {
    expect(namedCredential(name, value)).toBe(what);
  });
});
