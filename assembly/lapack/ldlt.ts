import { at } from "../blas/at";
import { gemvT } from "../blas/gemv";
import { lowerProduct } from "../blas/lowerProduct";
import { swap } from "../blas/swap";
import { BUNCH_KAUFMAN, largest } from "./bunchKaufman";
import { ldltSmall } from "./ldltSmall";

/** Columns of a panel, more from some order on; and the largest order that needs no panel. */
const WIDTH: i32 = 32;
const WIDE: i32 = 64;
const WIDE_FROM: i32 = 256;
const SMALL: i32 = 12;

/** Room for the columns of L and of W = L·D of a panel: fewer columns for very large matrices. */
const ROOM: i32 = 67584;
const L: usize = memory.data(540672, 64);
const W: usize = memory.data(540672, 64);

/**
 * P·A·Pᵀ = L·D·Lᵀ (Bunch–Kaufman) in place in the lower triangle: unit L below the diagonal, D on it. The off-diagonal
 * entry of a 2×2 block of D at (k, k+1) is stored ABOVE the diagonal, with a zero at (k+1, k), so the lower triangle is
 * L itself; the rest of the upper triangle is neither read nor written.
 *
 * pivots: n i32. pivots[k] = p ≥ 0: 1×1 step, rows and columns k and p exchanged. A 2×2 step at k, k+1 writes ~k and
 * ~p: rows and columns k+1 and p exchanged. Exchanges are applied to the earlier columns of L too.
 * Returns 0, or 1 + the index of the first pivot block that is exactly zero or not a number.
 *
 * Panels as in LAPACK dlasyf: a column is brought up to date when it is looked at, the rest after the panel. The columns
 * of a panel live outside A, where each is contiguous, and go back row by row.
 */
export function ldlt(n: i32, a: usize, aRow: i32, pivots: usize): i32 {
  if (n <= SMALL) return ldltSmall(n, a, aRow, pivots);
  const width = n < WIDE_FROM ? WIDTH : max<i32>(2, min<i32>(WIDE, ROOM / stride(n)));
  let status = 0;
  let start = 0;
  while (start < n) {
    // A 2×2 step may begin in the last column of a panel only at the end of the matrix.
    const end = n - start <= width ? n : start + width - 1;
    let k = start;
    while (k < end) {
      const choice = choosePivot(n, a, aRow, start, k);
      const p = choice < 0 ? ~choice : choice;
      const last = choice < 0 ? k + 1 : k;
      if (p !== last) exchange(n, a, aRow, start, k, last, p);
      if (last === k) {
        store<i32>(pivots + ((<usize>k) << 2), p);
        const bad = divideOne(n, a, aRow, start, k);
        if (bad && status === 0) status = k + 1;
      } else {
        store<i32>(pivots + ((<usize>k) << 2), ~k);
        store<i32>(pivots + ((<usize>(k + 1)) << 2), ~p);
        divideTwo(n, a, aRow, start, k);
      }
      k = last + 1;
    }
    putBack(n, a, aRow, start, k);
    const rest = n - k;
    if (rest > 0) {
      lowerProduct(
        rest,
        k - start,
        -1,
        at(a, aRow, k, start),
        aRow,
        column(W, n, 0) + ((<usize>k) << 3),
        stride(n),
        at(a, aRow, k, k),
        aRow,
      );
    }
    start = k;
  }
  return status;
}

/** Elements from one column of a panel to the next: no power of two, which would share one set of the cache. */
function stride(n: i32): i32 {
  return n + 8;
}

/** Column j of L or W of the panel, indexed by the rows of A. */
function column(panel: usize, n: i32, j: i32): usize {
  return panel + ((<usize>(j * stride(n))) << 3);
}

function get(x: usize, i: i32): f64 {
  return load<f64>(x + ((<usize>i) << 3));
}

/** w[k … n−1] ← column c ≥ k of A, brought up to date with the panel so far. */
function bringUpToDate(n: i32, a: usize, aRow: i32, start: i32, k: i32, c: i32, w: usize): void {
  const done = k - start;
  for (let j = k; j < c; j++) store<f64>(w + ((<usize>j) << 3), load<f64>(at(a, aRow, c, j)));
  let source = at(a, aRow, c, c);
  const end = w + ((<usize>n) << 3);
  for (let to = w + ((<usize>c) << 3); to < end; to += 8) {
    store<f64>(to, load<f64>(source));
    source += (<usize>aRow) << 3;
  }
  if (done === 0) return;
  // Row c of L times the columns of W: L·D·Lᵀ is symmetric.
  const columns = column(W, n, 0) + ((<usize>k) << 3);
  const row = column(L, n, 0) + ((<usize>c) << 3);
  gemvT(done, n - k, -1, columns, stride(n), row, stride(n), 1, w + ((<usize>k) << 3), 1);
}

