import {
  accelerateSolves,
  choleskyDecomposition,
  type DecompositionLibrary,
  luDecomposition,
} from "./mlMatrix/decomposition.ts";
import { host, isMatrix, type MlMatrix, wrapped } from "./mlMatrix/exchange.ts";
import { determinant, inverse, product, solution } from "./shared/operations.ts";

/** What the adapter uses of the library. */
export interface MlMatrixLibrary<M> extends DecompositionLibrary<M> {
  readonly AbstractMatrix: { prototype: unknown };
  determinant(a: M): number;
  solve(a: M, b: M, useSVD?: boolean): M;
  inverse(a: M, useSVD?: boolean): M;
}

/** Options of {@link mlMatrix}. */
export interface MlMatrixOptions {
  /** Systems of fewer rows stay with the library, and products smaller than those of 4 rows more. Default 12. */
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
  const { smallest = 12 } = options;
  const isLarge = (a: MlMatrix, useSVD: boolean): boolean =>
    !useSVD && a.rows === a.columns && a.rows >= smallest;
  return {
    solve(a, b, useSVD = false) {
      const [left, right] = [a as unknown as MlMatrix, b as unknown as MlMatrix];
      const fits =
        isMatrix(left) && isMatrix(right) && isLarge(left, useSVD) && right.rows === left.rows;
      return (fits ? solved(library, left, right) : undefined) ?? library.solve(a, b, useSVD);
    },
    inverse(a, useSVD = false) {
      const matrix = a as unknown as MlMatrix;
      const fits = isMatrix(matrix) && isLarge(matrix, useSVD);
      return (fits ? inverted(library, matrix) : undefined) ?? library.inverse(a, useSVD);
    },
    determinant(a) {
      const matrix = a as unknown as MlMatrix;
      const fits = isMatrix(matrix) && isLarge(matrix, false);
      return (fits ? determinant(host(matrix)) : undefined) ?? library.determinant(a);
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

function accelerateProducts<M>(library: MlMatrixLibrary<M>, smallest: number): () => void {
  const prototype = library.AbstractMatrix.prototype as MlMatrix;
  const own = prototype.mmul;
  const least = smallest > 1 ? (smallest + 4) ** 3 : 1;
  // A thin product is as much copying as work.
  const thin = Math.min(THIN, smallest);
  prototype.mmul = function mmul(this: MlMatrix, other: MlMatrix): MlMatrix {
    const { rows, columns } = this;
    const width = isMatrix(other) ? other.columns : 0;
    const fits =
      rows * columns * width >= least &&
      Math.min(rows, columns, width) >= thin &&
      other.rows === columns;
    return (fits ? multiplied(library, this, other) : undefined) ?? own.call(this, other);
  };
  return () => {
    prototype.mmul = own;
  };
}

function multiplied<M>(
  library: MlMatrixLibrary<M>,
  a: MlMatrix,
  b: MlMatrix,
): MlMatrix | undefined {
  const result = (at: number) => wrapped(library, at, a.rows, b.columns);
  return product(host(a), host(b), result) as unknown as MlMatrix | undefined;
}

function solved<M>(library: MlMatrixLibrary<M>, a: MlMatrix, b: MlMatrix): M | undefined {
  return solution(host(a), host(b), (at) => wrapped(library, at, a.rows, b.columns));
}

function inverted<M>(library: MlMatrixLibrary<M>, a: MlMatrix): M | undefined {
  return inverse(host(a), (at) => wrapped(library, at, a.rows, a.rows));
}
