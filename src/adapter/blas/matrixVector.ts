import {
  firstOf,
  type Layout,
  requireCount,
  requireLeading,
  requireStride,
  requireWord,
  type Transpose,
  type WithNdarray,
  withNdarray,
} from "./layout.ts";

type Gemv = (
  order: Layout,
  trans: Transpose,
  M: number,
  N: number,
  alpha: number,
  A: Float64Array,
  LDA: number,
  x: Float64Array,
  strideX: number,
  beta: number,
  y: Float64Array,
  strideY: number,
) => Float64Array;
type GemvNdarray = (
  trans: Transpose,
  M: number,
  N: number,
  alpha: number,
  A: Float64Array,
  strideA1: number,
  strideA2: number,
  offsetA: number,
  x: Float64Array,
  strideX: number,
  offsetX: number,
  beta: number,
  y: Float64Array,
  strideY: number,
  offsetY: number,
) => Float64Array;

/**
 * The product of a matrix and a vector, with the signature of `@stdlib/blas/base/dgemv`.
 *
 *     y ← alpha·op(A)·x + beta·y,   A is M × N
 *
 * A loop of JavaScript, which reads A once: copying it into WebAssembly would take as long.
 *
 * @throws ERR_OPTION  where stdlib throws
 */
export const dgemv: WithNdarray<Gemv, GemvNdarray> = withNdarray<Gemv, GemvNdarray>(
  (order, trans, M, N, alpha, A, LDA, x, strideX, beta, y, strideY) => {
    requireWord("dgemv", "order", order);
    requireWord("dgemv", "trans", trans);
    requireCount("dgemv", "M", M);
    requireCount("dgemv", "N", N);
    const isRows = order === "row-major";
    requireLeading("dgemv", "LDA", LDA, isRows ? N : M);
    const isPlain = trans === "no-transpose";
    const [ox, oy] = [firstOf(isPlain ? N : M, strideX), firstOf(isPlain ? M : N, strideY)];
    const [a1, a2] = isRows ? [LDA, 1] : [1, LDA];
    // biome-ignore format: the matrix, then the vectors
    return dgemv.ndarray(
      trans, M, N, alpha, A, a1, a2, 0,
      x, strideX, ox, beta, y, strideY, oy,
    );
  },
  (trans, M, N, alpha, A, a1, a2, offsetA, x, strideX, offsetX, beta, y, strideY, offsetY) => {
    requireWord("dgemv", "trans", trans);
    requireCount("dgemv", "M", M);
    requireCount("dgemv", "N", N);
    requireStride("dgemv", "strideX", strideX);
    requireStride("dgemv", "strideY", strideY);
    if (M === 0 || N === 0 || (alpha === 0 && beta === 1)) return y;
    const isPlain = trans === "no-transpose";
    const [rows, columns, down, right] = isPlain ? [M, N, a1, a2] : [N, M, a2, a1];
    for (let i = 0, at = offsetY; i < rows; i++, at += strideY)
      y[at] = beta === 0 ? 0 : beta * y[at]!;
    if (alpha === 0) return y;
    const task = {
      A,
      offsetA,
      x,
      offsetX,
      strideX,
      y,
      offsetY,
      strideY,
      rows,
      columns,
      down,
      right,
    };
    if (Math.abs(down) < Math.abs(right)) byColumns(task, alpha);
    else byRows(task, alpha);
    return y;
  },
);

interface Task {
  readonly A: Float64Array;
  readonly offsetA: number;
  readonly x: Float64Array;
  readonly offsetX: number;
  readonly strideX: number;
  readonly y: Float64Array;
  readonly offsetY: number;
  readonly strideY: number;
  readonly rows: number;
  readonly columns: number;
  readonly down: number;
  readonly right: number;
}

/** Rows lie together: dot products. */
function byRows(task: Task, alpha: number): void {
  const { A, offsetA, x, offsetX, strideX, y, offsetY, strideY, rows, columns, down, right } = task;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    let from = offsetA + i * down;
    for (let j = 0, at = offsetX; j < columns; j++, from += right, at += strideX)
      sum += A[from]! * x[at]!;
    y[offsetY + i * strideY]! += alpha * sum;
  }
}

/** Columns lie together: multiples of them. */
function byColumns(task: Task, alpha: number): void {
  const { A, offsetA, x, offsetX, strideX, y, offsetY, strideY, rows, columns, down, right } = task;
  for (let j = 0; j < columns; j++) {
    const factor = alpha * x[offsetX + j * strideX]!;
    let from = offsetA + j * right;
    for (let i = 0, at = offsetY; i < rows; i++, from += down, at += strideY)
      y[at]! += factor * A[from]!;
  }
}

type Ger = (
  order: Layout,
  M: number,
  N: number,
  alpha: number,
  x: Float64Array,
  strideX: number,
  y: Float64Array,
  strideY: number,
  A: Float64Array,
  LDA: number,
) => Float64Array;
type GerNdarray = (
  M: number,
  N: number,
  alpha: number,
  x: Float64Array,
  strideX: number,
  offsetX: number,
  y: Float64Array,
  strideY: number,
  offsetY: number,
  A: Float64Array,
  strideA1: number,
  strideA2: number,
  offsetA: number,
) => Float64Array;

/**
 * A matrix changed by a product of two vectors, with the signature of `@stdlib/blas/base/dger`.
 *
 *     A ← alpha·x·yᵀ + A,   A is M × N
 *
 * @throws ERR_OPTION  where stdlib throws
 */
export const dger: WithNdarray<Ger, GerNdarray> = withNdarray<Ger, GerNdarray>(
  (order, M, N, alpha, x, strideX, y, strideY, A, LDA) => {
    requireWord("dger", "order", order);
    requireCount("dger", "M", M);
    requireCount("dger", "N", N);
    requireStride("dger", "strideX", strideX);
    requireStride("dger", "strideY", strideY);
    const isRows = order === "row-major";
    requireLeading("dger", "LDA", LDA, isRows ? N : M);
    const [a1, a2] = isRows ? [LDA, 1] : [1, LDA];
    const [ox, oy] = [firstOf(M, strideX), firstOf(N, strideY)];
    return dger.ndarray(M, N, alpha, x, strideX, ox, y, strideY, oy, A, a1, a2, 0);
  },
  (M, N, alpha, x, strideX, offsetX, y, strideY, offsetY, A, a1, a2, offsetA) => {
    requireCount("dger", "M", M);
    requireCount("dger", "N", N);
    requireStride("dger", "strideX", strideX);
    requireStride("dger", "strideY", strideY);
    requireStride("dger", "strideA1", a1);
    requireStride("dger", "strideA2", a2);
    if (alpha === 0) return A;
    for (let i = 0; i < M; i++) {
      const factor = alpha * x[offsetX + i * strideX]!;
      let to = offsetA + i * a1;
      for (let j = 0, at = offsetY; j < N; j++, to += a2, at += strideY) A[to]! += factor * y[at]!;
    }
    return A;
  },
);
