import type { Failure } from "../../prove/trace.ts";
import type { Rules } from "../../terms/evidence.ts";
import type { Place } from "../../terms/place.ts";
import type { CallerDemands, Certificate, TrustStore } from "../../world/tls.ts";

/** What one side of a handshake says of the other's certificate. */
export interface VerifierVerdict {
  readonly ok: boolean;
  /** Present when `ok` is false. */
  readonly failure?: Failure;
  /** One line in the reader's words. */
  readonly text: string;
  /** All that it relies on, first the rule that decides. */
  readonly rules: Rules;
  /** The values that the verdict was read from, nearest cause first. */
  readonly places: readonly Place[];
  readonly values: Readonly<Record<string, string>>;
}

/** What the caller checks: the presented chain (leaf first), the host it dialled or another name in place of an address, its trust. */
export interface ServerCheck {
  readonly chain: readonly Certificate[];
  readonly host: string;
  readonly otherName?: string | undefined;
  readonly trust: TrustStore | undefined;
  /** When, in milliseconds since 1970. Absent: dates are not looked at. */
  readonly asOf?: number | undefined;
}

/** What the server checks: the caller's chain (leaf first), its own trust, demands and certificate. */
export interface CallerCheck {
  readonly chain: readonly Certificate[];
  readonly trust: TrustStore | undefined;
  readonly demands: CallerDemands | undefined;
  readonly own: readonly Certificate[] | undefined;
  /** As in a `ServerCheck`. */
  readonly asOf?: number | undefined;
}

/** By which rules one program verifies others. */
export interface Verifier {
  /** The caller checks the server. */
  server(input: ServerCheck): VerifierVerdict;
  /** The server checks the caller. */
  client(input: CallerCheck): VerifierVerdict;
}
