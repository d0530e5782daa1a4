/** Powers that a suffix of a Kubernetes quantity stands for. */
const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const QUANTITY = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+|[numkMGTPE]?)$/;

/** A Kubernetes quantity: its value in billionths, and the family of suffixes that it was written with. */
export interface Quantity {
  /** Kubernetes keeps nine decimals and rounds what is finer away from zero. */
  readonly nano: bigint;
  readonly format: "binary" | "decimal" | "exponent";
}

/** Parses a quantity as Kubernetes does (apimachinery `resource.ParseQuantity`); undefined for what it refuses. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = QUANTITY.exec(text);
  if (!match) return undefined;
  const [, sign = "", whole = "", decimals = "", bare = "", suffix = ""] = match;
  const fraction = decimals + bare;
  const power = BINARY.indexOf(suffix);
  const binary = power > 0;
  const exponent = /^[eE][+-]?\d/.test(suffix);
  const scale = (binary ? 0 : exponent ? Number(suffix.slice(1)) : (DECIMAL[suffix] ?? 0)) + 9 - fraction.length;
  if (Math.abs(scale) > 60) return undefined;
  let digits = BigInt(whole + fraction || "0");
  if (binary) digits *= 1024n ** BigInt(power);
  let nano = scale >= 0 ? digits * 10n ** BigInt(scale) : digits / 10n ** BigInt(-scale);
  if (scale < 0 && digits % 10n ** BigInt(-scale) !== 0n) nano += 1n;
  return { nano: sign === "-" ? -nano : nano, format: binary ? "binary" : exponent ? "exponent" : "decimal" };
}

/**
 * A quantity as the API server gives it back: no fraction, and the largest suffix of its family that loses nothing
 * (apimachinery `Quantity.CanonicalizeBytes`). `1000m` gives `1`, `0.1` gives `100m`, `3072Mi` gives `3Gi`.
 */
export function formatQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return "0";
  const unit = 1_000_000_000n;
  const whole = nano % unit === 0n;
  if (format === "binary" && whole && (nano >= 1024n * unit || nano <= -1024n * unit)) {
    let value = nano / unit;
    let power = 0;
    while (power < BINARY.length - 1 && value % 1024n === 0n) {
      value /= 1024n;
      power++;
    }
    return `${value}${BINARY[power]}`;
  }
  let value = nano;
  let exponent = -9;
  while (value % 1000n === 0n && exponent < 18) {
    value /= 1000n;
    exponent += 3;
  }
  if (format === "exponent") return exponent === 0 ? `${value}` : `${value}e${exponent}`;
  const suffix = Object.entries(DECIMAL).find(([, power]) => power === exponent)?.[0] ?? "";
  return `${value}${suffix}`;
}
