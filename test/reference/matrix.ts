/** Aᵀ of a rows×columns matrix. */
export function transpose(a: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from(
    { length: rows * columns },
    (_, at) => a[(at % rows) * columns + Math.floor(at / rows)]!,
  );
}

/** A·B, A m×k, B k×n: the definition. */
export function product(
  a: Float64Array,
  b: Float64Array,
  m: number,
  n: number,
  k: number,
): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum += a[i * k + p]! * b[p * n + j]!;
      c[i * n + j] = sum;
    }
  return c;
}

/** |A| entry by entry. */
export const magnitude = (a: Float64Array): Float64Array => a.map(Math.abs);

/** The lower or upper triangle, zeros elsewhere; ones on the diagonal when unit. */
export function triangle(a: Float64Array, n: number, upper: boolean, unit: boolean): Float64Array {
  return a.map((value, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    if (i === j) return unit ? 1 : value;
    return j > i === upper ? value : 0;
  });
}

/** The symmetric matrix whose lower triangle is that of a. */
export function symmetric(a: Float64Array, n: number): Float64Array {
  return a.map((value, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return j > i ? a[j * n + i]! : value;
  });
}

/** Largest row sum of |A|. */
export function normInfinity(a: Float64Array, rows: number, columns: number): number {
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    const sum = a.subarray(i * columns, (i + 1) * columns).reduce((s, x) => s + Math.abs(x), 0);
    largest = Math.max(largest, sum);
  }
  return largest;
}

/** The growth of n rounding errors (Higham): n·u / (1 − n·u). */
export const gamma = (n: number): number => (n * 2 ** -53) / (1 - n * 2 ** -53);
