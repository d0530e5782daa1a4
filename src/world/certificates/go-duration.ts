const UNIT_SECONDS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, μs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/**
 * Seconds of a duration as Go writes it (`2160h`, `1h30m`); undefined for what Go refuses, such as `90d`.
 * Source: Go standard library, time.ParseDuration.
 */
export function goSeconds(duration: string): number | undefined {
  if (/^[+-]?0$/.test(duration)) return 0;
  const [, sign, terms] = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h).*)$/.exec(duration) ?? [];
  if (terms === undefined) return undefined;
  let seconds = 0;
  let read = 0;
  for (const term of terms.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy)) {
    seconds += Number(term[1]) * (UNIT_SECONDS[term[2] ?? ""] ?? 0);
    read += term[0].length;
  }
  if (read !== terms.length) return undefined;
  return sign === "-" ? -seconds : seconds;
}
