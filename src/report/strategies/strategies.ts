import type { SpecPath } from "../../terms/manifest.ts";
import type { DialCount } from "../summary.ts";

/** A field of a spec that gets another value. */
export interface Change {
  /** From the topology's root. */
  readonly path: SpecPath;
  /** Absent: the spec says nothing, and no default takes its place. */
  readonly before?: unknown;
  /** Absent: the field is left out. */
  readonly after?: unknown;
  /** What a person has to say here: `after` only stands for it, since nothing in the spec does. */
  readonly toSay?: string;
}

/** Names for servers, names for clients, and whose certificates: what a spec chooses, in its own words. */
export interface Choice {
  readonly internode: string;
  readonly clients: string;
  readonly certificates: {
    /**
     * `private`: a CA whose roots are handed out; `public`: by ACME; `both`: private for the servers, public for a proxy in
     * front of them; `none`: no TLS.
     */
    readonly by: "private" | "public" | "both" | "none";
    /** The authority that signs for the servers. Absent: none does. */
    readonly authority?: string;
    /** For `both`: that which signs for the proxy. */
    readonly edge?: string;
    /** Whether the spec has these authorities already. */
    readonly declared: boolean;
  };
}

/** A dial that breaks, in few words. */
export interface BrokenDial {
  readonly from: string;
  readonly to: string;
  readonly purpose: string;
}

/** What a choice comes to. */
export type Verdict =
  | { readonly kind: "admissible" }
  /** The language or its rules refuse it. */
  | { readonly kind: "refused"; readonly path: SpecPath; readonly message: string; readonly hint?: string }
  /** It compiles, and the proof finds errors; the first one, and how many more. */
  | {
      readonly kind: "broken";
      readonly code: string;
      readonly title: string;
      readonly dial?: BrokenDial;
      readonly dials: number;
      readonly others: readonly string[];
    };

/** What the World of a choice shows, besides its errors. */
export interface Facts {
  /** Of the servers and of the clients that dial them. */
  readonly dials: DialCount;
  readonly hairpins: { readonly servers: number; readonly clients: number };
  /** How many programs run in the servers' pods, sidecars included. */
  readonly programs: number;
  /** Dials to endpoints that a person vouches for: where they go, and whether they come back, nobody sees. */
  readonly vouched: number;
  /** Whose roots each side has to hold. */
  readonly trust: readonly { readonly who: string; readonly roots: readonly string[] }[];
  /** Names of servers that anybody can look up. */
  readonly publicNames: readonly string[];
  /**
   * The domains whose control is enough: to be accepted as a server by the servers, or to answer clients in a server's place.
   * `sharedWith`: who else controls names there, as the specs say.
   */
  readonly zoneControl: {
    readonly asServer: readonly string[];
    readonly toClients: readonly string[];
    readonly sharedWith: readonly string[];
  };
  /** Codes of warnings. */
  readonly warnings: readonly string[];
}

/** One row: a choice, what it needs, what it comes to. */
export interface Strategy {
  readonly choice: Choice;
  /** Whether the spec says so now. */
  readonly current: boolean;
  readonly changes: readonly Change[];
  readonly verdict: Verdict;
  /** Where it is admissible. */
  readonly facts?: Facts;
  /** From 1, of the admissible ones; why it stands there. */
  readonly rank?: number;
  readonly reasons?: readonly string[];
}

/** A change that takes all hairpins of one side away, compiled and proven. */
export interface Cure {
  readonly removes: number;
  readonly of: "servers" | "clients";
  readonly changes: readonly Change[];
  readonly facts: Facts;
}

/** A change that is no cure. */
export interface Tried {
  readonly changes: readonly Change[];
  readonly verdict: Verdict;
  /** The hairpins that there are with it, where nothing breaks by it. */
  readonly leaves?: Facts["hairpins"];
}

/** A workload's hairpins of one side: what removes them, and what was tried and does not, with the reason. */
export interface Hairpins {
  readonly of: "servers" | "clients";
  readonly count: number;
  /** Best first. */
  readonly cures: readonly Cure[];
  readonly tried: readonly Tried[];
}

/** All that there is to choose for a workload: admissible rows first, best first. */
export interface WorkloadStrategies {
  readonly workload: string;
  readonly cluster: string;
  /** The spec file. */
  readonly file: string;
  /** How many clients are declared: only their dials are followed. */
  readonly clients: number;
  readonly strategies: readonly Strategy[];
  readonly hairpins: readonly Hairpins[];
}
