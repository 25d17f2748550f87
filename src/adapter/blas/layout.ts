import { fail } from "../../error/fail.ts";

/** How a matrix lies in its array. */
export type Layout = "row-major" | "column-major";
/** A matrix as it is, or transposed. */
export type Transpose = "no-transpose" | "transpose" | "conjugate-transpose";
/** The triangle that is read, or written. */
export type Triangle = "upper" | "lower";
/** Whether a triangular matrix has ones on its diagonal, which are not read then. */
export type Diagonal = "unit" | "non-unit";
/** On which side of the unknown the triangular matrix stands. */
export type Side = "left" | "right";

const words = {
  order: ["row-major", "column-major"],
  trans: ["no-transpose", "transpose", "conjugate-transpose"],
  uplo: ["upper", "lower"],
  diag: ["unit", "non-unit"],
  side: ["left", "right"],
} as const;

/** One of the words that an argument knows. @throws ERR_OPTION */
export function requireWord(operation: string, option: keyof typeof words, given: string): void {
  const known: readonly string[] = words[option];
  for (let i = 0; i < known.length; i++) if (known[i] === given) return;
  fail("ERR_OPTION", { operation, option, given, expected: known.join(" or ") });
}

/** A count from 0. @throws ERR_OPTION */
export function requireCount(operation: string, option: string, given: number): void {
  if (!(given >= 0)) fail("ERR_OPTION", { operation, option, given, expected: "a number ≥ 0" });
}

/** A stride that moves. @throws ERR_OPTION */
export function requireStride(operation: string, option: string, given: number): void {
  if (given === 0) fail("ERR_OPTION", { operation, option, given, expected: "not 0" });
}

/** A leading dimension that holds a row, or a column. @throws ERR_OPTION */
export function requireLeading(
  operation: string,
  option: string,
  given: number,
  least: number,
): void {
  if (!(given >= least && given >= 1))
    fail("ERR_OPTION", {
      operation,
      option,
      given,
      expected: `a number ≥ ${Math.max(1, least)}`,
    });
}

/** Where a vector begins: with a negative stride at the end of its array. */
export const firstOf = (count: number, stride: number): number =>
  stride < 0 ? (1 - count) * stride : 0;

/** A function with its form for strided views, as stdlib pairs them. */
export type WithNdarray<Main, Ndarray> = Main & {
  /** The same on strided views: two strides and an offset for each matrix, a stride and an offset for each vector. */
  readonly ndarray: Ndarray;
};

/** Joins the two forms. */
export function withNdarray<Main extends object, Ndarray>(
  main: Main,
  ndarray: Ndarray,
): WithNdarray<Main, Ndarray> {
  return Object.assign(main, { ndarray });
}
