import { inWords } from "../../terms/in-words.ts";
import { humanDuration, utc } from "../human-duration.ts";
import { type CertificateLife, uptakesOf } from "./certificate-lives.ts";

/** How long it lives, and when it is renewed. */
export function lifeInWords(life: CertificateLife): string {
  const { lifetime, validity, renewed } = life;
  if (validity) return `from ${utc(validity.notBefore)} to ${utc(validity.notAfter)}; nobody renews it`;
  if (!lifetime) return "";
  const long = humanDuration(lifetime.durationSeconds);
  return renewed ? `${long}, renewed ${humanDuration(lifetime.renewBeforeSeconds)} before its end` : `${long}; nobody renews it`;
}

/** `RSA 4096, the same at renewal` */
export function keyInWords({ key }: CertificateLife): string {
  const size = key.size === undefined ? "" : ` ${key.size}`;
  return `${key.algorithm}${size}${key.atRenewal === undefined ? "" : `, ${key.atRenewal === "new" ? "a new one" : "the same"} at renewal`}`;
}

/** What a process does once the renewed file is there, by how it takes changes in. The rest of a sentence after its name. */
const TAKES_IN: Readonly<Record<string, (many: boolean, slack: string) => string>> = {
  handshake: (many) =>
    `${many ? "read" : "reads"} the files at each handshake: in use as soon as the kubelet has brought them (1 to 2 minutes)`,
  watch: (many) =>
    `${many ? "watch" : "watches"} it: in use in seconds where the Secret itself is read, as proxies do, else as soon as the kubelet has brought the files (1 to 2 minutes)`,
  signal: (many) =>
    `${many ? "are" : "is"} signalled once the kubelet has brought the files (1 to 2 minutes), and ${many ? "load" : "loads"} them without a restart`,
  restart: (many) => `${many ? "are" : "is"} restarted by a controller that sees the Secret change`,
  start: (many, slack) =>
    `${many ? "read" : "reads"} the files only at start: the old certificate is served until a restart, which has to come within ${slack}`,
};

/**
 * What happens when a certificate is renewed, as sentences: who takes it in and when, and what is not re-issued.
 * Source of the last: cert-manager issue 2478 (a CA's renewal re-issues no leaf).
 */
export function atRenewal(life: CertificateLife): readonly string[] {
  if (!life.renewed)
    return [`Nobody renews it: somebody has to bring its successor${life.validity ? ` before ${utc(life.validity.notAfter)}` : ""}.`];
  return life.role === "leaf" ? leafRenewal(life) : authorityRenewal(life);
}

function leafRenewal(life: CertificateLife): readonly string[] {
  const slack = humanDuration(life.lifetime?.renewBeforeSeconds ?? 0);
  const sentences = uptakesOf(life).map(({ uptake, processes }) => {
    const say = TAKES_IN[uptake] ?? (() => `${processes.length > 1 ? "take" : "takes"} it in by ${uptake}`);
    return `${inWords(processes)} ${say(processes.length > 1, slack)}.`;
  });
  if (sentences.length > 0) return sentences;
  const readers = life.readBy.length === 0 ? "No object of these takes up its Secret" : `Its Secret is read by ${inWords(life.readBy)}`;
  return [`Nobody presents it. ${readers}.`];
}

function authorityRenewal(life: CertificateLife): readonly string[] {
  const { signs, key, lifetime } = life;
  const slack = humanDuration(lifetime?.renewBeforeSeconds ?? 0);
  const nothing = signs.length === 0 ? [] : ["cert-manager re-issues nothing that it signed."];
  if (key.atRenewal === "same") {
    return [
      "With the same key, so that what it signed still chains to it.",
      ...nothing,
      `The old one ends ${slack} later: until then all who trust it need the renewed one.`,
    ];
  }
  const unsure = key.atRenewal === undefined ? "If it gets a new key, what" : "With a new key: what";
  return [
    `${unsure} it signed does not chain to the renewed one, and what it signs from then on is trusted only by those who have that.`,
    ...nothing,
  ];
}
