/**
 * Tells whoever records positions that `result` was made from `source` field by field, so that a property of the
 * result is found where the source was written. Without a recorder, as in an ordinary evaluation, does nothing.
 */
export function derived<T extends object>(result: T, source: object): T {
  (globalThis as { __trueline_derive?: (result: object, source: object) => void }).__trueline_derive?.(result, source);
  return result;
}
