/** How many times a check was made, and where it did not hold. */
export interface Held {
  readonly of: number;
  readonly problems: readonly string[];
}
