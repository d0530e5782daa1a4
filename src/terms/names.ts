/** A DNS label may not be longer (RFC 1035). */
const LABEL_LIMIT = 63;
/** A DNS name may not be longer, without the trailing dot (RFC 1035; Kubernetes uses the same figure). */
const NAME_LIMIT = 253;
/** A certificate's common name may not be longer (X.520 `ub-common-name`; cert-manager's webhook refuses it). */
export const COMMON_NAME_LIMIT = 64;

const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** Whether a text is a DNS label as Kubernetes wants it (RFC 1123): lower case letters, digits and hyphens. */
export function isDnsLabel(text: string): boolean {
  return text.length <= LABEL_LIMIT && LABEL.test(text);
}

/** What keeps a text from being a DNS label, as the rest of a sentence; undefined if nothing does. */
export function labelProblem(text: string): string | undefined {
  if (text === "") return "is empty.";
  if (!LABEL.test(text))
    return `"${text}" is no DNS label: only lower case letters, digits and hyphens, with a letter or digit at both ends.`;
  if (text.length > LABEL_LIMIT) return `"${text}" has ${text.length} characters; a DNS label may have ${LABEL_LIMIT}.`;
  return undefined;
}

/** What keeps a text from being a DNS name of at least one label, as the rest of a sentence; undefined if nothing does. */
export function dnsNameProblem(text: string): string | undefined {
  if (text === "") return "is empty.";
  if (text.endsWith(".")) return `"${text}" ends in a dot; leave it out.`;
  for (const label of text.split(".")) {
    if (label === "") return `"${text}" is no DNS name: it has an empty label.`;
    if (!LABEL.test(label)) {
      return `"${text}" is no DNS name: "${label}" holds something else than lower case letters, digits and hyphens, or a hyphen at an end.`;
    }
    if (label.length > LABEL_LIMIT)
      return `"${text}" is no DNS name: its label "${label}" has ${label.length} characters, and ${LABEL_LIMIT} is the limit.`;
  }
  if (text.length > NAME_LIMIT) return `"${text}" has ${text.length} characters; a DNS name may have ${NAME_LIMIT}.`;
  return undefined;
}

/** A name in kebab case: `ordersNodes` gives `orders-nodes`, `publicCA2` gives `public-ca2`. */
export function kebabCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .replace(/_/g, "-")
    .toLowerCase();
}
