import { at } from "../blas/at";
import { axpy } from "../blas/axpy";
import { swap } from "../blas/swap";
import { BUNCH_KAUFMAN, largest } from "./bunchKaufman";

/** The columns of L·D of one step: two of up to 32 f64. */
const X: usize = memory.data(256, 64);
const Y: usize = memory.data(256, 64);

/** ldlt() for n ≤ 32: each step updates all that is left, row by row; no panel to keep. */
export function ldltSmall(n: i32, a: usize, aRow: i32, pivots: usize): i32 {
  let status = 0;
  let k = 0;
  while (k < n) {
    const choice = choosePivot(n, a, aRow, k);
    const p = choice < 0 ? ~choice : choice;
    const last = choice < 0 ? k + 1 : k;
    if (p !== last) exchange(n, a, aRow, last, p);
    gather(n, a, aRow, k, X);
    if (last === k) {
      store<i32>(pivots + ((<usize>k) << 2), p);
      const pivot = load<f64>(at(a, aRow, k, k));
      if (!(abs<f64>(pivot) > 0) && status === 0) status = k + 1;
      if (pivot !== 0) eliminateOne(n, a, aRow, k, pivot);
    } else {
      store<i32>(pivots + ((<usize>k) << 2), ~k);
      store<i32>(pivots + ((<usize>(k + 1)) << 2), ~p);
      gather(n, a, aRow, k + 1, Y);
      eliminateTwo(n, a, aRow, k);
    }
    k = last + 1;
  }
  return status;
}

function gather(n: i32, a: usize, aRow: i32, k: i32, target: usize): void {
  let source = at(a, aRow, k, k);
  for (let i = k; i < n; i++) {
    store<f64>(target + ((<usize>i) << 3), load<f64>(source));
    source += (<usize>aRow) << 3;
  }
}

/** p for a 1×1 step with row p, ~p for a 2×2 step with rows k and p. */
function choosePivot(n: i32, a: usize, aRow: i32, k: i32): i32 {
  gather(n, a, aRow, k, X);
  const diagonal = abs<f64>(load<f64>(X + ((<usize>k) << 3)));
  const r = largest(n, X, k + 1);
  if (r >= n) return k;
  const size = abs<f64>(load<f64>(X + ((<usize>r) << 3)));
  if (!(diagonal < BUNCH_KAUFMAN * size)) return k;
  let rowSize: f64 = 0;
  for (let j = k; j < r; j++) rowSize = max<f64>(rowSize, abs<f64>(load<f64>(at(a, aRow, r, j))));
  for (let i = r + 1; i < n; i++)
    rowSize = max<f64>(rowSize, abs<f64>(load<f64>(at(a, aRow, i, r))));
  if (diagonal * rowSize >= BUNCH_KAUFMAN * size * size) return k;
  return abs<f64>(load<f64>(at(a, aRow, r, r))) >= BUNCH_KAUFMAN * rowSize ? r : ~r;
}

/** Exchanges rows and columns q < p of the symmetric matrix in the lower triangle, and of L to its left. */
function exchange(n: i32, a: usize, aRow: i32, q: i32, p: i32): void {
  swap(q, at(a, aRow, q, 0), 1, at(a, aRow, p, 0), 1);
  swap(1, at(a, aRow, q, q), 1, at(a, aRow, p, p), 1);
  swap(p - q - 1, at(a, aRow, q + 1, q), aRow, at(a, aRow, p, q + 1), 1);
  swap(n - p - 1, at(a, aRow, p + 1, q), aRow, at(a, aRow, p + 1, p), aRow);
}

function eliminateOne(n: i32, a: usize, aRow: i32, k: i32, pivot: f64): void {
  for (let i = k + 1; i < n; i++) {
    const factor = load<f64>(X + ((<usize>i) << 3)) / pivot;
    axpy(i - k, -factor, X + ((<usize>(k + 1)) << 3), 1, at(a, aRow, i, k + 1), 1);
    store<f64>(at(a, aRow, i, k), factor);
  }
}

function eliminateTwo(n: i32, a: usize, aRow: i32, k: i32): void {
  const off = load<f64>(X + ((<usize>(k + 1)) << 3));
  const e11 = load<f64>(Y + ((<usize>(k + 1)) << 3)) / off;
  const e22 = load<f64>(X + ((<usize>k) << 3)) / off;
  const scale = 1 / (e11 * e22 - 1) / off;
  const from = (<usize>(k + 2)) << 3;
  for (let i = k + 2; i < n; i++) {
    const x = load<f64>(X + ((<usize>i) << 3));
    const y = load<f64>(Y + ((<usize>i) << 3));
    const first = scale * (e11 * x - y);
    const second = scale * (e22 * y - x);
    const row = at(a, aRow, i, k + 2);
    axpy(i - k - 1, -first, X + from, 1, row, 1);
    axpy(i - k - 1, -second, Y + from, 1, row, 1);
    store<f64>(at(a, aRow, i, k), first);
    store<f64>(at(a, aRow, i, k + 1), second);
  }
  store<f64>(at(a, aRow, k, k + 1), off);
  store<f64>(at(a, aRow, k + 1, k), 0);
}
