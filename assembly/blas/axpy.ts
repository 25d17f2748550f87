import { madd } from "./gemm/madd";

/** y ← alpha·x + y. x and y may be the same vector, not overlap otherwise. */
export function axpy(n: i32, alpha: f64, x: usize, xStep: i32, y: usize, yStep: i32): void {
  if (xStep === 1 && yStep === 1) {
    contiguous(n, alpha, x, y);
    return;
  }
  for (let i = 0; i < n; i++) {
    store<f64>(y, load<f64>(y) + alpha * load<f64>(x));
    x += (<usize>xStep) << 3;
    y += (<usize>yStep) << 3;
  }
}

function contiguous(n: i32, alpha: f64, x: usize, y: usize): void {
  const factor = f64x2.splat(alpha);
  const end = x + ((<usize>(n & ~3)) << 3);
  while (x < end) {
    v128.store(y, madd(v128.load(x), factor, v128.load(y)));
    v128.store(y, madd(v128.load(x, 16), factor, v128.load(y, 16)), 16);
    x += 32;
    y += 32;
  }
  if (n & 2) {
    v128.store(y, madd(v128.load(x), factor, v128.load(y)));
    x += 16;
    y += 16;
  }
  if (n & 1) {
    v128.store64_lane(y, madd(v128.load64_splat(x), factor, v128.load64_splat(y)), 0);
  }
}
