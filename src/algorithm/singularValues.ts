/** M = U diag(s) Vᵀ of a rows × columns matrix, row-major; U and V have `columns` columns. */
export interface SingularValues {
  readonly u: Float64Array;
  readonly s: Float64Array;
  readonly v: Float64Array;
}

const SWEEPS = 60;

/**
 * Singular value decomposition by one-sided Jacobi rotations: columns of U are turned pairwise until
 * they are orthogonal. Accurate to rounding also for small singular values; O(columns² · rows) a
 * sweep, for matrices of a few hundred columns. @see Demmel & Veselić 1992
 */
export function singularValues(
  matrix: Float64Array,
  rows: number,
  columns: number,
): SingularValues {
  const u = matrix.slice();
  const v = new Float64Array(columns * columns);
  for (let j = 0; j < columns; j++) v[j * columns + j] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let turned = false;
    for (let p = 0; p < columns; p++)
      for (let q = p + 1; q < columns; q++)
        turned = orthogonalise(u, v, rows, columns, p, q) || turned;
    if (!turned) break;
  }
  const s = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    let squares = 0;
    for (let i = 0; i < rows; i++) squares += u[i * columns + j]! ** 2;
    s[j] = Math.sqrt(squares);
    for (let i = 0; i < rows; i++) u[i * columns + j]! /= s[j]! || 1;
  }
  return { u, s, v };
}

/** Turns columns p and q until their product vanishes; whether that was needed. */
function orthogonalise(
  u: Float64Array,
  v: Float64Array,
  rows: number,
  columns: number,
  p: number,
  q: number,
): boolean {
  let [a, b, c] = [0, 0, 0];
  for (let i = 0; i < rows; i++) {
    const [x, y] = [u[i * columns + p]!, u[i * columns + q]!];
    a += x * x;
    b += y * y;
    c += x * y;
  }
  if (Math.abs(c) <= 2 ** -52 * Math.sqrt(a * b)) return false;
  const zeta = (b - a) / (2 * c);
  const tangent = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  rotate(u, rows, columns, p, q, cosine, cosine * tangent);
  rotate(v, columns, columns, p, q, cosine, cosine * tangent);
  return true;
}

function rotate(
  m: Float64Array,
  rows: number,
  columns: number,
  p: number,
  q: number,
  cosine: number,
  sine: number,
): void {
  for (let i = 0; i < rows; i++) {
    const [x, y] = [m[i * columns + p]!, m[i * columns + q]!];
    m[i * columns + p] = cosine * x - sine * y;
    m[i * columns + q] = sine * x + cosine * y;
  }
}
