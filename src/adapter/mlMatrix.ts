import { gemm } from "../linalg/gemm.ts";
import { lu } from "../linalg/lu.ts";
import { inverse, solve } from "../linalg/solve.ts";
import {
  accelerateSolves,
  choleskyDecomposition,
  type DecompositionLibrary,
  luDecomposition,
} from "./mlMatrix/decomposition.ts";
import { dense, isMatrix, type MlMatrix, otherwise, wrapped } from "./mlMatrix/exchange.ts";

/** What the adapter uses of the library. */
export interface MlMatrixLibrary<M> extends DecompositionLibrary<M> {
  readonly AbstractMatrix: { prototype: unknown };
  determinant(a: M): number;
  solve(a: M, b: M, useSVD?: boolean): M;
  inverse(a: M, useSVD?: boolean): M;
}

/** Options of {@link mlMatrix}. */
export interface MlMatrixOptions {
  /** Systems of fewer rows stay with the library, and products smaller than those of 8 rows more. Default 24. */
  readonly smallest?: number;
}

/** The fewest rows and columns of a product that is worth copying. */
const THIN = 8;

/** The same functions and classes as the library's, and a switch. */
export interface MlMatrixBackEnd<M, L extends MlMatrixLibrary<M> = MlMatrixLibrary<M>> {
  solve(a: M, b: M, useSVD?: boolean): M;
  inverse(a: M, useSVD?: boolean): M;
  determinant(a: M): number;
  /** Makes instances of the library's own class, with the same fields. */
  readonly LuDecomposition: L["LuDecomposition"];
  /** Makes instances of the library's own class, with the same fields. */
  readonly CholeskyDecomposition: L["CholeskyDecomposition"];
  /** Makes `mmul` of every matrix of the library, and `solve` of both decompositions, fast; the result undoes it. */
  accelerate(): () => void;
}

/**
 * Matrix products, solutions, inverses, determinants and decompositions of ml-matrix by the kernels of this package:
 * matrices of the library in and out. What is small, singular or not finite is left to the library, so that results and errors stay its own.
 *
 *     import * as library from "ml-matrix";
 *     const { solve, inverse, LuDecomposition, accelerate } = mlMatrix(library);
 *     accelerate();
 *
 * `npm run bench -- dropin` shows the gain for each size.
 */
export function mlMatrix<M, L extends MlMatrixLibrary<M> = MlMatrixLibrary<M>>(
  library: L & MlMatrixLibrary<M>,
  options: MlMatrixOptions = {},
): MlMatrixBackEnd<M, L> {
  const { smallest = 24 } = options;
  const fits = (a: MlMatrix, useSVD: boolean): boolean =>
    !useSVD && a.rows === a.columns && a.rows >= smallest;
  return {
    solve(a, b, useSVD = false) {
      const [left, right] = [a as unknown as MlMatrix, b as unknown as MlMatrix];
      if (!isMatrix(left) || !isMatrix(right) || !fits(left, useSVD))
        return library.solve(a, b, useSVD);
      return otherwise(
        () => {
          const x = solve(dense(left), dense(right)) as { data: Float64Array };
          return wrapped<M>(library, x.data, left.columns, right.columns);
        },
        () => library.solve(a, b),
      );
    },
    inverse(a, useSVD = false) {
      const matrix = a as unknown as MlMatrix;
      if (!isMatrix(matrix) || !fits(matrix, useSVD)) return library.inverse(a, useSVD);
      return otherwise(
        () => wrapped<M>(library, inverse(dense(matrix)).data, matrix.rows, matrix.columns),
        () => library.inverse(a),
      );
    },
    determinant(a) {
      const matrix = a as unknown as MlMatrix;
      if (!isMatrix(matrix) || !fits(matrix, false)) return library.determinant(a);
      return otherwise(
        () => determinant(matrix),
        () => library.determinant(a),
      );
    },
    LuDecomposition: luDecomposition<M, L>(library, smallest),
    CholeskyDecomposition: choleskyDecomposition<M, L>(library, smallest),
    accelerate() {
      const undo = [accelerateProducts(library, smallest), accelerateSolves(library, smallest)];
      return () => {
        for (const back of undo) back();
      };
    },
  };
}

function determinant(matrix: MlMatrix): number {
  const factor = lu(dense(matrix));
  try {
    return factor.determinant();
  } finally {
    factor.dispose();
  }
}

function accelerateProducts<M>(library: MlMatrixLibrary<M>, smallest: number): () => void {
  const prototype = library.AbstractMatrix.prototype as MlMatrix;
  const own = prototype.mmul;
  const least = smallest > 1 ? (smallest + 8) ** 3 : 1;
  const thin = Math.min(THIN, smallest);
  prototype.mmul = function mmul(this: MlMatrix, other: MlMatrix): MlMatrix {
    const { rows, columns } = this;
    const width = isMatrix(other) ? other.columns : 0;
    // A thin product is as much copying as work.
    if (rows * columns * width < least || Math.min(rows, columns, width) < thin)
      return own.call(this, other);
    return otherwise(
      () => {
        const { data } = gemm(dense(this), dense(other));
        return wrapped(library, data, rows, width) as unknown as MlMatrix;
      },
      () => own.call(this, other),
    );
  };
  return () => {
    prototype.mmul = own;
  };
}
