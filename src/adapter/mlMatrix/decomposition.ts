import { view, words } from "../../core/arena.ts";
import { kernels } from "../../core/instance.ts";
import { room } from "../../linalg/buffer.ts";
import { allFinite, attempt, factors } from "../shared/operations.ts";
import { host, isMatrix, type MatrixMaker, type MlMatrix, wrapped } from "./exchange.ts";

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
  return replacing(library.LuDecomposition, smallest, (matrix) =>
    factors(host(matrix), ({ factor, pivots }) => {
      const n = matrix.rows;
      return { LU: wrapped(library, factor, n, n), ...permutation(n, pivots) };
    }),
  );
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
  // Half of the work of the other, and a test of symmetry: it pays from 16 rows where the other does from 12.
  return replacing(
    library.CholeskyDecomposition,
    smallest > 1 ? Math.ceil((4 / 3) * smallest) : 1,
    (matrix) => {
      const n = matrix.rows;
      return attempt((keep) => {
        const a = keep(room(n * n));
        if (!host(matrix).place(a) || !allFinite(n * n, a) || !isSymmetric(n, a)) return undefined;
        if (kernels.cholesky(n, a, n) !== 0) return undefined;
        clearAbove(n, a);
        return { L: wrapped(library, a, n, n), positiveDefinite: true };
      });
    },
  );
}

function isSymmetric(n: number, a: number): boolean {
  const memory = view();
  for (let i = 0, row = a / 8; i < n; i++, row += n)
    for (let j = 0, at = a / 8 + i; j < i; j++, at += n)
      if (memory[row + j] !== memory[at]) return false;
  return true;
}

/** Sets what is above the diagonal to 0. */
function clearAbove(n: number, a: number): void {
  const memory = view();
  for (let i = 0, row = a / 8; i < n; i++, row += n) memory.fill(0, row + i + 1, row + n);
}

/** Makes `solve` of all decompositions of the library fast, also of those it made itself; the result undoes it. */
export function accelerateSolves<M>(
  library: DecompositionLibrary<M>,
  smallest: number,
): () => void {
  const lu = library.LuDecomposition.prototype as Lu;
  const cholesky = library.CholeskyDecomposition.prototype as Cholesky;
  const own = { lu: lu.solve, cholesky: cholesky.solve };
  // The factor is copied for half the work of the factorisation, or less: that pays from 16 rows, with few columns 32.
  const least = (columns: number) =>
    smallest > 1 ? (columns < FEW ? 8 / 3 : 4 / 3) * smallest : smallest;
  const fits = (factor: MlMatrix, value: unknown): value is MlMatrix =>
    isMatrix(value) &&
    factor.rows >= least(value.columns) &&
    factor.rows === factor.columns &&
    value.rows === factor.rows &&
    value.columns > 0;
  lu.solve = function solve(this: Lu, value) {
    const isFast = fits(this.LU, value) && !this.isSingular();
    return (isFast ? throughLu(library, this, value) : undefined) ?? own.lu.call(this, value);
  };
  cholesky.solve = function solve(this: Cholesky, value) {
    const isFast = fits(this.L, value) && this.isPositiveDefinite();
    const x = isFast ? throughCholesky(library, this, value) : undefined;
    return x ?? own.cholesky.call(this, value);
  };
  return () => {
    lu.solve = own.lu;
    cholesky.solve = own.cholesky;
  };
}

function throughLu<M>(
  library: MatrixMaker<M>,
  { LU, pivotVector }: Lu,
  value: MlMatrix,
): M | undefined {
  return solved(library, LU, value, (factor, b, x, c) => {
    const n = LU.rows;
    const memory = view();
    pivotVector.forEach((from, i) => {
      for (let j = 0; j < c; j++) memory[x / 8 + i * c + j] = memory[b / 8 + from * c + j]!;
    });
    kernels.trsm(0, 0, 0, 1, n, c, 1, factor, n, x, c);
    kernels.trsm(0, 1, 0, 0, n, c, 1, factor, n, x, c);
  });
}

function throughCholesky<M>(
  library: MatrixMaker<M>,
  { L }: Cholesky,
  value: MlMatrix,
): M | undefined {
  return solved(library, L, value, (factor, b, x, c) => {
    view().copyWithin(x / 8, b / 8, b / 8 + L.rows * c);
    kernels.choleskySolve(L.rows, c, factor, L.rows, x, c);
  });
}

/** What `run` makes of the right-hand side b at x, by the factor. */
function solved<M>(
  library: MatrixMaker<M>,
  factor: MlMatrix,
  right: MlMatrix,
  run: (factor: number, b: number, x: number, columns: number) => void,
): M | undefined {
  const { rows: n } = factor;
  const { columns: c } = right;
  return attempt((keep) => {
    const [a, b, x] = [keep(room(n * n)), keep(room(n * c)), keep(room(n * c))];
    if (!host(factor).place(a) || !host(right).place(b)) return undefined;
    run(a, b, x, c);
    return wrapped(library, x, n, c);
  });
}
