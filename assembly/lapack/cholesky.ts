import { at } from "../blas/at";
import { DIRECT, TRIANGLE } from "../blas/blocking";
import { packedB } from "../blas/gemm/scratch";
import { tile, tileWidth } from "../blas/gemm/tile";
import { lowerSyrk } from "../blas/syrk";
import { panelOf } from "../blas/triangle/packTriangle";
import { solveOneTile } from "../blas/triangle/solve";
import { trsm } from "../blas/trsm";

/** The square on the diagonal while it is factored: 4×4. */
const SQUARE: usize = memory.data(128, 64);

/**
 * A = L·Lᵀ in place in the lower triangle; the strict upper triangle is neither read nor written.
 * Returns 0, or 1 + the row of the first pivot that is not positive (NaN included); A then holds a partial result.
 *
 * Up to DIRECT rows: left-looking by tiles, L kept packed beside A so that every tile is one product and one small
 * substitution. Beyond: blocks of TRIANGLE columns, the rest updated by syrk.
 */
export function cholesky(n: i32, a: usize, aRow: i32): i32 {
  if (n <= DIRECT) return direct(n, a, aRow);
  for (let k = 0; k < n; k += TRIANGLE) {
    const size = min<i32>(TRIANGLE, n - k);
    const diagonal = at(a, aRow, k, k);
    const status = direct(size, diagonal, aRow);
    if (status) return k + status;
    const rest = n - k - size;
    if (rest === 0) break;
    const below = at(a, aRow, k + size, k);
    trsm(1, 0, 1, 0, rest, size, 1, diagonal, aRow, below, aRow);
    lowerSyrk(0, rest, size, -1, below, aRow, 0, 1, at(a, aRow, k + size, k + size), aRow);
  }
  return 0;
}

/** B ← (L·Lᵀ)⁻¹·B, B n×nrhs. */
export function choleskySolve(n: i32, nrhs: i32, l: usize, lRow: i32, b: usize, bRow: i32): void {
  trsm(0, 0, 0, 0, n, nrhs, 1, l, lRow, b, bRow);
  trsm(0, 0, 1, 0, n, nrhs, 1, l, lRow, b, bRow);
}

function direct(n: i32, a: usize, aRow: i32): i32 {
  const aBytes = (<usize>aRow) << 3;
  let j = 0;
  while (j < n) {
    const width = tileWidth(n - j);
    const panel = panelOf(packedB, n, j);
    const square = panel + ((<usize>(j * width)) << 3);
    const status = factorSquare(j, width, panel, square, at(a, aRow, j, j), aBytes);
    if (status) return j + status;
    let i = j + width;
    while (i < n) {
      const rows = tileWidth(n - i);
      const solved = panelOf(packedB, n, i);
      solveOneTile(
        rows,
        width,
        j,
        solved,
        (<usize>rows) << 3,
        panel,
        square,
        at(a, aRow, i, j),
        aBytes,
        1,
      );
      i += rows;
    }
    j += width;
  }
  return 0;
}

/** The square at depth j: its part of L goes to A and, with reciprocal pivots, to the packed triangle. */
function factorSquare(
  j: i32,
  width: i32,
  panel: usize,
  square: usize,
  a: usize,
  aBytes: usize,
): i32 {
  for (let r = 0; r < width; r++) {
    for (let s = 0; s <= r; s++) {
      store<f64>(at(SQUARE, 4, r, s), load<f64>(a + <usize>r * aBytes + ((<usize>s) << 3)));
    }
  }
  const step = (<usize>width) << 3;
  if (j > 0) tile(width, width, j, panel, step, panel, step, -1, 1, SQUARE, 32);
  for (let s = 0; s < width; s++) {
    const pivot = load<f64>(at(SQUARE, 4, s, s));
    if (!(pivot > 0)) return s + 1;
    const root = sqrt<f64>(pivot);
    const inverse = 1 / root;
    store<f64>(a + <usize>s * aBytes + ((<usize>s) << 3), root);
    store<f64>(at(square, width, s, s), inverse);
    for (let r = s + 1; r < width; r++) {
      const value = load<f64>(at(SQUARE, 4, r, s)) * inverse;
      store<f64>(a + <usize>r * aBytes + ((<usize>s) << 3), value);
      store<f64>(at(square, width, s, r), value);
      for (let t = s + 1; t <= r; t++) {
        const target = at(SQUARE, 4, r, t);
        store<f64>(target, load<f64>(target) - value * load<f64>(at(square, width, s, t)));
      }
    }
  }
  return 0;
}
