import { madd } from "./madd";
import { writeOne, writePair } from "./writePair";

// Tiles narrower than 4×4, for what is left at the right and lower edges of C. Arguments and order of summation are
// those of microKernel4x4, so an entry of C has the same bits in whichever tile it falls.

/** 4×2: columns of B in one pair. */
export function edge4x2(
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  alpha: f64,
  beta: f64,
  c: usize,
  cBytes: usize,
): void {
  let c0 = f64x2.splat(0);
  let x0 = f64x2.splat(0);
  let c2 = f64x2.splat(0);
  let x2 = f64x2.splat(0);
  const end = a + <usize>k * aStep;
  do {
    const b01 = v128.load(b);
    const b10 = v128.shuffle<f64>(b01, b01, 1, 0);
    const a01 = v128.load(a);
    const a23 = v128.load(a, 16);
    c0 = madd(a01, b01, c0);
    x0 = madd(a01, b10, x0);
    c2 = madd(a23, b01, c2);
    x2 = madd(a23, b10, x2);
    a += aStep;
    b += bStep;
  } while (a < end);
  // c holds (0,0) (1,1), x holds (0,1) (1,0).
  writePair(c, alpha, beta, v128.shuffle<f64>(c0, x0, 0, 2));
  writePair(c + cBytes, alpha, beta, v128.shuffle<f64>(x0, c0, 1, 3));
  writePair(c + 2 * cBytes, alpha, beta, v128.shuffle<f64>(c2, x2, 0, 2));
  writePair(c + 3 * cBytes, alpha, beta, v128.shuffle<f64>(x2, c2, 1, 3));
}

/** 4×1. */
export function edge4x1(
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  alpha: f64,
  beta: f64,
  c: usize,
  cBytes: usize,
): void {
  let c01 = f64x2.splat(0);
  let c23 = f64x2.splat(0);
  const end = a + <usize>k * aStep;
  do {
    const b00 = v128.load64_splat(b);
    c01 = madd(v128.load(a), b00, c01);
    c23 = madd(v128.load(a, 16), b00, c23);
    a += aStep;
    b += bStep;
  } while (a < end);
  writeOne(c, alpha, beta, f64x2.extract_lane(c01, 0));
  writeOne(c + cBytes, alpha, beta, f64x2.extract_lane(c01, 1));
  writeOne(c + 2 * cBytes, alpha, beta, f64x2.extract_lane(c23, 0));
  writeOne(c + 3 * cBytes, alpha, beta, f64x2.extract_lane(c23, 1));
}

/** 2×4. */
export function edge2x4(
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  alpha: f64,
  beta: f64,
  c: usize,
  cBytes: usize,
): void {
  let c0 = f64x2.splat(0);
  let x0 = f64x2.splat(0);
  let c2 = f64x2.splat(0);
  let x2 = f64x2.splat(0);
  const end = a + <usize>k * aStep;
  do {
    const a01 = v128.load(a);
    const a10 = v128.shuffle<f64>(a01, a01, 1, 0);
    const b01 = v128.load(b);
    const b23 = v128.load(b, 16);
    c0 = madd(a01, b01, c0);
    x0 = madd(a10, b01, x0);
    c2 = madd(a01, b23, c2);
    x2 = madd(a10, b23, x2);
    a += aStep;
    b += bStep;
  } while (a < end);
  writePair(c, alpha, beta, v128.shuffle<f64>(c0, x0, 0, 3));
  writePair(c + 16, alpha, beta, v128.shuffle<f64>(c2, x2, 0, 3));
  writePair(c + cBytes, alpha, beta, v128.shuffle<f64>(x0, c0, 0, 3));
  writePair(c + cBytes + 16, alpha, beta, v128.shuffle<f64>(x2, c2, 0, 3));
}

/** 2×2. */
export function edge2x2(
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  alpha: f64,
  beta: f64,
  c: usize,
  cBytes: usize,
): void {
  let c0 = f64x2.splat(0);
  let x0 = f64x2.splat(0);
  const end = a + <usize>k * aStep;
  do {
    const a01 = v128.load(a);
    const b01 = v128.load(b);
    c0 = madd(a01, b01, c0);
    x0 = madd(v128.shuffle<f64>(a01, a01, 1, 0), b01, x0);
    a += aStep;
    b += bStep;
  } while (a < end);
  writePair(c, alpha, beta, v128.shuffle<f64>(c0, x0, 0, 3));
  writePair(c + cBytes, alpha, beta, v128.shuffle<f64>(x0, c0, 0, 3));
}

/** 2×1. */
export function edge2x1(
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  alpha: f64,
  beta: f64,
  c: usize,
  cBytes: usize,
): void {
  let c0 = f64x2.splat(0);
  const end = a + <usize>k * aStep;
  do {
    c0 = madd(v128.load(a), v128.load64_splat(b), c0);
    a += aStep;
    b += bStep;
  } while (a < end);
  writeOne(c, alpha, beta, f64x2.extract_lane(c0, 0));
  writeOne(c + cBytes, alpha, beta, f64x2.extract_lane(c0, 1));
}

/** 1×4. */
export function edge1x4(
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  alpha: f64,
  beta: f64,
  c: usize,
): void {
  let c01 = f64x2.splat(0);
  let c23 = f64x2.splat(0);
  const end = a + <usize>k * aStep;
  do {
    const a00 = v128.load64_splat(a);
    c01 = madd(a00, v128.load(b), c01);
    c23 = madd(a00, v128.load(b, 16), c23);
    a += aStep;
    b += bStep;
  } while (a < end);
  writePair(c, alpha, beta, c01);
  writePair(c + 16, alpha, beta, c23);
}

/** 1×2. */
export function edge1x2(
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  alpha: f64,
  beta: f64,
  c: usize,
): void {
  let c01 = f64x2.splat(0);
  const end = a + <usize>k * aStep;
  do {
    c01 = madd(v128.load64_splat(a), v128.load(b), c01);
    a += aStep;
    b += bStep;
  } while (a < end);
  writePair(c, alpha, beta, c01);
}

/** 1×1, on vectors so that the relaxed build rounds as the other tiles do. */
export function edge1x1(
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  alpha: f64,
  beta: f64,
  c: usize,
): void {
  let c0 = f64x2.splat(0);
  const end = a + <usize>k * aStep;
  do {
    c0 = madd(v128.load64_splat(a), v128.load64_splat(b), c0);
    a += aStep;
    b += bStep;
  } while (a < end);
  writeOne(c, alpha, beta, f64x2.extract_lane(c0, 0));
}
