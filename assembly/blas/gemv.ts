import { axpy } from "./axpy";
import { dot } from "./dot";
import { madd } from "./gemm/madd";
import { scaleOrZero } from "./scaleOrZero";

/**
 * y ← alpha·A·x + beta·y, A m×n row-major. y must not overlap A or x; beta = 0: y is not read. With x contiguous, rows
 * are taken four at a time and each sum runs in two interleaved parts.
 */
export function gemv(
  m: i32,
  n: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  x: usize,
  xStep: i32,
  beta: f64,
  y: usize,
  yStep: i32,
): void {
  const aBytes = (<usize>aRow) << 3;
  const yBytes = (<usize>yStep) << 3;
  let i = 0;
  if (xStep === 1) {
    for (; i + 4 <= m; i += 4) {
      fourRows(n, alpha, a, aBytes, x, beta, y, yBytes);
      a += 4 * aBytes;
      y += 4 * yBytes;
    }
  }
  for (; i < m; i++) {
    put(alpha * dot(n, a, 1, x, xStep), beta, y);
    a += aBytes;
    y += yBytes;
  }
}

/** y ← alpha·Aᵀ·x + beta·y, A m×n row-major, x of length m, y of length n. Rows of A are added in order. */
export function gemvT(
  m: i32,
  n: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  x: usize,
  xStep: i32,
  beta: f64,
  y: usize,
  yStep: i32,
): void {
  const aBytes = (<usize>aRow) << 3;
  const xBytes = (<usize>xStep) << 3;
  scaleOrZero(n, beta, y, yStep);
  let i = 0;
  if (yStep === 1) {
    for (; i + 4 <= m; i += 4) {
      addFourRows(n, alpha, a, aBytes, x, xBytes, y);
      a += 4 * aBytes;
      x += 4 * xBytes;
    }
  }
  for (; i < m; i++) {
    axpy(n, alpha * load<f64>(x), a, 1, y, yStep);
    a += aBytes;
    x += xBytes;
  }
}

function put(value: f64, beta: f64, y: usize): void {
  store<f64>(y, beta === 0 ? value : value + beta * load<f64>(y));
}

/** Four dot products with x at once: x is loaded once for all. */
function fourRows(
  n: i32,
  alpha: f64,
  row0: usize,
  aBytes: usize,
  x: usize,
  beta: f64,
  y: usize,
  yBytes: usize,
): void {
  const row1 = row0 + aBytes;
  const row2 = row1 + aBytes;
  const row3 = row2 + aBytes;
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  // Two pairs at a time: four sums and ten loads just fit the registers.
  const pairs = (<usize>(n & ~1)) << 3;
  const fours = (<usize>(n & ~3)) << 3;
  for (let p: usize = 0; p < fours; p += 32) {
    const value = v128.load(x + p);
    const next = v128.load(x + p, 16);
    s0 = madd(v128.load(row0 + p, 16), next, madd(v128.load(row0 + p), value, s0));
    s1 = madd(v128.load(row1 + p, 16), next, madd(v128.load(row1 + p), value, s1));
    s2 = madd(v128.load(row2 + p, 16), next, madd(v128.load(row2 + p), value, s2));
    s3 = madd(v128.load(row3 + p, 16), next, madd(v128.load(row3 + p), value, s3));
  }
  if (n & 2) {
    const value = v128.load(x + fours);
    s0 = madd(v128.load(row0 + fours), value, s0);
    s1 = madd(v128.load(row1 + fours), value, s1);
    s2 = madd(v128.load(row2 + fours), value, s2);
    s3 = madd(v128.load(row3 + fours), value, s3);
  }
  let s01 = f64x2.add(v128.shuffle<f64>(s0, s1, 0, 2), v128.shuffle<f64>(s0, s1, 1, 3));
  let s23 = f64x2.add(v128.shuffle<f64>(s2, s3, 0, 2), v128.shuffle<f64>(s2, s3, 1, 3));
  if (n & 1) {
    const value = v128.load64_splat(x + pairs);
    s01 = madd(v128.load64_lane(row1 + pairs, v128.load64_splat(row0 + pairs), 1), value, s01);
    s23 = madd(v128.load64_lane(row3 + pairs, v128.load64_splat(row2 + pairs), 1), value, s23);
  }
  put(alpha * f64x2.extract_lane(s01, 0), beta, y);
  put(alpha * f64x2.extract_lane(s01, 1), beta, y + yBytes);
  put(alpha * f64x2.extract_lane(s23, 0), beta, y + 2 * yBytes);
  put(alpha * f64x2.extract_lane(s23, 1), beta, y + 3 * yBytes);
}

/** y ← y + alpha·(four rows weighted by four entries of x): y is loaded and stored once for all. */
function addFourRows(
  n: i32,
  alpha: f64,
  row0: usize,
  aBytes: usize,
  x: usize,
  xBytes: usize,
  y: usize,
): void {
  const row1 = row0 + aBytes;
  const row2 = row1 + aBytes;
  const row3 = row2 + aBytes;
  const x0 = f64x2.splat(alpha * load<f64>(x));
  const x1 = f64x2.splat(alpha * load<f64>(x + xBytes));
  const x2 = f64x2.splat(alpha * load<f64>(x + 2 * xBytes));
  const x3 = f64x2.splat(alpha * load<f64>(x + 3 * xBytes));
  const pairs = (<usize>(n & ~1)) << 3;
  const fours = (<usize>(n & ~3)) << 3;
  for (let p: usize = 0; p < fours; p += 32) {
    let sum = madd(v128.load(row0 + p), x0, v128.load(y + p));
    let next = madd(v128.load(row0 + p, 16), x0, v128.load(y + p, 16));
    sum = madd(v128.load(row1 + p), x1, sum);
    next = madd(v128.load(row1 + p, 16), x1, next);
    sum = madd(v128.load(row2 + p), x2, sum);
    next = madd(v128.load(row2 + p, 16), x2, next);
    v128.store(y + p, madd(v128.load(row3 + p), x3, sum));
    v128.store(y + p, madd(v128.load(row3 + p, 16), x3, next), 16);
  }
  if (n & 2) {
    let sum = madd(v128.load(row0 + fours), x0, v128.load(y + fours));
    sum = madd(v128.load(row1 + fours), x1, sum);
    sum = madd(v128.load(row2 + fours), x2, sum);
    v128.store(y + fours, madd(v128.load(row3 + fours), x3, sum));
  }
  if (n & 1) {
    let sum = madd(v128.load64_splat(row0 + pairs), x0, v128.load64_splat(y + pairs));
    sum = madd(v128.load64_splat(row1 + pairs), x1, sum);
    sum = madd(v128.load64_splat(row2 + pairs), x2, sum);
    sum = madd(v128.load64_splat(row3 + pairs), x3, sum);
    v128.store64_lane(y + pairs, sum, 0);
  }
}
