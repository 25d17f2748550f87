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
    if (strideX === 1 && strideY === 1) return contiguous(N, x, offsetX, y, offsetY);
    let sum = 0;
    for (let i = 0, a = offsetX, b = offsetY; i < N; i++, a += strideX, b += strideY)
      sum += x[a]! * y[b]!;
    return sum;
  },
);

/** Eight products to one addition that waits for the one before it: what does not make up eight comes first. */
function contiguous(N: number, x: Float64Array, first: number, y: Float64Array, other: number) {
  let sum = 0;
  let [a, b] = [first, other];
  const end = first + N;
  for (const rest = first + (N % 8); a < rest; a++, b++) sum += x[a]! * y[b]!;
  for (; a < end; a += 8, b += 8)
    sum +=
      x[a]! * y[b]! +
      x[a + 1]! * y[b + 1]! +
      x[a + 2]! * y[b + 2]! +
      x[a + 3]! * y[b + 3]! +
      (x[a + 4]! * y[b + 4]! +
        x[a + 5]! * y[b + 5]! +
        x[a + 6]! * y[b + 6]! +
        x[a + 7]! * y[b + 7]!);
  return sum;
}

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

/** A sum of squares between these lost nothing that matters to underflow, and nothing to overflow. */
const SAFE_LOW = 1e-280;
const SAFE_HIGH = 1e300;

type Measure = (N: number, x: Float64Array, strideX: number) => number;
type MeasureNdarray = (N: number, x: Float64Array, strideX: number, offsetX: number) => number;

/** √(Σ xᵢ²) without overflow, with the signature of `@stdlib/blas/base/dnrm2`. */
export const dnrm2: WithNdarray<Measure, MeasureNdarray> = withNdarray<Measure, MeasureNdarray>(
  (N, x, strideX) => dnrm2.ndarray(N, x, strideX, firstOf(N, strideX)),
  (N, x, strideX, offsetX) => {
    if (N <= 0) return 0;
    const sum = ddot.ndarray(N, x, strideX, offsetX, x, strideX, offsetX);
    if (sum > SAFE_LOW && sum < SAFE_HIGH) return Math.sqrt(sum);
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
