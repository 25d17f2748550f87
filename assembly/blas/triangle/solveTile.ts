import { nmadd } from "../gemm/madd";

// Substitution with the square of a packed panel (packTriangle) inside one tile of the right-hand side.

/** Rows of the tile are lines of the triangle: X ← L⁻¹·X, 4×4, rows `rowBytes` apart (of either sign). */
export function solveRows4x4(square: usize, x: usize, rowBytes: usize): void {
  const x1 = x + rowBytes;
  const x2 = x1 + rowBytes;
  const x3 = x2 + rowBytes;
  let pivot = v128.load64_splat(square);
  const a0 = f64x2.mul(v128.load(x), pivot);
  const b0 = f64x2.mul(v128.load(x, 16), pivot);
  v128.store(x, a0);
  v128.store(x, b0, 16);
  let factor = v128.load64_splat(square + 8);
  pivot = v128.load64_splat(square + 40);
  const a1 = f64x2.mul(nmadd(factor, a0, v128.load(x1)), pivot);
  const b1 = f64x2.mul(nmadd(factor, b0, v128.load(x1, 16)), pivot);
  v128.store(x1, a1);
  v128.store(x1, b1, 16);
  factor = v128.load64_splat(square + 16);
  let next = v128.load64_splat(square + 48);
  pivot = v128.load64_splat(square + 80);
  const a2 = f64x2.mul(nmadd(next, a1, nmadd(factor, a0, v128.load(x2))), pivot);
  const b2 = f64x2.mul(nmadd(next, b1, nmadd(factor, b0, v128.load(x2, 16))), pivot);
  v128.store(x2, a2);
  v128.store(x2, b2, 16);
  factor = v128.load64_splat(square + 24);
  next = v128.load64_splat(square + 56);
  const last = v128.load64_splat(square + 88);
  pivot = v128.load64_splat(square + 120);
  const a3 = nmadd(last, a2, nmadd(next, a1, nmadd(factor, a0, v128.load(x3))));
  const b3 = nmadd(last, b2, nmadd(next, b1, nmadd(factor, b0, v128.load(x3, 16))));
  v128.store(x3, f64x2.mul(a3, pivot));
  v128.store(x3, f64x2.mul(b3, pivot), 16);
}

/**
 * Columns of the tile are lines of the triangle: X ← X·L⁻ᵀ, 4×4. The result is also written to `packed`, column by
 * column, as the next four steps of a packed panel of rows. `forward` = 0: the lines run from the last column to the
 * first.
 */
export function solveColumns4x4(
  square: usize,
  x: usize,
  rowBytes: usize,
  forward: i32,
  packed: usize,
): void {
  halfColumns(square, x, rowBytes, forward, packed);
  halfColumns(square, x + 2 * rowBytes, rowBytes, forward, packed + 16);
}

/** Two rows of solveColumns4x4. */
function halfColumns(square: usize, x: usize, rowBytes: usize, forward: i32, packed: usize): void {
  const y = x + rowBytes;
  const left = forward ? 0 : 16;
  const right = 16 - left;
  let r0 = v128.load(x + left);
  let r1 = v128.load(y + left);
  let c0 = v128.shuffle<f64>(r0, r1, 0, 2);
  let c1 = v128.shuffle<f64>(r0, r1, 1, 3);
  r0 = v128.load(x + right);
  r1 = v128.load(y + right);
  let c2 = v128.shuffle<f64>(r0, r1, 0, 2);
  let c3 = v128.shuffle<f64>(r0, r1, 1, 3);
  if (!forward) {
    r0 = c0;
    c0 = c1;
    c1 = r0;
    r0 = c2;
    c2 = c3;
    c3 = r0;
  }
  c0 = f64x2.mul(c0, v128.load64_splat(square));
  c1 = nmadd(v128.load64_splat(square + 8), c0, c1);
  c1 = f64x2.mul(c1, v128.load64_splat(square + 40));
  c2 = nmadd(v128.load64_splat(square + 16), c0, c2);
  c2 = nmadd(v128.load64_splat(square + 48), c1, c2);
  c2 = f64x2.mul(c2, v128.load64_splat(square + 80));
  c3 = nmadd(v128.load64_splat(square + 24), c0, c3);
  c3 = nmadd(v128.load64_splat(square + 56), c1, c3);
  c3 = nmadd(v128.load64_splat(square + 88), c2, c3);
  c3 = f64x2.mul(c3, v128.load64_splat(square + 120));
  v128.store(packed, c0);
  v128.store(packed, c1, 32);
  v128.store(packed, c2, 64);
  v128.store(packed, c3, 96);
  if (!forward) {
    r0 = c0;
    c0 = c1;
    c1 = r0;
    r0 = c2;
    c2 = c3;
    c3 = r0;
  }
  v128.store(x + left, v128.shuffle<f64>(c0, c1, 0, 2));
  v128.store(y + left, v128.shuffle<f64>(c0, c1, 1, 3));
  v128.store(x + right, v128.shuffle<f64>(c2, c3, 0, 2));
  v128.store(y + right, v128.shuffle<f64>(c2, c3, 1, 3));
}

/**
 * Any tile at the edges: `lines` unknowns `lineBytes` apart for each of `count` right-hand sides `sideBytes` apart.
 * packed ≠ 0: the results, line by line.
 */
export function solveTile(
  square: usize,
  lines: i32,
  x: usize,
  lineBytes: usize,
  count: i32,
  sideBytes: usize,
  packed: usize,
): void {
  for (let j = 0; j < count; j++) {
    for (let r = 0; r < lines; r++) {
      let value = load<f64>(x + <usize>r * lineBytes);
      for (let s = 0; s < r; s++) {
        const factor = load<f64>(square + ((<usize>(s * lines + r)) << 3));
        value -= factor * load<f64>(x + <usize>s * lineBytes);
      }
      value *= load<f64>(square + ((<usize>(r * lines + r)) << 3));
      store<f64>(x + <usize>r * lineBytes, value);
      if (packed) store<f64>(packed + ((<usize>(r * count + j)) << 3), value);
    }
    x += sideBytes;
  }
}
