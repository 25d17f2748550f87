import { at } from "../blas/at";
import { swap } from "../blas/swap";

/** (1 + √17) / 8: bounds the growth of a 1×1 and of a 2×2 step alike (Bunch & Kaufman 1977). */
const ALPHA: f64 = 0.6403882032022076;

/**
 * P·A·Pᵀ = L·D·Lᵀ (Bunch–Kaufman) in place in the lower triangle: unit L below the diagonal, D on it. The
 * off-diagonal entry of a 2×2 block of D at (k, k+1) is stored ABOVE the diagonal, with a zero at (k+1, k), so the
 * lower triangle is L itself; the rest of the upper triangle is neither read nor written.
 *
 * pivots: n i32. pivots[k] = p ≥ 0: 1×1 step, rows and columns k and p exchanged. A 2×2 step at k, k+1 writes ~k and
 * ~p: rows and columns k+1 and p exchanged. Exchanges are applied to the earlier columns of L too.
 * Returns 0, or 1 + the index of the first pivot block that is exactly zero or not a number.
 */
export function ldlt(n: i32, a: usize, aRow: i32, pivots: usize): i32 {
  let status = 0;
  let k = 0;
  while (k < n) {
    const choice = choosePivot(n, a, aRow, k);
    const size = choice < 0 ? 2 : 1;
    const p = choice < 0 ? ~choice : choice;
    const q = k + size - 1;
    if (p !== q) exchange(n, a, aRow, q, p);
    if (size === 1) {
      store<i32>(pivots + ((<usize>k) << 2), p);
      const pivot = load<f64>(at(a, aRow, k, k));
      if (pivot === 0 || isNaN<f64>(pivot)) {
        if (status === 0) status = k + 1;
      } else eliminateOne(n, a, aRow, k, pivot);
    } else {
      store<i32>(pivots + ((<usize>k) << 2), ~k);
      store<i32>(pivots + ((<usize>(k + 1)) << 2), ~p);
      eliminateTwo(n, a, aRow, k);
    }
    k += size;
  }
  return status;
}

/** p for a 1×1 step with row p, ~p for a 2×2 step with rows k and p. */
function choosePivot(n: i32, a: usize, aRow: i32, k: i32): i32 {
  const diagonal = abs<f64>(load<f64>(at(a, aRow, k, k)));
  let largest: f64 = 0;
  let r = k;
  for (let i = k + 1; i < n; i++) {
    const value = abs<f64>(load<f64>(at(a, aRow, i, k)));
    if (value > largest) {
      largest = value;
      r = i;
    }
  }
  if (!(diagonal < ALPHA * largest)) return k;
  let rowLargest: f64 = 0;
  for (let j = k; j < r; j++)
    rowLargest = max<f64>(rowLargest, abs<f64>(load<f64>(at(a, aRow, r, j))));
  for (let i = r + 1; i < n; i++)
    rowLargest = max<f64>(rowLargest, abs<f64>(load<f64>(at(a, aRow, i, r))));
  if (diagonal * rowLargest >= ALPHA * largest * largest) return k;
  if (abs<f64>(load<f64>(at(a, aRow, r, r))) >= ALPHA * rowLargest) return r;
  return ~r;
}

/** Exchanges rows and columns q < p of the symmetric matrix in the lower triangle, and of L to its left. */
function exchange(n: i32, a: usize, aRow: i32, q: i32, p: i32): void {
  swap(q, at(a, aRow, q, 0), 1, at(a, aRow, p, 0), 1);
  swap(1, at(a, aRow, q, q), 1, at(a, aRow, p, p), 1);
  swap(p - q - 1, at(a, aRow, q + 1, q), aRow, at(a, aRow, p, q + 1), 1);
  swap(n - p - 1, at(a, aRow, p + 1, q), aRow, at(a, aRow, p + 1, p), aRow);
}

/** One column of L and the rank-one update of the rest. */
function eliminateOne(n: i32, a: usize, aRow: i32, k: i32, pivot: f64): void {
  for (let i = k + 1; i < n; i++) {
    const factor = load<f64>(at(a, aRow, i, k)) / pivot;
    for (let j = k + 1; j <= i; j++) {
      const target = at(a, aRow, i, j);
      // Rows j < i already hold L, row i still holds L·d: the product is L·d·L.
      const other = j === i ? load<f64>(at(a, aRow, i, k)) : load<f64>(at(a, aRow, j, k)) * pivot;
      store<f64>(target, load<f64>(target) - factor * other);
    }
    store<f64>(at(a, aRow, i, k), factor);
  }
}

/** Two columns of L and the rank-two update of the rest. */
function eliminateTwo(n: i32, a: usize, aRow: i32, k: i32): void {
  const off = load<f64>(at(a, aRow, k + 1, k));
  const d11 = load<f64>(at(a, aRow, k, k));
  const d22 = load<f64>(at(a, aRow, k + 1, k + 1));
  // Divided by the off-diagonal entry, the largest of the block: no overflow (LAPACK dsytf2).
  const e11 = d22 / off;
  const e22 = d11 / off;
  const scale = 1 / (e11 * e22 - 1);
  for (let i = k + 2; i < n; i++) {
    const x = load<f64>(at(a, aRow, i, k)) / off;
    const y = load<f64>(at(a, aRow, i, k + 1)) / off;
    const l1 = scale * (e11 * x - y);
    const l2 = scale * (e22 * y - x);
    for (let j = k + 2; j < i; j++) {
      const m1 = load<f64>(at(a, aRow, j, k));
      const m2 = load<f64>(at(a, aRow, j, k + 1));
      const target = at(a, aRow, i, j);
      const change = l1 * (d11 * m1 + off * m2) + l2 * (off * m1 + d22 * m2);
      store<f64>(target, load<f64>(target) - change);
    }
    const target = at(a, aRow, i, i);
    const change = l1 * (x * off) + l2 * (y * off);
    store<f64>(target, load<f64>(target) - change);
    store<f64>(at(a, aRow, i, k), l1);
    store<f64>(at(a, aRow, i, k + 1), l2);
  }
  store<f64>(at(a, aRow, k, k + 1), off);
  store<f64>(at(a, aRow, k + 1, k), 0);
}
