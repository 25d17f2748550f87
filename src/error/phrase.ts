/** A number in a sentence: four significant digits and a real minus sign. */
export function number(value: number): string {
  const magnitude = Math.abs(value);
  const plain =
    magnitude === 0 || (magnitude >= 1e-3 && magnitude < 1e6) || !Number.isFinite(value);
  const exact = Number.isInteger(value) && magnitude < 1e6;
  const text = plain
    ? String(exact ? value : Number(value.toPrecision(4)))
    : value.toExponential(3);
  return text.replace(/\.?0*e\+?/, "e").replaceAll("-", "−");
}

/** A shape in a sentence: "a scalar", "a vector of 99", "400×100". */
export function shape(sizes: readonly number[]): string {
  if (sizes.length === 0) return "a scalar";
  if (sizes.length === 1) return `a vector of ${sizes[0]}`;
  return sizes.join("×");
}

/** "a", "a and b", "a, b and c". */
export function list(words: readonly string[], conjunction: "and" | "but" = "and"): string {
  if (words.length <= 1) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}

/** Joins the parts that are there into sentences, each closed by a full stop. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .flatMap((part) => part?.trim() || [])
    .map((part) => (/[.?!\u2026]$/.test(part) ? part : `${part}.`))
    .join(" ");
}

/** Numbers of an array that are shown in a sentence. */
const SHOWN_MOST = 6;

/** How a value that was given as an option looks to a reader, kept to one short line. */
export function given(value: unknown): string {
  if (typeof value === "number") return number(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) {
    const isShort = value.length <= SHOWN_MOST && value.every((x) => typeof x === "number");
    return isShort ? `[${value.map(number).join(", ")}]` : `an array of ${value.length}`;
  }
  if (value === null || typeof value !== "object") return String(value);
  return `an object with ${Object.keys(value).slice(0, 6).join(", ") || "no fields"}`;
}

/** A count of bytes in the unit a reader can compare with a machine. */
export function bytes(count: number): string {
  const units = ["bytes", "kB", "MB", "GB"];
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, count)) / 3));
  return `${number(Number((count / 1000 ** power).toPrecision(3)))} ${units[power]}`;
}
