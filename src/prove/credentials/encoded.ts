import { gunzipSync } from "node:zlib";
import { writtenCredential } from "./detectors.ts";

const BASE64 = /^[A-Za-z0-9+/\r\n]{40,}={0,2}\s*$/;
/** `-----BEGIN` in base64, at any of the three offsets at which it may stand. */
const ENCODED_PEM = /[A-Za-z0-9+/]{0,4}(?:LS0tLS1CRUdJTi|0tLS0tQkVHSU4g|tLS0tLUJFR0lOI)[A-Za-z0-9+/\r\n]*/g;
/** What a compressed text may grow to; of a longer one nothing is said. */
const LONGEST = 16 * 2 ** 20;

/**
 * What in a text is a credential, as it stands or behind base64, also compressed, as Helm keeps its releases. Gives it with
 * its article: `a GitHub token`.
 */
export function credentialIn(text: string): string | undefined {
  const written = writtenCredential(text);
  if (written !== undefined) return written;
  if (text.length >= 40 && BASE64.test(text)) return behind(Buffer.from(text, "base64"));
  return text.length >= 40 && /LS0t|0tLS|tLS0/.test(text) ? encodedPem(text) : undefined;
}

function behind(bytes: Buffer): string | undefined {
  const text = readable(bytes);
  if (text === undefined) return undefined;
  const found = writtenCredential(text);
  return found === undefined ? encodedPem(text) : `${found} in base64`;
}

function encodedPem(text: string): string | undefined {
  for (const [match] of text.matchAll(ENCODED_PEM)) {
    // Four letters are three bytes, and where a group of them begins is not known.
    const found = [0, 1, 2, 3].map((skip) => writtenCredential(Buffer.from(match.slice(skip), "base64").toString("latin1"))).find(Boolean);
    if (found !== undefined) return `${found} in base64`;
  }
  return undefined;
}

/** Bytes as text, after decompression where they are compressed; undefined for other binary data. */
function readable(bytes: Buffer): string | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return decompressed(bytes);
  const text = bytes.toString("utf8");
  return text.includes("�") ? undefined : text;
}

function decompressed(bytes: Buffer): string | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: LONGEST }).toString("utf8");
  } catch {
    return undefined;
  }
}
