import type { Content } from "./program.ts";

/** The text of a content, where it is known: also of one that is read as certificates. */
export function textOf(content: Content): string | undefined {
  return content.kind === "text" || content.kind === "certificates" ? content.text : undefined;
}
