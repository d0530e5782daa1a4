import { describe, expect, test } from "vitest";
import { formatQuantity, parseQuantity } from "../../src/terms/quantity.ts";

const canonical = (text: string): string | undefined => {
  const parsed = parseQuantity(text);
  return parsed && formatQuantity(parsed);
};

describe("quantities as Kubernetes prints them", () => {
  test.each([
    ["1000m", "1"],
    ["0.1", "100m"],
    ["3072Mi", "3Gi"],
    ["100Gi", "100Gi"],
    ["1.5Gi", "1536Mi"],
    ["0.5Gi", "512Mi"],
    ["1Ki", "1Ki"],
    ["0.5Ki", "512"],
    ["1000", "1k"],
    ["1500", "1500"],
    ["12e6", "12e6"],
    ["1000e3", "1e6"],
    ["1E", "1E"],
    ["1E3", "1e3"],
    ["0", "0"],
    ["0Gi", "0"],
    [".5", "500m"],
    ["5.", "5"],
    ["0.3n", "1n"],
    ["-1.5", "-1500m"],
    ["100M", "100M"],
    ["1024Gi", "1Ti"],
  ])("%s is %s", (given, wanted) => expect(canonical(given)).toBe(wanted));

  test.each(["100GB", "100 Gi", "1gi", "", "Gi", "1,5Gi", "ten", "1.2.3", "1K", "e3", "1e99"])("%s is refused", (given) =>
    expect(parseQuantity(given)).toBeUndefined(),
  );
});
