import { view as memory } from "../../core/arena.ts";
import { kernels } from "../../core/instance.ts";
import { borrowing, room } from "../../linalg/buffer.ts";
import {
  type Layout,
  requireCount,
  requireLeading,
  requireStride,
  requireWord,
  type Transpose,
  type Triangle,
  type WithNdarray,
  withNdarray,
} from "./layout.ts";
import { gathered, isColumnMajor, transposed, type View } from "./view.ts";

type Main = (
  order: Layout,
  uplo: Triangle,
  trans: Transpose,
  N: number,
  K: number,
  alpha: number,
  A: Float64Array,
  LDA: number,
  beta: number,
  C: Float64Array,
  LDC: number,
) => Float64Array;
type Ndarray = (
  uplo: Triangle,
  trans: Transpose,
  N: number,
  K: number,
  alpha: number,
  A: Float64Array,
  strideA1: number,
  strideA2: number,
  offsetA: number,
  beta: number,
  C: Float64Array,
  strideC1: number,
  strideC2: number,
  offsetC: number,
) => Float64Array;

/**
 * One triangle of a symmetric product, with the signature that the other routines of stdlib have.
 *
 *     C ← alpha·A·Aᵀ + beta·C,   or alpha·Aᵀ·A + beta·C with "transpose"; C is N × N, the sum runs over K
 *
 * The other triangle of C is neither read nor written.
 *
 * @throws ERR_OPTION  a word that is not known, a leading dimension too small, a stride of 0
 */
export const dsyrk: WithNdarray<Main, Ndarray> = withNdarray<Main, Ndarray>(
  (order, uplo, trans, N, K, alpha, A, LDA, beta, C, LDC) => {
    requireWord("dsyrk", "order", order);
    requireAll(uplo, trans, N, K);
    const isRows = order === "row-major";
    requireLeading("dsyrk", "LDA", LDA, isRows === (trans === "no-transpose") ? K : N);
    requireLeading("dsyrk", "LDC", LDC, N);
    const [a1, a2, c1, c2] = isRows ? [LDA, 1, LDC, 1] : [1, LDA, 1, LDC];
    return dsyrk.ndarray(uplo, trans, N, K, alpha, A, a1, a2, 0, beta, C, c1, c2, 0);
  },
  (uplo, trans, N, K, alpha, A, a1, a2, offsetA, beta, C, c1, c2, offsetC) => {
    requireAll(uplo, trans, N, K);
    requireStride("dsyrk", "strideC1", c1);
    requireStride("dsyrk", "strideC2", c2);
    const isIdle = alpha === 0 || K === 0;
    if (N === 0 || (isIdle && beta === 1)) return C;
    const own = { data: A, rows: N, columns: K, down: a1, right: a2, offset: offsetA };
    const a = trans === "no-transpose" ? own : { ...own, down: a2, right: a1 };
    const c: View = { data: C, rows: N, columns: N, down: c1, right: c2, offset: offsetC };
    borrowing((keep) => {
      const p = keep(isIdle ? room(0) : product(a, alpha, keep));
      addTriangle(isIdle ? undefined : p, uplo, beta, c);
    });
    return C;
  },
);

function requireAll(uplo: Triangle, trans: Transpose, N: number, K: number): void {
  requireWord("dsyrk", "uplo", uplo);
  requireWord("dsyrk", "trans", trans);
  requireCount("dsyrk", "N", N);
  requireCount("dsyrk", "K", K);
}

/** alpha·A·Aᵀ in the arena. */
function product(a: View, alpha: number, keep: (pointer: number) => number): number {
  const turn = isColumnMajor(a);
  const x = keep(gathered(turn ? transposed(a) : a));
  const c = room(a.rows * a.rows);
  kernels.syrk(
    turn ? 1 : 0,
    a.rows,
    a.columns,
    alpha,
    x,
    turn ? a.rows : a.columns,
    0,
    0,
    c,
    a.rows,
  );
  return c;
}

/** C ← P + beta·C on one triangle; P = 0 where it is missing, and C is not read where beta = 0. */
function addTriangle(p: number | undefined, uplo: Triangle, beta: number, c: View): void {
  const n = c.rows;
  const numbers = memory();
  for (let i = 0; i < n; i++) {
    const [first, last] = uplo === "upper" ? [i, n] : [0, i + 1];
    let at = c.offset + i * c.down + first * c.right;
    for (let j = first; j < last; j++, at += c.right) {
      const kept = beta === 0 ? 0 : beta * c.data[at]!;
      c.data[at] = p === undefined ? kept : kept + numbers[p / 8 + i * n + j]!;
    }
  }
}
