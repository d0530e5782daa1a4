/** Nanoseconds of the units of Go's durations. */
const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const PART = /(\d+)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)|\.(\d+)(ns|us|µs|μs|ms|s|m|h)/y;
const LONGEST = 2n ** 63n - 1n;

/**
 * Seconds of a Go duration such as `2160h` or `1h30m`; undefined for what Go's `time.ParseDuration` refuses: there are
 * no days, and a number needs a unit.
 */
export function parseDuration(text: string): number | undefined {
  const [, sign = "", rest = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === "0") return 0;
  if (rest === "") return undefined;
  let total = 0n;
  PART.lastIndex = 0;
  while (PART.lastIndex < rest.length) {
    const match = PART.exec(rest);
    if (!match) return undefined;
    const unit = UNITS[match[3] ?? match[5] ?? ""] ?? 0n;
    const fraction = match[2] ?? match[4] ?? "";
    total += BigInt(match[1] ?? "0") * unit + (fraction === "" ? 0n : (BigInt(fraction) * unit) / 10n ** BigInt(fraction.length));
  }
  if (total > LONGEST) return undefined;
  const seconds = Number(total / 1_000_000_000n) + Number(total % 1_000_000_000n) / 1e9;
  return sign === "-" && seconds !== 0 ? -seconds : seconds;
}

/** Seconds as Go prints a duration, which is how the API server gives it back: `87600h0m0s`, `10m0s`, `1.5s`, `500ms`. */
export function formatDuration(seconds: number): string {
  if (seconds < 0) return `-${formatDuration(-seconds)}`;
  if (seconds === 0) return "0s";
  if (seconds < 1e-6) return `${Math.round(seconds * 1e9)}ns`;
  if (seconds < 1e-3) return `${Number((seconds * 1e6).toFixed(3))}µs`;
  if (seconds < 1) return `${Number((seconds * 1e3).toFixed(6))}ms`;
  const whole = Math.floor(seconds);
  const rest = Number(((whole % 60) + (seconds - whole)).toFixed(9));
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  if (hours > 0) return `${hours}h${minutes}m${rest}s`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}
