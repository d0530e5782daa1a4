/** One `-----BEGIN …-----` block of a text: its bytes, or why there are none. */
export type PemBlock =
  | { readonly kind: "block"; readonly label: string; readonly bytes: Uint8Array }
  | { readonly kind: "broken"; readonly label: string; readonly why: string };

const BEGIN = /^-----BEGIN ([A-Z0-9][A-Z0-9 ]*)-----$/;
const END = /^-----END ([A-Z0-9][A-Z0-9 ]*)-----$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The PEM blocks of a text in their order, as OpenSSL and Go find them: BEGIN at the start of a line, spaces at its end and carriage
 * returns passed over, text between blocks passed over. A block with headers is broken: certificates have none.
 * Source: RFC 7468, 2 and 3; Go's encoding/pem; OpenSSL's PEM_read_bio.
 */
export function pemBlocks(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: { readonly label: string; readonly lines: string[] } | undefined;
  const close = (why: string) => {
    if (open) blocks.push({ kind: "broken", label: open.label, why });
  };
  for (const line of text.split("\n").map((each) => each.trimEnd())) {
    const [, begins] = BEGIN.exec(line) ?? [];
    const [, ends] = END.exec(line) ?? [];
    if (begins !== undefined) {
      close("it has no END line");
      open = { label: begins, lines: [] };
    } else if (open && ends !== undefined) {
      if (ends === open.label) blocks.push(decode(open.label, open.lines));
      else close(`it ends as ${ends}`);
      open = undefined;
    } else open?.lines.push(line);
  }
  close("it has no END line");
  return blocks;
}

function decode(label: string, lines: readonly string[]): PemBlock {
  const body = lines.join("").replace(/\s+/g, "");
  if (lines.some((line) => line.includes(":"))) return { kind: "broken", label, why: "it has headers" };
  if (body === "") return { kind: "broken", label, why: "it is empty" };
  if (!BASE64.test(body)) return { kind: "broken", label, why: "it is no base64" };
  return { kind: "block", label, bytes: Buffer.from(body, "base64") };
}

/** Whether a text holds a certificate in PEM. OpenSSL's `TRUSTED CERTIFICATE` and the old `X509 CERTIFICATE` are none. */
export function holdsCertificates(text: string): boolean {
  return /^-----BEGIN CERTIFICATE-----/m.test(text);
}

/** Whether a text holds a private key in PEM, of whatever type, encrypted or not. */
export function holdsPrivateKey(text: string): boolean {
  return /^-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/m.test(text);
}
