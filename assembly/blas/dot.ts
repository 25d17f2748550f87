import { madd } from "./gemm/madd";

/**
 * xᵀy. Steps are in elements and may be zero or negative. Contiguous vectors are summed in eight interleaved partial
 * sums, combined in a fixed order; others in one.
 */
export function dot(n: i32, x: usize, xStep: i32, y: usize, yStep: i32): f64 {
  if (xStep === 1 && yStep === 1) return contiguous(n, x, y);
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    sum += load<f64>(x) * load<f64>(y);
    x += (<usize>xStep) << 3;
    y += (<usize>yStep) << 3;
  }
  return sum;
}

function contiguous(n: i32, x: usize, y: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const end = x + ((<usize>(n & ~7)) << 3);
  while (x < end) {
    s0 = madd(v128.load(x), v128.load(y), s0);
    s1 = madd(v128.load(x, 16), v128.load(y, 16), s1);
    s2 = madd(v128.load(x, 32), v128.load(y, 32), s2);
    s3 = madd(v128.load(x, 48), v128.load(y, 48), s3);
    x += 64;
    y += 64;
  }
  const last = x + ((<usize>(n & 6)) << 3);
  while (x < last) {
    s0 = madd(v128.load(x), v128.load(y), s0);
    x += 16;
    y += 16;
  }
  const s = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  const sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  return n & 1 ? sum + load<f64>(x) * load<f64>(y) : sum;
}