/** p for a 1×1 step with row p, ~p for a 2×2 step with rows k and p. The columns chosen are up to date in W. */
function choosePivot(n: i32, a: usize, aRow: i32, start: i32, k: i32): i32 {
  const w = column(W, n, k - start);
  bringUpToDate(n, a, aRow, start, k, k, w);
  if (k === n - 1) return k;
  const diagonal = abs<f64>(get(w, k));
  const r = largest(n, w, k + 1);
  const size = abs<f64>(get(w, r));
  if (!(diagonal < BUNCH_KAUFMAN * size)) return k;
  const next = column(W, n, k - start + 1);
  bringUpToDate(n, a, aRow, start, k, r, next);
  let rowSize: f64 = 0;
  for (let i = k; i < n; i++) {
    if (i !== r) rowSize = max<f64>(rowSize, abs<f64>(get(next, i)));
  }
  if (diagonal * rowSize >= BUNCH_KAUFMAN * size * size) return k;
  if (!(abs<f64>(get(next, r)) >= BUNCH_KAUFMAN * rowSize)) return ~r;
  memory.copy(w + ((<usize>k) << 3), next + ((<usize>k) << 3), (<usize>(n - k)) << 3);
  return r;
}

/** Row and column `last` of the rest of A trade places with p > last; rows of L and of W along with them. */
function exchange(n: i32, a: usize, aRow: i32, start: i32, k: i32, last: i32, p: i32): void {
  // Column `last` moves to p; column p is in W already and will be written to `last` as L.
  store<f64>(at(a, aRow, p, p), load<f64>(at(a, aRow, last, last)));
  for (let i = last + 1; i < p; i++) store<f64>(at(a, aRow, p, i), load<f64>(at(a, aRow, i, last)));
  for (let i = p + 1; i < n; i++) store<f64>(at(a, aRow, i, p), load<f64>(at(a, aRow, i, last)));
  swap(start, at(a, aRow, last, 0), 1, at(a, aRow, p, 0), 1);
  const step = stride(n);
  swap(k - start, L + ((<usize>last) << 3), step, L + ((<usize>p) << 3), step);
  swap(last - start + 1, W + ((<usize>last) << 3), step, W + ((<usize>p) << 3), step);
}

/** Column k of L and D from W; 1 when the pivot is zero or NaN. */
function divideOne(n: i32, a: usize, aRow: i32, start: i32, k: i32): i32 {
  const w = column(W, n, k - start);
  const l = column(L, n, k - start);
  const pivot = get(w, k);
  store<f64>(at(a, aRow, k, k), pivot);
  // A zero pivot was chosen because its column is zero: L keeps the zeros.
  const inverse = pivot === 0 ? 1 : 1 / pivot;
  const tiny = abs<f64>(inverse) === Infinity;
  for (let i = k + 1; i < n; i++) {
    store<f64>(l + ((<usize>i) << 3), tiny ? get(w, i) / pivot : get(w, i) * inverse);
  }
  return abs<f64>(pivot) > 0 ? 0 : 1;
}

/** Columns k and k + 1 of L and D from W. */
function divideTwo(n: i32, a: usize, aRow: i32, start: i32, k: i32): void {
  const x = column(W, n, k - start);
  const y = column(W, n, k - start + 1);
  const l = column(L, n, k - start);
  const m = column(L, n, k - start + 1);
  const off = get(x, k + 1);
  // Divided by the off-diagonal entry, the largest of the block: no overflow (LAPACK dlasyf).
  const e11 = get(y, k + 1) / off;
  const e22 = get(x, k) / off;
  const scale = 1 / (e11 * e22 - 1) / off;
  for (let i = k + 2; i < n; i++) {
    store<f64>(l + ((<usize>i) << 3), scale * (e11 * get(x, i) - get(y, i)));
    store<f64>(m + ((<usize>i) << 3), scale * (e22 * get(y, i) - get(x, i)));
  }
  store<f64>(l + ((<usize>(k + 1)) << 3), 0);
  store<f64>(at(a, aRow, k, k), get(x, k));
  store<f64>(at(a, aRow, k, k + 1), off);
  store<f64>(at(a, aRow, k + 1, k + 1), get(y, k + 1));
}

/** Columns start … end − 1 of L to A, below the diagonal. */
function putBack(n: i32, a: usize, aRow: i32, start: i32, end: i32): void {
  const bytes = (<usize>stride(n)) << 3;
  for (let i = start + 1; i < n; i++) {
    const count = min<i32>(i, end) - start;
    let from = L + ((<usize>i) << 3);
    let to = at(a, aRow, i, start);
    for (const last = to + ((<usize>(count & ~1)) << 3); to < last; to += 16) {
      v128.store(to, v128.load64_lane(from + bytes, v128.load64_zero(from), 1));
      from += 2 * bytes;
    }
    if (count & 1) store<f64>(to, load<f64>(from));
  }
}
