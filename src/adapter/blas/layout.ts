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
  if ((words[option] as readonly string[]).includes(given)) return;
  fail("ERR_OPTION", { operation, option, given, expected: words[option].join(" or ") });
}

/** Counts from 0. @throws ERR_OPTION */
export function requireCounts(operation: string, counts: Readonly<Record<string, number>>): void {
  for (const [option, given] of Object.entries(counts))
    if (!(given >= 0)) fail("ERR_OPTION", { operation, option, given, expected: "a number ≥ 0" });
}

/** Strides that move. @throws ERR_OPTION */
export function requireStrides(operation: string, strides: Readonly<Record<string, number>>): void {
  for (const [option, given] of Object.entries(strides))
    if (given === 0) fail("ERR_OPTION", { operation, option, given, expected: "not 0" });
}

/** The strides of a matrix with this leading dimension, which holds at least one row or column. @throws ERR_OPTION */
export function stridesOf(
  operation: string,
  order: Layout,
  option: string,
  leading: number,
  [rows, columns]: readonly [number, number],
): [number, number] {
  const least = Math.max(1, order === "row-major" ? columns : rows);
  if (!(leading >= least))
    fail("ERR_OPTION", { operation, option, given: leading, expected: `a number ≥ ${least}` });
  return order === "row-major" ? [leading, 1] : [1, leading];
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
