import { kernels } from "../../core/instance.ts";
import { borrowing } from "../../linalg/buffer.ts";
import { firstOf, type WithNdarray, withNdarray } from "./layout.ts";
import { gathered } from "./view.ts";

type Pair = (
  N: number,
  x: Float64Array,
  strideX: number,
  y: Float64Array,
  strideY: number,
) => number;
type PairNdarray = (
  N: number,
  x: Float64Array,
  strideX: number,
  offsetX: number,
  y: Float64Array,
  strideY: number,
  offsetY: number,
) => number;

/** Σ xᵢ·yᵢ, with the signature of `@stdlib/blas/base/ddot`. */
export const ddot: WithNdarray<Pair, PairNdarray> = withNdarray<Pair, PairNdarray>(
  (N, x, strideX, y, strideY) =>
    ddot.ndarray(N, x, strideX, firstOf(N, strideX), y, strideY, firstOf(N, strideY)),
  (N, x, strideX, offsetX, y, strideY, offsetY) => {
    // Four sums at a time: an addition waits for the one before it.
    const sums = [0, 0, 0, 0] as [number, number, number, number];
    let [i, a, b] = [0, offsetX, offsetY];
    for (; i + 4 <= N; i += 4) {
      sums[0] += x[a]! * y[b]!;
      sums[1] += x[a + strideX]! * y[b + strideY]!;
      sums[2] += x[a + 2 * strideX]! * y[b + 2 * strideY]!;
      sums[3] += x[a + 3 * strideX]! * y[b + 3 * strideY]!;
      a += 4 * strideX;
      b += 4 * strideY;
    }
    for (; i < N; i++, a += strideX, b += strideY) sums[0] += x[a]! * y[b]!;
    return sums[0] + sums[1] + (sums[2] + sums[3]);
  },
);

type Axpy = (
  N: number,
  alpha: number,
  x: Float64Array,
  strideX: number,
  y: Float64Array,
  strideY: number,
) => Float64Array;
type AxpyNdarray = (
  N: number,
  alpha: number,
  x: Float64Array,
  strideX: number,
  offsetX: number,
  y: Float64Array,
  strideY: number,
  offsetY: number,
) => Float64Array;

/** y ← alpha·x + y, with the signature of `@stdlib/blas/base/daxpy`. */
export const daxpy: WithNdarray<Axpy, AxpyNdarray> = withNdarray<Axpy, AxpyNdarray>(
  (N, alpha, x, strideX, y, strideY) =>
    daxpy.ndarray(N, alpha, x, strideX, firstOf(N, strideX), y, strideY, firstOf(N, strideY)),
  (N, alpha, x, strideX, offsetX, y, strideY, offsetY) => {
    if (alpha === 0) return y;
    for (let i = 0, a = offsetX, b = offsetY; i < N; i++, a += strideX, b += strideY)
      y[b]! += alpha * x[a]!;
    return y;
  },
);

type Scal = (N: number, alpha: number, x: Float64Array, strideX: number) => Float64Array;
type ScalNdarray = (
  N: number,
  alpha: number,
  x: Float64Array,
  strideX: number,
  offsetX: number,
) => Float64Array;

/** x ← alpha·x, with the signature of `@stdlib/blas/base/dscal`. */
export const dscal: WithNdarray<Scal, ScalNdarray> = withNdarray<Scal, ScalNdarray>(
  (N, alpha, x, strideX) => dscal.ndarray(N, alpha, x, strideX, firstOf(N, strideX)),
  (N, alpha, x, strideX, offsetX) => {
    if (alpha === 1) return x;
    for (let i = 0, at = offsetX; i < N; i++, at += strideX) x[at]! *= alpha;
    return x;
  },
);

type Measure = (N: number, x: Float64Array, strideX: number) => number;
type MeasureNdarray = (N: number, x: Float64Array, strideX: number, offsetX: number) => number;

/** √(Σ xᵢ²) without overflow, with the signature of `@stdlib/blas/base/dnrm2`. */
export const dnrm2: WithNdarray<Measure, MeasureNdarray> = withNdarray<Measure, MeasureNdarray>(
  (N, x, strideX) => dnrm2.ndarray(N, x, strideX, firstOf(N, strideX)),
  (N, x, strideX, offsetX) => {
    if (N <= 0) return 0;
    const row = { data: x, rows: 1, columns: N, down: 0, right: strideX, offset: offsetX };
    return borrowing((keep) => {
      const at = keep(gathered(row));
      return kernels.nrm2(N, at, 1);
    });
  },
);

/** Σ |xᵢ|, with the signature of `@stdlib/blas/base/dasum`. */
export const dasum: WithNdarray<Measure, MeasureNdarray> = withNdarray<Measure, MeasureNdarray>(
  (N, x, strideX) => dasum.ndarray(N, x, strideX, firstOf(N, strideX)),
  (N, x, strideX, offsetX) => {
    let sum = 0;
    for (let i = 0, at = offsetX; i < N; i++, at += strideX) sum += Math.abs(x[at]!);
    return sum;
  },
);

/** The index of the first entry of largest magnitude, −1 for none; with the signature of `@stdlib/blas/base/idamax`. */
export const idamax: WithNdarray<Measure, MeasureNdarray> = withNdarray<Measure, MeasureNdarray>(
  (N, x, strideX) => idamax.ndarray(N, x, strideX, firstOf(N, strideX)),
  (N, x, strideX, offsetX) => {
    if (N < 1) return -1;
    let [best, largest] = [0, Math.abs(x[offsetX]!)];
    for (let i = 1, at = offsetX + strideX; i < N; i++, at += strideX) {
      const size = Math.abs(x[at]!);
      if (size > largest) [best, largest] = [i, size];
    }
    return best;
  },
);
