import { at } from "../blas/at";
import { axpy } from "../blas/axpy";
import { gemm } from "../blas/gemm/gemm";
import { swap } from "../blas/swap";
import { trsm } from "../blas/trsm";
import { trailingFour } from "./trailingFour";

/** Columns factored one by one; wider blocks are halved (Toledo 1997). */
const NARROW: i32 = 4;

/** Smallest number with a finite reciprocal. */
const SAFE: f64 = 2.2250738585072014e-308;

/**
 * P·A = L·U in place (unit L below the diagonal, U on and above), partial pivoting.
 * pivots: n i32; step j exchanged rows j and pivots[j]. Returns 0, or 1 + the first exactly zero or NaN pivot;
 * the factorization is completed around zero pivots, so U shows them.
 */
export function lu(n: i32, a: usize, aRow: i32, pivots: usize): i32 {
  return n > 0 ? columns(n, n, a, aRow, pivots) : 0;
}

/** B ← op(A)⁻¹·B from lu(); trans = 1 solves with Aᵀ. B n×nrhs. */
export function luSolve(
  trans: i32,
  n: i32,
  nrhs: i32,
  a: usize,
  aRow: i32,
  pivots: usize,
  b: usize,
  bRow: i32,
): void {
  if (!trans) {
    exchangeRows(n, nrhs, pivots, b, bRow);
    trsm(0, 0, 0, 1, n, nrhs, 1, a, aRow, b, bRow);
    trsm(0, 1, 0, 0, n, nrhs, 1, a, aRow, b, bRow);
    return;
  }
  trsm(0, 1, 1, 0, n, nrhs, 1, a, aRow, b, bRow);
  trsm(0, 0, 1, 1, n, nrhs, 1, a, aRow, b, bRow);
  for (let i = n - 1; i >= 0; i--) {
    const p = load<i32>(pivots + ((<usize>i) << 2));
    if (p !== i) swap(nrhs, at(b, bRow, i, 0), 1, at(b, bRow, p, 0), 1);
  }
}

/** Applies exchanges 0 … n − 1 to the rows of B, in order. */
function exchangeRows(n: i32, width: i32, pivots: usize, b: usize, bRow: i32): void {
  for (let i = 0; i < n; i++) {
    const p = load<i32>(pivots + ((<usize>i) << 2));
    if (p !== i) swap(width, at(b, bRow, i, 0), 1, at(b, bRow, p, 0), 1);
  }
}

/** The first n columns of m ≥ n rows; pivots count from the first row. */
function columns(m: i32, n: i32, a: usize, aRow: i32, pivots: usize): i32 {
  if (n <= NARROW) return narrow(m, n, a, aRow, pivots);
  const half = ((n >> 1) + 3) & ~3;
  const rest = n - half;
  const right = at(a, aRow, 0, half);
  const corner = at(a, aRow, half, half);
  const below = at(a, aRow, half, 0);
  const first = columns(m, half, a, aRow, pivots);
  exchangeRows(half, rest, pivots, right, aRow);
  if (half === 4 && rest === 4) trailingFour(m, a, right, (<usize>aRow) << 3);
  else {
    if (half <= NARROW) unitForward(half, rest, a, aRow, right);
    else trsm(0, 0, 0, 1, half, rest, 1, a, aRow, right, aRow);
    gemm(0, 0, m - half, rest, half, -1, below, aRow, right, aRow, 1, corner, aRow);
  }
  const later = pivots + ((<usize>half) << 2);
  const second = columns(m - half, rest, corner, aRow, later);
  exchangeRows(rest, half, later, below, aRow);
  for (let i = 0; i < rest; i++) {
    const pivot = later + ((<usize>i) << 2);
    store<i32>(pivot, load<i32>(pivot) + half);
  }
  return first ? first : second ? half + second : 0;
}

/** B ← L⁻¹·B for a unit L of few rows, inside the same matrix: row by row. */
function unitForward(m: i32, n: i32, l: usize, row: i32, b: usize): void {
  for (let i = 1; i < m; i++) {
    for (let p = 0; p < i; p++)
      axpy(n, -load<f64>(at(l, row, i, p)), at(b, row, p, 0), 1, at(b, row, i, 0), 1);
  }
}

/** At most NARROW columns: each pass eliminates one and finds the pivot of the next. */
function narrow(m: i32, n: i32, a: usize, aRow: i32, pivots: usize): i32 {
  let status = 0;
  let p = largest(m, a, aRow);
  for (let j = 0; j < n; j++) {
    store<i32>(pivots + ((<usize>j) << 2), p);
    if (p !== j) swap(n, at(a, aRow, j, 0), 1, at(a, aRow, p, 0), 1);
    const pivot = load<f64>(at(a, aRow, j, j));
    if (!(abs<f64>(pivot) > 0)) {
      if (status === 0) status = j + 1;
      if (pivot === 0) {
        p = j + 1 + largest(m - j - 1, at(a, aRow, j + 1, j + 1), aRow);
        continue;
      }
    }
    p = eliminate(m, n - j - 1, j, pivot, a, aRow);
  }
  return status;
}

/** Row of the entry of largest modulus in a column; the first NaN wins. */
function largest(m: i32, a: usize, aRow: i32): i32 {
  let best = 0;
  let size: f64 = -1;
  for (let i = 0; i < m; i++) {
    const value = abs<f64>(load<f64>(a + ((<usize>(i * aRow)) << 3)));
    if (!(value <= size)) {
      best = i;
      if (isNaN<f64>(value)) return i;
      size = value;
    }
  }
  return best;
}

/** Column j of L and its update of the `width` ≤ 3 columns to the right; returns the pivot row of column j + 1. */
function eliminate(m: i32, width: i32, j: i32, pivot: f64, a: usize, aRow: i32): i32 {
  const aBytes = (<usize>aRow) << 3;
  const top = at(a, aRow, j, j);
  const tiny = abs<f64>(pivot) < SAFE;
  const inverse = 1 / pivot;
  const u1 = width > 0 ? load<f64>(top, 8) : 0;
  const u2 = width > 1 ? load<f64>(top, 16) : 0;
  const u3 = width > 2 ? load<f64>(top, 24) : 0;
  let best = j + 1;
  let size: f64 = -1;
  let row = top;
  for (let i = j + 1; i < m; i++) {
    row += aBytes;
    const factor = tiny ? load<f64>(row) / pivot : load<f64>(row) * inverse;
    store<f64>(row, factor);
    if (width === 0) continue;
    const next = load<f64>(row, 8) - factor * u1;
    store<f64>(row, next, 8);
    if (width > 1) store<f64>(row, load<f64>(row, 16) - factor * u2, 16);
    if (width > 2) store<f64>(row, load<f64>(row, 24) - factor * u3, 24);
    const value = abs<f64>(next);
    if (!(value <= size)) {
      best = i;
      // After a NaN nothing is larger.
      size = isNaN<f64>(value) ? Infinity : value;
    }
  }
  return best;
}
