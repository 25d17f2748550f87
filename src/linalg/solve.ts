import { kernels } from "../core/instance.ts";
import { fail } from "../error/fail.ts";
import type { Value } from "../value/value.ts";
import { borrowing, place, read } from "./buffer.ts";
import { cholesky } from "./cholesky.ts";
import { ldlt } from "./ldlt.ts";
import { lu } from "./lu.ts";
import { argument, like, type Matrix, rightHandSide, square } from "./matrix.ts";

/** What is known about a matrix: it decides the factorisation. */
export type Kind = "general" | "symmetric" | "spd";

/** Options of {@link solve} and {@link inverse}. */
export interface SolveOptions {
  /** "general" (LU), "symmetric" (LDLᵀ) or "spd" (Cholesky); "general" if not given. */
  readonly kind?: Kind;
}

/** Beyond, no digit of a solution is right. */
export const SINGULAR: number = 2 ** 52;

const factorisations = { general: lu, symmetric: ldlt, spd: cholesky };

/** The factorisation for a kind of matrix. */
function factored(a: Value, kind: Kind): ReturnType<(typeof factorisations)[Kind]> {
  const factor = factorisations[kind];
  if (factor === undefined) {
    const expected = `one of ${Object.keys(factorisations).join(", ")}`;
    fail("ERR_OPTION", { option: "kind", given: kind, expected });
  }
  return factor(a);
}

/**
 * The solution of a square system, with one step of iterative refinement.
 *
 *     A·x = b
 *
 * Factor once with {@link lu}, {@link ldlt} or {@link cholesky} to solve again and again; {@link leastSquares} when A
 * is not square.
 *
 * @throws ERR_SINGULAR  A is singular to working precision: its condition exceeds 2⁵²
 * @example
 * ```ts
 * import { solve } from "echelon/linalg";
 * solve([[0, 2], [1, 1]], [2, 3]); // → Float64Array.of(2, 1)
 * ```
 */
export function solve(a: Value, b: Value, options: SolveOptions = {}): Float64Array | Matrix {
  const kind = options.kind ?? "general";
  const matrix = square(a, "solve", "A");
  const n = matrix.rows;
  const right = rightHandSide(b, "solve", n, n);
  const factor = factored(a, kind);
  try {
    const condition = n === 0 ? 1 : factor.condition();
    if (!(condition < SINGULAR)) {
      fail("ERR_SINGULAR", { operation: "solve", matrix: "A", size: n, condition });
    }
    const first = argument(factor.solve(b), "solve", "x");
    const lower = kind !== "general";
    const residual = borrowing((keep) => {
      const [x, r] = [keep(place(first.data)), keep(place(right.data))];
      const stored = keep(place(lower ? fromLower(matrix.data, n) : matrix.data));
      const { columns } = right;
      kernels.gemm(0, 0, n, columns, n, -1, stored, n, x, columns, 1, r, columns);
      return read(r, n * columns);
    });
    const shaped = { data: residual, shape: [n, right.columns] };
    const step = argument(factor.solve(shaped), "solve", "the correction").data;
    return like(
      right,
      first.data.map((value, i) => value + step[i]!),
      n,
    );
  } finally {
    factor.dispose();
  }
}

/** Both triangles from the lower one, which is what symmetric factorisations read. */
function fromLower(data: Float64Array, n: number): Float64Array {
  return data.map((value, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return j > i ? data[j * n + i]! : value;
  });
}

/**
 * A⁻¹. To solve systems prefer {@link solve}: fewer operations and smaller errors.
 *
 * @throws ERR_SINGULAR  A is singular to working precision
 */
export function inverse(a: Value, options: SolveOptions = {}): Matrix {
  const { rows } = square(a, "inverse", "A");
  const identity = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) identity[i * (rows + 1)] = 1;
  const factor = factored(a, options.kind ?? "general");
  try {
    const condition = rows === 0 ? 1 : factor.condition();
    if (!(condition < SINGULAR)) {
      fail("ERR_SINGULAR", { operation: "inverse", matrix: "A", size: rows, condition });
    }
    return factor.solve({ data: identity, shape: [rows, rows] }) as Matrix;
  } finally {
    factor.dispose();
  }
}

/** Estimate of the condition number ‖A‖₁·‖A⁻¹‖₁; infinite for a singular matrix. One LU factorisation. */
export function condition(a: Value): number {
  const factor = lu(a);
  try {
    return factor.condition();
  } finally {
    factor.dispose();
  }
}
