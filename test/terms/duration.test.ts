import { describe, expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../src/terms/duration.ts";

const canonical = (text: string): string | undefined => {
  const seconds = parseDuration(text);
  return seconds === undefined ? undefined : formatDuration(seconds);
};

describe("durations as Go prints them", () => {
  test.each([
    ["87600h", "87600h0m0s"],
    ["2160h", "2160h0m0s"],
    ["90m", "1h30m0s"],
    ["1.5h", "1h30m0s"],
    ["10m", "10m0s"],
    ["45s", "45s"],
    ["1h30m5s", "1h30m5s"],
    ["1500ms", "1.5s"],
    ["500ms", "500ms"],
    ["20us", "20µs"],
    ["7ns", "7ns"],
    ["0", "0s"],
    ["-1h", "-1h0m0s"],
    [".5h", "30m0s"],
  ])("%s is %s", (given, wanted) => expect(canonical(given)).toBe(wanted));

  test.each(["90d", "1w", "1y", "", "h", "10", "1 h", "1h 30m", "-", "9999999999h"])("%s is refused", (given) =>
    expect(parseDuration(given)).toBeUndefined(),
  );
});
