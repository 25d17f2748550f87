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
  const row2 = row0 + 2 * aBytes;
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const pairs = (<usize>(n & ~1)) << 3;
  for (let p: usize = 0; p < pairs; p += 16) {
    const value = v128.load(x + p);
    s0 = madd(v128.load(row0 + p), value, s0);
    s1 = madd(v128.load(row0 + aBytes + p), value, s1);
    s2 = madd(v128.load(row2 + p), value, s2);
    s3 = madd(v128.load(row2 + aBytes + p), value, s3);
  }
  let s01 = f64x2.add(v128.shuffle<f64>(s0, s1, 0, 2), v128.shuffle<f64>(s0, s1, 1, 3));
  let s23 = f64x2.add(v128.shuffle<f64>(s2, s3, 0, 2), v128.shuffle<f64>(s2, s3, 1, 3));
  if (n & 1) {
    const value = v128.load64_splat(x + pairs);
    s01 = madd(
      v128.load64_lane(row0 + aBytes + pairs, v128.load64_splat(row0 + pairs), 1),
      value,
      s01,
    );
    s23 = madd(
      v128.load64_lane(row2 + aBytes + pairs, v128.load64_splat(row2 + pairs), 1),
      value,
      s23,
    );
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
  const row2 = row0 + 2 * aBytes;
  const x0 = f64x2.splat(alpha * load<f64>(x));
  const x1 = f64x2.splat(alpha * load<f64>(x + xBytes));
  const x2 = f64x2.splat(alpha * load<f64>(x + 2 * xBytes));
  const x3 = f64x2.splat(alpha * load<f64>(x + 3 * xBytes));
  const pairs = (<usize>(n & ~1)) << 3;
  for (let p: usize = 0; p < pairs; p += 16) {
    let sum = madd(v128.load(row0 + p), x0, v128.load(y + p));
    sum = madd(v128.load(row0 + aBytes + p), x1, sum);
    sum = madd(v128.load(row2 + p), x2, sum);
    v128.store(y + p, madd(v128.load(row2 + aBytes + p), x3, sum));
  }
  if (n & 1) {
    let sum = madd(v128.load64_splat(row0 + pairs), x0, v128.load64_splat(y + pairs));
    sum = madd(v128.load64_splat(row0 + aBytes + pairs), x1, sum);
    sum = madd(v128.load64_splat(row2 + pairs), x2, sum);
    sum = madd(v128.load64_splat(row2 + aBytes + pairs), x3, sum);
    v128.store64_lane(y + pairs, sum, 0);
  }
}
