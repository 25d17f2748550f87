import { at } from "../blas/at";
import { DIRECT, TRIANGLE } from "../blas/blocking";
import { microKernel4x4 } from "../blas/gemm/microKernel4x4";
import { packedB } from "../blas/gemm/scratch";
import { tile, tileWidth } from "../blas/gemm/tile";
import { lowerSyrk } from "../blas/syrk";
import { panelOf } from "../blas/triangle/packTriangle";
import { solveOneTile } from "../blas/triangle/solve";
import { solveColumns4x4 } from "../blas/triangle/solveTile";
import { trsm } from "../blas/trsm";

/** The square on the diagonal while it is factored: 4×4. */
const SQUARE: usize = memory.data(128, 64);

/**
 * A = L·Lᵀ in place in the lower triangle; the strict upper triangle is neither read nor written.
 * Returns 0, or 1 + the row of the first pivot that is not positive (NaN included); A then holds a partial result.
 * The reciprocal of a pivot below 2⁻¹⁰²² is infinite: the row after it counts as bad.
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
    if (width === 4) {
      for (; i + 4 <= n; i += 4) {
        const solved = panelOf(packedB, n, i);
        const x = at(a, aRow, i, j);
        if (j > 0) microKernel4x4(j, solved, 32, panel, 32, -1, 1, x, aBytes);
        solveColumns4x4(square, x, aBytes, 1, solved + ((<usize>j) << 5));
      }
    }
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
  let source = a;
  let sourceBytes = aBytes;
  if (j > 0) {
    for (let r = 0; r < width; r++) {
      for (let s = 0; s <= r; s++) {
        store<f64>(at(SQUARE, 4, r, s), load<f64>(a + <usize>r * aBytes + ((<usize>s) << 3)));
      }
    }
    const step = (<usize>width) << 3;
    tile(width, width, j, panel, step, panel, step, -1, 1, SQUARE, 32);
    source = SQUARE;
    sourceBytes = 32;
  }
  return width === 4
    ? factorFour(source, sourceBytes, square, a, aBytes)
    : factorFew(width, source, sourceBytes, square, a, aBytes);
}

/** 4×4 in registers: the chain of pivots is what small matrices wait for. */
function factorFour(
  source: usize,
  sourceBytes: usize,
  square: usize,
  a: usize,
  aBytes: usize,
): i32 {
  const s1 = source + sourceBytes;
  const s2 = s1 + sourceBytes;
  const s3 = s2 + sourceBytes;
  const a1 = a + aBytes;
  const a2 = a1 + aBytes;
  const a3 = a2 + aBytes;
  // Pivots first, as in L·D·Lᵀ: the next one waits for a division, not for a root and a division.
  const p0 = load<f64>(source);
  if (!(p0 > 0)) return 1;
  const c10 = load<f64>(s1);
  const c20 = load<f64>(s2);
  const c30 = load<f64>(s3);
  const q0 = 1 / p0;
  const t10 = c10 * q0;
  const p1 = load<f64>(s1, 8) - c10 * t10;
  if (!(p1 > 0)) return 2;
  const t20 = c20 * q0;
  const c21 = load<f64>(s2, 8) - c20 * t10;
  const c31 = load<f64>(s3, 8) - c30 * t10;
  const q1 = 1 / p1;
  const t21 = c21 * q1;
  const p2 = load<f64>(s2, 16) - c20 * t20 - c21 * t21;
  if (!(p2 > 0)) return 3;
  const c32 = load<f64>(s3, 16) - c30 * t20 - c31 * t21;
  const p3 = load<f64>(s3, 24) - c30 * (c30 * q0) - c31 * (c31 * q1) - c32 * (c32 / p2);
  if (!(p3 > 0)) return 4;
  const l00 = sqrt<f64>(p0);
  const l11 = sqrt<f64>(p1);
  const l22 = sqrt<f64>(p2);
  const l33 = sqrt<f64>(p3);
  const i0 = 1 / l00;
  const i1 = 1 / l11;
  const i2 = 1 / l22;
  const l10 = c10 * i0;
  const l20 = c20 * i0;
  const l30 = c30 * i0;
  const l21 = c21 * i1;
  const l31 = c31 * i1;
  const l32 = c32 * i2;
  store<f64>(a, l00);
  store<f64>(a1, l10);
  store<f64>(a1, l11, 8);
  store<f64>(a2, l20);
  store<f64>(a2, l21, 8);
  store<f64>(a2, l22, 16);
  store<f64>(a3, l30);
  store<f64>(a3, l31, 8);
  store<f64>(a3, l32, 16);
  store<f64>(a3, l33, 24);
  store<f64>(square, i0);
  store<f64>(square, l10, 8);
  store<f64>(square, l20, 16);
  store<f64>(square, l30, 24);
  store<f64>(square, i1, 40);
  store<f64>(square, l21, 48);
  store<f64>(square, l31, 56);
  store<f64>(square, i2, 80);
  store<f64>(square, l32, 88);
  store<f64>(square, 1 / l33, 120);
  return 0;
}

/** 1×1 or 2×2, the last of a matrix. */
function factorFew(
  width: i32,
  source: usize,
  sourceBytes: usize,
  square: usize,
  a: usize,
  aBytes: usize,
): i32 {
  const first = load<f64>(source);
  if (!(first > 0)) return 1;
  const root = sqrt<f64>(first);
  const inverse = 1 / root;
  store<f64>(a, root);
  store<f64>(square, inverse);
  if (width === 1) return 0;
  const factor = load<f64>(source + sourceBytes) * inverse;
  const second = load<f64>(source + sourceBytes, 8) - factor * factor;
  if (!(second > 0)) return 2;
  const last = sqrt<f64>(second);
  store<f64>(a + aBytes, factor);
  store<f64>(a + aBytes, last, 8);
  store<f64>(square, factor, 8);
  store<f64>(square, 1 / last, 24);
  return 0;
}
