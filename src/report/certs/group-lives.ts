import { closest, distance } from "fastest-levenshtein";
import { parseObjectId } from "../../terms/kube-object.ts";
import type { CertificateLife, Certificates } from "./certificate-lives.ts";

/** An authority and all that leads to it. */
export interface AuthorityGroup {
  /** Its name, or a public authority's host. */
  readonly authority: string;
  /** Absent for one whose own certificate is not among these. */
  readonly top?: CertificateLife;
  /** In the order in which they are signed. */
  readonly below: readonly CertificateLife[];
}

/** Certificates by the root or last signer that is known, in the order in which they come. */
export function byAuthority(lives: readonly CertificateLife[]): readonly AuthorityGroup[] {
  const groups = new Map<string, { authority: string; top?: CertificateLife; below: CertificateLife[] }>();
  for (const life of lives) {
    // By identity: two authorities may have one name.
    const group = groups.get(life.authority) ?? { authority: life.issuers.at(-1) ?? life.name, below: [] };
    if (life.issuers.length === 0 && !group.top) group.top = life;
    else group.below.push(life);
    groups.set(life.authority, group);
  }
  return [...groups.values()].map((group) => ({ ...group, below: [...group.below].sort((a, b) => a.issuers.length - b.issuers.length) }));
}

/** Names by which {@link onlyNamed} finds certificates. */
function namesOf(life: CertificateLife): readonly string[] {
  const { name, object, secret, unit, issuers, presentedBy } = life;
  return [
    name,
    parseObjectId(object).name,
    ...(secret === undefined ? [] : [secret]),
    ...(unit === undefined ? [] : [unit]),
    ...issuers,
    // `ordersNodes g1` is a generation of `ordersNodes`.
    ...[name, ...issuers].flatMap((each) => each.split(" ").slice(0, -1)),
    ...presentedBy.map(({ process }) => process),
  ];
}

/**
 * The certificates that a name means: its own, those of a workload or a pod, or all below an authority.
 *
 * @returns what is meant, or, where the name means nothing, the name nearest to it
 */
export function onlyNamed(
  all: Certificates,
  name: string,
): Certificates | { readonly kind: "no-such"; readonly near?: string; readonly known: readonly string[] } {
  const certificates = all.certificates.filter((life) => namesOf(life).includes(name));
  const notIssued = all.notIssued.filter((each) => each.name === name);
  if (certificates.length + notIssued.length > 0) return { kind: "certificates", certificates, notIssued };
  const known = [...new Set([...all.certificates.map((life) => life.name), ...all.notIssued.map((each) => each.name)])];
  const names = [...new Set([...known, ...all.certificates.flatMap(namesOf)])];
  const near = names.length === 0 ? undefined : closest(name, names);
  return { kind: "no-such", known, ...(near !== undefined && distance(name, near) <= Math.max(2, name.length / 3) ? { near } : {}) };
}
