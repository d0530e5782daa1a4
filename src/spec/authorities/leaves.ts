/** A renewal policy that others run by, under its name. */
export type RenewalPolicy = "starlingx" | "starlingx-30d" | "kamaji" | "short-lived";

/** How long the leaves of an authority live, and how long before their end they are renewed. Go durations. */
export interface LeavesSpec {
  /** Sets what is not said of the two below. */
  readonly policy?: RenewalPolicy;
  /** Default 2160h, 90 days, or as the policy has it. */
  readonly duration?: string;
  /** Default 720h, 30 days, or as the policy has it. */
  readonly renewBefore?: string;
}

/** The same, as canonical Go durations. */
export interface Leaves {
  readonly duration: string;
  readonly renewBefore: string;
}
