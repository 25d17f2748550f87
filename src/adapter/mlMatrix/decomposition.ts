import { words } from "../../core/arena.ts";
import { kernels } from "../../core/instance.ts";
import { borrowing, place, read, room } from "../../linalg/buffer.ts";
import { allFinite } from "../shared/allFinite.ts";
import { dense, isMatrix, type MatrixMaker, type MlMatrix, wrapped } from "./exchange.ts";

/** A decomposition class of the library. */
interface Decomposition {
  new (matrix: never): object;
  readonly prototype: unknown;
}

/** What the adapter uses of the library for its decompositions. */
export interface DecompositionLibrary<M> extends MatrixMaker<M> {
  readonly LuDecomposition: Decomposition;
  readonly CholeskyDecomposition: Decomposition;
}

interface Lu {
  readonly LU: MlMatrix;
  readonly pivotVector: Float64Array;
  readonly pivotSign: number;
  isSingular(): boolean;
  solve(value: MlMatrix): unknown;
}

interface Cholesky {
  readonly L: MlMatrix;
  isPositiveDefinite(): boolean;
  solve(value: MlMatrix): unknown;
}

/** Right-hand sides for which copying the factor is most of the work. */
const FEW = 8;

/**
 * A constructor whose instances are those of the library's class, filled by `fill`; where that gives nothing, the
 * library's own. `instanceof` holds for both.
 */
function replacing<C extends Decomposition>(
  own: C,
  smallest: number,
  fill: (matrix: MlMatrix) => object | undefined,
): C {
  function construct(matrix: unknown): object {
    const fits = isMatrix(matrix) && matrix.rows === matrix.columns && matrix.rows >= smallest;
    const fields = fits ? fill(matrix) : undefined;
    if (!fields) return new own(matrix as never);
    return Object.assign(Object.create(own.prototype as object), fields);
  }
  construct.prototype = own.prototype;
  return construct as unknown as C;
}

/** LuDecomposition: the same fields, by the kernel. Nothing for a singular matrix, or one that is not finite. */
export function luDecomposition<M, L extends DecompositionLibrary<M>>(
  library: L,
  smallest: number,
): L["LuDecomposition"] {
  return replacing(library.LuDecomposition, smallest, (matrix) => {
    const { data } = dense(matrix);
    const n = matrix.rows;
    if (!allFinite(data)) return undefined;
    return borrowing((keep) => {
      const [a, pivots] = [keep(place(data)), keep(room(n))];
      if (kernels.lu(n, a, n, pivots) !== 0) return undefined;
      return { LU: wrapped(library, read(a, n * n), n, n), ...permutation(n, pivots) };
    });
  });
}

/** The exchanges of rows one after the other, as the place that each row comes from. */
function permutation(n: number, pivots: number): { pivotVector: Float64Array; pivotSign: number } {
  const pivotVector = Float64Array.from({ length: n }, (_, i) => i);
  const exchanged = words().subarray(pivots / 4, pivots / 4 + n);
  let pivotSign = 1;
  exchanged.forEach((p, i) => {
    if (p === i) return;
    [pivotVector[i], pivotVector[p]] = [pivotVector[p]!, pivotVector[i]!];
    pivotSign = -pivotSign;
  });
  return { pivotVector, pivotSign };
}

/** CholeskyDecomposition: the same fields, by the kernel. Nothing for what is not symmetric and positive definite. */
export function choleskyDecomposition<M, L extends DecompositionLibrary<M>>(
  library: L,
  smallest: number,
): L["CholeskyDecomposition"] {
  // Half of the work of the other, and a test of symmetry: it pays from 64 rows where the other does from 24.
  return replacing(
    library.CholeskyDecomposition,
    smallest > 1 ? Math.ceil((8 / 3) * smallest) : 1,
    (matrix) => {
      const { data } = dense(matrix);
      const n = matrix.rows;
      if (!allFinite(data) || !matrix.isSymmetric()) return undefined;
      return borrowing((keep) => {
        const a = keep(place(data));
        if (kernels.cholesky(n, a, n) !== 0) return undefined;
        const lower = read(a, n * n);
        for (let i = 0; i < n; i++) lower.fill(0, i * n + i + 1, (i + 1) * n);
        return { L: wrapped(library, lower, n, n), positiveDefinite: true };
      });
    },
  );
}

/** Makes `solve` of all decompositions of the library fast, also of those it made itself; the result undoes it. */
export function accelerateSolves<M>(
  library: DecompositionLibrary<M>,
  smallest: number,
): () => void {
  const lu = library.LuDecomposition.prototype as Lu;
  const cholesky = library.CholeskyDecomposition.prototype as Cholesky;
  const own = { lu: lu.solve, cholesky: cholesky.solve };
  // With few right-hand sides the factor is copied for little work: that pays from four times the size.
  const fits = (factor: MlMatrix, value: unknown): value is MlMatrix =>
    isMatrix(value) &&
    factor.rows >= (value.columns < FEW && smallest > 1 ? 4 * smallest : smallest) &&
    factor.rows === factor.columns &&
    value.rows === factor.rows &&
    value.columns > 0;
  lu.solve = function solve(this: Lu, value) {
    if (!fits(this.LU, value) || this.isSingular()) return own.lu.call(this, value);
    const { rows: n } = this.LU;
    const right = dense(value).data;
    const c = value.columns;
    const permuted = new Float64Array(right.length);
    this.pivotVector.forEach((from, i) => {
      permuted.set(right.subarray(from * c, (from + 1) * c), i * c);
    });
    return solved(library, this.LU, permuted, c, (factor, b) => {
      kernels.trsm(0, 0, 0, 1, n, c, 1, factor, n, b, c);
      kernels.trsm(0, 1, 0, 0, n, c, 1, factor, n, b, c);
    });
  };
  cholesky.solve = function solve(this: Cholesky, value) {
    if (!fits(this.L, value) || !this.isPositiveDefinite()) return own.cholesky.call(this, value);
    const { rows: n } = this.L;
    const c = value.columns;
    return solved(library, this.L, dense(value).data, c, (factor, b) =>
      kernels.choleskySolve(n, c, factor, n, b, c),
    );
  };
  return () => {
    lu.solve = own.lu;
    cholesky.solve = own.cholesky;
  };
}

function solved<M>(
  library: MatrixMaker<M>,
  factor: MlMatrix,
  right: Float64Array,
  columns: number,
  run: (factor: number, b: number) => void,
): M {
  const x = borrowing((keep) => {
    const [a, b] = [keep(place(dense(factor).data)), keep(place(right))];
    run(a, b);
    return read(b, right.length);
  });
  return wrapped(library, x, factor.rows, columns);
}
