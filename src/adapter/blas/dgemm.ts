import { kernels } from "../../core/instance.ts";
import { borrowing, room } from "../../linalg/buffer.ts";
import {
  type Layout,
  requireCount,
  requireLeading,
  requireStride,
  requireWord,
  type Transpose,
  type WithNdarray,
  withNdarray,
} from "./layout.ts";
import { gathered, isColumnMajor, scatter, transposed, type View } from "./view.ts";

/** Products of fewer multiplications are loops here: copying in and out would cost as much. */
const SMALLEST = 12 ** 3;
/** A product this thin is as much copying as work. */
const THIN = 8;

type Main = (
  order: Layout,
  transA: Transpose,
  transB: Transpose,
  M: number,
  N: number,
  K: number,
  alpha: number,
  A: Float64Array,
  LDA: number,
  B: Float64Array,
  LDB: number,
  beta: number,
  C: Float64Array,
  LDC: number,
) => Float64Array;
type Ndarray = (
  transA: Transpose,
  transB: Transpose,
  M: number,
  N: number,
  K: number,
  alpha: number,
  A: Float64Array,
  strideA1: number,
  strideA2: number,
  offsetA: number,
  B: Float64Array,
  strideB1: number,
  strideB2: number,
  offsetB: number,
  beta: number,
  C: Float64Array,
  strideC1: number,
  strideC2: number,
  offsetC: number,
) => Float64Array;

/**
 * The product of two matrices, with the signature of `@stdlib/blas/base/dgemm`.
 *
 *     C ← alpha·op(A)·op(B) + beta·C,   C is M × N, the sum runs over K
 *
 * @throws ERR_OPTION  where stdlib throws: a word it does not know, a leading dimension too small, a stride of 0
 */
export const dgemm: WithNdarray<Main, Ndarray> = withNdarray<Main, Ndarray>(
  (order, transA, transB, M, N, K, alpha, A, LDA, B, LDB, beta, C, LDC) => {
    requireWord("dgemm", "order", order);
    requireAll(transA, transB, M, N, K);
    const isRows = order === "row-major";
    requireLeading("dgemm", "LDA", LDA, isRows === (transA === "no-transpose") ? K : M);
    requireLeading("dgemm", "LDB", LDB, isRows === (transB === "no-transpose") ? N : K);
    requireLeading("dgemm", "LDC", LDC, isRows ? N : M);
    const [a1, b1, c1] = isRows ? [LDA, LDB, LDC] : [1, 1, 1];
    const [a2, b2, c2] = isRows ? [1, 1, 1] : [LDA, LDB, LDC];
    // biome-ignore format: one line for each matrix
    return compute(
      transA, transB, M, N, K, alpha,
      A, a1, a2, 0,
      B, b1, b2, 0,
      beta, C, c1, c2, 0,
    );
  },
  (transA, transB, M, N, K, alpha, A, a1, a2, oA, B, b1, b2, oB, beta, C, c1, c2, oC) => {
    requireAll(transA, transB, M, N, K);
    requireStride("dgemm", "strideC1", c1);
    requireStride("dgemm", "strideC2", c2);
    return compute(
      transA,
      transB,
      M,
      N,
      K,
      alpha,
      A,
      a1,
      a2,
      oA,
      B,
      b1,
      b2,
      oB,
      beta,
      C,
      c1,
      c2,
      oC,
    );
  },
);

const compute: Ndarray = (
  transA,
  transB,
  M,
  N,
  K,
  alpha,
  A,
  a1,
  a2,
  oA,
  B,
  b1,
  b2,
  oB,
  beta,
  C,
  c1,
  c2,
  oC,
) => {
  if (M === 0 || N === 0 || ((alpha === 0 || K === 0) && beta === 1)) return C;
  const a = operand(transA, A, M, K, a1, a2, oA);
  const b = operand(transB, B, K, N, b1, b2, oB);
  const c: View = { data: C, rows: M, columns: N, down: c1, right: c2, offset: oC };
  if (isColumnMajor(c)) product(transposed(b), transposed(a), transposed(c), alpha, beta);
  else product(a, b, c, alpha, beta);
  return C;
};

function requireAll(transA: Transpose, transB: Transpose, M: number, N: number, K: number): void {
  requireWord("dgemm", "trans", transA);
  requireWord("dgemm", "trans", transB);
  requireCount("dgemm", "M", M);
  requireCount("dgemm", "N", N);
  requireCount("dgemm", "K", K);
}

function operand(
  trans: Transpose,
  data: Float64Array,
  rows: number,
  columns: number,
  first: number,
  second: number,
  offset: number,
): View {
  return trans === "no-transpose"
    ? { data, rows, columns, down: first, right: second, offset }
    : { data, rows, columns, down: second, right: first, offset };
}

/** C ← alpha·A·B + beta·C on views. */
function product(a: View, b: View, c: View, alpha: number, beta: number): void {
  const [m, n, k] = [c.rows, c.columns, alpha === 0 ? 0 : a.columns];
  if (m * n * k < SMALLEST || Math.min(m, n, k) < THIN) {
    (Math.abs(b.down) < Math.abs(b.right) ? dots : loops)(a, b, c, alpha, beta, k);
    return;
  }
  borrowing((keep) => {
    const [turnA, turnB] = [isColumnMajor(a), isColumnMajor(b)];
    const x = keep(gathered(turnA ? transposed(a) : a));
    const y = keep(gathered(turnB ? transposed(b) : b));
    // beta = 0: C is written, not read.
    const out = keep(beta === 0 ? room(m * n) : gathered(c));
    kernels.gemm(
      ...([turnA ? 1 : 0, turnB ? 1 : 0, m, n, k, alpha] as const),
      ...([x, turnA ? m : k, y, turnB ? k : n, beta, out, n] as const),
    );
    scatter(out, c);
  });
}

/** Row by row: alpha·a_ik times row k of B. */
function loops(a: View, b: View, c: View, alpha: number, beta: number, k: number): void {
  const { data: A, right: aRight } = a;
  const { data: B, down: bDown, right: bRight } = b;
  const { data: C, right } = c;
  const span = c.columns * right;
  for (let i = 0; i < c.rows; i++) {
    const row = c.offset + i * c.down;
    const last = row + span;
    if (beta === 0) for (let at = row; at !== last; at += right) C[at] = 0;
    else if (beta !== 1) for (let at = row; at !== last; at += right) C[at]! *= beta;
    let own = a.offset + i * a.down;
    for (let l = 0, other = b.offset; l < k; l++, own += aRight, other += bDown) {
      const factor = alpha * A[own]!;
      for (let at = row, from = other; at !== last; at += right, from += bRight)
        C[at]! += factor * B[from]!;
    }
  }
}

/** Entry by entry, where the columns of B lie together. */
function dots(a: View, b: View, c: View, alpha: number, beta: number, k: number): void {
  const { data: A, right: aRight } = a;
  const { data: B, down: bDown, right: bRight } = b;
  const { data: C, right } = c;
  for (let i = 0; i < c.rows; i++) {
    const row = a.offset + i * a.down;
    let at = c.offset + i * c.down;
    let column = b.offset;
    for (let j = 0; j < c.columns; j++, at += right, column += bRight) {
      let sum = 0;
      for (let l = 0, from = row, to = column; l < k; l++, from += aRight, to += bDown)
        sum += A[from]! * B[to]!;
      C[at] = beta === 0 ? alpha * sum : alpha * sum + beta * C[at]!;
    }
  }
}
