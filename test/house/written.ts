/** A result in the form in which it is written down: typed arrays as arrays. */
export function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

/**
 * The value that a text claims, for `toEqual`. A number with a decimal point or an exponent holds to the digits that
 * are written; an integer holds to twelve digits; "…" after the value says that the text is shortened.
 */
export function written(claim: string): unknown {
  const text = claim
    .replaceAll("−", "-")
    .replace(/\s*…?\s*$/, "")
    .replaceAll(/new Float64Array\((\[[^\]]*\])\)/g, "$1")
    .replaceAll(/Float64Array(?:\.of\(| ?\[)([^()[\]]*)[)\]]/g, "[$1]");
  const literal = /(?<![\w."'])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w"'.])/g;
  const build = new Function(
    "near",
    `return (${text.replaceAll(literal, (n) => `near("${n}")`)});`,
  );
  return build((digits: string) => new Near(digits));
}

/** An asymmetric matcher: equal to a decimal text within one unit of its last digit. */
class Near {
  readonly $$typeof: symbol = Symbol.for("jest.asymmetricMatcher");
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }

  asymmetricMatch(actual: unknown): boolean {
    const [mantissa = "", exponent = "0"] = this.digits.split("e");
    const expected = Number(this.digits);
    const places = mantissa.split(".")[1]?.length ?? 0;
    const exact = !/[.e]/.test(this.digits);
    const unit = exact
      ? 1e-12 * Math.max(1, Math.abs(expected))
      : 10 ** (Number(exponent) - places);
    return typeof actual === "number" && Math.abs(actual - expected) <= unit;
  }

  toAsymmetricMatcher(): string {
    return this.digits;
  }

  toString(): string {
    return this.digits;
  }
}
