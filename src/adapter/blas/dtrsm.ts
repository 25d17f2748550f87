import { kernels } from "../../core/instance.ts";
import { borrowing } from "../../linalg/buffer.ts";
import {
  type Diagonal,
  type Layout,
  requireCount,
  requireLeading,
  requireStride,
  requireWord,
  type Side,
  type Transpose,
  type Triangle,
  type WithNdarray,
  withNdarray,
} from "./layout.ts";
import { gathered, isColumnMajor, scatter, transposed, type View } from "./view.ts";

type Main = (
  order: Layout,
  side: Side,
  uplo: Triangle,
  transA: Transpose,
  diag: Diagonal,
  M: number,
  N: number,
  alpha: number,
  A: Float64Array,
  LDA: number,
  B: Float64Array,
  LDB: number,
) => Float64Array;
type Ndarray = (
  side: Side,
  uplo: Triangle,
  transA: Transpose,
  diag: Diagonal,
  M: number,
  N: number,
  alpha: number,
  A: Float64Array,
  strideA1: number,
  strideA2: number,
  offsetA: number,
  B: Float64Array,
  strideB1: number,
  strideB2: number,
  offsetB: number,
) => Float64Array;

/**
 * Triangular systems with many right-hand sides, with the signature that the other routines of stdlib have.
 *
 *     B ← alpha·op(A)⁻¹·B,   or alpha·B·op(A)⁻¹ with A on the "right"; B is M × N
 *
 * @throws ERR_OPTION  a word that is not known, a leading dimension too small, a stride of 0
 */
export const dtrsm: WithNdarray<Main, Ndarray> = withNdarray<Main, Ndarray>(
  (order, side, uplo, transA, diag, M, N, alpha, A, LDA, B, LDB) => {
    requireWord("dtrsm", "order", order);
    requireAll(side, uplo, transA, diag, M, N);
    const isRows = order === "row-major";
    requireLeading("dtrsm", "LDA", LDA, side === "left" ? M : N);
    requireLeading("dtrsm", "LDB", LDB, isRows ? N : M);
    const [a1, a2, b1, b2] = isRows ? [LDA, 1, LDB, 1] : [1, LDA, 1, LDB];
    return dtrsm.ndarray(side, uplo, transA, diag, M, N, alpha, A, a1, a2, 0, B, b1, b2, 0);
  },
  (side, uplo, transA, diag, M, N, alpha, A, a1, a2, offsetA, B, b1, b2, offsetB) => {
    requireAll(side, uplo, transA, diag, M, N);
    requireStride("dtrsm", "strideA1", a1);
    requireStride("dtrsm", "strideA2", a2);
    requireStride("dtrsm", "strideB1", b1);
    requireStride("dtrsm", "strideB2", b2);
    if (M === 0 || N === 0) return B;
    const n = side === "left" ? M : N;
    const task = {
      isRight: side === "right",
      isUpper: uplo === "upper",
      isTransposed: transA !== "no-transpose",
      isUnit: diag === "unit",
      a: { data: A, rows: n, columns: n, down: a1, right: a2, offset: offsetA },
    };
    const b: View = { data: B, rows: M, columns: N, down: b1, right: b2, offset: offsetB };
    // X·op(A) = B is op(A)ᵀ·Xᵀ = Bᵀ.
    if (isColumnMajor(b)) {
      const { isRight, isTransposed } = task;
      divide({ ...task, isRight: !isRight, isTransposed: !isTransposed }, transposed(b), alpha);
    } else divide(task, b, alpha);
    return B;
  },
);

function requireAll(
  side: Side,
  uplo: Triangle,
  trans: Transpose,
  diag: Diagonal,
  M: number,
  N: number,
): void {
  requireWord("dtrsm", "side", side);
  requireWord("dtrsm", "uplo", uplo);
  requireWord("dtrsm", "trans", trans);
  requireWord("dtrsm", "diag", diag);
  requireCount("dtrsm", "M", M);
  requireCount("dtrsm", "N", N);
}

interface Task {
  readonly isRight: boolean;
  readonly isUpper: boolean;
  readonly isTransposed: boolean;
  readonly isUnit: boolean;
  readonly a: View;
}

function divide({ isRight, isUpper, isTransposed, isUnit, a }: Task, b: View, alpha: number): void {
  borrowing((keep) => {
    // The transposed of an upper triangle is a lower one.
    const turn = isColumnMajor(a);
    const x = keep(gathered(turn ? transposed(a) : a));
    const y = keep(gathered(b));
    const [upper, trans] = [isUpper !== turn, isTransposed !== turn];
    kernels.trsm(
      ...([isRight ? 1 : 0, upper ? 1 : 0, trans ? 1 : 0, isUnit ? 1 : 0] as const),
      ...([b.rows, b.columns, alpha, x, a.rows, y, b.columns] as const),
    );
    scatter(y, b);
  });
}
