/** Names without a public registry: reserved (RFC 6761, 6762, 9476), or of a cluster or a home network by custom. */
const PRIVATE_SUFFIXES = new Set([
  "local",
  "svc",
  "cluster",
  "internal",
  "localhost",
  "localdomain",
  "test",
  "invalid",
  "example",
  "onion",
  "lan",
  "home",
  "corp",
  "intranet",
  "private",
  "mail",
  "arpa",
  "alt",
]);

/**
 * Whether a public authority may certify a name: a DNS name with at least two labels below a public registry, where a
 * first label `*` is allowed. Source: CA/Browser Forum Baseline Requirements (internal names); RFC 6761.
 */
export function isPublicName(name: string): boolean {
  const labels = name.toLowerCase().replace(/^\*\./, "").split(".");
  const last = labels.at(-1) ?? "";
  if (labels.length < 2 || PRIVATE_SUFFIXES.has(last) || /^\d+$/.test(last) || name.length > 253) return false;
  return labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
}

/** Whether the root of the public DNS surely has no such name: a bare name, or one below a suffix that is private. */
export function isPrivateSuffix(name: string): boolean {
  const labels = name.split(".");
  const last = labels.at(-1) ?? "";
  // No registry has a number, so an address taken for a name exists nowhere.
  return labels.length < 2 || PRIVATE_SUFFIXES.has(last) || /^\d+$/.test(last);
}
