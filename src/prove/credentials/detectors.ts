/** Something that whoever reads it can log in with, by how it is written. */
interface Detector {
  /** With its article: `a GitHub token`. */
  readonly what: string;
  /** A group, where there is one, is the secret part; one that is only a reference or a mask does not count. */
  readonly pattern: RegExp;
  /** A further look at what matched, and at the line around it. */
  readonly accepts?: (match: string, around: string) => boolean;
}

/**
 * Prefixes, alphabets and lengths as their makers document them: GitHub (Token formats), GitLab (Token overview, prefixes), Slack
 * (Token types, Incoming webhooks), npm (About access tokens), Google Cloud (API keys), AWS (IAM identifiers), Azure (Storage
 * connection strings), HashiCorp Vault (Tokens), DigitalOcean (Personal access tokens), age (the age file format, Bech32),
 * RFC 7519 (JWT), RFC 3986 3.2.1 (userinfo), RFC 7468 (PEM), RFC 9580 (OpenPGP armor).
 */
const DETECTORS: readonly Detector[] = [
  { what: "a PGP private key", pattern: /-----BEGIN PGP PRIVATE KEY BLOCK-----/g },
  { what: "a private key", pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/g },
  { what: "an age secret key", pattern: /\bAGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}\b/g },
  { what: "a GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b/g },
  { what: "a GitLab token", pattern: /\bgl(?:pat|oas|dt|rt|cbt|ptt|ft|imt|agent|wt|soat|ffct)-[A-Za-z0-9_-]{20,}/g },
  { what: "a Slack token", pattern: /\b(?:xox[abeoprs]-(?:\d+-)+[A-Za-z0-9-]{10,}|xapp-\d-[A-Z0-9]+-\d+-[a-f0-9]{32,})/g },
  { what: "a Slack webhook", pattern: /\bhooks\.slack\.com\/services\/T[A-Z0-9]{8,}\/B[A-Z0-9]{8,}\/[A-Za-z0-9]{24}\b/g },
  { what: "an npm token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { what: "a Google API key", pattern: /\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g },
  { what: "a Google client secret", pattern: /\bGOCSPX-[A-Za-z0-9_-]{28}(?![A-Za-z0-9_-])/g },
  { what: "a Vault token", pattern: /\bhv[sbr]\.[A-Za-z0-9_-]{24,}/g },
  { what: "a DigitalOcean token", pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/g },
  {
    what: "an AWS secret access key",
    pattern: /secret_?access_?key["']?\s*[:=]\s*["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
  },
  { what: "an Azure storage key", pattern: /\bAccountKey=([A-Za-z0-9+/]{86}==)/g },
  { what: "a signed token (JWT)", pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/g, accepts: isToken },
  { what: "a password in a URL", pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/?#:@"'<>]{0,256}:([^\s/?#@"']{1,256})@[A-Za-z0-9[{$]/gi },
  {
    what: "a password in a URL",
    pattern: /[?&](?:password|pwd)=([^&\s"']+)/gi,
    accepts: (_, around) => around.includes("://"),
  },
  {
    what: "a password in a connection string",
    pattern: /(?:^|[;\s?&"'])(?:password|pwd)\s*=\s*["']?([^;&\s"']+)/gim,
    accepts: (_, around) => /\b(?:server|host|hostaddr|data source|user(?: ?id)?|uid|addr)\s*=/i.test(around),
  },
];

const NEAR = 500;
/** Cheap to ask, and true of all that any detector finds. */
const WORTH_A_LOOK =
  /PRIVATE KEY|AGE-SECRET|gh[pousr]_|github_pat|gl[a-z]{2,5}-|xox|xapp|slack\.com|npm_|AIza|GOCSPX|hv[sbr]\.|_v1_|access_?key|AccountKey|eyJ|:\/\/[^\s/]{0,256}@|password|pwd/i;

/** What in a text is a credential, with its article, if anything is. Base64 and compression are not looked through. */
export function writtenCredential(text: string): string | undefined {
  if (!WORTH_A_LOOK.test(text)) return undefined;
  return DETECTORS.find(({ pattern, accepts }) => {
    for (const match of text.matchAll(pattern)) {
      if (match[1] !== undefined && isReference(match[1])) continue;
      if (accepts?.(match[0], lineAround(text, match.index)) ?? true) return true;
    }
    return false;
  })?.what;
}

/** The line that an offset is in, of a long one what is near. */
function lineAround(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf("\n", offset - 1) + 1, offset - NEAR);
  const end = text.indexOf("\n", offset + 1);
  return text.slice(start, Math.min(end < 0 ? text.length : end, offset + NEAR));
}

/**
 * Whether a value only says where the secret is, or that there is one: an expansion, a template, an encrypted value of SOPS, a
 * reference of a secret store's injector, a file, a mask.
 */
export function isReference(value: string): boolean {
  return (
    /^(?:\$|\{\{|\{[A-Za-z_]|<[^>]*>?$|%[({A-Z]|ENC\[|\*+$|x{3,}$|\.{3}$|redacted$)/i.test(value) ||
    /^(?:vault|bao|ref\+[a-z0-9]+|op|file|secretref|awssm|gcpsm|azurekv|arn):/i.test(value)
  );
}

/** Whether header and claims are JSON, as in every JWT, and it is signed. */
function isToken(match: string): boolean {
  const [header = "", claims = ""] = match.split(".");
  const algorithm = jsonOf(header)?.["alg"];
  return typeof algorithm === "string" && algorithm !== "none" && jsonOf(claims) !== undefined;
}

function jsonOf(base64url: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(base64url, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
