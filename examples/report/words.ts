/** An integer in superscripts: ⁻¹⁶. */
export function superscript(digits: string): string {
  return digits.replaceAll(/[-\d]/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "⁻");
}

/** A small or large number as people write it: 3.1·10⁻¹⁶, 0.712, 12.3. */
export function scientific(value: number, digits = 2): string {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return "–";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-3 && magnitude < 1e4) return String(Number(value.toPrecision(digits + 1)));
  const [mantissa = "", exponent = ""] = value.toExponential(digits - 1).split("e");
  const raised = superscript(exponent.replace("+", ""));
  return `${mantissa.replace("-", "−")}·10${raised}`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
